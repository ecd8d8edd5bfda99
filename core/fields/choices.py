"""Fields to choose from: one, several, yes or no, and consent."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from core import language
from core.forms.field import Field, check_text, matches, refuse
from core.forms.reading import Option, Posted, Reading, mistake
from core.forms.views import ChoiceView, FieldView
from core.language import gettext_lazy as _

if TYPE_CHECKING:
    from core.forms.form import Answers
    from core.plugins import Plugin
    from core.requests import Request

Offer = Sequence[Option | tuple[str, language.Text]]
Options = Offer | Callable[["Plugin"], Offer] | Callable[["Request", "Answers"], Awaitable[Offer]]
"""A list; a function of the plugin, asked once at start; or an async function of the request and the answers so far."""

_MOST_RADIOS = 12
_VALUE = re.compile(r"\S(?:.{0,198}\S)?")


@dataclass(frozen=True, slots=True)
class Choice(Field):
    """One of several answers: radio buttons, or a list to open when there are more than twelve."""

    options: Options = field(kw_only=True)
    look: Literal["auto", "radios", "select"] = field(default="auto", kw_only=True)

    fill: ClassVar[language.Text] = _("Choose an answer: {label}")

    def check(self, where: str) -> None:
        if not callable(self.options):
            options_of(self.options, where)

    @property
    def asked(self) -> bool:
        return inspect.iscoroutinefunction(self.options)

    def options_at_start(self, plugin: Plugin | None) -> tuple[Option, ...]:
        if self.asked:
            return ()
        ask: Any = self.options
        return options_of(ask(plugin) if callable(ask) else ask, f"{type(self).__name__} {self.name!r}")

    def offered(self, reading: Reading) -> tuple[Option, ...]:
        """The options of this request, those that were asked for at start, or the list itself."""
        if self.asked or callable(self.options):
            return reading.options.get(reading.key, ())
        return options_of(self.options, self.name)

    def value(self, raw: Any, reading: Reading) -> Any:
        if all(option.value != raw for option in self.offered(reading)):
            raise mistake(self.missing or self.fill, label=self.label)
        return raw

    def facts(self, value: Any, reading: Reading) -> tuple[str, ...]:
        chosen = (value,) if isinstance(value, str) else value or ()
        said = {option.value: reading.words(option.label) for option in self.offered(reading)}
        return tuple(said.get(one, one) for one in chosen if one)

    def schema(self) -> dict[str, Any]:
        return {"type": "string"} if callable(self.options) else {"enum": [option.value for option in options_of(self.options, self.name)]}

    def choices(self, reading: Reading, chosen: Sequence[Any]) -> tuple[ChoiceView, ...]:
        offered = self.offered(reading)
        views = choice_views(reading, [(o.value, reading.words(o.label), reading.words(o.hint)) for o in offered], chosen)
        return tuple(replace(view, href=option.href) for view, option in zip(views, offered, strict=True))

    def view(self, raw: Any, errors: dict[str, str], reading: Reading) -> FieldView:
        choices = self.choices(reading, [raw])
        select = self.look == "select" or (self.look == "auto" and len(choices) > _MOST_RADIOS)
        if self.optional and not select:  # a radio button cannot be let go again otherwise
            choices = (*choices, ChoiceView(f"{reading.key}-0", "", reading.words(_("No answer")), chosen=raw == ""))
        return self.draw("select" if select else "radios", raw or "", errors, reading, choices=choices, words={"none": reading.words(_("Choose"))})


@dataclass(frozen=True, slots=True)
class Choices(Choice):
    """Any of several answers: tick boxes; the value is a tuple, in the order of the options."""

    least: int = field(default=1, kw_only=True)
    most: int = field(default=100, kw_only=True)

    empty: ClassVar[Any] = ()
    fill: ClassVar[language.Text] = _("Choose at least one answer: {label}")

    def read(self, posted: Posted, key: str) -> Any:
        return list(dict.fromkeys(text.strip() for text in posted.get(key, ()) if text.strip()))[:200]

    def value(self, raw: Any, reading: Reading) -> Any:
        values = tuple(option.value for option in self.offered(reading) if option.value in raw)
        if len(values) < max(1, self.least):
            raise mistake(_("Choose at least {n}: {label}"), n=max(1, self.least), label=self.label)
        if len(values) > self.most:
            raise mistake(_("Choose at most {n}: {label}"), n=self.most, label=self.label)
        return values

    def plain(self, value: Any) -> Any:
        return list(value)

    def schema(self) -> dict[str, Any]:
        # Explicit, for `super()` does not reach the parent of a slotted dataclass.
        return {"type": "array", "items": Choice.schema(self), "minItems": 0 if self.optional else self.least, "maxItems": self.most, "uniqueItems": True}

    def view(self, raw: Any, errors: dict[str, str], reading: Reading) -> FieldView:
        return self.draw("checkboxes", raw or [], errors, reading, choices=self.choices(reading, raw or []))


@dataclass(frozen=True, slots=True)
class YesNo(Field):
    """Yes or no, as two radio buttons; the value is a bool, or None when it was left open."""

    empty: ClassVar[Any] = None
    fill: ClassVar[language.Text] = _("Choose yes or no: {label}")

    def value(self, raw: Any, reading: Reading) -> Any:
        if raw not in ("yes", "no"):
            raise self.absent()
        return raw == "yes"

    def facts(self, value: Any, reading: Reading) -> tuple[str, ...]:
        return () if value is None else (reading.words(_("Yes") if value else _("No")),)

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}

    def view(self, raw: Any, errors: dict[str, str], reading: Reading) -> FieldView:
        said = [("yes", reading.words(_("Yes")), ""), ("no", reading.words(_("No")), "")]
        return self.draw("radios", raw or "", errors, reading, choices=choice_views(reading, said, [raw]))


@dataclass(frozen=True, slots=True)
class Consent(YesNo):
    """One tick box; without `optional` it must be ticked to go on. The label is the sentence agreed to; a yes is kept (`portal.consents`).

    `for_somebody`: whoever fills in the form ticks it for another person, so nothing in this form is agreed to by themselves."""

    for_somebody: bool = field(default=False, kw_only=True)

    empty: ClassVar[Any] = False
    fill: ClassVar[language.Text] = _("Tick to go on: {label}")

    def read(self, posted: Posted, key: str) -> Any:
        return "yes" if (posted.get(key) or ("",))[0] in ("yes", "on", "1", "true") else "no"

    def blank(self, raw: Any) -> bool:
        return bool(raw != "yes")

    def view(self, raw: Any, errors: dict[str, str], reading: Reading) -> FieldView:
        choices = choice_views(reading, [("yes", reading.words(self.label), reading.words(self.hint))], [raw])
        return self.draw("checkbox", "yes", errors, reading, choices=choices)


def choice_views(reading: Reading, said: Sequence[tuple[str, str, str]], chosen: Sequence[Any]) -> tuple[ChoiceView, ...]:
    """The first one carries the field's own id, so that a link in the error summary leads to it."""
    return tuple(
        ChoiceView(reading.key if n == 0 else f"{reading.key}-{n + 1}", value, label, hint, value in chosen) for n, (value, label, hint) in enumerate(said)
    )


def options_of(offered: Any, where: str) -> tuple[Option, ...]:
    """The options that were declared or answered, as `Option`s; raises `DeclarationError` for anything else."""
    hint = "Give a tuple of (value, _('label')) or Option(value, _('label'))."
    if isinstance(offered, str) or not isinstance(offered, Sequence):
        raise refuse(where, f"has the options {offered!r}", hint, "form.options")
    found: list[Option] = []
    for each in offered:
        option = each if isinstance(each, Option) else Option(*each) if isinstance(each, tuple) and len(each) in (2, 3) else None
        if option is None or not matches(option.value, _VALUE):
            raise refuse(where, f"has the option {each!r}", hint, "form.options")
        check_text(where, f"option {option.value!r}, whose label is", option.label)
        found.append(option)
    doubled = next((o.value for n, o in enumerate(found) if any(o.value == other.value for other in found[:n])), "")
    if doubled or len(found) > 1_000:
        raise refuse(where, f"offers {doubled!r} twice" if doubled else f"offers {len(found)} options", "Each value once, at most 1000.", "form.options")
    return tuple(found)
