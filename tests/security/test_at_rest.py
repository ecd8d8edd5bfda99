"""What people said in confidence stands nowhere in the clear: not in the database, its journal or a copy of it, not in what waits to be sent, not in the log.

A real process serves, sends real mail, and is looked at from outside: its files byte by byte, every value of every table,
and all that it wrote to its log. Numbers are looked for in every spelling, names and addresses in capitals too.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.testing import make_site
from tests.core.storage import pictures
from tests.plugins.accounts.persons import PASSWORD, enter
from tests.plugins.complaints.reporting import CATEGORY, CONTACT, PLACE, PROBLEM, report, step, ticket_of
from tests.plugins.notifications.post_office import PostOffice, post_office
from tests.security.serving import HOUSE, Phone, Served, served
from tests.security.whole import FILES

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(300)]

SAID = "Petugas loket meminta uang, kata seorang tetangga."
"""What a report says is no secret of the database: found there, it shows that the search can find."""
PLUGINS = '[plugins]\nenabled = ["accounts", "cases", "notifications", "complaints"]\n\n'
LIMITS = '[plugins.complaints]\nnik = "optional"\nunknown_per_minute = 600\n\n[limits]\nsubmissions_per_device = 1000\nsubmissions_per_address = 100000\n'


@dataclass(frozen=True, slots=True)
class Secret:
    """What one person gave, as they wrote it; the name ends in a word that nobody else has."""

    name: str
    email: str
    phone: str
    nik: str = ""

    def patterns(self) -> Iterator[tuple[str, re.Pattern[bytes]]]:
        yield "name", re.compile(re.escape(self.name.rpartition(" ")[2]).encode(), re.IGNORECASE)
        yield "email", re.compile(re.escape(self.email).encode(), re.IGNORECASE)
        yield "phone", digits(self.phone.removeprefix("+62").removeprefix("62").lstrip("0"))
        if self.nik:
            yield "nik", digits(self.nik)

    def as_reporter(self) -> dict[str, str]:
        return {"name": self.name, "email": self.email, "phone": self.phone, "nik": self.nik}


def digits(written: str) -> re.Pattern[bytes]:
    """The number after 0, 62 or +62, or alone, with whatever people put between digits."""
    return re.compile(rb"[ .()/\-]{0,2}".join(one.encode() for one in written if one.isdigit()))


PEOPLE = {
    "whistleblower": Secret("Ratna Kusumaningtyas", "ratna.pelapor@contoh.id", "0812-7777-4821", "3316084502950003"),
    "confidential": Secret("Wahyu Prabaswara", "wahyu.rahasia@contoh.id", "+62 813 6666 5932", "3316080503910004"),
    "anonymous": Secret("Endang Sulistyorini", "endang.tanpa@contoh.id", "0857 5555 1043", "3316084707880002"),
    "account": Secret("Bagaskara Nugrahaningrat", "bagas.akun@contoh.id", "62 819 4444 2154", "3316081112900005"),
    "draft": Secret("Lintang Puspitasari", "lintang.draf@contoh.id", "0878-3333-3265", "3316085209970001"),
    "supporter": Secret("Tidak Ditanyakan", "supri.dukung@contoh.id", "0896 2222 4376"),
    "unknown": Secret("Tidak Dikenal", "siapa.ini@contoh.id", "0821 9999 7654"),
}
"""Whoever only knocks gives no name; the two of these are written nowhere."""


def found_in(what: str, content: bytes) -> list[str]:
    """Whose secret stands in it, and where."""
    return [
        f"{who}: {kind} in {what} at {one.start()}: {content[max(0, one.start() - 60) : one.end() + 20]!r}"
        for who, secret in PEOPLE.items()
        for kind, pattern in secret.patterns()
        for one in list(pattern.finditer(content))[:1]
    ]


def test_a_number_is_found_in_every_spelling() -> None:
    for written in ("081277774821", "+6281277774821", "6281277774821", "0812-7777-4821", "+62 812 7777 4821", "(0812) 7777.4821"):
        assert [line.partition(" in ")[0] for line in found_in("here", written.encode())] == ["whistleblower: phone"], written
    assert found_in("here", b"3316 0845 0295 0003")
    assert found_in("here", b"RATNA KUSUMANINGTYAS <Ratna.Pelapor@Contoh.ID>")


# ---------------------------------------------------------------- what people do


async def a_day(base: str) -> str:
    """Reports in confidence, an account with its profile, a form that is left, a supporter, and somebody who knocks; the ticket of the first."""
    async with Phone(base) as phone:
        given = PEOPLE["whistleblower"].as_reporter()
        photo = ("loket.jpg", pictures.jpeg((64, 64)), "image/jpeg")
        ticket = ticket_of(await report(phone, [photo], description=SAID, category="conduct", visibility=None, **given))
    for who in ("confidential", "anonymous"):
        async with Phone(base) as phone:
            await report(phone, visibility=who, **PEOPLE[who].as_reporter())
    await _an_account(base)
    async with Phone(base) as phone:
        await _a_form_that_is_left(phone)
        await _a_supporter(phone)
    async with Phone(base) as phone:
        for who in (PEOPLE["unknown"].email, PEOPLE["unknown"].phone):
            assert (await enter(phone, who, at="/masuk/sandi")).status_code == 422
            await phone.fill(await phone.get("/masuk"), who=who, holding="who")
    return ticket


async def _an_account(base: str) -> None:
    secret = PEOPLE["account"]
    async with Phone(base) as phone:
        page = await phone.get("/daftar/sandi")
        joined = await phone.fill(page, name=secret.name, who=secret.email, password=PASSWORD, holding="who")
        assert joined.status_code == 303, joined.text
        assert (await enter(phone, secret.email, at="/masuk/sandi")).headers["location"] == "/akun"
        saved = await phone.fill(await phone.get("/akun/profil"), nik=secret.nik, born="11-12-1990", holding="nik")
        assert saved.status_code == 303, saved.text
        page = await phone.follow(await phone.get("/akun/kontak"))
        if page.url.path.startswith("/masuk/lagi"):
            page = await phone.follow(await phone.fill(page, password=PASSWORD, holding="password"))
        await phone.fill(page, new=secret.phone, holding="new")
        await report(phone, description="Lampu jalan mati sejak kemarin malam.", visibility="confidential", **secret.as_reporter())


async def _a_form_that_is_left(phone: Phone) -> None:
    """Its last step is filled in wrongly, then rightly, and it is never sent."""
    page = await phone.get("/aduan/lapor")
    for answers in (PROBLEM, PLACE, CATEGORY):
        page = await step(phone, page, **answers)
        if page.url.path.endswith("/similar"):
            page = await step(phone, page, similar="new")
    given = {**CONTACT, **PEOPLE["draft"].as_reporter(), "visibility": "confidential"}
    wrong = await phone.fill(page, holding="_draf", **{**given, "nik": f"{given['nik']}9"})
    assert wrong.status_code == 422
    page = await step(phone, wrong, **given)
    assert page.url.path == "/aduan/lapor/periksa", page.text


async def _a_supporter(phone: Phone) -> None:
    """Somebody whose problem the anonymous report is about."""
    page = await phone.get("/aduan/lapor?baru=1")
    for answers in ({**PROBLEM, "description": "Lubang yang sama, sudah sebulan."}, PLACE, CATEGORY):
        page = await step(phone, page, **answers)
    offered = re.findall(r'name="similar" value="(ADU[^"]+)"', page.text)
    page = await step(phone, page, similar=offered[0])
    page = await step(phone, page, told_phone=PEOPLE["supporter"].phone, told_email=PEOPLE["supporter"].email)
    assert (await phone.fill(page, holding="_key")).status_code == 303


async def letters(office: PostOffice, *to: str) -> None:
    """Wait until everybody was written to."""
    async with asyncio.timeout(60):
        while not set(to) <= set(office.to):
            await asyncio.sleep(0.1)


def pendopo(server: Served, folder: Path, *words: str) -> str:
    command = [sys.executable, "-m", "core.commands.main", "--site", str(folder), *words]
    done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=True)
    return done.stdout + done.stderr


def site_with(folder: Path, office: PostOffice, more: str = "") -> Path:
    mail = f'[mail]\nhost = "127.0.0.1"\nport = {office.port}\nfrom = "Uji Melayani <portal@uji.go.id>"\nencryption = "none"\n\n'
    make_site(folder, toml=PLUGINS + LIMITS + mail + more, files=FILES)
    return folder


async def live_a_day(folder: Path, server: Served, office: PostOffice) -> None:
    """All of it, with what officers do and the letters that follow."""
    ticket = await a_day(server.base)
    told = [PEOPLE[who].email for who in ("whistleblower", "confidential", "anonymous", "account")]
    await letters(office, *told)
    before = len(office.box)
    await asyncio.to_thread(pendopo, server, folder, "cases", "move", ticket, "forward", "--agency", "inspektorat", "--as", "Sari")
    async with asyncio.timeout(60):
        while len(office.box) == before:
            await asyncio.sleep(0.1)


# ---------------------------------------------------------------- what is left of it


def values(rows: Iterable[Iterable[object]]) -> bytes:
    return b"\n".join(one if isinstance(one, bytes) else str(one).encode() for row in rows for one in row if one is not None)


def tables_of_sqlite(path: Path) -> Iterator[tuple[str, bytes]]:
    """Every value of every table, those of the word index too."""
    with closing(sqlite3.connect(path)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            yield name, values(connection.execute(f'SELECT * FROM "{name}"'))
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%USING fts5%'").fetchall():
            connection.execute(f"CREATE VIRTUAL TABLE temp.words_of_{name} USING fts5vocab(main, '{name}', 'row')")
            yield f"words of {name}", values(connection.execute(f"SELECT term FROM temp.words_of_{name}"))


async def test_row_37_a_sqlite_file_its_journal_a_copy_and_the_log_tell_nobody_who_reported(tmp_path: Path) -> None:
    async with post_office() as office:
        folder = site_with(tmp_path / "site", office)
        with served(folder) as server:
            await live_a_day(folder, server, office)
            database = folder / "data" / "portal.db"
            open_files = {one.name: one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}
            with closing(sqlite3.connect(database)) as connection:
                connection.execute("VACUUM INTO ?", (str(tmp_path / "copy.db"),))
            copy = dict(tables_of_sqlite(tmp_path / "copy.db"))
            assert server.stop() == 0
        log = server.said()
        after = {f"{one.name}, closed": one.read_bytes() for one in sorted((folder / "data").rglob("*")) if one.is_file()}

    assert "portal.db-wal" in open_files
    found = [
        line
        for what, content in {**open_files, **after, "copy.db": (tmp_path / "copy.db").read_bytes(), **copy, "log": log.encode()}.items()
        for line in found_in(what, content)
    ]
    assert found == []
    assert any(SAID.encode() in content for content in after.values())
    assert any(SAID.encode() in content for content in copy.values())
    assert "/aduan/lapor" in log


async def test_row_37_no_column_of_postgresql_tells_who_reported(tmp_path: Path, postgres_url: str) -> None:
    import asyncpg

    async with post_office() as office:
        folder = site_with(tmp_path / "site", office, f'[database]\nurl = "{postgres_url}"\n')
        with served(folder) as server:
            await live_a_day(folder, server, office)
            assert server.stop() == 0
        connection = await asyncpg.connect(postgres_url)
        names = [row["tablename"] for row in await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        tables = {name: values([tuple(row.values()) for row in await connection.fetch(f'SELECT * FROM "{name}"')]) for name in names}
        await connection.close()

    assert [line for what, content in {**tables, "log": server.said().encode()}.items() for line in found_in(what, content)] == []
    assert any(SAID.encode() in content for content in tables.values())
