"""The second factor of officers."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from uuid import uuid4

import pytest

from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.accounts import people, recovery
from plugins.accounts.commands import _add, _reset
from plugins.accounts.models import Account, RecoveryCode, Waiting
from plugins.accounts.totp import SECONDS

from .persons import PASSWORD, Officer, enter, officer

pytestmark = pytest.mark.anyio
EMAIL = "sari@blorakab.go.id"


async def newcomer(portal: Portal, clock: FrozenClock) -> tuple[Officer, str]:
    made = await _add(portal, "Sari Dewi", EMAIL, ("handler",), ("dpupr",), administrator=False)
    return Officer(portal, clock, EMAIL), made["link"]


async def test_row_27_an_officer_without_a_second_factor_reaches_only_the_page_that_makes_one(portal: Portal, clock: FrozenClock) -> None:
    one, link = await newcomer(portal, clock)

    answer = await one.accept(link)
    assert answer.headers["location"] == "/masuk/autentikator"
    for endpoint in portal.routing.endpoints:
        if endpoint.pattern is None and endpoint.access.level != "public" and "GET" in endpoint.methods:
            page = await one.client.get(endpoint.path)
            assert page.headers.get("location", "").startswith("/masuk?next="), endpoint.path

    one.client.cookies.clear()
    assert (await enter(one.client, EMAIL)).headers["location"] == "/masuk/autentikator"


async def test_row_27_an_officer_enrols_keeps_ten_codes_and_signs_in_with_password_and_code(portal: Portal, clock: FrozenClock) -> None:
    one, link = await newcomer(portal, clock)
    await one.accept(link)

    shown = await one.enrol()
    assert len(set(one.codes)) == 10
    assert shown.text.count("<code>") == 10
    assert (await one.client.get("/akun")).headers["location"].startswith("/masuk")  # not before they are kept
    assert one.codes[0] in (await one.client.get("/masuk/kode-cadangan")).text  # a lost answer loses no codes
    assert (await one.keep_codes()).headers["location"] == "/akun"
    assert (await one.client.get("/masuk/kode-cadangan")).headers["location"] == "/masuk"  # and after, never again
    page = await one.client.get("/akun")
    assert "Penangan: Dinas Pekerjaan Umum" in page.text

    one.client.cookies.clear()
    before = await one.enter()
    assert before.headers["location"] == "/akun"
    assert await Waiting.all().count() == 0


async def test_row_27_the_cookie_changes_with_each_factor(portal: Portal, clock: FrozenClock) -> None:
    one = await officer(portal, clock)
    one.client.cookies.clear()
    seen = []
    page = await one.client.get("/masuk")
    seen.append(one.client.cookies["pendopo_sid"])
    await one.client.fill(page, who=one.email, password=PASSWORD, holding="who")
    seen.append(one.client.cookies["pendopo_sid"])
    await one.client.fill(await one.client.get("/masuk/kode"), code=one.code(), holding="code")
    seen.append(one.client.cookies["pendopo_sid"])

    assert len(set(seen)) == 3
    for old in seen[:2]:
        one.client.cookies.set("pendopo_sid", old)
        assert (await one.client.get("/akun")).status_code == 303
        assert (await one.client.get("/masuk/kode")).headers["location"] == "/masuk"


async def test_row_27_a_code_counts_once_also_when_sent_twenty_times_at_once(portal: Portal, clock: FrozenClock) -> None:
    from .persons import another

    one = await officer(portal, clock)
    browsers = [another(portal) for _ in range(4)]
    pages = []
    for browser in browsers:
        await enter(browser, one.email)
        pages.append(await browser.get("/masuk/kode"))
    code = one.code()

    answers = await asyncio.gather(*(browser.fill(page, code=code, holding="code") for browser, page in zip(browsers, pages, strict=True)))

    assert sorted(answer.status_code for answer in answers) == [303, 422, 422, 422]


async def test_row_27_guesses_of_the_code_are_slowed_down_by_account(portal: Portal, clock: FrozenClock) -> None:
    one = await officer(portal, clock)
    one.client.cookies.clear()
    await enter(one.client, one.email)
    page, code = await one.client.get("/masuk/kode"), one.code()
    for _ in range(5):
        assert (await one.client.fill(page, code="000000", holding="code")).status_code == 422

    refused = await one.client.fill(page, code=code, holding="code")
    assert refused.status_code == 429  # although it is right
    clock.move(timedelta(seconds=31))
    assert (await one.client.fill(page, code=one.code(), holding="code")).status_code == 303


async def test_row_27_a_recovery_code_is_good_once_and_kept_as_a_digest(portal: Portal, clock: FrozenClock) -> None:
    one = await officer(portal, clock)
    code = one.codes[3].lower().replace("-", " ")
    kept = [row.code for row in await RecoveryCode.all()]
    assert all(code.replace(" ", "").upper() not in str(row) for row in kept)

    for n, status in enumerate((303, 422)):
        one.client.cookies.clear()
        await enter(one.client, one.email)
        assert (await one.client.fill(await one.client.get("/masuk/kode"), code=code, holding="code")).status_code == status, n

    account = await Account.get(kind="officer")
    assert await recovery.left(account.id) == 9
    assert not await recovery.use(portal, uuid4(), one.codes[4])  # nobody else's


async def test_row_27_a_lost_authenticator_is_reset_and_the_next_sign_in_makes_a_new_one(portal: Portal, clock: FrozenClock) -> None:
    one = await officer(portal, clock)
    old = one.secret

    await _reset(portal, one.email)

    assert (await one.client.get("/akun")).headers["location"].startswith("/masuk")
    assert (await enter(one.client, one.email)).headers["location"] == "/masuk/autentikator"
    await one.enrol()
    assert one.secret != old
    assert (await one.keep_codes()).headers["location"] == "/akun"


async def test_row_27_whoever_is_disabled_between_the_factors_does_not_get_in(portal: Portal, clock: FrozenClock) -> None:
    one = await officer(portal, clock)
    one.client.cookies.clear()
    await enter(one.client, one.email)
    page = await one.client.get("/masuk/kode")
    account = await Account.get(kind="officer")

    await people.activate(account.id, active=False, portal=portal)

    assert (await one.client.fill(page, code=one.code(), holding="code")).headers["location"] == "/masuk"
    assert (await one.client.get("/akun")).headers["location"].startswith("/masuk")


async def test_half_a_sign_in_is_over_after_ten_minutes(portal: Portal, clock: FrozenClock) -> None:
    one = await officer(portal, clock)
    one.client.cookies.clear()
    await enter(one.client, one.email)
    assert "s•••@blorakab.go.id" in (await one.client.get("/masuk/kode")).text

    clock.move(timedelta(minutes=10, seconds=1))

    assert (await one.client.get("/masuk/kode")).headers["location"] == "/masuk"


async def test_a_wrong_first_code_binds_nothing(portal: Portal, clock: FrozenClock) -> None:
    one, link = await newcomer(portal, clock)
    await one.accept(link)
    page = await one.client.get("/masuk/autentikator")
    secret = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", page.text)

    answer = await one.client.fill(page, code="000000", holding="code")

    assert answer.status_code == 422
    assert secret is not None
    assert secret[1] in answer.text  # the same secret: it was scanned already
    assert (await Account.get(kind="officer")).totp is None
    assert SECONDS == 30


async def test_pages_of_the_second_factor_lead_a_stranger_to_the_first(client: Client) -> None:
    for path in ("/masuk/kode", "/masuk/autentikator", "/masuk/kode-cadangan"):
        assert (await client.get(path)).headers["location"] == "/masuk"
