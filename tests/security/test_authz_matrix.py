"""Who may ask what: every route of a whole portal, asked by six kinds of people, against a table that somebody has read.

The table is `authz.csv`; a route that is not in it fails the test. What one may not see answers like what is not there.
"""

from __future__ import annotations

import csv
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx2
import pytest

from core.access import STRANGER
from core.portal import Portal
from core.security.csrf import FIELD
from core.testing import form_in
from core.testing.client import Client
from core.web.app import create_app
from plugins.cases.api import By, add_entry, move
from tests.core.storage import pictures
from tests.plugins.complaints.reporting import add_photo, report
from tests.security.whole import HANDLER, PATIENT, ROAD, VERIFIER, context_of, open_one, whole_portal

pytestmark = pytest.mark.anyio

TABLE = Path(__file__).parent / "authz.csv"
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines())) if TABLE.is_file() else []
PEOPLE: Mapping[str, Mapping[str, Any]] = {
    "stranger": {},
    "owner": {"who": "warga-1"},
    "other": {"who": "warga-2"},
    "officer": {"who": "petugas-1", "kind": "officer", "permissions": ["cases.view", "cases.handle", "complaints.counter"], "agencies": ["dpupr"]},
    "elsewhere": {"who": "petugas-2", "kind": "officer", "permissions": ["cases.view", "cases.handle", "dummy.handle"], "agencies": ["dlh"]},
    "view_all": {"who": "operator-1", "kind": "officer", "permissions": ["cases.view", "cases.view_all", "cases.verify", "cases.replies"]},
}
"""The officer of the other agency also holds the right of the dummy plugin."""

CASES = ("confidential", "absent", "case id", "of another agency")
"""Where a case itself is hidden or absent; otherwise it is a file or a step of something that may be seen."""


@dataclass(slots=True)
class Things:
    """What is asked for: the parameters of each route by the name that the table uses."""

    params: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    query: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    data: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)


async def photo(portal: Portal) -> UUID:
    return (await portal.files.stage(pictures.jpeg(), name="foto.jpg", media_type="image/jpeg", owner="complaints", field="photos")).id


