"""The way of a file in the console: which tables there are, sending one, its preview, confirming, what became of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse, Response

from core.access import CITIZEN
from core.database.tables import Import
from core.errors import RequestError
from core.fields.page import PageFields, mistakes
from core.imports import sheets
from core.imports.runs import CONFIRMED, DONE, DROPPED, FAILED, READY, REFUSED, WAITING, facts_of, faults_of, first_part
from core.imports.taking import MOST_FAULTS, options_of, reading_of
from core.language import gettext_lazy as _
from core.plugins.declarations import Owned
from core.requests import Request
from core.routes import Route
from core.security.notes import PHOTO_BODY
from core.storage import UploadRefused
from core.tables import TableImport
from core.tables.checking import shown, unpacked
from core.tables.reader import ROWS
from core.templating import render

if TYPE_CHECKING:
    from core.fields import FieldView
    from core.forms.reading import Reading

SHOWN_ROWS, SHOWN_FAULTS = 8, 20
ACCEPT = ".csv,.xlsx,text/csv,text/plain,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLES = {
    WAITING: (_("Being read"), "info"), READY: (_("Waits for you"), "warn"), CONFIRMED: (_("Being written"), "info"), DONE: (_("Written"), "ok"),
    REFUSED: (_("Cannot be read"), "late"), FAILED: (_("Failed"), "late"), DROPPED: (_("Given up"), ""),
}  # fmt: skip
KINDS = {"csv": sheets.CSV, "xlsx": sheets.XLSX}


@dataclass(frozen=True, slots=True)
class Described:
    """A column as the page explains it."""

    heading: str
    others: str
    optional: bool
    note: str
    example: str


async def listed(request: Request) -> Response:
    """Every table that the reader may import. Not there for whoever may import none."""
    open_to = request.portal.imports.open_to(request.actor)
    if not open_to:
        raise RequestError(404, "")
    rows = []
    for name, owned in open_to.items():
        last = await request.portal.imports.last(name)
        rows.append({"name": name, "title": _say(request, owned, owned.value.title), "last": last})
    return render(request, "imports.html", {"rows": rows})


async def table(request: Request) -> Response:
    """What the table's file holds, where to send it, and what was written so far."""
    return await _table_page(request, *_asked(request), {"as_of": _today(request).isoformat(), "source": ""}, {})


async def send(request: Request) -> Response:
    """Take a file: it is read in the background, and its page says when."""
    name, owned = _asked(request)
    posted, errors = request.posted, dict[str, str]()
    files = [file for file in posted.files_of("file") if file.size]
    most = request.portal.site.config.limits.import_size
    values = {"as_of": posted.one("as_of").strip(), "source": " ".join(posted.one("source").split())[:200]}
    day = _day(values["as_of"], _today(request))
    if len(files) != 1:
        errors["file"] = request.gettext(_("Choose one file, CSV or XLSX."))
    elif files[0].size > most << 20:
        errors["file"] = request.gettext(_("The file is too large. It may be at most {limit} MB."), limit=most)
    if day is None:
        errors["as_of"] = request.gettext(_("Write the day that the data are of: today or before."))
    if not errors and day is not None:
        try:
            run = await request.portal.imports.begin(
                name, files[0].file, actor=request.actor, language=request.language, file=files[0].name, as_of=day, source=values["source"], keep=True
            )
            return _to(request, run)
        except UploadRefused as refused:
            errors["file"] = request.gettext(refused.text, **refused.values)
    return await _table_page(request, name, owned, values, errors)


async def run(request: Request) -> Response:
    """One file: being read, its preview, being written, or what became of it."""
    name, owned = _asked(request)
    return await _run_page(request, name, owned, await _found(request, name), "")


async def confirm(request: Request) -> Response:
    """Write what is ready. What is left out or removed has to be ticked."""
    name, owned = _asked(request)
    found = await _found(request, name)
    wanted = [tick for tick, count in (("skip", found.bad), ("remove", found.gone)) if count]
    if found.state == READY and (obstacle := _obstacle(request, owned, found)):
        raise RequestError(409, obstacle)
    if found.state == READY and not all(request.posted.has(tick) for tick in wanted):
        return await _run_page(request, name, owned, found, request.gettext(_("Tick what you agree to, then write the table.")))
    await request.portal.imports.confirm(found)
    return _to(request, found)


async def drop(request: Request) -> Response:
    """Give the file up; nothing is written."""
    name, _owned = _asked(request)
    found = await _found(request, name)
    await request.portal.imports.drop(found)
    return _to(request, found)


async def report(request: Request) -> Response:
    """What is wrong in the file, for a spreadsheet."""
    name, _owned = _asked(request)
    found = await _found(request, name)
    return _file(await sheets.report(request.portal, request.language, faults_of(request.portal, found.id)), "csv", f"galat-{name}")


async def template(request: Request) -> Response:
    """An empty table with the headings and one example."""
    name, owned = _asked(request)
    kind = request.path_params["kind"]
    if kind not in KINDS:
        raise RequestError(404, "")
    rows = sheets.example_rows(request.portal, owned, request.language)
    content = sheets.csv_bytes(rows) if kind == "csv" else sheets.workbook(_say(request, owned, owned.value.title), rows)
    return _file(content, kind, f"contoh-{name}")


def _asked(request: Request) -> tuple[str, Owned[TableImport]]:
    """The table of the path; for whoever may not import it, it is not there."""
    name = request.path_params["table"]
    owned = request.portal.imports.open_to(request.actor).get(name)
    if owned is None:
        raise RequestError(404, "")
    return name, owned


