"""An officer enters a report for somebody: one page, the same questions, and a case that belongs to nobody's account."""

from __future__ import annotations

from typing import Any

import pytest

from core.portal import Portal
from core.testing.client import Client
from plugins.cases.api import Case, find_case, open_reporter, read_timeline, verify_chains

from .reporting import CATEGORY, CONTACT, PLACE, PROBLEM, ticket_of

pytestmark = pytest.mark.anyio
RIGHTS = ["cases.view", "cases.verify", "complaints.counter"]
ANSWERS = {**PROBLEM, **PLACE, **CATEGORY, **CONTACT, "counter_source": "phone", "counter_consent": "yes"}


async def entered(client: Client, **changed: Any) -> Any:
    """The answer to the one page, filled in."""
    page = await client.follow(await client.get("/petugas/baru"))
    assert page.url.path == "/aduan/loket", page.text
    return await client.fill(page, holding="_draf", **{name: value for name, value in {**ANSWERS, **changed}.items() if value is not None})


async def sit_down(client: Client) -> None:
    await client.sign_in("sari", kind="officer", name="Sari", permissions=RIGHTS, agencies=["dinkominfo"])


async def test_one_page_and_the_check_make_a_case_that_is_not_the_officers(portal: Portal, client: Client) -> None:
    await sit_down(client)

    check = await client.follow(await entered(client))
    assert check.url.path == "/aduan/loket/periksa", check.text
    receipt = await client.follow(await client.fill(check, holding="_key"))

    case = await find_case(ticket_of(receipt))
    assert (case.owner, case.agency, case.service) == ("", "dpupr", "complaints.report")
    reporter = await open_reporter(portal, case.id)
    assert reporter is not None
    assert reporter.name == "Siti Rahmawati"
    last = (await read_timeline(portal, case, "officer"))[-1]
    assert (last.public, last.name) == (False, "Sari")
    assert "Telepon" in last.text
    assert all("Telepon" not in line.text for line in await read_timeline(portal, case, "reporter"))
    assert "data-print" in receipt.text
    assert (await verify_chains(portal)).ok


async def test_without_a_source_and_the_persons_agreement_nothing_is_entered(client: Client) -> None:
    await sit_down(client)

    refused = await entered(client, counter_source=None, counter_consent=None)

    assert refused.status_code == 422
    assert "Pilih bagaimana laporan ini masuk" in refused.text
    assert PROBLEM["description"] in refused.text
    assert await Case.all().count() == 0


async def test_only_who_may_enter_reports_is_let_in(client: Client) -> None:
    assert (await client.get("/aduan/loket")).status_code == 303
    await client.sign_in("budi", kind="officer", permissions=["cases.view"], agencies=["dpupr"])

    assert (await client.get("/aduan/loket")).status_code == 403
    page = await client.get("/petugas/baru")
    assert page.status_code == 200
    assert "/aduan/loket" not in page.text


async def test_an_officer_enters_as_many_as_come(client: Client) -> None:
    await sit_down(client)

    for number in range(12):
        check = await client.follow(await entered(client, description=f"Lampu jalan nomor {number} mati, sudah seminggu."))
        if check.url.path.endswith("/similar"):
            check = await client.follow(await client.fill(check, holding="_draf", similar="new"))
        assert (await client.fill(check, holding="_key")).status_code == 303

    assert await Case.all().count() == 12
