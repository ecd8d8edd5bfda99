"""The documents of an application: each accepted, or rejected with a reason and replaced; what was handed in before stays in the list.

What is decided here is written into the case's timeline, with the marks that its procedure waits for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from core import transaction
from core.language import Text
from core.language import gettext_lazy as _
from plugins.cases.api import By, Case, add_entry, hold_case, move

from .kinds import PermitType
from .models import ACCEPTED, REJECTED, REPLACED, SENT, Paper

if TYPE_CHECKING:
    from core import Portal, Request

STATES: Mapping[str, tuple[Text, str, str]] = {
    SENT: (_("Not looked at yet"), "info", "clock"),
    ACCEPTED: (_("Accepted"), "ok", "check"),
    REJECTED: (_("Rejected"), "warn", "x"),
    REPLACED: (_("Replaced"), "", "refresh-cw"),
}
"""How each state is shown: words, kind and icon of its tag."""
TOLD: Mapping[str, Text] = {
    ACCEPTED: _("Accepted: {documents}."),
    REJECTED: _("Rejected: {documents}."),
    REPLACED: _("Replaced: {documents}."),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an officer says of one document."""

    state: str
    reason: str = ""


async def papers_of(case: UUID) -> list[Paper]:
    """Everything that was handed in, in the order in which it came."""
    return await Paper.filter(case=case).order_by("sent", "id")


def living(papers: Iterable[Paper], kind: PermitType | None = None) -> list[Paper]:
    """Those that count now; with the type in the order in which it asks for them."""
    order = {one.id: n for n, one in enumerate(kind.requirements)} if kind else {}
    return sorted((paper for paper in papers if paper.state != REPLACED), key=lambda paper: order.get(paper.requirement, len(order)))


async def judge(request: Request, case: Case, kind: PermitType, verdicts: Mapping[UUID, Verdict], by: By, then: str = "") -> Case:
    """Write down what was said of each document, and make the transition `then`. What another officer has said meanwhile is said over again.

    Raises what `move` raises; then nothing was written."""
    portal, now = request.portal, request.portal.clock.now()
    async with transaction():
        case = await hold_case(case.id)
        changed = []
        for paper in living(await papers_of(case.id)):
            verdict = verdicts.get(paper.id)
            if verdict is None or (paper.state, paper.reason) == (verdict.state, verdict.reason):
                continue
            paper.state, paper.reason, paper.judged, paper.judged_by = verdict.state, verdict.reason, now, request.actor.id
            await Paper.filter(id=paper.id).update(state=paper.state, reason=paper.reason, judged=now, judged_by=request.actor.id)
            changed.append(paper)
        now_there = living(await papers_of(case.id))
        if changed:
            case = await add_entry(request, case.id, by, _told(portal, kind, changed), marks=_marks(now_there))
        if then:
            note = {"note": _asked_for(portal, kind, now_there)} if then == "ask" else {}
            case = await move(request, case.id, then, by, note)
    return case


async def replace(request: Request, case: Case, kind: PermitType, paper: Paper, file: UUID) -> bool:
    """Put `file` in the place of a rejected document; False when that was done meanwhile. With the last one the application goes on."""
    portal, now = request.portal, request.portal.clock.now()
    async with transaction():
        case = await hold_case(case.id)
        if not await Paper.filter(id=paper.id, state=REJECTED).update(state=REPLACED):
            return False
        await portal.files.keep([file], owner="permits", subject=str(case.id))
        await Paper.create(id=file, case=case.id, requirement=paper.requirement, file=file, state=SENT, sent=now)
        there, by = living(await papers_of(case.id)), By("reporter", case.owner)
        paper.state = REPLACED
        case = await add_entry(request, case.id, by, _told(portal, kind, [paper]), public=True, marks=_marks(there))
        if case.state == "completing" and not any(one.state == REJECTED for one in there):
            await move(request, case.id, "resubmit", by)
    return True


def _marks(papers: Sequence[Paper]) -> dict[str, bool]:
    """What the procedure's steps wait for."""
    rejected = any(paper.state == REJECTED for paper in papers)
    return {
        "papers": bool(papers) and all(paper.state == ACCEPTED for paper in papers),
        "papers_rejected": rejected,
        "papers_sent": not rejected and any(paper.state == SENT for paper in papers),
    }


def title_of(portal: Portal, kind: PermitType, paper: Paper, language: str = "") -> str:
    """What the document is called; one that the type no longer asks for by its bare name."""
    known = kind.requirement(paper.requirement)
    return portal.say(known.title, language or portal.site.languages[0], "permits") if known else paper.requirement


def _told(portal: Portal, kind: PermitType, papers: Sequence[Paper]) -> str:
    """The entry of the timeline: which documents, and why they were rejected."""
    language, lines = portal.site.languages[0], []
    for state, words in TOLD.items():
        named = [f"{title_of(portal, kind, one)}{f' ({one.reason})' if one.reason and state == REJECTED else ''}" for one in papers if one.state == state]
        if named:
            lines.append(portal.say(words, language, "permits").format(documents="; ".join(dict.fromkeys(named))))
    return "\n".join(lines)


def _asked_for(portal: Portal, kind: PermitType, papers: Sequence[Paper]) -> str:
    """What the citizen is told: which documents to replace, and why."""
    rejected = [one for one in papers if one.state == REJECTED]
    return "\n".join(f"{title_of(portal, kind, one)}: {one.reason}" for one in rejected)
