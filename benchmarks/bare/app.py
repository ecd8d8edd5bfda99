"""The reference: one hand-written Starlette app that does the work of W1 to W4 in as few steps as the libraries allow.

No plugins, no themes, no languages, no sessions, no security headers, no log: whatever a portal needs beyond the page itself
is left out, and that is what it is for. It is written as well as we can; making it slower to look better would fool only us.

    BENCH_DATABASE=… python -m uvicorn benchmarks.bare.app:app
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

import aiosqlite
from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from benchmarks.bare.words import CATEGORIES, DISTRICTS, GROUPS, LIMITS, NUMBERS, SHELL, STATES, TILES, WAY, day_of, long_day, moment, number, short_day

ZONE = ZoneInfo("Asia/Jakarta")
TODAY = date(2026, 11, 24)
PAGE = 20
environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True, auto_reload=False
)
environment.globals.update(SHELL)
HOME, LIST, CASE = (environment.get_template(f"{name}.html") for name in ("home", "list", "case"))

NEWS = "SELECT id, title, agency, day FROM news ORDER BY day DESC, id DESC LIMIT 10"
CASES = "SELECT id, ticket, title, state, category, place, agency, opened, due, closed FROM complaint WHERE state = ? ORDER BY opened DESC, id DESC LIMIT 21"
CASES_AFTER = CASES.replace("ORDER", "AND opened <= ? AND (opened < ? OR id < ?) ORDER")
COUNTS = "SELECT state, n FROM counter"
ONE = "SELECT id, ticket, secret, code, title, text, state, place, agency, due, closed FROM complaint WHERE secret = ?"
NEW = """INSERT INTO complaint (ticket, secret, code, title, text, state, category, place, agency, opened, due)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
HISTORY = "SELECT at, state, who FROM history WHERE complaint = ? ORDER BY n"


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """One connection reads, another writes, one case at a time."""
    file = os.environ["BENCH_DATABASE"]
    async with aiosqlite.connect(file, isolation_level=None) as reader, aiosqlite.connect(file, isolation_level=None) as writer:
        for database in (reader, writer):
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000", "cache_size=-8000"):
                await database.execute_fetchall(f"PRAGMA {pragma}")
            database.row_factory = sqlite3.Row
        app.state.database, app.state.writer, app.state.writing = reader, writer, asyncio.Lock()
        yield


async def home(request: Request) -> Response:
    """W1: twelve services, ten news."""
    rows = await request.app.state.database.execute_fetchall(NEWS)
    days = [date.fromisoformat(row["day"]) for row in rows]
    news = [{**dict(row), "number": day.day, "said": long_day(day)} for row, day in zip(rows, days, strict=True)]
    return HTMLResponse(HOME.render(path="/", tiles=TILES, news=news, numbers=NUMBERS))


async def listed(request: Request) -> Response:
    """W2: twenty of one state, the newest first."""
    database, state, after = request.app.state.database, request.query_params.get("state", ""), request.query_params.get("after", "")
    if after:
        opened, _, case = after.partition("~")
        rows = await database.execute_fetchall(CASES_AFTER, (state, opened, opened, case))
    else:
        rows = await database.execute_fetchall(CASES, (state,))
    counts = {row["state"]: row["n"] for row in await database.execute_fetchall(COUNTS)}
    chips = [{"href": "/aduan", "current": not state, "label": "Semua", "count": number(sum(counts.values()))}]
    chips += [{"href": f"/aduan?state={name}", "current": name == state, "label": STATES[name].title, "count": number(counts.get(name, 0))} for name in WAY]
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    following = f"/aduan?state={state}&after={quote(last['opened'])}~{last['id']}" if last else ""
    page = LIST.render(
        path="/aduan",
        chips=chips,
        total=number(counts.get(state, 0)),
        rows=[_row(row) for row in rows[:PAGE]],
        next=following,
        districts=DISTRICTS,
        categories=GROUPS,
    )
    return HTMLResponse(page)


