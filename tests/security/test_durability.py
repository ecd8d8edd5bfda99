"""What was acknowledged is there, once and whole, whatever happens to the process; and two processes do not fail each other."""

from __future__ import annotations

import asyncio
import json
import random
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest

from core.testing import form_in
from core.testing.forms import PageForm
from tests.security.serving import HOUSE, Phone, complaints_site, served

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(900)]

KILLS, PEOPLE = 20, 4
EACH = 300
FIRST = "Lubang pertama di depan pasar, dua motor jatuh."
"""Reported before all others, so that each of them is asked whether it is the same."""


@dataclass(slots=True)
class Sent:
    """One report as its sender knows it: what was filled in, and whether an answer came."""

    words: str
    cookies: Any
    page: str
    form: PageForm
    receipt: str = ""
    ticket: str = ""


@dataclass(slots=True)
class Ledger:
    """All that people were told, on the other side of the wire."""

    acknowledged: list[Sent] = field(default_factory=list)
    unanswered: list[Sent] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)


async def send(phone: Phone, sent: Sent) -> httpx2.Response:
    response = httpx2.Response(200, text=sent.page, request=httpx2.Request("GET", f"{phone.address}/aduan/lapor/periksa"))
    return await phone.send_form(response, sent.form, sent.form.filled())


async def report(base: str, words: str, ledger: Ledger) -> None:
    """A whole report. What was sent and not answered is remembered with its key."""
    async with Phone(base) as phone:
        page = await phone.check_page(words)
        sent = Sent(words, dict(phone.cookies), page.text, form_in(page.text, "_key"))
        sent.form.action = sent.form.action or str(page.url.raw_path, "ascii")
        try:
            answer = await send(phone, sent)
        except httpx2.HTTPError:
            ledger.unanswered.append(sent)
            return
        ledger.statuses[answer.status_code] += 1
        assert answer.status_code == 303, answer.text[:2000]
        assert "/selesai/" in answer.headers["location"], answer.headers["location"]
        sent.receipt = answer.headers["location"]
        ledger.acknowledged.append(sent)


async def until_killed(base: str, who: str, ledger: Ledger) -> None:
    for n in range(1_000):
        try:
            await report(base, f"Lubang {who}-{n} di depan pasar, dua motor jatuh.", ledger)
        except httpx2.HTTPError:
            return


async def send_again(base: str, sent: Sent) -> str:
    """The same form with the same key, from the same device; where the receipt is."""
    async with Phone(base) as phone:
        phone.cookies.update(sent.cookies)
        answer = await send(phone, sent)
        assert answer.status_code == 303, answer.text[:2000]
        assert "/selesai/" in answer.headers["location"], answer.headers["location"]
        return str(answer.headers["location"])


async def ticket_at(base: str, receipt: str) -> str:
    async with Phone(base) as phone:
        page = await phone.get(receipt)
    found = re.search(r'class="ticket" value="([^"]+)"', page.text)
    assert found, (receipt, page.status_code)
    return found[1]


def verified(folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "core.commands.main", "--site", str(folder), "verify", "--json"]
    done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def rows(folder: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "data" / "portal.db")) as connection:
        return connection.execute(query).fetchall()