async def make_things(portal: Portal, owner: Client) -> Things:
    """Cases of warga-1 with photos, a receipt, and a draft that is not finished."""
    things = Things()
    public = await open_one(portal, replace(ROAD, owner="warga-1", files=[shown := await photo(portal)]))
    hidden = await open_one(portal, replace(ROAD, owner="warga-1", visibility="confidential", files=[secret_photo := await photo(portal)]))
    unnamed = await open_one(portal, replace(ROAD, owner="warga-1", visibility="anonymous"))
    inside = await photo(portal)
    await add_entry(context_of(portal), public.case.id, HANDLER, "Catatan petugas.", files=[inside])
    await move(context_of(portal), public.case.id, "forward", VERIFIER)
    done = await _closed_one(portal)
    tickets = {"public": public.case.ticket, "anonymous": unnamed.case.ticket, "confidential": hidden.case.ticket}
    tickets |= {"absent": "ADU-7K3F-9Q2X", "case id": str(public.case.id)}
    things.params |= {("complaints:detail", name): {"ticket": ticket} for name, ticket in tickets.items()}
    for name in ("photo", "small_photo"):
        things.params |= {
            (f"complaints:{name}", "public"): {"ticket": public.case.ticket, "file": str(shown)},
            (f"complaints:{name}", "confidential"): {"ticket": hidden.case.ticket, "file": str(secret_photo)},
            (f"complaints:{name}", "of another case"): {"ticket": public.case.ticket, "file": str(secret_photo)},
            (f"complaints:{name}", "inside"): {"ticket": public.case.ticket, "file": str(inside)},
            (f"complaints:{name}", "absent"): {"ticket": "ADU-7K3F-9Q2X", "file": str(shown)},
            (f"complaints:{name}", "absent file"): {"ticket": public.case.ticket, "file": "0191c0de-0000-7000-8000-000000000000"},
        }
    for name in ("follow", "handled"):
        things.params |= {
            (f"cases:{name}", "key"): {"secret": hidden.keys.secret},
            (f"cases:{name}", "wrong key"): {"secret": "A" * 43},
            (f"cases:{name}", "ticket"): {"secret": public.case.ticket},
            (f"cases:{name}", "case id"): {"secret": str(public.case.id)},
        }
    for name in ("file", "small_file"):
        things.params |= {
            (f"cases:{name}", "key"): {"secret": hidden.keys.secret, "file": str(secret_photo)},
            (f"cases:{name}", "wrong key"): {"secret": "A" * 43, "file": str(secret_photo)},
            (f"cases:{name}", "of another case"): {"secret": unnamed.keys.secret, "file": str(secret_photo)},
            (f"cases:{name}", "inside"): {"secret": public.keys.secret, "file": str(inside)},
        }
    things.params |= {
        ("cases:act", "wrong key"): {"secret": "A" * 43, "transition": "complete"},
        ("cases:act", "an officer's step"): {"secret": hidden.keys.secret, "transition": "forward"},
        ("cases:act", "not now"): {"secret": hidden.keys.secret, "transition": "agree"},
        **{
            (f"complaints:{name}", thing): {"secret": secret}
            for name in ("rate", "send_rating")
            for thing, secret in {"key": done, "wrong key": "A" * 43, "of an open one": hidden.keys.secret}.items()
        },
        **{
            (f"complaints:{name}", thing): {"ticket": tickets[thing]}
            for name in ("moderation", "send_moderation")
            for thing in ("public", "confidential", "absent")
        },
        ("core:answer", "sim"): {"answer": "sim"},
        ("core:answer", "absent"): {"answer": "nobody-knows"},
        ("core:service", "-"): {"service": "complaints.report"},
        ("core:service", "absent"): {"service": "nobody.knows"},
        ("core:fragment", "-"): {"slot": "home.cards"},
        ("core:fragment", "absent"): {"slot": "nobody.knows"},
        ("dummy:clinic", "-"): {"clinic": "1"},
        ("dummy:clinic", "absent"): {"clinic": "99"},
        ("dummy:clinic", "beyond all numbers"): {"clinic": str(2**70)},
        ("complaints:report_save", "first"): {"step": "problem"},
        ("complaints:report_save", "absent"): {"step": "nobody"},
        ("dummy:ticket_receipt", "absent"): {"secret": "A" * 43},
        ("dummy:ticket_step", "first"): {"step": "who"},
        ("dummy:ticket_step", "absent"): {"step": "nobody"},
        ("dummy:ticket_save", "first"): {"step": "who"},
    }
    things.data |= {
        ("cases:find", "wrong code"): {"ticket": public.case.ticket, "code": "AAA-AAA"},
        ("cases:find", "absent"): {"ticket": "ADU-7K3F-9Q2X", "code": "AAA-AAA"},
        ("cases:find", "code"): {"ticket": public.case.ticket, "code": public.keys.code},
        ("core:display", "-"): {"bahasa": "en"},
        ("dummy:open", "-"): {"name": "Klinik"},
    }
    others = await open_one(portal, replace(ROAD, agency="dlh"))
    _desk(things, {**tickets, "of another agency": others.case.ticket}, {"of the case": str(shown), "of another case": str(secret_photo)})
    await _imports(things, portal)
    await _form_of_the_owner(things, owner)
    return things


def _desk(things: Things, tickets: Mapping[str, str], files: Mapping[str, str]) -> None:
    """The desk: the same cases by their tickets, and what changes nothing."""
    for name in ("case", "identity", "open_identity", "note", "assign", "merge", "separate"):
        things.params |= {(f"cases:desk_{name}", which): {"ticket": ticket} for which, ticket in tickets.items()}
    things.params |= {("cases:desk_act", which): {"ticket": ticket, "transition": "start"} for which, ticket in tickets.items()}
    for name in ("file", "small_file"):
        things.params |= {(f"cases:desk_{name}", which): {"ticket": tickets["public"], "file": file} for which, file in files.items()}
        things.params[(f"cases:desk_{name}", "confidential")] = {"ticket": tickets["confidential"], "file": files["of another case"]}
    things.data[("cases:desk_assign", "public")] = {"officer": "nobody"}
    things.data[("cases:desk_many", "of another agency")] = {"pilih": tickets["of another agency"]}
    nothing = "0191c0de-0000-7000-8000-000000000000"
    things.params |= {(f"complaints:counter_{name}", "absent"): {"step": "nobody"} for name in ("step", "save")}
    things.params |= {
        ("complaints:counter_receipt", "absent"): {"secret": "A" * 43},
        ("complaints:counter_file", "absent"): {"file": nothing},
        ("complaints:counter_step", "first"): {"step": "all"},
    }
    things.params |= {
        ("complaints:resident_receipt", "absent"): {"secret": "A" * 43},
        ("complaints:resident_file", "absent"): {"file": nothing},
        ("complaints:resident_step", "first"): {"step": "all"},
        ("complaints:resident_save", "absent"): {"step": "nobody"},
    }
    things.params[("cases:desk_results", "absent")] = {"run": nothing}
    things.params[("cases:desk_bundle", "absent")] = {"bundle": nothing}
    things.params[("cases:desk_drop_view", "absent")] = {"view": nothing}
    things.params |= {(f"cases:{name}", "absent"): {"reply": nothing} for name in ("reply", "save_reply", "remove_reply")}