def _row(row: sqlite3.Row) -> dict[str, str]:
    state = STATES[row["state"]]
    late = not row["closed"] and row["due"] and row["due"] < TODAY.isoformat()
    foot = (
        f"Ditutup {short_day(day_of(row['closed'], ZONE))}"
        if row["closed"]
        else f"Langkah berikutnya paling lambat {short_day(date.fromisoformat(row['due']))}"
    )
    return {
        "icon": CATEGORIES[row["category"]], "kind": "late" if late else state.kind, "sign": "triangle-alert" if late else state.sign,
        "state": state.title, "ticket": row["ticket"], "title": row["title"], "place": row["place"], "agency": row["agency"], "foot": foot,
    }  # fmt: skip


async def follow(request: Request) -> Response:
    """W4: one case and its history."""
    database = request.app.state.database
    found = await database.execute_fetchall(ONE, (request.path_params["secret"],))
    if not found:
        return Response(status_code=404)
    case = found[0]
    entries = await database.execute_fetchall(HISTORY, (case["id"],))
    state = STATES[case["state"]]
    day = day_of(case["closed"], ZONE) if case["closed"] else date.fromisoformat(case["due"])
    late = not case["closed"] and day < TODAY
    promise = "Ditutup" if case["closed"] else f"Tahap “{state.title}” selesai paling lambat"
    here = len(WAY) if case["closed"] else WAY.index(case["state"])
    track = [(STATES[name].title, "done" if n < here else "now" if n == here else "") for n, name in enumerate(WAY[:-1])]
    history = [
        {"mark": "done" if n < len(entries) or case["closed"] else "now", "sign": STATES[entry["state"]].entry, "title": STATES[entry["state"]].told,
         "at": entry["at"], "said": moment(entry["at"], ZONE), "who": entry["who"]}
        for n, entry in enumerate(entries, 1)
    ]  # fmt: skip
    page = CASE.render(
        path=request.url.path, case=case, state=state, kind="late" if late else state.kind, sign="triangle-alert" if late else state.sign, track=track,
        promise=promise, day=day.isoformat(), said=f"{short_day(day)} {day.year}", note=state.explanation, history=history[::-1], limits=LIMITS,
    )  # fmt: skip
    return HTMLResponse(page, headers={"cache-control": "no-store", "referrer-policy": "no-referrer"})


async def submit(request: Request) -> Response:
    """W3: one case, whole or not at all, on the disk before it is answered."""
    async with request.form() as form:
        said = {name: str(form.get(name, "")).strip() for name in ("description", "category", "village", "landmark", "visibility", "name", "phone")}
    if len(said["description"]) < 10 or said["category"] not in CATEGORIES or not said["village"] or said["visibility"] not in ("public", "anonymous"):
        return Response(status_code=422)
    database, now, secret = request.app.state.writer, datetime.now(UTC).isoformat(), secrets.token_urlsafe(32)
    ticket, code, due = f"ADU-{secrets.token_hex(4).upper()}", secrets.token_hex(3).upper(), (TODAY + timedelta(days=3)).isoformat()
    async with request.app.state.writing:
        await database.execute_fetchall("BEGIN IMMEDIATE")
        try:
            cursor = await database.execute(
                NEW,
                (ticket, secret, code, said["description"][:80], said["description"], "received", said["category"], said["village"], "DPUPR", now, due),
            )
            case = cursor.lastrowid
            await database.execute_fetchall("INSERT INTO history (complaint, n, at, state, who) VALUES (?, 1, ?, 'received', 'Pelapor')", (case, now))
            await database.execute_fetchall("INSERT INTO person (complaint, name, phone) VALUES (?, ?, ?)", (case, said["name"], said["phone"]))
            await database.execute_fetchall("UPDATE counter SET n = n + 1 WHERE state = 'received'")
            await database.execute_fetchall("COMMIT")
        except BaseException:
            await database.execute_fetchall("ROLLBACK")
            raise
    return RedirectResponse(f"/lacak/{secret}", 303)


app = Starlette(
    routes=[
        Route("/", home),
        Route("/aduan", listed),
        Route("/aduan", submit, methods=["POST"]),
        Route("/lacak/{secret}", follow),
    ],
    lifespan=lifespan,
)
