"""Fields for photos and files. They hold what was staged before: the flow stages the bytes, a field never sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from core import language
from core.forms.field import Field, refuse
from core.forms.reading import Posted, Reading, mistake
from core.forms.views import FieldView, FileView
from core.language import gettext_lazy as _

PICTURES: Mapping[str, str] = {"image/jpeg": "JPG", "image/png": "PNG", "image/webp": "WebP"}
DOCUMENTS: Mapping[str, str] = {"application/pdf": "PDF"}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that waits for the submission: its upload's id, the name to show, its type and size in bytes."""

    id: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Photos(Field):
    """Up to `most` pictures; the value is a tuple of `Attachment`."""

    least: int = field(default=0, kw_only=True)
    most: int = field(default=5, kw_only=True)

    empty: ClassVar[Any] = ()
    accepts: ClassVar[Mapping[str, str]] = PICTURES
    largest: ClassVar[int] = 32 * 1024 * 1024
    fill: ClassVar[language.Text] = _("Add a photo: {label}")

    def check(self, where: str) -> None:
        if not 0 <= self.least <= self.most <= 10 or self.most == 0:
            raise refuse(where, f"takes {self.least} to {self.most} files", "Let least <= most, from 1 to 10.")

    def read(self, posted: Posted, key: str) -> Any:
        """Files are no words: the draft keeps its own list."""
        return None

    def blank(self, raw: Any) -> bool:
        return not raw

    def take(self, raw: Any, reading: Reading) -> Any:
        files = tuple(Attachment(f["id"], f["name"], f["media_type"], f["size"]) for f in raw or ())
        if len(files) < max(self.least, int(not self.optional)):
            raise self.absent() if self.least < 2 else mistake(_("Add at least {n} files: {label}"), n=self.least, label=self.label)
        if len(files) > self.most:
            raise mistake(_("Keep at most {n} files: {label}"), n=self.most, label=self.label)
        return files

    def plain(self, value: Any) -> Any:
        return [{"id": f.id, "name": f.name, "media_type": f.media_type, "size": f.size} for f in value]

    def facts(self, value: Any, reading: Reading) -> tuple[str, ...]:
        return tuple(f.name for f in value)

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "object"}, "minItems": self.least, "maxItems": self.most}

    def view(self, raw: Any, errors: dict[str, str], reading: Reading) -> FieldView:
        kept: Sequence[Mapping[str, Any]] = raw or ()
        files = tuple(FileView(f["id"], f["name"], size_of(f["size"]), f["media_type"] in PICTURES) for f in kept)
        types = list(self.accepts.values())
        words = {
            "pick": reading.words(self.pick()),
            "types": reading.words(_("{types}, up to {size}"), types=", ".join(types), size=size_of(self.largest)),
            "add": reading.words(self.add()),
            "remove": reading.words(_("Remove")),
            "most": reading.words(_("at most {n}"), n=self.most) if self.most > 1 else "",
            "full": reading.words(_("That is all: {n} files. Remove one to add another."), n=self.most) if len(files) >= self.most else "",
        }
        words["few"] = f"({', '.join(each.strip('()') for each in (reading.words(_('(optional)')) if self.optional else '', words['most']) if each)})"
        attributes = {"accept": ",".join(self.accepts), **({"multiple": ""} if self.most > 1 else {})}
        return self.draw("files", "", errors, reading, files=files, words=words, attributes=attributes)

    def pick(self) -> language.Text:
        return _("Take or choose photos")

    def add(self) -> language.Text:
        return _("Add photo")


@dataclass(frozen=True, slots=True)
class File(Photos):
    """A document (PDF) or picture, one unless `most` says more; the value is a tuple of `Attachment`."""

    most: int = field(default=1, kw_only=True)

    accepts: ClassVar[Mapping[str, str]] = {**DOCUMENTS, **PICTURES}
    largest: ClassVar[int] = 12 * 1024 * 1024
    fill: ClassVar[language.Text] = _("Add a file: {label}")

    def pick(self) -> language.Text:
        return _("Choose a file")

    def add(self) -> language.Text:
        return _("Add file")


def size_of(size: int) -> str:
    """A file's size for people: `312 KB`, `4,2 MB`."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / 1024 / 1024:.1f}".rstrip("0").rstrip(".").replace(".", ",") + " MB"
