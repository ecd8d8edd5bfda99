"""What every field has, and what it must know: to read what was posted, to make a value of it, to show itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from core.errors import DeclarationError
from core.forms.conditions import AnyOf, Condition, Filled, Is, Not
from core.forms.reading import Mistake, Option, Posted, Reading, Wrong
from core.forms.views import FieldView
from core.language import Text
from core.language import gettext_lazy as _

if TYPE_CHECKING:
    from core.plugins import Plugin

_NAME = re.compile(r"[a-z](?:_?[a-z0-9])*")


@dataclass(frozen=True, slots=True)
class Field:
    """A question. What was typed (`raw`, JSON-able) is kept in the draft; `value` makes the typed answer of it.

    `name` is what the browser posts; `missing` says what to do when nothing was answered.
    """

    name: str
    label: Text
    hint: Text | None = field(default=None, kw_only=True)
    optional: bool = field(default=False, kw_only=True)
    when: Condition | None = field(default=None, kw_only=True)
    missing: Text | None = field(default=None, kw_only=True)

    asks: ClassVar[bool] = True
    """False for what only informs."""
    empty: ClassVar[Any] = ""
    """The value when nothing was answered."""
    fill: ClassVar[Text] = _("Fill in “{label}”")

    def __post_init__(self) -> None:
        where = f"{type(self).__name__} {self.name!r}"
        if not matches(self.name, _NAME) or len(self.name) > 64 or self.name == "csrf":
            raise refuse(where, "has a name that cannot be posted", "Use a-z, 0-9 and single _, beginning with a letter; csrf is taken.", "form.name")
        for what, text in (("label", self.label), *((w, t) for w, t in (("hint", self.hint), ("missing", self.missing)) if t is not None)):
            check_text(where, what, text)
        check_condition(where, self.when)
        self.check(where)

    def check(self, where: str) -> None:
        """Refuse options that make no sense. (A hook, as `super()` does not reach the parent of a slotted dataclass.)"""

    @property
    def asked(self) -> bool:
        """Whether its choices are asked anew for each request."""
        return False

    def options_at_start(self, plugin: Plugin | None) -> tuple[Option, ...]:
        """Its choices, where they are known once the portal is built."""
        return ()

    def inputs(self) -> tuple[str, ...]:
        """The names that the browser posts."""
        return (self.name,)

    def read(self, posted: Posted, key: str) -> Any:
        """What was typed, as JSON: kept in the draft and shown again, right or wrong."""
        return one(posted, key)

    def blank(self, raw: Any) -> bool:
        """Whether nothing was answered."""
        return not raw

    def take(self, raw: Any, reading: Reading) -> Any:
        """The typed answer, or `Mistake`."""
        if self.blank(raw):
            if self.optional:
                return self.empty
            raise self.absent()
        return self.value(raw, reading)

    def absent(self) -> Mistake:
        return Mistake(Wrong(self.missing or self.fill, values={"label": self.label}))

    def value(self, raw: Any, reading: Reading) -> Any:
        """The typed answer of what is not blank."""
        return raw

    def plain(self, value: Any) -> Any:
        """The typed answer as JSON, for a table or an export."""
        return value

    def facts(self, value: Any, reading: Reading) -> tuple[str, ...]:
        """The answer in words, a line each; nothing when it was left empty."""
        return (str(value),) if value not in ("", None) else ()

    def schema(self) -> dict[str, Any]:
        """The answer's JSON Schema."""
        return {"type": "string"}

    def view(self, raw: Any, errors: dict[str, str], reading: Reading) -> FieldView:
        """How it looks with what was typed. `errors` has sentences by posted name."""
        return self.draw("input", raw or "", errors, reading)

    def draw(self, kind: str, value: Any, errors: dict[str, str], reading: Reading, **more: Any) -> FieldView:
        return FieldView(
            kind,
            reading.key,
            reading.words(self.label),
            reading.words(self.hint),
            errors.get(reading.key, ""),
            reading.words(_("(optional)")) if self.optional else "",
            value,
            **more,
        )


def one(posted: Posted, key: str) -> str:
    """The only value of a name; the body reader has refused a second one for a field that takes one."""
    found = posted.get(key) or ("",)
    return str(found[0]).strip()


def refuse(where: str, message: str, hint: str = "", code: str = "form.field") -> DeclarationError:
    return DeclarationError(f"{where} {message}", hint=hint, code=code)


def matches(value: object, pattern: re.Pattern[str]) -> bool:
    """Whether `value` is a string of this shape; what a plugin wrote may be anything."""
    return isinstance(value, str) and bool(pattern.fullmatch(value))


def check_text(where: str, what: str, value: object) -> None:
    if not isinstance(value, Text):
        raise refuse(where, f"has the {what} {value!r}", "Mark it for translation: `from core.language import gettext_lazy as _`, then _('…').", "form.text")


def check_condition(where: str, value: object) -> None:
    if value is not None and not isinstance(value, Is | Filled | Not | AnyOf):
        raise refuse(where, f"has the condition {value!r}", "Use Is, Filled, Not, AnyOf or AllOf of core.fields.", "form.condition")
