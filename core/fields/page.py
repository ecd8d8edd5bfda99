"""Fields of pages that are no forms of the flow (a search, a filter, one question), as `macros/fields.html` takes them.

Labels and hints come ready in the reader's language; nothing is read or checked here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from core.forms.views import ChoiceView, FieldView, FileView
from core.language import gettext_lazy as _

if TYPE_CHECKING:
    from core.requests import Request

LINE: Mapping[str, str] = {"type": "text", "autocomplete": "off", "maxlength": "200"}
LONGEST_WORDS = 4_000
Chosen = tuple[str, str] | tuple[str, str, str]
"""What is posted, what is read, and perhaps a line of help."""


class PageFields:
    """Makes the fields of one form. `values` and `errors` by name; `prefix` keeps ids apart from those of the page's other forms."""

    def __init__(self, request: Request, values: Mapping[str, Any] | None = None, errors: Mapping[str, str] | None = None, *, prefix: str = "") -> None:
        self.request = request
        self.values, self.errors, self.prefix = values or {}, errors or {}, prefix

    def line(self, name: str, label: str, *, hint: str = "", optional: bool | str = False, attributes: Mapping[str, str] = LINE) -> FieldView:
        """One line. A password is never shown again."""
        secret = {"value": ""} if attributes.get("type") == "password" else {}
        return self._view("input", name, label, hint, optional, attributes=attributes, **secret)

    def day(self, name: str, label: str, *, optional: bool | str = False) -> FieldView:
        return self._view("input", name, label, "", optional, attributes={"type": "date"})

    def words(
        self,
        name: str,
        label: str,
        *,
        hint: str = "",
        optional: bool | str = False,
        rows: int = 4,
        longest: int = LONGEST_WORDS,
        more: Mapping[str, str] | None = None,
    ) -> FieldView:
        """Several lines; `more` are further attributes."""
        attributes = {"rows": str(rows), "maxlength": str(longest), **(more or {})}
        return self._view("textarea", name, label, hint, optional, attributes=attributes, words={"left": ""})

    def choose(
        self, name: str, label: str, choices: Iterable[Chosen], *, hint: str = "", optional: bool | str = False, look: str = "select", none: str = ""
    ) -> FieldView:
        """`look`: select, radios or checkboxes, whose value is a collection. `none` is what a list says before anything is chosen."""
        value = self.values.get(name, "")
        given: Collection[str] = value if look == "checkboxes" and not isinstance(value, str) else {value}
        start = self._id(name)
        made = tuple(
            ChoiceView(start if n == 0 else f"{start}-{n}", code, said, rest[0] if rest else "", chosen=code in given)
            for n, (code, said, *rest) in enumerate(choices)
        )
        return self._view(look, name, label, hint, optional, choices=made, words={"none": none or self.request.gettext(_("Choose"))})

    def files(
        self, name: str, label: str, files: tuple[FileView, ...], words: Mapping[str, str], attributes: Mapping[str, str], *, optional: bool | str = False
    ) -> FieldView:
        return self._view("files", name, label, "", optional, files=files, words=words, attributes=attributes)

    def _view(self, kind: str, name: str, label: str, hint: str, optional: bool | str, **more: Any) -> FieldView:
        """`optional` may say in its own words when it may stay empty."""
        said = optional if isinstance(optional, str) else self.request.gettext(_("(optional)")) if optional else ""
        given = {"value": self.values.get(name, ""), **more}
        return FieldView(kind, name, label, hint, self.errors.get(name, ""), said, own_id=self._id(name), **given)

    def _id(self, name: str) -> str:
        return f"{self.prefix}-{name}" if self.prefix else name


def mistakes(views: Sequence[FieldView]) -> list[tuple[str, str]]:
    """For the error summary: the id of each field that is wrong, and why."""
    return [(view.id, view.error) for view in views if view.error]
