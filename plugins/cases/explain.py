"""How a kind of case is handled, and until when: every state as a list, and the same as a flow chart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from core.language import gettext_lazy as _

from .chart import Say, chart_of
from .drawing import draw
from .procedure import Limit, Procedure, days_of
from .saying import FUNCTIONS

DAYS, DAYS_BETWEEN, ONE_DAY = _("{n} working days"), _("{least} to {most} working days"), _("1 working day")
SHORT_DAYS, SHORT_BETWEEN = _("{n} wd"), _("{least}–{most} wd")


@dataclass(frozen=True, slots=True)
class Step:
    """A state in the list "how your case is handled"."""

    title: str
    explanation: str
    who: str
    limit: str
    onwards: tuple[str, ...]
    current: bool
    pause: str = ""


class Explanation:
    """A procedure in the words of one reader. `settings` are those that its limits read, `current` the state a case is in.

    Two that say the same in one language are equal, so that a page keeps what it says under it."""

    def __init__(self, procedure: Procedure, say: Say, settings: Mapping[str, int], current: str = "") -> None:
        self.procedure, self._say, self.settings, self.current = procedure, say, settings, current
        self._key = (procedure.version, tuple(sorted(settings.items())), current)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Explanation) and self._key == other._key

    def steps(self) -> list[Step]:
        """Every state of the procedure, as a list: the same as the chart."""
        return [
            Step(
                self._say(state.title),
                self._say(state.explanation),
                self._say(FUNCTIONS[state.who]) if state.who else "",
                self.limit_words(state.limit),
                tuple(dict.fromkeys(self._say(self.procedure.states[end].title) for end in self._onwards(name))),
                name == self.current,
                self._say(self.procedure.pauses[state.pause].title) if state.pause else "",
            )
            for name, state in self.procedure.states.items()
        ]

    def _onwards(self, name: str) -> list[str]:
        """The other states that a case may go to from here."""
        return [end for _name, one in self.procedure.leaving(name) for end in one.leads_to if end != name]

    def limits(self) -> list[tuple[str, str]]:
        """The limits over several states: what, and how long."""
        return [(self._say(one.title), self.limit_words(one.days)) for one in self.procedure.limits.values()]

    def times(self) -> list[tuple[str, str]]:
        """Everything that has a limit: what, and how long."""
        return [*self.limits(), *((step.title, step.limit) for step in self.steps() if step.limit)]

    def chart(self) -> Markup:
        """The flow chart."""
        states = self.procedure.states
        title = self._say(self.procedure.title)
        drawn = chart_of(
            self.procedure,
            self._say,
            title=self._say(_("Flow chart: {title}")).format(title=title),
            description=self._say(_("The same as the list of steps on this page.")),
            limit=lambda name: self.limit_words(states[name].limit, short=True),
            who=lambda name: self._say(FUNCTIONS[who]) if (who := states[name].who) else "",
        )
        return draw(drawn)

    def limit_words(self, limit: Limit | None, *, short: bool = False) -> str:
        """`3 working days`, or from the least to the most where classes differ."""
        if limit is None:
            return ""
        every = sorted({days for class_ in (*self.procedure.classes,) or ("",) if (days := days_of(limit, class_, self.settings)) is not None})
        if not every:
            return ""
        if len(every) > 1:
            return self._say(SHORT_BETWEEN if short else DAYS_BETWEEN).format(least=every[0], most=every[-1])
        return self._say(SHORT_DAYS if short else ONE_DAY if every[0] == 1 else DAYS).format(n=every[0])
