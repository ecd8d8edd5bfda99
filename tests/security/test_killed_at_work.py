"""An officer's step that was acknowledged is kept, and no step is half there, however often the process is killed while they work.

With `test_durability` (twenty kills while people report) these are fifty.
"""

from __future__ import annotations

import asyncio
import base64
import json
import random
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from core.testing import forms_in
from plugins.accounts.totp import SECONDS, code_at
from tests.plugins.accounts.persons import PASSWORD
from tests.plugins.cases.desk.office import send
from tests.plugins.complaints.reporting import report, ticket_of
from tests.security.serving import HOUSE, Phone, complaints_site, served
from tests.security.test_durability import rows, verified

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(900)]

KILLS, OFFICERS, CASES = 30, 4, 8
EMAIL = "sari@contoh.id"
ROUND = {"forward": "forwarded", "start": "in_progress", "give_back": "received"}
"""Steps that lead back to the first, and where each leads."""


@dataclass(slots=True)
class Worked:
    """A case as its officers know it: every step that they sent, and whether an answer came."""

    ticket: str
    sent: list[tuple[str, str, bool]] = field(default_factory=list)


async def an_officer(phone: Phone, folder: Path) -> None:
    """Somebody who checks and handles for DPUPR, signed in with password and authenticator."""
    words = ("users", "add", "--officer", "Sari Dewi", "--email", EMAIL, "--role", "verifier", "--role", "handler", "--agency", "dpupr", "--json")
    command = [sys.executable, "-m", "core.commands.main", "--site", str(folder), *words]
    made = await asyncio.to_thread(subprocess.run, command, cwd=HOUSE, capture_output=True, text=True, check=True)
    link = re.sub(r"^https?://[^/]+", "", json.loads(made.stdout)["link"])
    await phone.fill(await phone.get(link), password=PASSWORD, holding="password")
    page = await phone.get("/masuk/autentikator")
    found = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", page.text)
    assert found, page.text
    secret = base64.b32decode(re.sub(r"\s", "", found[1]))
    shown = await phone.follow(await phone.fill(page, code=code_at(secret, int(time.time()) // SECONDS), holding="code"))
    kept = await phone.send_form(shown, form := forms_in(shown.text)[-1], form.filled())
    assert kept.status_code == 303, kept.text


async def make_a_step(phone: Phone, case: Worked) -> None:
    """Open the case, take the step of the round that it offers, and remember what came of it."""
    page = await phone.get(f"/petugas/kasus/{case.ticket}")
    assert page.status_code == 200, (page.status_code, page.headers.get("location"))
    offered = {form.action.partition("?")[0].rpartition("/")[2] for form in forms_in(page.text) if "/langkah/" in form.action}
    name = next(name for name in ROUND if name in offered)
    note, more = f"Catatan {len(case.sent)} tentang {case.ticket}.", {"agency": "dpupr"} if name == "forward" else {}
    try:
        answer = await send(phone, page, f"/langkah/{name}", note=note, **more)
    except httpx2.HTTPError:
        case.sent.append((name, note, False))
        return
    assert answer.status_code == 303, answer.text[:3000]
    case.sent.append((name, note, True))


async def until_killed(base: str, cookies: object, cases: list[Worked]) -> None:
    async with Phone(base) as phone:
        phone.cookies.update(cookies)  # type: ignore[arg-type]
        for n in range(1_000):
            try:
                await make_a_step(phone, cases[n % len(cases)])
            except httpx2.HTTPError:
                return


def acknowledged(cases: list[Worked]) -> int:
    return sum(answered for case in cases for _name, _note, answered in case.sent)


def check(folder: Path, case: Worked, moves: list[tuple[str, str]], state: str, entries: int, told: int) -> int:
    """What is stored is what was acknowledged, in its order, and beside it only what was sent and not answered; how much of that there is."""
    stored = iter(moves)
    assert [move for move in moves if move in {(name, note) for name, note, _ in case.sent}] == moves, "nothing that nobody sent"
    assert all((name, note) in stored for name, note, answered in case.sent if answered), (case, moves)
    assert len(set(moves)) == len(moves)
    assert state == (ROUND[moves[-1][0]] if moves else "received")
    assert entries == 1 + len(moves), "the first entry is the report itself"
    assert told == len(moves), "each step is told to listeners once"
    return len(moves) - sum(answered for _name, _note, answered in case.sent)


async def test_row_53_killed_thirty_times_while_officers_work_no_step_is_lost_doubled_or_half_made(tmp_path: Path) -> None:
    folder, chance = complaints_site(tmp_path / "site", "accounts"), random.Random(11)
    with served(folder, "--no-worker", name="log-first") as server:
        async with Phone(server.base) as phone:
            texts = [f"Lubang nomor {n} di depan pasar, dua motor jatuh." for n in range(CASES)]
            cases = [Worked(ticket_of(await report(phone, description=text))) for text in texts]
        async with Phone(server.base) as phone:
            await an_officer(phone, folder)
            cookies = dict(phone.cookies)
        assert server.stop() == 0

    for n in range(KILLS):
        with served(folder, "--no-worker", name=f"log-{n}") as server:
            working = asyncio.gather(*(until_killed(server.base, cookies, cases[who::OFFICERS]) for who in range(OFFICERS)))
            before = acknowledged(cases)
            while acknowledged(cases) < before + 2:
                await asyncio.sleep(0.005)
                assert not working.done(), await working
            await asyncio.sleep(chance.uniform(0, 0.4))
            server.kill()
            await working

    entries = "SELECT c.ticket, json_extract(e.data, '$.transition'), t.text FROM cases_entry e JOIN cases_case c ON c.id = e.\"case\""
    texts_of = 'LEFT JOIN cases_entry_text t ON t."case" = e."case" AND t.n = e.n WHERE e.kind = \'moved\' ORDER BY e."case", e.n'
    moves: dict[str, list[tuple[str, str]]] = {case.ticket: [] for case in cases}
    for ticket, name, note in rows(folder, f"{entries} {texts_of}"):
        moves[ticket].append((name, note))
    heads = 'SELECT c.ticket, c.state, count(e.n) FROM cases_case c JOIN cases_entry e ON e."case" = c.id GROUP BY c.id'
    stored = {ticket: (state, count) for ticket, state, count in rows(folder, heads)}
    told = "SELECT json_extract(payload, '$.ticket'), count(*) FROM core_outbox WHERE event = 'cases.moved' AND listener LIKE 'listening%' GROUP BY 1"
    heard = dict(rows(folder, told))
    unanswered = sum(check(folder, case, moves[case.ticket], *stored[case.ticket], heard.get(case.ticket, 0)) for case in cases)

    sent = sum(len(case.sent) for case in cases)
    print(f"{acknowledged(cases)} acknowledged, {sent - acknowledged(cases)} sent and not answered, {unanswered} of these made, in {KILLS} kills")
    counters = {name.rpartition(".")[2]: value for name, value in rows(folder, "SELECT name, value FROM core_counter WHERE name LIKE 'cases.listed.%'")}
    counted = dict(rows(folder, "SELECT state, count(*) FROM cases_case GROUP BY state"))
    assert {state: value for state, value in counters.items() if value} == counted
    assert rows(folder, "PRAGMA quick_check") == [("ok",)]
    found = verified(folder)
    assert (found["ok"], found["cases"], found["entries"], found["faults"]) == (True, CASES, CASES + sum(map(len, moves.values())), [])
