"""The way of one draft through its form: which steps are asked, what they may choose from, what is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from core.errors import DeclarationError
from core.fields.choices import options_of
from core.flow.drafts import OpenDraft
from core.forms.compiled import CompiledForm, CompiledStep, PlacedField
from core.forms.form import Answers
from core.forms.reading import Option, Reading
from core.language import Text
from core.requests import Request

if TYPE_CHECKING:
    from core.portal import Portal

OPTIONS_SECONDS = 5.0


@dataclass(slots=True)
class Journey:
    """One request's look at the form. `values` grows step by step with what was answered well.

    `raws` holds what was typed into steps that are asked: whoever changes an earlier answer may leave others behind, and
    no condition reads those. They stay in the draft, should the step be asked again."""

    request: Request
    form: CompiledForm
    draft: OpenDraft | None
    raws: dict[str, Any] = field(default_factory=dict)
    passed: frozenset[str] = frozenset()
    values: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, request: Request, form: CompiledForm, draft: OpenDraft | None, *, at: CompiledStep | None = None) -> Journey:
        """`at` is the step that was just posted: it is asked, whatever was found before."""
        passed = draft.passed - {at.name if at else ""} if draft else frozenset()
        journey = cls(request, form, draft, {}, passed)
        journey.settle()
        return journey

    def settle(self) -> None:
        """Take what the draft holds, but for steps that are not asked now."""
        self.raws = dict(self.draft.raws) if self.draft else {}
        for step in self.form.steps:
            if step.name in self.passed or not step.asked(self.raws):
                for placed in step.fields:
                    self.raws.pop(placed.key, None)

    def _pass(self, step: CompiledStep, *, over: bool) -> None:
        """Note that a step has nothing to ask, or has again: then what was typed into it counts again."""
        self.passed = self.passed | {step.name} if over else self.passed - {step.name}
        typed = self.draft.raws if self.draft and not over else {}
        for placed in step.fields:
            self.raws.pop(placed.key, None)
            if placed.key in typed:
                self.raws[placed.key] = typed[placed.key]

    def steps(self) -> list[CompiledStep]:
        """The steps that are asked as far as is known; one that had nothing to choose from is not."""
        return [step for step in self.form.steps if step.asked(self.raws) and step.name not in self.passed]

    def place(self, step: CompiledStep | None) -> tuple[int, int]:
        """n of m for "Step n of m"; the check page is the last."""
        steps = self.steps()
        return (steps.index(step) + 1 if step in steps else len(steps) + 1), len(steps) + 1

    def reading(self) -> Reading:
        portal = self.request.portal
        return reading_of(portal, self.request.language, portal.clock.now().astimezone(portal.site.zone).date())

    async def ask(self, step: CompiledStep) -> Reading:
        """A reading with the choices of this request for the step."""
        reading, found = self.reading(), {}
        for placed in step.fields:
            if placed.asked and (placed.when is None or placed.when.holds(self.raws.get)):
                found[placed.key] = await self._options(placed)
        return replace(reading, options=found)

    async def _options(self, placed: PlacedField) -> tuple[Option, ...]:
        offer: Any = placed.field.options  # type: ignore[attr-defined]  # only a Choice is asked
        answers = self.form.answers(self.values)
        what = f"choices of {placed.field.name}"
        return options_of(await self.request.portal.boundary.call(placed.owner, what, OPTIONS_SECONDS, offer, self.request, answers), what)

    def trust(self, step: CompiledStep) -> Reading:
        """A reading that takes the choices made in an earlier step as they are: they were checked then, and will be at the end."""
        found = {p.key: tuple(Option(one, Text(one)) for one in _listed(self.raws.get(p.key))) for p in step.fields if p.asked}
        return replace(self.reading(), options=found)

    async def first_gap(self, before: CompiledStep | None, *, thoroughly: bool = False, reopening: bool = True) -> CompiledStep | None:
        """The first step that is not answered well, of those `before` one (or of all); `thoroughly` asks for all choices anew.

        Without `reopening` a step that had nothing to choose from stays passed over, whatever there is by now: whoever
        sends has checked all answers, and is not sent back for a question that was never asked.
        """
        for step in self.form.steps:
            if step is before:
                return None
            if not step.asked(self.raws) or (step.name in self.passed and not (thoroughly and reopening)):
                self.values |= {p.key: p.field.empty for p in step.fields if p.field.asks}
                continue
            reading = self.trust(step)
            if thoroughly:
                reading = await self.ask(step)
                self._pass(step, over=not has_questions(step, self.raws, reading))
            values, errors = step.validate(self.raws, reading)
            if errors:
                return step
            self.values |= values
        return None

    async def after(self, step: CompiledStep) -> CompiledStep | None:
        """The next step that has something to ask, or None: the check page. Notes the steps that are passed over."""
        place = self.form.steps.index(step)
        for following in self.form.steps[place + 1 :]:
            if following.asked(self.raws):
                over = not has_questions(following, self.raws, await self.ask(following))
                self._pass(following, over=over)
                if not over:
                    return following
        return None

    def before(self, step: CompiledStep | None) -> CompiledStep | None:
        """The step that "Back" leads to."""
        steps = self.steps()
        place = steps.index(step) if step in steps else len(steps)
        return steps[place - 1] if place > 0 else None

    def answers(self) -> Answers:
        return replace(self.form.answers(self.values), about=self.draft.about if self.draft else "")


def reading_of(portal: Portal, language: str, today: date) -> Reading:
    """How a form is read on that day, in that language; without the choices of a request."""
    return Reading(lambda text, owner: portal.say(text, language, owner), today, language, portal.site.regions)


def has_questions(step: CompiledStep, raws: Mapping[str, Any], reading: Reading) -> bool:
    """Whether anything is left to ask; a step whose choices came back empty is passed over. One that only informs is shown."""
    return any(placed.field.asks for placed in step.shown(raws, reading)) or not any(placed.field.asks for placed in step.fields)


def _listed(raw: Any) -> list[str]:
    if raw is not None and not isinstance(raw, str | list):
        raise DeclarationError("a choice holds something that is no choice", code="form.choice")
    return [one for one in ([raw] if isinstance(raw, str) else raw or []) if one]
