"""What the flow chart of a procedure shows: its states as boxes, its transitions as arrows. `drawing` draws it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.language import Text

from .procedure import Procedure

Say = Callable[[Text], str]


@dataclass(frozen=True, slots=True)
class Box:
    """One state: its words, a line below (who has it), a limit, and what it looks like: "", start, end, wait or stop."""

    id: str
    title: str
    under: str = ""
    limit: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn: `main` from top to bottom, `side` beside it, `arrows` from one to another."""

    title: str
    description: str
    main: tuple[Box, ...]
    side: tuple[Box, ...]
    arrows: tuple[tuple[str, str], ...]


def chart_of(procedure: Procedure, say: Say, *, title: str, description: str, limit: Callable[[str], str], who: Callable[[str], str]) -> Chart:
    """The chart of `procedure` in the words of `say`; `limit` and `who` say a state's limit and whose turn it is."""
    main = main_way(procedure)
    look = {"done": "end", "refused": "stop", "elsewhere": "stop"}

    def box(name: str) -> Box:
        state = procedure.states[name]
        kind = "start" if name == procedure.initial else "wait" if state.pause else look.get(state.end, "")
        return Box(name, say(state.title), who(name), limit(name), kind)

    arrows = dict.fromkeys((start, end) for one in procedure.transitions.values() for start in one.from_ for end in one.leads_to if start != end)
    return Chart(title, description, tuple(box(name) for name in main), tuple(box(name) for name in procedure.states if name not in main), tuple(arrows))


def main_way(procedure: Procedure) -> list[str]:
    """The states that most cases pass: the track and the first good end, or the shortest way to it."""
    ends = [name for name, state in procedure.states.items() if state.end == "done"] or [name for name, state in procedure.states.items() if state.end]
    if procedure.track:
        last = procedure.track[-1]
        end = next((one.to for _name, one in procedure.leaving(last) if one.to in ends), None)
        return [*procedure.track, *([end] if end and end not in procedure.track else [])]
    ways, seen = [[procedure.initial]], {procedure.initial}
    while ways:
        way = ways.pop(0)
        if way[-1] in ends:
            return way
        for _name, one in procedure.leaving(way[-1]):
            if one.to not in seen:
                seen.add(one.to)
                ways.append([*way, one.to])
    return [procedure.initial]