async def _imports(things: Things, portal: Portal) -> None:
    """A table of the dummy plugin: a file that waits to be confirmed, and one that was given up."""
    runs = {"absent": "0191c0de-0000-7000-8000-000000000000"}
    owned = portal.imports.tables["dummy.clinics"]
    given: dict[str, Any] = {"actor": STRANGER, "language": "id", "file": "data.csv", "as_of": date(2026, 11, 1), "source": "", "keep": False}
    for state in ("ready", "dropped"):
        with TemporaryFile() as stream:
            stream.write(b"name\r\nMelati\r\n")
            run = await portal.imports.begin("dummy.clinics", stream, **given)
            await portal.imports.take(run, owned, stream)
        runs[state] = str(run.id)
    await portal.imports.drop(run)
    for name in ("run", "confirm", "drop", "report"):
        things.params |= {(f"core:import_{name}", state): {"table": "dummy.clinics", "run": run_id} for state, run_id in runs.items()}
        things.params[(f"core:import_{name}", "of another table")] = {"table": "dummy.nothing", "run": runs["ready"]}
    for name in ("import", "import_send"):
        things.params |= {(f"core:{name}", "clinics"): {"table": "dummy.clinics"}, (f"core:{name}", "absent"): {"table": "dummy.nothing"}}
    things.params |= {
        ("core:import_template", which): {"table": table, "kind": kind}
        for which, table, kind in (("clinics", "dummy.clinics", "csv"), ("absent", "dummy.nothing", "csv"), ("another kind", "dummy.clinics", "pdf"))
    }


async def _closed_one(portal: Portal) -> str:
    """The key of a complaint that was worked on and closed."""
    opened = await open_one(portal, replace(ROAD, owner="warga-1"))
    for step, by in (("forward", VERIFIER), ("start", HANDLER), ("finish", HANDLER), ("agree", By("reporter"))):
        await move(context_of(portal), opened.case.id, step, by, {"note": "Sudah."} if step in ("start", "finish") else {})
    return opened.keys.secret


async def _form_of_the_owner(things: Things, owner: Client) -> None:
    """A receipt of warga-1, and a draft with a photo that waits."""
    receipt = await report(owner)
    things.params[("complaints:report_receipt", "secret")] = {"secret": receipt.url.path.rpartition("/")[2]}
    things.params[("complaints:report_receipt", "absent")] = {"secret": "A" * 43}
    page = await add_photo(owner, await owner.get("/aduan/lapor"), ("foto.jpg", pictures.jpeg(), "image/jpeg"))
    found = re.search(r"/aduan/lapor/berkas/([0-9a-f-]{36})\?draf=(\d+)", page.text)
    assert found, page.text
    things.params[("complaints:report_file", "own")] = {"file": found[1]}
    things.query[("complaints:report_file", "own")] = {"draf": found[2]}
    things.params[("complaints:report_step", "first")] = {"step": "problem"}
    things.params[("complaints:report_step", "draft")] = {"step": "problem"}
    things.query[("complaints:report_step", "draft")] = {"draf": found[2]}
    things.params[("complaints:report_step", "absent")] = {"step": "nobody"}
    for route, asked in (("complaints:report_save", "description"), ("dummy:ticket_save", "name")):
        things.query[(route, "first")] = {"periksa": asked}
    things.query[("complaints:report_check", "draft")] = {"draf": found[2]}


