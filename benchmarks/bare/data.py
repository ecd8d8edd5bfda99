"""The reference's database, made of a measured site's: the same cases, words and days, in the four tables that it needs."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from benchmarks.cases import secret_of
from benchmarks.sites import NEWS
from core.site import Site

TABLES = """
CREATE TABLE news (id INTEGER PRIMARY KEY, title TEXT NOT NULL, agency TEXT NOT NULL, day TEXT NOT NULL);
CREATE INDEX news_day ON news (day);
CREATE TABLE complaint (id INTEGER PRIMARY KEY, ticket TEXT NOT NULL UNIQUE, secret TEXT NOT NULL UNIQUE, code TEXT NOT NULL, title TEXT NOT NULL,
    text TEXT NOT NULL, state TEXT NOT NULL, category TEXT NOT NULL, place TEXT NOT NULL, agency TEXT NOT NULL, opened TEXT NOT NULL, due TEXT, closed TEXT);
CREATE INDEX complaint_state ON complaint (state, opened, id);
CREATE TABLE history (complaint INTEGER NOT NULL REFERENCES complaint, n INTEGER NOT NULL, at TEXT NOT NULL, state TEXT NOT NULL, who TEXT NOT NULL,
    PRIMARY KEY (complaint, n)) WITHOUT ROWID;
CREATE TABLE person (complaint INTEGER PRIMARY KEY REFERENCES complaint, name TEXT NOT NULL, phone TEXT NOT NULL);
CREATE TABLE counter (state TEXT PRIMARY KEY, n INTEGER NOT NULL);
"""
OURS = "SELECT id, ticket, title, public_text, state, category, district, village, agency, opened, due, closed FROM cases_case ORDER BY opened, id"
ENTRIES = """SELECT entry."case", entry.n, entry.at, entry.data FROM cases_entry AS entry"""


def make_database(file: Path, site: Site) -> None:
    """Write `file` anew from the cases of `site`, which `benchmarks.cases` made."""
    file.unlink(missing_ok=True)
    regions, agencies = site.regions, site.agencies
    numbers: dict[str, int] = {}
    with closing(sqlite3.connect(site.data / "portal.db")) as ours, closing(sqlite3.connect(file, isolation_level=None)) as bare:
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("PRAGMA synchronous=OFF")
        bare.executescript(TABLES)
        bare.execute("BEGIN")
        bare.executemany("INSERT INTO news (title, agency, day) VALUES (?, ?, ?)", [(title, agency, day.isoformat()) for title, agency, day in NEWS])
        for number, row in enumerate(ours.execute(OURS)):
            case, ticket, title, text, state, category, district, village, agency, opened, due, closed = row
            numbers[case] = number + 1
            place = ", ".join(one.name for one in (regions.village(village), regions.district(district)) if one)
            named = agencies[agency].short or agencies[agency].name
            bare.execute(
                "INSERT INTO complaint VALUES (?, ?, ?, 'AB1 2CD', ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (number + 1, ticket, secret_of(number), title, text, state, category, place, named, opened, due, closed),
            )
        for case, n, at, data in ours.execute(ENTRIES):
            bare.execute("INSERT INTO history VALUES (?, ?, ?, ?, ?)", (numbers[case], n, at, json.loads(data)["state"], "Pelapor" if n == 1 else "Petugas"))
        bare.execute("INSERT INTO counter SELECT state, count(*) FROM complaint GROUP BY state")
        bare.execute("COMMIT")
        bare.execute("PRAGMA wal_checkpoint(TRUNCATE)")
