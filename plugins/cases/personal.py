"""A person's data in cases: what is held, and what goes when they ask, with the rule for what must stay."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core import Context, Erasure, Subject, transaction
from core.language import gettext_lazy as _

from .entries import ERASED, SYSTEM, Writing, append_next
from .matter import ANSWERS, OWNER, REPORTER
from .models import Answer, Assignee, Case, CaseFile, Entry, EntryText, Moderation, Person
from .moderating import opened
from .opening import tell_pages
from .people import cases_of, reporter_of

if TYPE_CHECKING:
    from core import Portal

RULE = "UU 27/2022"
"""The law on the protection of personal data: the right to have one's data erased."""

KEPT = _("The matter itself and its timeline, without a name or a contact: an authority must show how it handled what it was asked (UU 25/2009, UU 43/2009).")
GONE = _("{ticket}: name, contact, answers, own words and photos")


async def export(context: Context, subject: Subject) -> Mapping[str, Any]:
    """All cases of the person: what they asked, what they gave of themselves, what was answered."""
    portal = context.portal
    cases = await cases_of_person(portal, subject)
    people = {row.case: row for row in await Person.filter(case__in=[case.id for case in cases])}
    answers: dict[UUID, dict[str, Any]] = {}
    for answer in await Answer.filter(case__in=[case.id for case in cases]):
        answers.setdefault(answer.case, {})[answer.plugin] = json.loads(answer.values)
    hidden = {row.id: opened(portal, row) for row in await Moderation.filter(id__in=[case.id for case in cases])}
    agreed: dict[str, list[dict[str, str]]] = {}
    for one in await portal.consents.of_tickets([case.ticket for case in cases]):
        if not one.actor:  # with an account it stands among all that its owner agreed to
            agreed.setdefault(one.ticket, []).append({"text": one.text, "given": one.at.isoformat(), "language": one.language, "form": one.form})
    handler = await Assignee.get_or_none(id=subject.actor_id) if subject.actor_id else None
    return {
        **({"name as an officer": handler.name} if handler else {}),
        "cases": [
            {
                "ticket": case.ticket, "service": case.service, "state": case.state,
                "title": hidden.get(case.id, case).title, "text": hidden.get(case.id, case).public_text,
                "opened": case.opened.isoformat(),
                "visibility": case.visibility, "answers": answers.get(case.id, {}), "consents": agreed.get(case.ticket, []),
                "reporter": _reporter(portal, people.get(case.id)),
            }
            for case in cases
        ]
    }  # fmt: skip


def _reporter(portal: Portal, row: Person | None) -> Mapping[str, str]:
    if row is None:
        return {}
    opened = reporter_of(portal, row)
    return {name: value for name in ("name", "phone", "email", "nik") if (value := getattr(opened, name))}


async def erase(context: Context, subject: Subject) -> Erasure:
    """Name, contact and answers go; the case and its timeline stay, without their owner."""
    portal = context.portal
    cases = await cases_of_person(portal, subject)
    for case in cases:
        await _forget(portal, case.id)
    if not cases:
        return Erasure()
    said = tuple(context.gettext(GONE, ticket=case.ticket) for case in cases)
    return Erasure(said, ((", ".join(case.ticket for case in cases), context.gettext(KEPT)),))


async def _forget(portal: Portal, id: UUID) -> None:
    """All that the reporter gave of themselves in one case, with an entry for each line of the timeline that loses something."""
    async with transaction():
        case = await Case.select_for_update().get(id=id)
        gone = await forget_person(case)
        await portal.consents.forget([case.ticket])
        for n in await _own_lines(id):
            parts = [*await _take_out(portal, id, n), *(gone if n == 1 else ())]
            if parts:
                case.version += 1
                data = {"n": n, "parts": sorted(parts), "rule": RULE}
                await append_next(portal, id, case.version, Writing(ERASED, SYSTEM, portal.clock.now(), False, data))
        await Case.filter(id=id).update(owner="", on_behalf_of="", version=case.version)
        await tell_pages(portal, case)


async def forget_person(case: Case) -> list[str]:
    """Who reported, what they answered, and whose account it is; the names of those that there were."""
    gone = [(REPORTER, await Person.filter(case=case.id).delete()), (ANSWERS, await Answer.filter(case=case.id).delete()), (OWNER, bool(case.owner))]
    return [part for part, there in gone if there]


async def _own_lines(id: UUID) -> list[int]:
    """The entries that the reporter wrote."""
    rows = await Entry.filter(case=id).order_by("n").values_list("n", "data")
    return [n for n, data in rows if json.loads(data).get("by") == "reporter"]


async def _take_out(portal: Portal, id: UUID, n: int) -> list[str]:
    text = await EntryText.get_or_none(case=id, n=n)
    parts = [part for part in ("text", "name") if text is not None and getattr(text, f"{part}_salt")]
    if parts:
        await EntryText.filter(case=id, n=n).update(text="", text_salt="", name="", name_salt="")
    files = await CaseFile.filter(case=id, n=n)
    for file in files:
        await portal.files.discard([file.id], owner=file.owner)
    if files:
        await CaseFile.filter(case=id, n=n).delete()
        parts.append("files")
    return parts


async def cases_of_person(portal: Portal, subject: Subject) -> list[Case]:
    """The person's cases: as their owner, or by the contact they left."""
    ids = await cases_of(portal, phone=subject.phone, email=subject.email)
    found = {case.id: case for case in (await Case.filter(id__in=ids) if ids else [])}
    if subject.actor_id:
        found |= {case.id: case for case in await Case.filter(owner=subject.actor_id)}
    return sorted(found.values(), key=lambda case: case.opened)