@pytest.fixture(scope="module")
async def asked(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Portal, Mapping[str, Client], Things]]:
    toml = f"[plugins.cases]\ncode_tries_per_hour = 60\n\n{PATIENT}"
    async with whole_portal(tmp_path_factory.mktemp("whole") / "site", toml=toml) as (portal, _client), AsyncExitStack() as stack:
        app = create_app(portal)
        people = {name: await stack.enter_async_context(Client(app)) for name in PEOPLE}
        for name, who in PEOPLE.items():
            if who:
                await people[name].sign_in(**who)
        things = await make_things(portal, people["owner"])
        await ask(portal, people["elsewhere"], things, "dummy:open", "-")
        yield portal, people, things


async def ask(portal: Portal, client: Client, things: Things, route: str, thing: str) -> httpx2.Response:
    """One request as this person's browser would send it; signing out and in is done with another one, so that they stay who they are."""
    if route.startswith("sample_identity:"):
        async with Client(create_app(portal)) as client:
            return await _ask(portal, client, things, route, thing)
    return await _ask(portal, client, things, route, thing)


async def _ask(portal: Portal, client: Client, things: Things, route: str, thing: str) -> httpx2.Response:
    endpoint = next(one for one in portal.routing.endpoints if one.name == route)
    path = portal.url_for(route, **things.params.get((route, thing), {}))
    if "GET" in endpoint.methods:
        return await client.get(path, params=things.query.get((route, thing)))
    token = dict(form_in((await client.get("/masuk")).text, "who").fields)[FIELD]
    data = {FIELD: token, **things.data.get((route, thing), {})}
    return await client.post(path, data=data, params=things.query.get((route, thing)), headers={"Sec-Fetch-Site": "same-origin"})


def bare(page: httpx2.Response) -> str:
    """A page without what differs from one request to the next: its own address, its token and its reference."""
    asked = page.text
    for own in (str(page.url), page.url.path, quote(page.url.path, safe="")):
        asked = asked.replace(own, "")
    return re.sub(r'value="[A-Za-z0-9_.-]{60,}"|<code class="num">[0-9a-f]+</code>', "", asked)


def said(page: httpx2.Response) -> tuple[tuple[str, str], ...]:
    """The headers, without those that differ with the length of an address or from one request to the next."""
    return tuple(sorted((name, value) for name, value in page.headers.items() if name not in ("x-request-id", "date", "content-length", "set-cookie")))


async def test_row_08_every_route_stands_in_the_table(asked: tuple[Portal, Mapping[str, Client], Things]) -> None:
    known = {row["route"] for row in ROWS}

    assert {endpoint.name for endpoint in asked[0].routing.endpoints} - known == set(), "a new route: say in authz.csv who may ask it"
    assert known - {endpoint.name for endpoint in asked[0].routing.endpoints} == set()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['route']}-{row['object']}")
async def test_row_08_who_may_ask_it(asked: tuple[Portal, Mapping[str, Client], Things], row: dict[str, str]) -> None:
    portal, people, things = asked

    found = {name: str((await ask(portal, client, things, row["route"], row["object"])).status_code) for name, client in people.items()}

    assert found == {name: row[name] for name in PEOPLE}


@pytest.mark.parametrize("route", sorted({row["route"] for row in ROWS if any(row[name] == "404" for name in PEOPLE)}))
async def test_row_09_what_one_may_not_see_and_what_is_not_there_are_one_answer(asked: tuple[Portal, Mapping[str, Client], Things], route: str) -> None:
    portal, people, things = asked
    hidden = [row["object"] for row in ROWS if row["route"] == route and row["stranger"] == "404"]

    for client in people.values():
        answers = [await ask(portal, client, things, route, thing) for thing in hidden]
        for about_the_case in (True, False):
            alike = [answer for thing, answer in zip(hidden, answers, strict=True) if answer.status_code == 404 and (thing in CASES) is about_the_case]
            assert len({bare(answer) for answer in alike}) <= 1
            assert len({said(answer) for answer in alike}) <= 1


@pytest.mark.parametrize("name", PEOPLE)
async def test_row_08_a_confidential_case_is_in_no_list_and_no_search(asked: tuple[Portal, Mapping[str, Client], Things], name: str) -> None:
    _portal, people, things = asked
    ticket, shown = (things.params[("complaints:detail", which)]["ticket"] for which in ("confidential", "public"))

    for path in ("/", "/aduan", f"/aduan?q={ticket}", f"/cari?q={ticket}", "/cari?q=lubang"):
        page = (await people[name].get(path)).text
        assert f"/aduan/{ticket}" not in page
    assert f"/aduan/{shown}" in (await people[name].get("/aduan")).text
