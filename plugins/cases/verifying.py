"""Proving that no timeline was altered: every chain is computed anew, every text and file held against its salted digest."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core import Context, transaction

from .chain import Link, root_of, salted
from .entries import ERASED, MOVED, OPENED
from .models import Case, CaseFile, Entry, EntryText, Root
from .workdays import today

if TYPE_CHECKING:
    from core import Portal

log = logging.getLogger("pendopo.cases")
BATCH = 500


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
    """Look at every timeline and at every daily root. `progress` is told how many cases more are done."""
    verdict, after = Verdict(), UUID(int=0)
    while True:
        cases = await Case.filter(id__gt=after).order_by("id").limit(BATCH)
        if not cases:
            break
        after = cases[-1].id
        await _verify_batch(cases, verdict)
        progress(len(cases))
    await _verify_roots(portal, verdict)
    return verdict


async def _verify_batch(cases: Sequence[Case], verdict: Verdict) -> None:
    ids = [case.id for case in cases]
    entries: dict[UUID, list[Entry]] = {case.id: [] for case in cases}
    for entry in await Entry.filter(case__in=ids).order_by("case", "n"):
        entries[entry.case].append(entry)
    texts = {(text.case, text.n): text for text in await EntryText.filter(case__in=ids)}
    files: dict[tuple[UUID, int], dict[str, CaseFile]] = {}
    for file in await CaseFile.filter(case__in=ids):
        files.setdefault((file.case, file.n), {})[str(file.id)] = file
    for case in cases:
        _verify_case(case, entries[case.id], texts, files, verdict)


def _verify_case(
    case: Case, entries: Sequence[Entry], texts: Mapping[tuple[UUID, int], EntryText], files: Mapping[tuple[UUID, int], dict[str, CaseFile]], verdict: Verdict
) -> None:
    def fault(n: int, what: str) -> None:
        verdict.faults.append(Fault(case.ticket, n, what))

    verdict.cases += 1
    verdict.entries += len(entries)
    if [entry.n for entry in entries] != list(range(1, case.version + 1)):
        fault(0, f"its timeline has the entries {_runs([entry.n for entry in entries])} and should have 1 to {case.version}")
    for column, said in _last_said(entries).items():
        if getattr(case, column) != said:
            fault(0, f"its {column} is {getattr(case, column)!r}, and its timeline says {said!r}")
    previous, erased = "", _erased(entries)
    for entry in entries:
        if entry.previous != previous:
            fault(entry.n, "it does not follow the entry before it")
        if entry.digest != Link(entry.case, entry.n, entry.at, entry.actor, entry.kind, entry.public, entry.data, entry.previous).digest():
            fault(entry.n, "it was changed")
        previous = entry.digest
        for part, proof in _proofs(entry).items():
            state = _content(part, proof, texts.get((case.id, entry.n)), files.get((case.id, entry.n), {}))
            rule = erased.get((entry.n, part.partition(":")[0]))
            if state == "changed":
                fault(entry.n, f"its {part.partition(':')[0]} was changed")
            elif state == "gone" and rule is None:
                fault(entry.n, f"its {part.partition(':')[0]} is gone, and no entry says under which rule")
            elif state == "gone" and rule is not None:
                verdict.erased[rule] += 1


def _last_said(entries: Sequence[Entry]) -> dict[str, str]:
    """State and agency of a case as its timeline has them: the row beside it is only a copy, for lists."""
    said: dict[str, str] = {}
    for entry in entries:
        data = _data(entry)
        said |= {column: str(data[column]) for column in ("state", "agency") if entry.kind in (OPENED, MOVED) and column in data}
    return said


def _erased(entries: Sequence[Entry]) -> dict[tuple[int, str], str]:
    """What was taken out under a rule: (entry, part) → rule. Its own digest vouches for the entry that says so."""
    found: dict[tuple[int, str], str] = {}
    for entry in entries:
        if entry.kind == ERASED:
            data = json.loads(entry.data)
            found.update({(data["n"], "file" if part == "files" else part): data["rule"] for part in data["parts"]})
    return found


def _data(entry: Entry) -> Mapping[str, Any]:
    """What an entry says; nothing of one that cannot be read, as its digest tells that already."""
    try:
        data: Any = json.loads(entry.data)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _proofs(entry: Entry) -> Mapping[str, str]:
    proofs = _data(entry).get("proofs")
    return proofs if isinstance(proofs, dict) else {}


def _content(part: str, proof: str, text: EntryText | None, files: Mapping[str, CaseFile]) -> str:
    """Whether the content of a proof is "whole", "changed" or "gone"."""
    kind, _, name = part.partition(":")
    if kind == "file":
        file = files.get(name)
        salt, content = (file.salt, file.digest) if file else ("", "")
    else:
        salt, content = (getattr(text, f"{kind}_salt"), getattr(text, kind)) if text else ("", "")
    if not salt and not content:
        return "gone"
    try:
        return "whole" if salted(salt, content) == proof else "changed"
    except ValueError:
        return "changed"


def _runs(numbers: Sequence[int]) -> str:
    if not numbers:
        return "none"
    return f"{numbers[0]} to {numbers[-1]}" if list(numbers) == list(range(numbers[0], numbers[-1] + 1)) else ", ".join(map(str, numbers[:12]))


async def write_root(context: Context) -> Root | None:
    """Yesterday's root, and those of days before it that were missed: printed to the log, where nobody of the portal can take them back."""
    portal, written = context.portal, None
    last = await Root.all().order_by("-day").first()
    first = await Entry.all().order_by("at").first()
    if first is None:
        return None
    day = last.day + timedelta(days=1) if last else today(portal, first.at)
    previous = last.root if last else ""
    while day < today(portal):
        heads = await _heads(portal, day)
        async with transaction():
            written = await Root.create(day=day, heads=len(heads), root=root_of(previous, heads), previous=previous)
        log.warning("the root of all timelines", extra={"day": day.isoformat(), "heads": len(heads), "root": written.root, "previous": previous})
        previous, day = written.root, day + timedelta(days=1)
    return written


async def _heads(portal: Portal, day: date) -> dict[str, str]:
    """The last digest of every chain that grew on `day`."""
    heads: dict[str, str] = {}
    async for case, digest in _grown(_midnight(day, portal.site.zone), _midnight(day + timedelta(days=1), portal.site.zone)):
        heads[str(case)] = digest
    return heads


async def _grown(start: datetime, end: datetime) -> AsyncIterator[tuple[UUID, str]]:
    """Case and digest of the entries of a time, in the order of each chain."""
    last: dict[UUID, tuple[int, str]] = {}
    for case, n, digest in await Entry.filter(at__gte=start, at__lt=end).values_list("case", "n", "digest"):
        if n > last.get(case, (0, ""))[0]:
            last[case] = (n, digest)
    for case, (_n, digest) in last.items():
        yield case, digest


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


async def _verify_roots(portal: Portal, verdict: Verdict) -> None:
    previous = ""
    for root in await Root.all().order_by("day"):
        verdict.days += 1
        heads = await _heads(portal, root.day)
        if root.previous != previous or root.root != root_of(root.previous, heads) or root.heads != len(heads):
            verdict.faults.append(Fault(f"the root of {root.day.isoformat()}", 0, "the timelines of that day are not what they were"))
        previous = root.root