async def test_row_53_and_54_killed_twenty_times_nothing_acknowledged_is_lost_or_doubled_and_nothing_is_half_there(tmp_path: Path) -> None:
    folder, ledger, chance = complaints_site(tmp_path / "site"), Ledger(), random.Random(7)
    with served(folder, "--no-worker", name="log-first") as server:
        await report(server.base, FIRST, ledger)
        assert server.stop() == 0
    for n in range(KILLS):
        with served(folder, "--no-worker", name=f"log-{n}") as server:
            working = asyncio.gather(*(until_killed(server.base, f"{n}-{person}", ledger) for person in range(PEOPLE)))
            before = len(ledger.acknowledged)
            while len(ledger.acknowledged) < before + 2:
                await asyncio.sleep(0.005)
                assert not working.done(), await working
            await asyncio.sleep(chance.uniform(0, 0.4))
            server.kill()
            await working

    with served(folder, "--no-worker", name="log-last") as server:
        for sent in [*ledger.unanswered, *ledger.acknowledged[:: max(1, len(ledger.acknowledged) // 30)]]:
            receipt = await send_again(server.base, sent)
            assert sent.receipt in ("", receipt)
            sent.receipt = receipt
            assert await send_again(server.base, sent) == receipt
        for sent in [*ledger.acknowledged, *ledger.unanswered]:
            sent.ticket = await ticket_at(server.base, sent.receipt)
        assert server.stop() == 0

    everything = [*ledger.acknowledged, *ledger.unanswered]
    print(f"{len(ledger.acknowledged)} acknowledged, {len(ledger.unanswered)} sent and not answered, in {KILLS} kills")
    stored = dict(rows(folder, "SELECT public_text, ticket FROM cases_case"))
    assert stored == {sent.words: sent.ticket for sent in everything}
    assert len({sent.ticket for sent in everything}) == len(everything) == rows(folder, "SELECT count(*) FROM cases_case")[0][0]
    for table, column in (("cases_entry", '"case"'), ("complaints_complaint", "id"), ("cases_person", '"case"'), ("cases_answer", '"case"')):
        assert rows(folder, f"SELECT count(*), count(DISTINCT {column}) FROM {table}") == [(len(everything), len(everything))], table
        assert rows(folder, f"SELECT count(*) FROM {table} WHERE {column} NOT IN (SELECT id FROM cases_case)") == [(0,)], table
    assert rows(folder, "SELECT count(DISTINCT json_extract(payload, '$.subject')) FROM core_outbox") == [(len(everything),)]
    assert len(set(rows(folder, "SELECT count(*) FROM core_outbox WHERE event = 'cases.opened' GROUP BY json_extract(payload, '$.subject')"))) == 1
    assert rows(folder, "SELECT count(*), count(DISTINCT ticket) FROM core_submission WHERE state = 'done'") == [(len(everything), len(everything))]
    assert rows(folder, "PRAGMA quick_check") == [("ok",)]
    assert verified(folder) == {**verified(folder), "ok": True, "cases": len(everything), "entries": len(everything), "faults": []}


async def count_cases(folder: Path, url: str) -> tuple[int, ...]:
    """How many cases, tickets and texts there are, on either database."""
    query = "SELECT count(*), count(DISTINCT ticket), count(DISTINCT public_text) FROM cases_case"
    if url.startswith("sqlite"):
        return tuple(rows(folder, query)[0])
    import asyncpg

    connection = await asyncpg.connect(url)
    try:
        return tuple(await connection.fetchrow(query))
    finally:
        await connection.close()


async def test_row_55_two_processes_take_300_reports_each_and_none_fails(tmp_path: Path, database_url: str) -> None:
    folder, ledger = complaints_site(tmp_path / "site", toml=f'\n[database]\nurl = "{database_url}"\n'), Ledger()

    async def person(base: str, name: str) -> None:
        for n in range(EACH // PEOPLE):
            await report(base, f"Lubang {name}-{n} di depan pasar, dua motor jatuh.", ledger)

    with served(folder, name="log-1") as one, served(folder, name="log-2") as two:
        await report(one.base, FIRST, ledger)
        await asyncio.gather(*(person(server.base, f"{server.port}-{n}") for server in (one, two) for n in range(PEOPLE)))
        assert [server.stop() for server in (one, two)] == [0, 0]
        said = one.said() + two.said()

    assert dict(ledger.statuses) == {303: 2 * EACH + 1}
    assert ledger.unanswered == []
    assert "locked" not in said
    assert "Traceback" not in said
    assert await count_cases(folder, database_url) == (2 * EACH + 1,) * 3
    assert verified(folder)["ok"] is True


async def test_row_54_twenty_clicks_at_two_processes_are_one_case_and_one_receipt(tmp_path: Path, database_url: str) -> None:
    folder = complaints_site(tmp_path / "site", toml=f'\n[database]\nurl = "{database_url}"\n')
    with served(folder, name="log-1") as one, served(folder, name="log-2") as two:
        async with Phone(one.base) as phone:
            page = await phone.check_page(FIRST)
            sent = Sent(FIRST, dict(phone.cookies), page.text, form_in(page.text, "_key"))
            sent.form.action = sent.form.action or str(page.url.raw_path, "ascii")

        receipts = await asyncio.gather(*(send_again(server.base, sent) for server in (one, two) for _click in range(10)))

        assert len(set(receipts)) == 1
        assert await ticket_at(two.base, receipts[0])
        assert [server.stop() for server in (one, two)] == [0, 0]
        assert "Traceback" not in one.said() + two.said()
    assert await count_cases(folder, database_url) == (1, 1, 1)
