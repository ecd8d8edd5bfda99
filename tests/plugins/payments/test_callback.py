"""Where providers call. Nothing is believed without a signature, nothing old, nothing twice; 200 means that it is committed."""

from __future__ import annotations

import json

import pytest

from core.portal import Portal
from core.testing.client import Client
from plugins.payments.models import Change

from .bank import report, signed
from .world import KEY, again, call, charged

pytestmark = pytest.mark.anyio


async def test_row_66_a_callback_is_believed_with_a_fresh_signature_over_its_very_bytes_and_once(portal: Portal) -> None:
    charge = await charged(portal)
    said = report(str(charge.id), "paid", 382_200, portal.clock.now())
    other = "kunci-orang-lain-yang-juga-cukup-panjang-01"
    refused = {
        "another key": await call(portal, said, key=other),
        "old": await call(portal, said, late=301),
        "from the future": await call(portal, said, late=-301),
        "without": await call(portal, said, **{"Pendopo-Signature": ""}),
        "not as agreed": await call(portal, said, **{"Pendopo-Signature": "v2=" + "0" * 64}),
        "no time": await call(portal, said, **{"Pendopo-Timestamp": "now"}),
        "negative time": await call(portal, said, **{"Pendopo-Timestamp": "-1"}),
    }

    assert {what: answer.status_code for what, answer in refused.items()} == dict.fromkeys(refused, 401)
    assert (await again(charge)).state == "waiting"
    assert (await call(portal, said)).json() == {"taken": ["move"]}
    assert (await call(portal, said)).json() == {"taken": ["again"]}
    assert await Change.filter(charge=charge.id, told="paid").count() == 1


async def test_row_66_one_byte_that_was_changed_on_the_way_is_seen(portal: Portal, client: Client) -> None:
    charge = await charged(portal)
    body = json.dumps(report(str(charge.id), "paid", 382_200, portal.clock.now())).encode()
    headers = signed(KEY, int(portal.clock.now().timestamp()), body)

    answer = await client.post("/pembayaran/panggilan/gateway", content=body.replace(b"382200", b"982200"), headers=headers)

    assert answer.status_code == 401
    assert ((await again(charge)).state, (await again(charge)).attention) == ("waiting", "")


async def test_row_66_a_callback_is_small_and_from_a_provider_that_is_set_up(portal: Portal) -> None:
    charge = await charged(portal)
    said = report(str(charge.id), "paid", 382_200, portal.clock.now())

    assert (await call(portal, json.dumps({**said, "x": "y" * 17_000}).encode())).status_code == 413
    assert (await call(portal, said, provider="trial")).status_code == 404
    assert (await call(portal, said, provider="nobody")).status_code == 404
    assert (await again(charge)).state == "waiting"


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b'{"event": 7}', b'{"order":"x","event":"e","state":"paid","at":"2026-11-24T09:00:00","amount":1}', b"\xff\xfe", b"\x00"],
)
async def test_a_signed_body_that_cannot_be_read_is_refused_and_changes_nothing(portal: Portal, body: bytes) -> None:
    charge = await charged(portal)

    assert (await call(portal, body)).status_code == 401
    assert await Change.filter(charge=charge.id).count() == 1


@pytest.mark.parametrize("amount", ["382200", 382_200.0, True, None])
async def test_an_amount_is_a_whole_number_and_nothing_that_looks_like_one(portal: Portal, amount: object) -> None:
    charge = await charged(portal)

    assert (await call(portal, {**report(str(charge.id), "paid", 0, portal.clock.now()), "amount": amount})).status_code == 401
    assert (await again(charge)).state == "waiting"


async def test_a_state_that_nobody_may_tell_is_refused_by_name(portal: Portal) -> None:
    charge = await charged(portal)
    answer = await call(portal, report(str(charge.id), "cancelled", 0, portal.clock.now()))

    assert answer.status_code == 422
    assert "cancelled" in answer.json()["error"]


async def test_a_charge_that_is_not_there_is_said_so_that_the_bank_can_look_for_its_money(portal: Portal) -> None:
    await charged(portal)
    answer = await call(portal, report("BANK-77", "paid", 382_200, portal.clock.now()))

    assert (answer.status_code, answer.json()["taken"]) == (404, ["unknown"])


async def test_whoever_looks_at_the_address_in_a_browser_finds_nothing(portal: Portal, client: Client) -> None:
    assert (await client.get("/pembayaran/panggilan/gateway")).status_code in (404, 405)