async def _found(request: Request, name: str) -> Import:
    found = await request.portal.imports.find(name, request.path_params["run"])
    if found is None:
        raise RequestError(404, "")
    return found


async def _table_page(request: Request, name: str, owned: Owned[TableImport], values: Mapping[str, str], errors: dict[str, str]) -> Response:
    page = PageFields(request, values, errors)
    say = request.gettext
    typed = values["as_of"]
    views: list[FieldView] = [
        page.day("as_of", say(_("The data are of"))) if not typed or _is_day(typed) else page.line("as_of", say(_("The data are of"))),
        page.line("source", say(_("From whom")), hint=say(_("Citizens read it beside the data, for example: Samsat Blora.")), optional=True),
    ]
    file_error = errors.get("file", "")
    names = {
        "name": name, "title": _say(request, owned, owned.value.title), "help": _say(request, owned, owned.value.help), "views": views, "accept": ACCEPT,
        "columns": described(request, owned), "most": request.portal.site.config.limits.import_size, "rows": ROWS, "whole": owned.value.whole,
        "history": await request.portal.imports.history(name), "file_error": file_error,
        "errors": ([("file", file_error)] if file_error else []) + mistakes(views),
    }  # fmt: skip
    return render(request, "import_table.html", names, status=422 if errors else 200)


async def _run_page(request: Request, name: str, owned: Owned[TableImport], found: Import, error: str) -> Response:
    portal, facts = request.portal, facts_of(found)
    reading = reading_of(portal, owned, request.language)
    faults: list[Any] = []
    async for fault in faults_of(portal, found.id):
        faults.append(fault)
        if len(faults) == SHOWN_FAULTS:
            break
    names = {
        "name": name, "title": _say(request, owned, owned.value.title), "run": found, "facts": facts, "error": error,
        "here": request.portal.url_for("core:import_run", table=name, run=found.id),
        "tag": (request.gettext(TITLES[found.state][0]), TITLES[found.state][1]), "moving": found.state in (WAITING, CONFIRMED),
        "headings": [_say(request, owned, column.field.label) for column in owned.value.every],
        "rows": await _first_rows(request, owned, found, reading) if found.state == READY else [], "faults": faults, "most": MOST_FAULTS,
        "obstacle": _obstacle(request, owned, found) if found.state == READY else "",
    }  # fmt: skip
    return render(request, "import_run.html", names, block="state", status=422 if error else 200)


def _obstacle(request: Request, owned: Owned[TableImport], found: Import) -> str:
    """Why it cannot be written as it is."""
    if owned.value.whole and found.bad:
        return request.gettext(_("This file is the whole table, so every row must be right: mend the rows below and send it again."))
    if not found.fresh + found.changed + found.gone:
        return (
            request.gettext(_("Nothing would change: the table holds these rows already.")) if not found.bad else request.gettext(_("No row can be written."))
        )
    return ""


async def _first_rows(request: Request, owned: Owned[TableImport], found: Import, reading: Reading) -> list[dict[str, Any]]:
    part = await first_part(request.portal, found.id, "rows")
    rows = []
    for number, fresh, values in (part["rows"] if part else [])[:SHOWN_ROWS]:
        typed = unpacked(owned.value, values)
        rows.append({"number": number, "new": fresh, "cells": [shown(column, typed[column.name], reading) for column in owned.value.every]})
    return rows


def described(request: Request, owned: Owned[TableImport]) -> list[Described]:
    """The columns, for whoever makes the file."""
    _heads, examples = sheets.example_rows(request.portal, owned, request.language)
    options = options_of(request.portal, owned)
    found = []
    for column, example in zip(owned.value.every, examples, strict=True):
        choices = ", ".join(_say(request, owned, option.label) for option in options.get(column.name, ())[:12])
        note = _say(request, owned, column.field.hint) or choices
        found.append(Described(_say(request, owned, column.field.label), ", ".join(column.aliases), column.field.optional, note, example))
    return found


def _say(request: Request, owned: Owned[TableImport], text: Any) -> str:
    return request.portal.say(text, request.language, owned.owner) if text else ""


def _today(request: Request) -> date:
    return request.portal.clock.now().astimezone(request.portal.site.zone).date()


def _is_day(text: str) -> bool:
    """Whether a date picker can show it; what it cannot stays as text, so that nothing typed is lost."""
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII))


def _day(text: str, today: date) -> date | None:
    """A day up to `today`, at most ten years old."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _is_day(text) and today - timedelta(days=3_660) <= day <= today else None


def _to(request: Request, run: Import) -> Response:
    return RedirectResponse(request.portal.url_for("core:import_run", table=run.name, run=run.id), 303)


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"', "Cache-Control": "no-store"}
    return Response(content, media_type=KINDS[kind], headers=headers)


ROUTES = (
    Route("/konsol/impor", listed, name="imports", access=CITIZEN),
    Route("/konsol/impor/{table}", table, name="import", access=CITIZEN),
    Route("/konsol/impor/{table}", send, name="import_send", access=CITIZEN, methods=("POST",), body=PHOTO_BODY),
    Route("/konsol/impor/{table}/contoh/{kind}", template, name="import_template", access=CITIZEN),
    Route("/konsol/impor/{table}/{run:uuid}", run, name="import_run", access=CITIZEN),
    Route("/konsol/impor/{table}/{run:uuid}/tulis", confirm, name="import_confirm", access=CITIZEN, methods=("POST",)),
    Route("/konsol/impor/{table}/{run:uuid}/batal", drop, name="import_drop", access=CITIZEN, methods=("POST",)),
    Route("/konsol/impor/{table}/{run:uuid}/galat", report, name="import_report", access=CITIZEN),
)
