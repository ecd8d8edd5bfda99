"""What an officer is to a case: whether they see it at the desk, and in which functions they may act on it.

At the desk somebody is an officer and nothing else: their own reports, made as a citizen, are followed like everybody's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from core.errors import RequestError
from core.identifiers import normalise_ticket

from ..entries import By
from ..models import Case
from ..visibility import CONFIDENTIAL, VERIFY, VIEW_ALL, may_view

if TYPE_CHECKING:
    from core import Actor, Request

    from .queue import Queued

HANDLE, SUPERVISE, IDENTITY, EXPORT = "cases.handle", "cases.supervise", "cases.identity", "cases.export"
FUNCTIONS: Mapping[str, str] = {"verifier": VERIFY, "handler": HANDLE, "supervisor": SUPERVISE}
"""The functions of officers in a procedure, and the permission that stands for each."""


def as_officer(actor: Actor) -> Actor:
    """The same person without what they may as the one who asked."""
    return replace(actor, id="")


def functions_of(actor: Actor, case: Case | Queued) -> tuple[str, ...]:
    """The functions of a procedure that the officer fills for this case, by the permissions held in the agency that has it.

    New cases are checked by who checks them in that agency; what has no agency yet, by all who check anywhere; and by
    whoever checks and may see all cases of the regency.
    """
    area = case.village or case.district
    central = actor.may(VERIFY) and (not case.agency or (actor.may(VIEW_ALL) and case.visibility != CONFIDENTIAL))
    held = (
        ("verifier", central or actor.may_in(VERIFY, case.agency, area)),
        ("handler", actor.may_in(HANDLE, case.agency, area)),
        ("supervisor", actor.may_in(SUPERVISE, case.agency, area)),
    )
    return tuple(name for name, holds in held if holds)


def may_open_identity(actor: Actor, case: Case) -> bool:
    """Whether the officer may learn who reported this case, with a reason that is written down."""
    return actor.may_in(IDENTITY, case.agency, case.village or case.district)


def by_of(actor: Actor, case: Case, function: str) -> By:
    """Who acts, as the timeline keeps it; with the agency they sit in where that is another one."""
    home = sorted(actor.agencies - {""})
    agency = "" if case.agency in home or not home else home[0]
    return By(function, actor.id, actor.name, agency)


def first_function(actor: Actor, case: Case) -> str:
    """The function in which a note is written: the one closest to the work. Empty for who only looks on."""
    held = functions_of(actor, case)
    return next((name for name in ("handler", "verifier", "supervisor") if name in held), "")


async def case_of(request: Request) -> Case:
    """The case of the address. One that is another agency's answers like one that does not exist."""
    try:
        ticket = normalise_ticket(request.path_params["ticket"])
    except ValueError:
        raise RequestError(404, "") from None
    case = await Case.get_or_none(ticket=ticket)
    if case is None or not may_view(as_officer(request.actor), case):
        raise RequestError(404, "")
    return case
