"""Fields of the desk's forms, as `macros/fields.html` takes them: strings ready in the officer's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from core.fields import ChoiceView, FieldView, FileView
from core.language import gettext_lazy as _

if TYPE_CHECKING:
    from core import Request

LONGEST_TEXT = 4_000
LINE = {"type": "text", "autocomplete": "off", "maxlength": "200"}


class Fields:
    """Makes the fields of one form. `prefix` keeps their ids apart from those of the page's other forms; `values` and `errors` by name."""

    def __init__(self, request: Request, prefix: str, values: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None) -> None:
        self.request, self.prefix = request, prefix
        self.values, self.errors = values or {}, errors or {}

    def line(self, name: str, label: str, *, hint: str = "", optional: bool = False, attributes: Mapping[str, str] = LINE) -> FieldView:
        return self._view("input", name, label, hint, optional, attributes=attributes)

    def day(self, name: str, label: str, *, optional: bool = False) -> FieldView:
        return self._view("input", name, label, "", optional, attributes={"type": "date"})

    def words(self, name: str, label: str, *, hint: str = "", optional: bool = False, rows: int = 4, reads: str = "") -> FieldView:
        """Several lines. `reads` is the id of what shows them as the citizen reads them, while one types."""
        attributes = {"rows": str(rows), "maxlength": str(LONGEST_TEXT), **({"data-reads": reads} if reads else {})}
        return self._view("textarea", name, label, hint, optional, attributes=attributes, words={"left": ""})

    def choose(
        self, name: str, label: str, choices: Iterable[tuple[str, str]], *, hint: str = "", optional: bool = False, look: str = "select", none: str = ""
    ) -> FieldView:
        """`look`: select, radios or checkboxes."""
        chosen = set(self.values.get(name, "").split(",")) if look == "checkboxes" else {self.values.get(name, "")}
        start = self._id(name)
        made = tuple(ChoiceView(start if n == 0 else f"{start}-{n}", value, said, chosen=value in chosen) for n, (value, said) in enumerate(choices))
        return self._view(look, name, label, hint, optional, choices=made, words={"none": none or self.request.gettext(_("Choose"))})

    def files(
        self, name: str, label: str, files: tuple[FileView, ...], words: Mapping[str, str], attributes: Mapping[str, str], *, optional: bool
    ) -> FieldView:
        return self._view("files", name, label, "", optional, files=files, words=words, attributes=attributes)

    def _view(self, kind: str, name: str, label: str, hint: str, optional: bool, **more: Any) -> FieldView:
        said = self.request.gettext(_("(optional)")) if optional else ""
        return Named(kind, name, label, hint, self.errors.get(name, ""), said, self.values.get(name, ""), **more, own=self._id(name))

    def _id(self, name: str) -> str:
        return f"{self.prefix}-{name}" if self.prefix else name


class Named(FieldView):
    """A field whose id is not its name, because the page has several forms with a field of that name."""

    __slots__ = ("own",)

    def __init__(self, *values: Any, own: str, **more: Any) -> None:
        super().__init__(*values, **more)
        object.__setattr__(self, "own", own)

    @property
    def id(self) -> str:
        return str(self.own)  # type: ignore[attr-defined]


def mistakes(views: Sequence[FieldView]) -> list[tuple[str, str]]:
    """For the error summary: the id of each field that is wrong, and why."""
    return [(view.id, view.error) for view in views if view.error]
