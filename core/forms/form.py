"""A form as a plugin declares it: steps of fields, and where it is opened. Data only; the portal compiles it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from core.access import Access, check_id
from core.forms.conditions import Condition
from core.forms.field import Field, check_condition, check_text, matches, refuse
from core.language import Text

if TYPE_CHECKING:
    from core.requests import Request

MOST_FIELDS, MOST_INPUTS = 200, 120
"""Fields of a form, and inputs of one step: a post may carry 200 names."""

_STEP = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
_FULL_ID = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_PATH = re.compile(r"/|(?:/[A-Za-z0-9._~{}:-]+)+")
_TAKEN = ("periksa", "selesai", "berkas")


@dataclass(frozen=True, slots=True)
class Step:
    """One page of a form: an address (`name`), a question (`title`), its fields; asked only when `when` holds."""

    name: str
    title: Text
    fields: Sequence[Field]
    when: Condition | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        where = f"Step {self.name!r}"
        if not matches(self.name, _STEP) or len(self.name) > 40 or self.name in _TAKEN:
            hint = f"It is part of the address: a-z, 0-9 and -, beginning with a letter; {', '.join(_TAKEN)} are the core's."
            raise refuse(where, "has a name that cannot be used", hint, "form.step")
        check_text(where, "title", self.title)
        check_condition(where, self.when)
        object.__setattr__(self, "fields", _instances(where, self.fields, Field, "Give a tuple of fields from core.fields."))
        _check_size(where, self.fields)


@dataclass(frozen=True, slots=True)
class Form:
    """`id` is bare here; the portal knows the form as `slug.id`.

    `like` names another form of the same plugin of which this is the shorter way, say on one page for whoever fills it in for
    somebody: what other plugins add to that one is asked here too, in the step of the same name, else in the first."""

    id: str
    title: Text
    steps: Sequence[Step]
    like: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        check_id("Form", self.id)
        if self.like:
            check_id("Form: like", self.like)
        where = f"Form {self.id!r}"
        check_text(where, "title", self.title)
        object.__setattr__(self, "steps", _instances(where, self.steps, Step, "Give at least one Step('name', _('Question?'), [fields…])."))
        fields = [each for step in self.steps for each in step.fields]
        if len(fields) > MOST_FIELDS:
            raise refuse(where, f"has {len(fields)} fields", f"At most {MOST_FIELDS}: nobody fills in more.", "form.size")
        _refuse_doubles(where, [step.name for step in self.steps], "step")
        _refuse_doubles(where, [each.name for each in fields], "field")
        _refuse_doubles(where, [name for each in fields for name in each.inputs()], "posted name")

    def routes(
        self, path: str, *, on_submit: OnSubmit, access: Access, prepare: Prepare | None = None, name: str = "", segment: str = ""
    ) -> tuple[FormRoute, ...]:
        """Open this form at `path`, below the plugin's first segment or below `segment`, for `register_routes`.

        `prepare(request, answers)` runs before the transaction and may ask others; what it returns is `answers.prepared`.
        `on_submit(request, answers)` runs in the core's transaction and touches the database only. Both may raise `Refusal`.
        """
        return (FormRoute(path, self, on_submit, access, prepare, name or self.id, segment),)


@dataclass(frozen=True, slots=True)
class FormFields:
    """Fields for a step of another plugin's form (`slug.id`); their values are kept apart, under this plugin's slug."""

    form: str
    step: str
    fields: Sequence[Field]

    def __post_init__(self) -> None:
        where = f"FormFields for {self.form!r}"
        if not matches(self.form, _FULL_ID):
            raise refuse(where, "names no form", "Write the full id, such as 'complaints.report'.", "form.fields")
        object.__setattr__(self, "fields", _instances(where, self.fields, Field, "Give a tuple of fields from core.fields."))
        _check_size(where, self.fields)
        _refuse_doubles(where, [each.name for each in self.fields], "field")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the citizen takes along: the ticket, where it leads (a local path), what happens now, until when, and a code that goes with the ticket."""

    ticket: str
    location: str = ""
    next: Text | str = ""
    code: str = ""

    def __post_init__(self) -> None:
        if len(self.code) > 16:
            raise refuse(f"A receipt with a code of {len(self.code)} characters", "cannot be kept", "A code is short, such as H4X 9TB.", "form.receipt")
        if not 1 <= len(self.ticket) <= 16:
            raise refuse(f"A receipt with the ticket {self.ticket!r}", "cannot be kept", "A ticket is a short label, such as ADU-7K3F-9Q2M.", "form.receipt")
        if self.location and (not self.location.startswith("/") or self.location.startswith("//") or len(self.location) > 400):
            raise refuse(f"A receipt that leads to {self.location!r}", "leaves the portal", "Give a path, such as request.url_for(…).path.", "form.receipt")


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers, typed, by field name; `extra` has those of other plugins' fields by slug, `prepared` what `prepare` found."""

    values: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    prepared: Any = None
    about: str = ""
    """What the plugin said when it began the draft itself (`portal.begin_draft`); whoever fills it in cannot change it."""

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def __contains__(self, name: object) -> bool:
        return name in self.values

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)

    def with_prepared(self, prepared: Any) -> Answers:
        return replace(self, prepared=prepared)


OnSubmit = Callable[["Request", Answers], Awaitable[Receipt]]
Prepare = Callable[["Request", Answers], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class FormRoute:
    """A form opened at a path: what the portal compiles into start, steps, check, submission and receipt."""

    path: str
    form: Form
    on_submit: OnSubmit
    access: Access
    prepare: Prepare | None
    name: str
    segment: str = ""

    def __post_init__(self) -> None:
        check_id("Form route", self.name)
        where = f"The form {self.form.id!r} at {self.path!r}"
        if not matches(self.path, _PATH):
            raise refuse(where, "has no path that can be used", "Write it as '/apply' or '/{place}/queue'.", "form.path")
        if not isinstance(self.access, Access):
            raise refuse(where, "does not say who may use it", "Give access=PUBLIC, CITIZEN or permission('name').", "form.access")
        for what, function in (("on_submit", self.on_submit), *((("prepare", self.prepare),) if self.prepare else ())):
            if not inspect.iscoroutinefunction(function):
                raise refuse(where, f"has an {what} that is not `async def`", f"Write `async def {what}(request, answers)`.", "form.function")


def _instances(where: str, given: object, kind: type[Any], hint: str) -> tuple[Any, ...]:
    """`given` as a tuple, if it is a sequence of `kind` with at least one in it."""
    found = tuple(given) if isinstance(given, Sequence) else ()
    if not found or not all(isinstance(each, kind) for each in found):
        raise refuse(where, f"has {given!r} where {kind.__name__.lower()}s belong", hint, "form.parts")
    return found


def _check_size(where: str, fields: Sequence[Field]) -> None:
    if sum(len(each.inputs()) for each in fields) > MOST_INPUTS:
        raise refuse(where, f"has {len(fields)} fields", f"At most {MOST_INPUTS} inputs on a page: make another step.", "form.size")


def _refuse_doubles(where: str, names: Sequence[str], what: str) -> None:
    doubled = next((name for n, name in enumerate(names) if name in names[:n]), "")
    if doubled:
        raise refuse(where, f"has two {what}s named {doubled!r}", "Give each its own name.", "form.double")
