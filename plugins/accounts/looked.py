"""Who looked at my data or did something with my account, when and why: read out of the audit, which nobody can change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core.language import Text
from core.language import gettext_lazy as _

if TYPE_CHECKING:
    from core import Request

SIZE = 20
ACTIONS: dict[str, Text] = {
    "accounts.invite": _("Invited you as an officer"),
    "accounts.give_rights": _("Gave you roles"),
    "accounts.take_rights": _("Took roles from you"),
    "accounts.give_administration": _("Made you an administrator"),
    "accounts.take_administration": _("Took the administration from you"),
    "accounts.make_link": _("Made a link with which a new password is set"),
    "accounts.enable": _("Enabled your account"),
    "accounts.disable": _("Disabled your account"),
    "accounts.reset_mfa": _("Reset your second factor"),
    "accounts.absence": _("Wrote down your absence"),
    "accounts.absence_ended": _("Ended your absence"),
    "accounts.deputy": _("Made you the deputy of somebody who is away"),
    "accounts.export": _("Downloaded your data"),
    "accounts.see_data": _("Opened the page with your data"),
    "accounts.erase": _("Asked for your data to be erased"),
    "accounts.ward_claimed": _("Wrote down for whom you want to act"),
    "accounts.ward_agreed": _("Agreed that somebody acts for you"),
    "accounts.ward_ended": _("Ended that somebody acts for another one"),
    "accounts.acts_for": _("Began to act for somebody"),
    "accounts.organisation_verified": _("Checked that you may act for an organisation: yes"),
    "accounts.organisation_refused": _("Checked that you may act for an organisation: no"),
    "accounts.office_claimed": _("Claimed a local office"),
    "accounts.office_decree_seen": _("Opened the decree of your local office"),
    "accounts.office_granted": _("Compared your decree: the office counts"),
    "accounts.office_refused": _("Compared your decree: refused"),
    "accounts.office_taken": _("Ended your local office"),
    "accounts.office_given_up": _("Gave up a local office"),
    "accounts.login_linked": _("Linked another way to sign in"),
    "accounts.login_unlinked": _("Unlinked a way to sign in"),
    "accounts.help_looked": _("Looked up your account to help you back in"),
    "accounts.helped": _("Compared your document and made a link for a new password"),
    "accounts.handed_over": _("Handed your open cases over"),
    "cases.identity": _("Opened your name and contact in a case"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """One line of the list, in the reader's language."""

    at: datetime
    who: str
    what: str
    about: str
    reason: str
    mine: bool


async def looks(request: Request, *, before: int = 0) -> tuple[list[Look], int]:
    """A page of them, newest first, and where the next one begins (0: there is none)."""
    found = await request.portal.audit.read(subject=request.actor.id, before=before, size=SIZE + 1)
    tickets = await _tickets(request, [entry.about for entry in found[:SIZE]])
    lines = [
        Look(entry.at, _who(request, entry), _what(request, entry.action), tickets.get(entry.about, ""), entry.reason, entry.actor == request.actor.id)
        for entry in found[:SIZE]
    ]
    return lines, found[SIZE - 1].seq if len(found) > SIZE else 0


def _who(request: Request, entry: Any) -> str:
    """The office, never the officer's name: it is the office that answers for it."""
    say = request.gettext
    if entry.actor == request.actor.id:
        return say(_("You"))
    if not entry.actor:
        return say(_("Whoever runs this portal's computer"))
    known = request.portal.site.agencies
    agencies = [known[one].short or known[one].name for one in entry.agency.split(",") if one in known]
    return say(_("Officer of {agency}"), agency=", ".join(agencies)) if agencies else say(_("Administrator of the portal"))


def _what(request: Request, action: str) -> str:
    """A sentence where we have one, else the right that was used, else the action itself."""
    if action in ACTIONS:
        return request.gettext(ACTIONS[action])
    right = request.portal.tables.permissions.get(action)
    return request.portal.say(right.title, request.language, action.partition(".")[0]) if right else action


async def _tickets(request: Request, objects: list[str]) -> dict[str, str]:
    """`cases:<id>` → its ticket, where this portal handles cases."""
    ids = {}
    for one in objects:
        slug, _colon, key = one.partition(":")
        if slug == "cases":
            try:
                ids[UUID(key)] = one
            except ValueError:
                continue
    if not ids or not request.portal.runs("cases"):
        return {}
    from plugins.cases import api

    return {ids[case.id]: case.ticket for case in await api.Case.filter(id__in=list(ids))}
