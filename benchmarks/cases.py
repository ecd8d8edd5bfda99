"""The data maker: thousand, hundred thousand, a million cases in a site's SQLite database, as the portal itself would have written them.

Rows go in by plain SQL in large batches, a million in a few minutes; every timeline is chained, every link is sealed, every
kept number is right. What it writes is held to the portal's own reading by `tests/benchmarks/test_cases.py`.
"""

from __future__ import annotations

import base64
import hashlib
import random
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks.sites import TODAY, migrate, portal_of
from core.identifiers import make_ticket
from core.portal import Portal
from core.security.cipher import Cipher
from core.words import stems_of
from plugins.cases.api import calendar_of, current_procedure
from plugins.cases.chain import Link, as_json
from plugins.cases.clock import Moment, stand
from plugins.cases.links import Keys, columns
from plugins.complaints.categories import categories_of
from plugins.complaints.forms import PROCEDURE, SERVICE

BATCH = 5_000
SPAN = timedelta(days=400)
"""The cases lie evenly within so many days before today."""
WAYS: Sequence[tuple[int, Sequence[tuple[int, str, str]]]] = (
    (5, ()),
    (10, ((1, "forward", "forwarded"),)),
    (20, ((1, "forward", "forwarded"), (3, "start", "in_progress"))),
    (5, ((1, "forward", "forwarded"), (3, "start", "in_progress"), (9, "finish", "confirm"))),
    (60, ((1, "forward", "forwarded"), (3, "start", "in_progress"), (9, "finish", "confirm"), (14, "close", "closed"))),
)
"""How many in a hundred took which way: after so many days a transition into a state."""
WHAT = ("Jalan berlubang", "Lampu jalan padam", "Sampah menumpuk", "Air tidak mengalir", "Saluran tersumbat", "Jembatan retak", "Pohon tumbang")
WHERE = ("depan pasar", "dekat sekolah", "di simpang empat", "sebelah balai desa", "di tepi sawah", "dekat puskesmas")
TEXT = "{what} {where} sejak {n} minggu yang lalu. Warga harus memutar dan pengendara sepeda motor sudah beberapa kali jatuh pada malam hari."


