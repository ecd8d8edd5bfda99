"""What a procedure must be beyond the shape of its file: every state can be reached and left, and every limit has one source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from core.errors import did_you_mean

from .procedure import FUNCTIONS, Procedure, settings_of

Finding = tuple[tuple[str | int, ...], str, str, str]
"""The path of the value, a code, what is wrong, and how to mend it."""


def check_procedure(procedure: Procedure, settings: Mapping[str, Any] | None = None) -> list[Finding]:
    """Everything that is wrong with `procedure`. `settings` are the names an operator may set; None leaves them unchecked."""
    names = [*_check_names(procedure)]
    # A name that leads nowhere makes the graph meaningless: say first things first.
    graph = [] if names else [*_check_graph(procedure)]
    return [
        *names,
        *graph,
        *_check_limits(procedure),
        *_check_unused(procedure),
        *_check_asks(procedure),
        *(_check_settings(procedure, settings) if settings is not None else ()),
        *_check_examples(procedure),
    ]


def _known(path: tuple[str | int, ...], what: str, name: str, names: Iterable[str]) -> Iterator[Finding]:
    known = list(names)
    if name not in known:
        yield path, f"procedure.{what}", f"There is no {what} {name!r}", did_you_mean(name, known)


def _check_names(procedure: Procedure) -> Iterator[Finding]:
    states, transitions = procedure.states, procedure.transitions
    yield from _known(("initial",), "state", procedure.initial, states)
    for place, name in enumerate(procedure.track):
        yield from _known(("track", place), "state", name, states)
    for name, state in states.items():
        here = ("states", name)
        if state.pause:
            yield from _known((*here, "pause"), "pause", state.pause, procedure.pauses)
        if state.shown_as:
            yield from _known((*here, "shown_as"), "state", state.shown_as, procedure.track)
        if state.then:
            yield from _known((*here, "then"), "transition", state.then, transitions)
    for name, transition in transitions.items():
        for start in transition.from_:
            yield from _known(("transitions", name, "from"), "state", start, states)
        yield from _known(("transitions", name, "to"), "state", transition.to, states)
        if transition.second_state:
            yield from _known(("transitions", name, "second_state"), "state", transition.second_state, states)
        for other in transition.other_than:
            yield from _known(("transitions", name, "other_than"), "transition", other, transitions)
    for name, overall in procedure.limits.items():
        for end in (*overall.ends, *([overall.starts] if overall.starts else [])):
            yield from _known(("limits", name, "ends" if end in overall.ends else "starts"), "state", end, states)


def _check_graph(procedure: Procedure) -> Iterator[Finding]:
    states = procedure.states
    reached = _reach({procedure.initial}, lambda state: {end for _name, transition in procedure.leaving(state) for end in transition.leads_to})
    ends = {name for name, state in states.items() if state.end}
    if not ends:
        yield ("states",), "procedure.no_end", "No state ends a case", 'Give the last one end = "done".'
    into: dict[str, set[str]] = {name: set() for name in states}
    for transition in procedure.transitions.values():
        for end in transition.leads_to:
            into[end].update(transition.from_)
    can_end = _reach(ends, lambda state: into[state])
    for name, state in states.items():
        here = ("states", name)
        if name not in reached:
            yield here, "procedure.unreachable", f"No transition leads to the state {name!r}", "Name it as `to` of a transition, or take it out."
        if not state.end and not any(procedure.leaving(name)):
            yield here, "procedure.dead_end", f"The state {name!r} is a dead end: no transition leads out of it", 'Add one, or say end = "done".'
        elif ends and name not in can_end:
            yield here, "procedure.dead_end", f"From the state {name!r} no way leads to an end", "Add a transition to a state with `end`."
        if procedure.track and not state.end and name not in procedure.track and not state.shown_as:
            yield (
                here,
                "procedure.track",
                f"The state {name!r} is not on the track, and does not say where it is shown",
                "Give it shown_as = a state of the track.",
            )
        yield from _check_system(procedure, name)
    yield from _check_second(procedure)
    for name, transition in procedure.transitions.items():
        if transition.who == ("system",) and not transition.service and not any(states[start].then == name for start in transition.from_):
            yield (
                ("transitions", name, "who"),
                "procedure.nobody",
                f"Nobody makes the transition {name!r}",
                "Name it in `then` of a state with a limit, say service = true where the service makes it, or give it to somebody.",
            )


def _check_second(procedure: Procedure) -> Iterator[Finding]:
    """A second person is asked in a state of their own, and from there no way leads on that the first could take alone."""
    for name, transition in procedure.transitions.items():
        here = ("transitions", name)
        if bool(transition.second) != bool(transition.second_state):
            missing = "second_state" if transition.second else "second"
            hint = "`second` says when somebody else must agree, `second_state` where the case waits for them."
            yield (*here, missing), "procedure.second", f"The transition {name!r} has no `{missing}`", hint
            continue
        if transition.second == "weak_proof" and not transition.proof:
            message = f"The transition {name!r} asks for a second person when its proof is weak, and takes none"
            yield (*here, "proof"), "procedure.second", message, "Say proof = true."
        if transition.proof and transition.asked("photos") is None:
            yield (*here, "asks"), "procedure.second", f"The transition {name!r} takes proof, and asks for no photos", 'Add "photos?" to what it asks.'
        if not transition.second:
            continue
        onwards = [(other, one) for other, one in procedure.leaving(transition.second_state) if transition.to in one.leads_to]
        if not onwards:
            hint = f"Add a transition from {transition.second_state!r} to {transition.to!r}."
            yield (*here, "second_state"), "procedure.second", f"Nobody can agree to {name!r}: no transition leads on to {transition.to!r}", hint
        for other, one in onwards:
            if name not in one.other_than or set(one.who) & {"reporter", "system"}:
                hint = f'Say other_than = "{name}", and who = functions of officers.'
                yield ("transitions", other, "other_than"), "procedure.second", f"Whoever made {name!r} could agree to it by {other!r}", hint


def _check_system(procedure: Procedure, name: str) -> Iterator[Finding]:
    state = procedure.states[name]
    if state.then:
        transition, here = procedure.transitions[state.then], ("states", name, "then")
        if state.limit is None:
            yield here, "procedure.then", f"The state {name!r} says what happens after its limit, but has none", "Give it a `limit`."
        if name not in transition.from_:
            yield here, "procedure.then", f"The transition {state.then!r} does not lead out of {name!r}", f'Add "{name}" to its `from`.'
        if "system" not in transition.who:
            yield here, "procedure.then", f"The clock may not make the transition {state.then!r}", 'Add "system" to its `who`.'
        if any(ask.required for ask in transition.asks):
            yield here, "procedure.then", f"The transition {state.then!r} asks something, and the clock has no answer", "Make what it asks optional."
    if state.end and state.limit is not None:
        yield (
            ("states", name, "limit"),
            "procedure.limit",
            f"The state {name!r} ends a case, yet has a limit",
            "Take the limit out: a closed case has no clock.",
        )
    if state.end and state.pause:
        yield ("states", name, "pause"), "procedure.pause", f"The state {name!r} ends a case, yet pauses its clock", "Take the pause out."


def _reach(start: set[str], following: Any) -> set[str]:
    reached, waiting = set(start), list(start)
    while waiting:
        for name in following(waiting.pop()) - reached:
            reached.add(name)
            waiting.append(name)
    return reached


def _check_limits(procedure: Procedure) -> Iterator[Finding]:
    for path, limit in procedure.all_limits():
        if isinstance(limit, dict):
            for name in limit:
                yield from _known((*path.split("."), name), "class", name, procedure.classes)
            for name in procedure.classes:
                if name not in limit:
                    yield (*path.split("."),), "procedure.class", f"{path} has no days for the class {name!r}", "Give every class its days."
    for name, overall in procedure.limits.items():
        if overall.starts and overall.starts in overall.ends:
            yield ("limits", name, "ends"), "procedure.limit", f"The limit {name!r} ends where it starts", ""
    for name, transition in procedure.transitions.items():
        if transition.within is not None and set(transition.who) != {"reporter"}:
            hint = "Late is visible and escalates; it never locks a case for those who work on it."
            yield ("transitions", name, "within"), "procedure.within", f"The transition {name!r} closes after some days for others than the reporter", hint


def _check_unused(procedure: Procedure) -> Iterator[Finding]:
    defaults = [name for name, one in procedure.classes.items() if one.default]
    if procedure.classes and len(defaults) != 1:
        yield (
            ("classes",),
            "procedure.class",
            f"{len(defaults) or 'No'} classes are the default",
            "Give exactly one of them default = true: a new case belongs to it.",
        )
    for name in procedure.pauses:
        if not any(state.pause == name for state in procedure.states.values()):
            yield ("pauses", name), "procedure.pause", f"No state pauses for {name!r}", "Name it as `pause` of a state, or take it out."


def _check_asks(procedure: Procedure) -> Iterator[Finding]:
    for name, transition in procedure.transitions.items():
        here, seen = ("transitions", name, "asks"), set()
        for ask in transition.asks:
            if ask.name in seen:
                yield here, "procedure.ask", f"The transition {name!r} asks {ask.name!r} twice", ""
            seen.add(ask.name)
            if ask.kind == "class" and not procedure.classes:
                yield here, "procedure.ask", f"The transition {name!r} asks for a class, and there is none", "Add [classes.…]."
            if (ask.kind == "choice") != bool(ask.choices):
                yield (
                    here,
                    "procedure.ask",
                    f"{ask.name!r} of the transition {name!r} has the kind {ask.kind!r} and {len(ask.choices)} choices",
                    'Choices go with kind = "choice".',
                )
            if ask.other and ask.kind != "agency":
                message = f"{ask.name!r} of the transition {name!r} says `other`, and asks for no agency"
                yield here, "procedure.ask", message, 'Say kind = "agency", or take `other` out.'
            if ask.kind in ("text", "choice", "date") and ask.title is None:
                yield here, "procedure.title", f"{ask.name!r} of the transition {name!r} has no title", ""


def _check_settings(procedure: Procedure, settings: Mapping[str, Any]) -> Iterator[Finding]:
    for path, limit in procedure.all_limits():
        for name in settings_of(limit):
            yield from _known((*path.split("."),), "setting", name, settings)
        if not any(settings_of(limit)):
            for name in _names_of(path):
                if name in settings:
                    hint = f'Write "setting:{name}", or take the setting out: a limit has one source.'
                    yield (*path.split("."),), "procedure.shadowed", f"The setting {name!r} would change nothing: {path} says {limit!r}", hint


def _names_of(path: str) -> tuple[str, ...]:
    """What a setting for the limit at `path` would be called."""
    _kind, name, _value = path.split(".")
    return name, f"{name}_within", f"{name}_limit", f"{name}_days"


def _check_examples(procedure: Procedure) -> Iterator[Finding]:
    for n, example in enumerate(procedure.examples):
        here: tuple[str | int, ...] = ("examples", n)
        if example.class_:
            yield from _known((*here, "class"), "class", example.class_, procedure.classes)
        for name in example.settings:
            yield from _known((*here, "settings"), "setting", name, procedure.settings())
        for m, step in enumerate(example.steps):
            there = (*here, "steps", m)
            if step.do:
                yield from _known((*there, "do"), "transition", step.do, procedure.transitions)
            elif step.refused:
                yield (*there, "refused"), "procedure.example", "Nothing can be refused where nothing is done", "Say what is done: do = a transition."
            if step.state:
                yield from _known((*there, "state"), "state", step.state, procedure.states)
            if step.who and step.who not in FUNCTIONS:
                yield from _known((*there, "who"), "function", step.who, FUNCTIONS)
            if step.class_:
                yield from _known((*there, "class"), "class", step.class_, procedure.classes)
