"""What waits for some officers in particular: what was escalated to those who supervise, and work that only another officer may agree to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..entries import MOVED
from ..procedure import Second
from ..procedures import declared_procedures
from ..visibility import CONFIDENTIAL, VERIFY, VIEW_ALL
from .rights import FUNCTIONS, SUPERVISE, functions_of

if TYPE_CHECKING:
    from core import Actor, Portal

    from .queue import Days, Queued, Statement

NOTHING = "1 = 0"
_MADE = 'e.data LIKE \'%"transition":"{}"%\''
"""That an entry is about a step: `chain.as_json` writes without blanks, and no words of a person. The name of a step is an id and
stands in the text: a LIKE whose pattern is a value is planned anew by SQLite each time it is asked."""


Seconds = Sequence[tuple[str, Second]]
"""Full names of procedures, each with a state in which a second officer has to agree."""


def seconds_of(portal: Portal) -> Seconds:
    """Every such state of the procedures under which new cases are opened."""
    return [(name, one) for name, procedure in declared_procedures(portal).items() for one in procedure.seconds]


def supervises(actor: Actor) -> bool:
    """Whether what was escalated is this officer's to look at."""
    return bool(actor.posts_with(SUPERVISE)) or actor.may(VIEW_ALL)


def may_be_second(actor: Actor, seconds: Seconds) -> bool:
    """Whether the officer could be the second one anywhere."""
    return any(actor.posts_with(FUNCTIONS[function]) or _checks_all(actor, function) for _name, one in seconds for function in one.functions)


def waits_for(actor: Actor, case: Queued, seconds: Seconds) -> bool:
    """Whether this officer may be the second one for a case of the queue."""
    for name, one in seconds:
        if one.state == case.state and name == case.procedure and not case.closed and case.first_hand != actor.id:
            return not set(one.functions).isdisjoint(functions_of(actor, case))
    return False


def is_escalated(statement: Statement, actor: Actor, days: Days) -> str:
    """The condition of what was escalated and is still late; of all agencies for who sees all, else where the officer supervises."""
    late = f"c.due < {statement.mark(days.today)} AND c.late_since = c.due"
    return late if actor.may(VIEW_ALL) else f"{late} AND {_held(statement, actor, 'supervisor')}"


def branches_for_second(statement: Statement, actor: Actor, branches: Sequence[list[str]], seconds: Seconds) -> list[list[str]]:
    """Of each branch what waits for a second officer, who may be this one; a state each, so that an index leads to it."""
    found = []
    for name, one in seconds:
        held = " OR ".join(_held(statement, actor, function) for function in one.functions)
        stands = f"c.state = {statement.mark(one.state)} AND c.procedure || '' = {statement.mark(name)}"
        others = f"{_first_hand(one, 'c')} <> {statement.mark(actor.id)}"
        found += [[*branch, stands, f"({held})", others] for branch in branches]
    return found


def first_hand(statement: Statement, seconds: Seconds) -> str:
    """A column of what was found: who did the work that somebody else has to agree to; an empty text where nothing waits for it."""
    cases = " ".join(
        f"WHEN found.state = {statement.mark(one.state)} AND found.procedure = {statement.mark(name)} THEN {_first_hand(one, 'found')}" for name, one in seconds
    )
    return f"CASE {cases} ELSE '' END" if cases else "''"


def _first_hand(one: Second, row: str) -> str:
    """Who made one of the first steps last."""
    made = " OR ".join(_MADE.format(name) for name in one.first) or NOTHING
    entries = f"""FROM cases_entry AS e WHERE e."case" = {row}.id AND e.kind = '{MOVED}' AND ({made})"""
    return f"COALESCE((SELECT e.actor {entries} ORDER BY e.n DESC LIMIT 1), '')"


def _held(statement: Statement, actor: Actor, function: str) -> str:
    """The condition of where the officer fills a function; the same as `rights.functions_of`."""
    found = []
    for post in actor.posts_with(FUNCTIONS[function]):
        within = f"c.agency || '' = {statement.mark(post.agency)}"
        if post.areas:
            areas = statement.marks(sorted(post.areas))
            within += f" AND (c.district || '' IN ({areas}) OR c.village || '' IN ({areas}))"
        found.append(f"({within})")
    if _checks_all(actor, function):
        found.append("c.agency || '' = ''")
        if actor.may(VIEW_ALL):
            found.append(f"c.visibility || '' <> '{CONFIDENTIAL}'")
    return f"({' OR '.join(found)})" if found else NOTHING


def _checks_all(actor: Actor, function: str) -> bool:
    return FUNCTIONS[function] == VERIFY and actor.may(VERIFY)