@dataclass(slots=True)
class Batch:
    """Rows by table, and what they add to the kept numbers."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    listed: Counter[str] = field(default_factory=Counter)

    def add(self, table: str, **row: Any) -> None:
        self.rows.setdefault(table, []).append(row)


def make_cases(folder: Path, count: int, *, seed: int = 1, searchable: bool = True) -> Path:
    """Migrate the site in `folder` and put `count` cases into it; the path of its database. `searchable` fills the search too."""
    migrate(folder)
    portal = portal_of(folder)
    file = folder / "data" / "portal.db"
    portal.cipher = Cipher(portal.site.secrets.cipher, portal.site.secrets.index)
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        for pragma in ("synchronous=OFF", "cache_size=-400000", "temp_store=MEMORY"):
            database.execute(f"PRAGMA {pragma}")
        listed: Counter[str] = Counter()
        cases = Maker(portal, count, seed, searchable=searchable)
        for numbers in _batches(range(count)):
            batch = cases.batch(numbers)
            _write(database, batch)
            listed.update(batch.listed)
        database.execute("BEGIN")
        for state, number in listed.items():
            database.execute("INSERT INTO core_counter (name, value) VALUES (?, ?)", (f"cases.listed.{SERVICE}.{state}", number))
        database.execute("COMMIT")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


def secret_of(number: int) -> str:
    """What opens the tracking page of the case of this number: `/lacak/{secret}`. It looks like a drawn one, and the runner knows it without asking."""
    return base64.urlsafe_b64encode(hashlib.sha256(f"ukur {number}".encode()).digest()).rstrip(b"=").decode()


class Maker:
    """Makes believable cases out of their number alone; two runs with the same seed differ only in what is random by law (keys, seals)."""

    def __init__(self, portal: Portal, count: int, seed: int, *, searchable: bool) -> None:
        self.portal = portal
        self.count = count
        self.random = random.Random(seed)
        self.searchable = searchable
        self.procedure = current_procedure(portal, PROCEDURE)
        self.calendar = calendar_of(portal)
        self.settings = dict.fromkeys(sorted(self.procedure.settings()), 3)
        plugin = portal.plugin("complaints")
        self.categories = [one for one in categories_of(plugin).all if not one.whistleblowing] if plugin else []
        self.villages = [village for district in portal.site.regions.districts for village in portal.site.regions.villages(district.code)]
        self._due: dict[tuple[Any, ...], tuple[str | None, str | None]] = {}

    def batch(self, numbers: Sequence[int]) -> Batch:
        batch = Batch()
        for number in numbers:
            self._case(batch, number)
        return batch

    def _case(self, batch: Batch, number: int) -> None:
        opened = TODAY - SPAN + SPAN * number / self.count
        way = next(way for share, way in _cumulated() if number * 37 % 100 < share)
        history = [Moment(opened, self.procedure.initial), *(Moment(at, state) for days, _, state in way if (at := opened + timedelta(days=days)) < TODAY)]
        state, case = history[-1].state, _uuid7(opened, self.random)
        place, category = self.random.choice(self.villages), self.random.choice(self.categories)
        what, where = self.random.choice(WHAT), self.random.choice(WHERE)
        title, text = f"{what} {where}", TEXT.format(what=what, where=where, n=number % 9 + 2)
        due, paused = self._clock(history)
        keys = Keys(secret_of(number), "AB12CD")
        batch.add(
            "cases_case", id=str(case), ticket=make_ticket("ADU", number), service=SERVICE, procedure=PROCEDURE, procedure_version=self.procedure.version,
            state=state, agency=category.agency, district=place.district, village=place.code, category=category.id, visibility="public", title=title,
            public_text=text, owner="", on_behalf_of="", opened=_text(opened), due=due, paused_since=paused,
            closed=None if self.procedure.is_open(state) else _text(history[-1].at), version=len(history), supporters=0, late_since=None,
            **columns(self.portal, str(case), keys),
        )  # fmt: skip
        batch.listed[state] += 1
        self._timeline(batch, case, category.agency, history, [transition for _, transition, _ in way])
        batch.add("complaints_complaint", id=str(case), landmark=where, latitude=None, longitude=None)
        if self.searchable:
            batch.add("core_search", owner="complaints.public", key=str(case), title=title, stems=stems_of(title, f"{text} {where} {place.name}"))

    def _timeline(self, batch: Batch, case: UUID, agency: str, history: Sequence[Moment], transitions: Sequence[str]) -> None:
        previous = ""
        for n, moment in enumerate(history, 1):
            if n == 1:
                kind, data = "opened", {"state": moment.state, "class": "", "agency": agency, "settings": self.settings, "by": "reporter"}
            else:
                kind, data = "moved", {"state": moment.state, "transition": transitions[n - 2], "class": "ordinary", "agency": agency, "by": "handler"}
            link = Link(case, n, moment.at, "", kind, True, as_json(data), previous)
            digest = link.digest()
            batch.add(
                "cases_entry", id=str(_uuid7(moment.at, self.random)), case=str(case), n=n, at=_text(moment.at), actor="", kind=kind, public=1,
                data=link.data, digest=digest, previous=previous,
            )  # fmt: skip
            previous = digest

    def _clock(self, history: Sequence[Moment]) -> tuple[str | None, str | None]:
        """Due day and pause. Cases of the same days and way have the same, so the calendar is asked once for each."""
        zone = self.portal.site.zone
        key = tuple((moment.state, moment.at.astimezone(zone).date()) for moment in history)
        found = self._due.get(key)
        if found is None:
            standing = stand(self.procedure, history, self.calendar, zone, self.settings)
            found = self._due[key] = (standing.due.day.isoformat() if standing.due else None, None)
        return found


def _cumulated() -> Iterator[tuple[int, Sequence[tuple[int, str, str]]]]:
    total = 0
    for share, way in WAYS:
        total += share
        yield total, way


def _write(database: sqlite3.Connection, batch: Batch) -> None:
    database.execute("BEGIN")
    for table, rows in batch.rows.items():
        names = list(rows[0])
        quoted = ", ".join(f'"{name}"' for name in names)
        marks = ", ".join("?" * len(names))
        database.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", [tuple(row.values()) for row in rows])
    database.execute("COMMIT")


def _batches(numbers: range) -> Iterator[list[int]]:
    waiting = iter(numbers)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _uuid7(at: datetime, source: random.Random) -> UUID:
    stamp = int(at.timestamp() * 1000)
    return UUID(int=(stamp << 80) | (0x7 << 76) | (source.getrandbits(12) << 64) | (0x2 << 62) | source.getrandbits(62))


def _text(moment: datetime) -> str:
    """As the portal's engine writes it."""
    return moment.astimezone(UTC).isoformat(" ", "microseconds")
