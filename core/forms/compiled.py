"""A form as the portal uses it: with other plugins' fields in their steps, and a pydantic model a step.

Compiled once, when the portal is built. Still no request and no storage: the flow brings what was typed, and a `Reading`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, PlainValidator, ValidationError, ValidationInfo, WithJsonSchema, create_model

from core.errors import did_you_mean
from core.forms.conditions import Condition
from core.forms.field import Field, refuse
from core.forms.form import MOST_INPUTS, Answers, Form, FormFields, Step
from core.forms.reading import Mistake, Option, Posted, Reading
from core.forms.views import FieldView
from core.language import Text

if TYPE_CHECKING:
    from core.plugins import Plugin

Raws = Mapping[str, Any]
"""What was typed, by posted name of the field: JSON, right or wrong."""


@dataclass(frozen=True, slots=True)
class PlacedField:
    """A field in its step. `key` is its posted name: bare for the form's own, `slug__name` for another plugin's."""

    key: str
    owner: str
    field: Field
    when: Condition | None
    options: tuple[Option, ...] = ()

    @property
    def asked(self) -> bool:
        """Whether its choices are asked anew for each request."""
        return self.field.asked

    def at(self, reading: Reading) -> Reading:
        """`reading` for this field, with its choices: those of the request, else those known since the start."""
        own = reading.at(self.owner, self.key)
        return own if self.key in reading.options or not self.options else replace(own, options={**reading.options, self.key: self.options})

    def inputs(self) -> tuple[str, ...]:
        return tuple(f"{self.key}{name.removeprefix(self.field.name)}" for name in self.field.inputs())


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the check page: the question, the answer in words, and the step to change it."""

    key: str
    label: str
    lines: tuple[str, ...]
    step: str


@dataclass(frozen=True, slots=True)
class CompiledStep:
    """A step with all its fields and its model."""

    name: str
    title: Text
    fields: tuple[PlacedField, ...]
    when: Condition | None
    model: type[BaseModel]
    triggers: frozenset[str]
    """Keys that others of this step depend on: the page asks for the step again when one changes."""

    def asked(self, raws: Raws) -> bool:
        return self.when is None or self.when.holds(raws.get)

    def shown(self, raws: Raws, reading: Reading) -> tuple[PlacedField, ...]:
        """The fields that are asked, given what was answered; one whose choices came back empty is left out."""
        given, found = dict(raws), []
        for placed in self.fields:
            if (placed.when is None or placed.when.holds(given.get)) and (not placed.asked or reading.options.get(placed.key, True)):
                found.append(placed)
            else:
                given.pop(placed.key, None)
        return tuple(found)

    def read(self, posted: Posted) -> dict[str, Any]:
        return {placed.key: placed.field.read(posted, placed.key) for placed in self.fields if placed.field.asks}

    def validate(self, raws: Raws, reading: Reading) -> tuple[dict[str, Any], dict[str, str]]:
        """Typed values by key, and sentences by posted name, in the order of the page. What is not asked has its empty value."""
        shown = [placed for placed in self.shown(raws, reading) if placed.field.asks]
        values = {placed.key: placed.field.empty for placed in self.fields if placed.field.asks}
        try:
            model = self.model.model_validate({p.key: raws.get(p.key) for p in shown}, context=reading)
        except ValidationError as error:
            return values, self._sentences(error, reading)
        return values | {placed.key: getattr(model, placed.key) for placed in shown}, {}

    def _sentences(self, error: ValidationError, reading: Reading) -> dict[str, str]:
        placed = {each.key: each for each in self.fields}
        found: dict[str, str] = {}
        for each in error.errors(include_url=False, include_input=False):
            key, cause = str(each["loc"][0]), each.get("ctx", {}).get("error")
            for wrong in cause.wrong if isinstance(cause, Mistake) else ():
                found.setdefault(f"{key}_{wrong.part}" if wrong.part else key, wrong.said(placed[key].at(reading)))
        return found

    def views(self, raws: Raws, errors: Mapping[str, str], reading: Reading) -> tuple[FieldView, ...]:
        return tuple(replace(p.field.view(raws.get(p.key), dict(errors), p.at(reading)), refreshes=p.key in self.triggers) for p in self.shown(raws, reading))

    def facts(self, values: Mapping[str, Any], raws: Raws, reading: Reading) -> tuple[Fact, ...]:
        return tuple(
            Fact(p.key, reading.at(p.owner, p.key).words(p.field.label), p.field.facts(values[p.key], p.at(reading)), self.name)
            for p in self.shown(raws, reading)
            if p.field.asks
        )


