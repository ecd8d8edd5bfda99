"""Proving that nothing was altered: every chain is computed anew, and whatever an entry vouches for is held against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from core import transaction
from core.errors import PendopoError

from .models import Answer, Case, CaseFile, Entry, EntryText, Moderation, Person
from .moderating import opened
from .numbering import Numbers, last_number
from .procedure import Procedure
from .procedures import procedure_for
from .roots import broken_roots
from .witness import Whole, Witness, data_of

if TYPE_CHECKING:
    from core import Portal

BATCH = 500
GONE = """SELECT DISTINCT e."case" AS id FROM cases_entry AS e LEFT JOIN cases_case AS c ON c.id = e."case" WHERE c.id IS NULL LIMIT 1000"""


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where a timeline is not what it was: the case's ticket, the entry, and what is wrong."""

    ticket: str
    n: int
    what: str

    def __str__(self) -> str:
        return f"{self.ticket}, entry {self.n}: {self.what}" if self.n else f"{self.ticket}: {self.what}"


@dataclass(slots=True)
class Verdict:
    """What was looked at, what was erased under which rule, and what is wrong."""

    cases: int = 0
    entries: int = 0
    erased: Counter[str] = field(default_factory=Counter)
    days: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.faults

    def sentence(self) -> str:
        """ "intact, 3 contents erased under …", or how many places are wrong."""
        if self.faults:
            return f"{len(self.faults)} places are not what they were"
        erased = "".join(f", {count} {'content' if count == 1 else 'contents'} erased under {rule}" for rule, count in sorted(self.erased.items()))
        return f"intact{erased}"


async def verify_chains(portal: Portal, *, progress: Callable[[int], object] = lambda more: None) -> Verdict:
    """Look at every case, its timeline and its number, and at every daily root. `progress` is told how many cases more are done."""
    verdict, numbers, after = Verdict(), Numbers(await last_number(portal)), UUID(int=0)
    while cases := await Case.filter(id__gt=after).order_by("id").limit(BATCH):
        after = cases[-1].id
        for whole in await _gather(portal, cases):
            await _look_at(portal, whole, numbers, verdict)
        progress(len(cases))
    await _look_for_the_gone(portal, numbers, verdict)
    async for day, broken in broken_roots(portal):
        verdict.days += 1
        if broken:
            verdict.faults.append(Fault(f"the root of {day.isoformat()}", 0, "the timelines of that day are not what they were"))
    return verdict


async def _gather(portal: Portal, cases: Sequence[Case]) -> Iterable[Whole]:
    """Each of `cases` with all that lies apart from it."""
    ids, procedures = [case.id for case in cases], await _procedures(portal, cases)
    wholes = {case.id: Whole(case, procedures.get(case.procedure_version)) for case in cases}
    for entry in await Entry.filter(case__in=ids).order_by("case", "n"):
        wholes[entry.case].entries.append(entry)
    for text in await EntryText.filter(case__in=ids):
        wholes[text.case].texts[text.n] = text
    for file in await CaseFile.filter(case__in=ids):
        wholes[file.case].files[file.n, str(file.id)] = file
    for answer in await Answer.filter(case__in=ids):
        wholes[answer.case].answers[answer.plugin] = answer
    for row in await Moderation.filter(id__in=ids):
        with suppress(PendopoError):  # what does not open was changed, and then nothing fits
            wholes[row.id].moderated = (row, opened(portal, row))
    for case in await Person.filter(case__in=ids).values_list("case", flat=True):
        wholes[UUID(str(case))].has_reporter = True
    return wholes.values()


async def _procedures(portal: Portal, cases: Sequence[Case]) -> Mapping[str, Procedure]:
    """The versions that the cases were opened under, as far as they are kept."""
    found = {}
    for version, name in {case.procedure_version: case.procedure for case in cases}.items():
        try:
            found[version] = await procedure_for(portal, name, version)
        except PendopoError:
            continue  # the case is told of as one whose procedure is not kept
    return found


async def _look_at(portal: Portal, whole: Whole, numbers: Numbers, verdict: Verdict) -> None:
    seen = Witness(whole).look()
    if seen.faults:
        # Somebody may have moved it between two of our questions: once more, with nobody else at it.
        async with transaction():
            again = await Case.select_for_update().get_or_none(id=whole.case.id)
            if again is not None:
                whole = next(iter(await _gather(portal, [again])))
                seen = Witness(whole).look()
    verdict.cases += 1
    verdict.entries += len(whole.entries)
    verdict.erased.update(seen.erased)
    verdict.faults += [Fault(whole.case.ticket, n, what) for n, what in seen.faults]
    if seen.number and not numbers.see(seen.number):
        verdict.faults.append(Fault(whole.case.ticket, 1, f"another case has its number {seen.number} too"))


async def _look_for_the_gone(portal: Portal, numbers: Numbers, verdict: Verdict) -> None:
    """Cases of which only the timeline is left, and numbers that no case has."""
    for row in await portal.database.rows(GONE):
        first = await Entry.filter(case=row["id"], n=1).first()
        data = data_of(first) if first else {}
        verdict.faults.append(Fault(str(data.get("ticket") or f"the case {row['id']}"), 0, "it is gone, and its timeline is still there"))
        numbers.see(int(data.get("number") or 0))
    for first_gone, last_gone in numbers.gaps():
        what = f"the case number {first_gone}" if first_gone == last_gone else f"the cases number {first_gone} to {last_gone}"
        verdict.faults.append(Fault(what, 0, "gone, and the timeline too"))
    if numbers.highest > await last_number(portal):
        verdict.faults.append(Fault("the number of cases", 0, f"it was set back: there is a case number {numbers.highest}"))
