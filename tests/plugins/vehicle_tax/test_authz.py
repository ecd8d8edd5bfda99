"""Who may ask what of the vehicle tax: every route, asked by four kinds of people, against a table that somebody has read (`authz.csv`)."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from core.portal import Portal
from core.portal.routing import Endpoint
from core.security.csrf import FIELD
from core.testing import form_in
from core.testing.client import HOST, Client
from core.web.app import create_app
from plugins.vehicle_tax.models import Saved

from .conftest import portal_on
from .garage import fill_table
from .test_check import PATIENT, look_up
from .test_saved import save

pytestmark = pytest.mark.anyio

TABLE = Path(__file__).parent / "authz.csv"
PEOPLE = ("stranger", "owner", "other", "officer")
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines())) if TABLE.is_file() else []
POSTED: Mapping[str, Mapping[str, str]] = {"vehicle_tax:find": {"plate": "K 9 Z", "chassis": "99999"}}


def things(portal: Portal, endpoint: Endpoint, link: str, saved: str) -> Mapping[str, Mapping[str, str]]:
    """What is asked for: the address of a bill, one that was never given, a saved vehicle, one that is not there."""
    if "{link}" in endpoint.path:
        return {"link": {"link": link}, "wrong link": {"link": "p1.k1." + "A" * 80}}
    if "{id}" in endpoint.path:
        return {"own": {"id": saved}, "absent": {"id": "0191c0de-0000-7000-8000-000000000000"}}
    return {"-": {}}


async def ask(client: Client, endpoint: Endpoint, params: Mapping[str, str]) -> str:
    path = re.sub(r"\{(\w+)\}", lambda found: params[found[1]], endpoint.path)
    if "GET" in endpoint.methods:
        return str((await client.get(path)).status_code)
    token = dict(form_in((await client.get("/pajak-kendaraan/cek")).text).filled())[FIELD]
    sent = await client.post(path, data={FIELD: token, **POSTED.get(endpoint.name, {})}, headers={"Origin": HOST})
    return str(sent.status_code)


async def test_row_8_every_route_answers_each_kind_of_person_as_the_table_says(tmp_path: Path) -> None:
    async with portal_on(tmp_path / "site", toml=PATIENT) as (portal, stranger), AsyncExitStack() as stack:
        await fill_table(portal)
        people = {"stranger": stranger, **{who: await stack.enter_async_context(Client(create_app(portal))) for who in PEOPLE[1:]}}
        await people["owner"].sign_in("warga-1")
        await people["other"].sign_in("warga-2")
        await people["officer"].sign_in("petugas-1", kind="officer", permissions=["vehicle_tax.import"], agencies=["dpupr"])
        await save(people["owner"])
        saved = str((await Saved.get()).id)
        link = (await look_up(stranger)).headers["location"].rpartition("/")[2]
        found: list[dict[str, str]] = []
        endpoints = sorted(
            (one for one in portal.routing.endpoints if one.owner == "vehicle_tax"), key=lambda one: (one.name == "vehicle_tax:delete", one.name)
        )
        for endpoint in endpoints:
            for thing, params in things(portal, endpoint, link, saved).items():
                answers = {who: await ask(client, endpoint, params) for who, client in sorted(people.items(), key=lambda pair: pair[0] == "owner")}
                found.append({"route": endpoint.name, "object": thing, **{who: answers[who] for who in PEOPLE}})

    assert {row["route"] for row in found} - {row["route"] for row in ROWS} == set(), "not in the table"
    assert [row for row in found if row not in ROWS] == []
    assert [row for row in ROWS if row not in found] == []