@dataclass(frozen=True, slots=True)
class CompiledForm:
    """`id` is the full one, `slug.id`."""

    id: str
    owner: str
    title: Text
    steps: tuple[CompiledStep, ...]
    form: Form = field(repr=False)

    def step(self, name: str) -> CompiledStep | None:
        return next((step for step in self.steps if step.name == name), None)

    def placed(self, key: str) -> PlacedField | None:
        return next((each for step in self.steps for each in step.fields if each.key == key), None)

    def answers(self, values: Mapping[str, Any]) -> Answers:
        """Values by key, told apart by whose they are."""
        own: dict[str, Any] = {}
        extra: dict[str, dict[str, Any]] = {}
        for key, value in values.items():
            placed = self.placed(key)
            if placed and placed.owner == self.owner:
                own[placed.field.name] = value
            elif placed:
                extra.setdefault(placed.owner, {})[placed.field.name] = value
        return Answers(own, extra)

    def as_json(self, answers: Answers) -> dict[str, dict[str, Any]]:
        """The answers as JSON, by slug: what a case keeps of them."""
        given = {self.owner: answers.values, **answers.extra}
        fields = [each for step in self.steps for each in step.fields if each.field.asks and each.field.name in given.get(each.owner, {})]
        return {slug: {f.field.name: f.field.plain(given[slug][f.field.name]) for f in fields if f.owner == slug} for slug in given}

    def json_schema(self) -> dict[str, Any]:
        """JSON Schema of the answers, all steps together."""
        fields = [each for step in self.steps for each in step.fields if each.field.asks]
        conditional = {each.key for step in self.steps for each in step.fields if step.when or each.when or each.asked}
        return _model(self.id, fields, frozenset(conditional)).model_json_schema()


def compile_form(form: Form, owner: str, extra: Sequence[tuple[str, FormFields]] = (), *, plugins: Mapping[str, Plugin] | None = None) -> CompiledForm:
    """Join `form` of the plugin `owner` with the fields that others add; `plugins` are handed to choices asked at start.

    Raises `DeclarationError` for an unknown step, a doubled name, a condition on a later or unknown field, wrong choices.
    """
    known = [step.name for step in form.steps]
    for slug, fields in extra:
        if fields.step not in known:
            raise refuse(f"FormFields of {slug}", f"names the step {fields.step!r} of {owner}.{form.id}", did_you_mean(fields.step, known), "form.step")
    earlier: set[str] = set()
    steps = [_compile_step(step, owner, [(slug, f) for slug, f in extra if f.step == step.name], earlier, plugins or {}) for step in form.steps]
    return CompiledForm(f"{owner}.{form.id}", owner, form.title, tuple(steps), form)


def _compile_step(step: Step, owner: str, extra: Sequence[tuple[str, FormFields]], earlier: set[str], plugins: Mapping[str, Plugin]) -> CompiledStep:
    where = f"Step {step.name!r}"
    if step.when:
        _check_names(where, step.when, earlier)
    fields = [(owner, each) for each in step.fields] + [(slug, each) for slug, more in extra for each in more.fields]
    placed: list[PlacedField] = []
    for slug, each in fields:
        key = each.name if slug == owner else f"{slug}__{each.name}"
        if key in earlier:
            raise refuse(where, f"has two fields named {each.name!r} of {slug}", "Give each its own name.", "form.double")
        when = each.when.renamed({name: f"{slug}__{name}" for name in each.when.names() if f"{slug}__{name}" in earlier}) if each.when else None
        if when:
            _check_names(f"{where}, field {each.name!r}", when, earlier)
        earlier.add(key)
        placed.append(PlacedField(key, slug, each, when, each.options_at_start(plugins.get(slug))))
    if sum(len(each.inputs()) for each in placed) > MOST_INPUTS:
        raise refuse(where, f"has too many inputs with those of {', '.join(slug for slug, _more in extra)}", f"At most {MOST_INPUTS}.", "form.size")
    triggers = frozenset(name for each in placed if each.when for name in each.when.names() if any(p.key == name for p in placed))
    asking = [each for each in placed if each.field.asks]
    return CompiledStep(step.name, step.title, tuple(placed), step.when, _model(step.name, asking, frozenset(p.key for p in asking)), triggers)


def _check_names(where: str, condition: Condition, known: set[str]) -> None:
    for name in condition.names():
        if name not in known:
            hint = f"A condition reads a field that stands before it. {did_you_mean(name, known)}"
            raise refuse(where, f"depends on {name!r}", hint.strip(), "form.condition")


def _model(name: str, fields: Sequence[PlacedField], loose: frozenset[str]) -> type[BaseModel]:
    """A pydantic model whose validators are the fields' own; a field that may be left unasked has a default."""
    definitions: dict[str, Any] = {}
    for each in fields:
        kind = Annotated[Any, PlainValidator(_validator(each)), WithJsonSchema(each.field.schema())]
        definitions[each.key] = (kind, None if each.key in loose or each.field.optional else ...)
    return create_model(name, __config__=ConfigDict(frozen=True, extra="ignore", protected_namespaces=()), **definitions)


def _validator(placed: PlacedField) -> Callable[[Any, ValidationInfo], Any]:
    def validate(raw: Any, info: ValidationInfo) -> Any:
        reading: Reading = info.context  # type: ignore[assignment]  # the only caller is CompiledStep.validate
        return placed.field.take(raw, placed.at(reading))

    return validate
