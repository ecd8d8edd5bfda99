"""Who may ask what of accounts: every route, asked by six kinds of people, against a table that somebody has read (`authz.csv`).

The portal's own table (`tests/security`) has another identity in it, so accounts have theirs here. A route that is not in
the table fails. Each is asked with what belongs to the first citizen, or to an officer; nothing that is posted changes anything.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from core.portal import Portal
from core.portal.routing import Endpoint
from core.security.csrf import FIELD
from core.testing import FrozenClock, form_in
from core.testing.client import HOST, Client

from .conftest import portal_on
from .persons import SITI, another, citizen, id_of, officer
from .test_offices import claimed
from .test_wards import with_child

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]

TABLE = Path(__file__).parent / "authz.csv"
PEOPLE = ("stranger", "owner", "other", "handler", "supervisor", "administrator")
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines())) if TABLE.is_file() else []
POSTED = {
    "accounts:switch": {"active": "1"},
    "accounts:set_administrator": {"administrator": "0"},
    "accounts:end_ward": {},
    "accounts:answer_ward": {"answer": "no"},
}
NEVER = {"accounts:leave", "accounts:end_others"}
"""They end the session of who asks: looked at elsewhere (`test_entering`, `test_mine`)."""


def own_routes(portal: Portal) -> list[Endpoint]:
    return [one for one in portal.routing.endpoints if one.owner in ("accounts", "oidc") and one.name not in NEVER]


async def ask(client: Client, endpoint: Endpoint, params: Mapping[str, str]) -> int:
    """The status of the answer to whoever this is."""
    path = re.sub(r"\{(\w+)\}", lambda found: params[found[1]], endpoint.path)
    if "GET" in endpoint.methods:
        return (await client.get(path)).status_code
    page = await client.get("/lacak")
    token = dict(form_in(page.text).filled())[FIELD]
    return (await client.post(path, data={FIELD: token, **POSTED.get(endpoint.name, {})}, headers={"Origin": HOST})).status_code


async def test_row_8_every_route_answers_each_kind_of_person_as_the_table_says(tmp_path: Path, clock: FrozenClock) -> None:
    toml = "[limits]\nsubmissions_per_device = 1000\nsubmissions_per_address = 100000\n"
    async with portal_on(tmp_path / "site", clock=clock, toml=toml) as (portal, owner):
        child = await with_child(owner)
        people = {"stranger": another(portal), "owner": owner, "other": await citizen(another(portal), "budi@contoh.id", name="Budi")}
        people["handler"] = (await officer(portal, clock, "ani@blorakab.go.id", roles=("handler",), agencies=("dpupr",))).client
        await officer(portal, clock, "eko@blorakab.go.id", roles=("handler",), agencies=("dpupr",))
        people["supervisor"] = (await officer(portal, clock, "dewi@blorakab.go.id", roles=("supervisor",), agencies=("dpupr",))).client
        people["administrator"] = (await officer(portal, clock, admin=True)).client
        subject = await id_of(portal, "eko@blorakab.go.id")
        office = await claimed(portal, await id_of(portal, SITI), clock)
        found: list[dict[str, str]] = []
        for endpoint in sorted(own_routes(portal), key=lambda one: one.name):
            ward = endpoint.path.startswith("/akun/mewakili") or "periksa" in endpoint.path
            thing = str(office.id) if "/jabatan/" in endpoint.path else str(child.id) if ward else subject
            params = {"id": thing, "step": "office", "file": str(office.file), "secret": "A" * 43, "device": "0" * 16, "method": "nobody", "kind": "anak"}
            answers = {who: str(await ask(client, endpoint, params)) for who, client in sorted(people.items(), key=lambda pair: pair[0] == "owner")}
            found.append({"route": endpoint.name, **{who: answers[who] for who in PEOPLE}})

    assert {row["route"] for row in found} - {row["route"] for row in ROWS} == set(), "not in the table"
    assert [row for row in found if row not in ROWS] == []
    assert [row for row in ROWS if row not in found] == []
