"""Before a report is sent, open ones that may be the same are offered; who finds their problem there supports that report."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx2
import pytest

from core import Subject
from core.fields import PlaceAnswer
from core.portal import Portal
from core.portal.running import context_of
from core.testing import FrozenClock
from core.testing.client import Client
from core.web.app import create_app
from plugins.cases.api import By, Case, find_case, move
from plugins.complaints import personal
from plugins.complaints.models import Point, Supporter
from plugins.complaints.similar import LOOKED_AT, box_around, find_similar, metres_between
from plugins.complaints.supporters import Told, supporters_to_tell

from .conftest import portal_on
from .reporting import CATEGORY, CONTACT, PLACE, PROBLEM, link_of, report, step, ticket_of

pytestmark = pytest.mark.anyio

MARKET = {"place_latitude": "-6.970000", "place_longitude": "111.420000"}
DEGREE = 1 / 111_195
"""Of latitude, for a metre."""


def north(metres: float) -> dict[str, str]:
    return {"place_latitude": f"{-6.97 + metres * DEGREE:.6f}", "place_longitude": "111.420000"}


async def to_the_choice(client: Client, *, place: dict[str, Any] = PLACE, category: str = "roads") -> httpx2.Response:
    """The page that follows the choice of the group."""
    page = await step(client, await client.get("/aduan/lapor"), **PROBLEM)
    page = await step(client, page, **place)
    return await step(client, page, category=category)


def offered(page: httpx2.Response) -> list[str]:
    return [value for value in re.findall(r'name="similar" value="([^"]+)"', page.text) if value != "new"]


async def another(portal: Portal) -> Client:
    return Client(create_app(portal))


# ---------------------------------------------------------------- what is offered


async def test_nothing_similar_nothing_asked(client: Client) -> None:
    page = await to_the_choice(client)

    assert page.url.path == "/aduan/lapor/contact"
    assert "Langkah 4 dari 5" in page.text


async def test_a_report_of_the_same_village_and_group_is_offered_with_a_way_to_read_it(client: Client) -> None:
    ticket = ticket_of(await report(client))

    page = await to_the_choice(client)

    assert page.url.path == "/aduan/lapor/similar"
    assert offered(page) == [ticket]
    for words in ("A deep hole in front of the market", "North side of the market", "Diterima", f'href="/aduan/{ticket}"', "kirim sebagai aduan baru"):
        assert words in page.text, words
    for words in ("Siti", "3456"):
        assert words not in page.text


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"visibility": "confidential"}, "it is confidential"),
        ({"category": "waste"}, "it is about something else"),
        ({"place_village": "33.16.08.2002"}, "it is in another village"),
    ],
)
async def test_what_is_not_similar_or_not_public_is_never_offered(client: Client, changed: dict[str, str], why: str) -> None:
    await report(client, **changed)

    assert (await to_the_choice(client)).url.path == "/aduan/lapor/contact", why


async def test_a_closed_report_is_not_offered(client: Client, portal: Portal) -> None:
    case = await find_case(ticket_of(await report(client)))
    await move(context_of(portal, "complaints"), case.id, "reject", By("verifier"), {"reason": "unclear", "note": "Kurang jelas."})

    assert (await to_the_choice(client)).url.path == "/aduan/lapor/contact"


async def test_about_officials_nothing_is_offered(client: Client) -> None:
    await report(client, category="conduct", visibility=None, phone="0812-3456-7891")

    assert (await to_the_choice(client, category="conduct")).url.path == "/aduan/lapor/contact"


async def test_with_a_point_what_lies_within_250_metres_is_offered_whatever_its_group_and_village(client: Client) -> None:
    near = ticket_of(await report(client, **north(240), category="waste", place_village="33.16.08.2002"))
    await report(client, **north(262))

    page = await to_the_choice(client, place=PLACE | MARKET)

    assert offered(page) == [near]
    assert "kira-kira 250 meter dari titik Anda" in page.text


async def test_the_nearest_of_the_same_group_comes_first_and_what_has_no_point_last(client: Client) -> None:
    tickets = {name: ticket_of(await report(client, **place)) for name, place in {"far": north(200), "near": north(30), "nowhere": {}}.items()}
    tickets["other"] = ticket_of(await report(client, **north(10), category="waste"))

    page = await to_the_choice(client, place=PLACE | MARKET)

    assert offered(page) == [tickets[name] for name in ("near", "far", "other", "nowhere")]


async def test_without_a_point_of_ones_own_the_village_and_the_group_decide(client: Client) -> None:
    ticket = ticket_of(await report(client, **north(2_000)))

    assert offered(await to_the_choice(client)) == [ticket]
    assert (await to_the_choice(client, place=PLACE | MARKET)).url.path == "/aduan/lapor/contact"


async def test_how_far_away_a_report_without_a_name_is_nobody_is_told(client: Client) -> None:
    ticket = ticket_of(await report(client, **north(40), visibility="anonymous"))

    page = await to_the_choice(client, place=PLACE | MARKET)

    assert offered(page) == [ticket]
    assert "meter dari titik Anda" not in page.text
    assert await Point.all().count() == 0
    assert (await to_the_choice(client, place=PLACE | MARKET, category="waste")).url.path == "/aduan/lapor/contact"


async def test_at_most_five_are_offered(client: Client) -> None:
    for _n in range(7):
        await report(client)

    assert len(offered(await to_the_choice(client))) == 5


async def test_the_operator_sets_how_near_is_near(tmp_path: Path, clock: FrozenClock) -> None:
    async with portal_on(tmp_path / "site", toml="[plugins.complaints]\nsimilar_within = 100\n", clock=clock) as (_portal, client):
        await report(client, **north(150))
        near = ticket_of(await report(client, **north(90)))

        assert offered(await to_the_choice(client, place=PLACE | MARKET)) == [near]


@pytest.mark.parametrize(("latitude", "longitude"), [(-6.97, 111.42), (0.0, 100.0), (-11.2, 141.0), (6.4, 94.6)])
def test_everything_within_the_distance_lies_in_the_box(latitude: float, longitude: float) -> None:
    south, north_, west, east = box_around(latitude, longitude, 250)

    for at in ((south, longitude), (north_, longitude), (latitude, west), (latitude, east)):
        assert 250 < metres_between(latitude, longitude, *at) < 256


def test_a_known_distance_is_right() -> None:
    assert metres_between(-6.9697, 111.4180, -6.9697, 111.4180) == 0
    assert metres_between(-7.0, 111.0, -7.0, 111.001) == pytest.approx(110.4, abs=0.3)


@pytest.mark.parametrize("database_url", ["sqlite"])
async def test_neither_question_reads_a_whole_table(portal: Portal, database_url: str) -> None:
    asked: list[str] = []
    same = Case.filter(visibility__in=["public", "anonymous"], service="complaints.report", village="33.16.08.1001", category="roads", closed__isnull=True)
    nearby = Point.filter(latitude__gte=-7, latitude__lte=-6.9, longitude__gte=111, longitude__lte=111.1).order_by("-id").limit(LOOKED_AT)
    for question in (same.order_by("-opened", "-id").limit(21), nearby):
        rows = await portal.database.client.execute_query_dict("EXPLAIN QUERY PLAN " + question.sql(params_inline=True))
        asked.append("; ".join(row["detail"] for row in rows))

    assert "village=? AND category=?" in asked[0], asked[0]
    assert "TEMP B-TREE" not in asked[0], asked[0]
    assert "SEARCH complaints_point" in asked[1].replace('"', ""), asked[1]


async def test_postgresql_offers_the_same(tmp_path: Path, postgres_url: str, clock: FrozenClock) -> None:
    async with portal_on(tmp_path / "site", toml=f'[database]\nurl = "{postgres_url}"\n', clock=clock) as (_portal, client):
        near = ticket_of(await report(client, **north(100)))
        page = await to_the_choice(client, place=PLACE | MARKET)
        assert offered(page) == [near]
        page = await step(client, await step(client, page, similar=near), told_phone="0812-1111-2222")
        await client.fill(page, holding="_key")

        assert (await find_case(near)).supporters == 1


# ---------------------------------------------------------------- this is it


async def support(client: Client, ticket: str, **told: str) -> httpx2.Response:
    page = await step(client, await to_the_choice(client), similar=ticket)
    assert page.url.path == "/aduan/lapor/follow"
    check = await step(client, page, **told)
    assert check.url.path == "/aduan/lapor/periksa", check.text
    return await client.follow(await client.fill(check, holding="_key"))


async def test_this_is_it_makes_no_second_report_but_a_supporter_who_may_be_told(client: Client, portal: Portal) -> None:
    ticket = ticket_of(await report(client))
    async with await another(portal) as neighbour:
        check = await step(neighbour, await step(neighbour, await to_the_choice(neighbour), similar=ticket), told_email="Tono@contoh.id")
        assert "Dukung aduan ini" in check.text
        receipt = await neighbour.follow(await neighbour.fill(check, holding="_key"))

        assert "Anda mendukung aduan ini" in receipt.text
        assert ticket_of(receipt) == ticket
        assert f'href="/aduan/{ticket}"' in receipt.text
        assert "/lacak/" not in receipt.text.replace('href="/lacak"', "")
        assert "1 warga dengan masalah yang sama" in (await neighbour.get(f"/aduan/{ticket}")).text
    case = await find_case(ticket)
    assert (await Case.all().count(), case.supporters, case.version) == (1, 1, 1)
    assert await supporters_to_tell(portal, case.id) == [("", Told("", "Tono@contoh.id"))]
    (row,) = await Supporter.all().values()
    assert "tono" not in str(row).lower()


async def test_one_person_counts_once_and_may_leave_a_contact_later(client: Client, portal: Portal) -> None:
    ticket = ticket_of(await report(client))
    async with await another(portal) as neighbour:
        for told in ({}, {}, {"told_phone": "0812-1111-2222"}, {"told_phone": "+62 812 1111 2222"}):
            await support(neighbour, ticket, **told)
    async with await another(portal) as same_person:
        await support(same_person, ticket, told_phone="081211112222")

    case = await find_case(ticket)
    assert case.supporters == 1
    assert await supporters_to_tell(portal, case.id) == [("", Told("+6281211112222", ""))]


async def test_two_people_who_share_a_phone_are_two(client: Client, portal: Portal) -> None:
    ticket = ticket_of(await report(client))
    async with await another(portal) as shared:
        await support(shared, ticket, told_phone="0812-1111-2222")
        await support(shared, ticket, told_phone="0812-3333-4444")

    assert (await find_case(ticket)).supporters == 2


async def test_who_signed_in_counts_once_on_all_devices_and_not_for_their_own_report(client: Client, portal: Portal) -> None:
    await client.sign_in("u-reporter")
    ticket = ticket_of(await report(client))
    await support(client, ticket)
    for _device in range(2):
        async with await another(portal) as device:
            await device.sign_in("u-neighbour")
            await support(device, ticket)

    case = await find_case(ticket)
    assert case.supporters == 1
    assert {actor for actor, _told in await supporters_to_tell(portal, case.id)} == {"u-reporter", "u-neighbour"}


async def test_a_report_that_was_closed_meanwhile_is_not_supported_and_nothing_typed_is_lost(client: Client, portal: Portal) -> None:
    ticket = ticket_of(await report(client))
    case = await find_case(ticket)
    check = await step(client, await step(client, await to_the_choice(client), similar=ticket), told_phone="0812-1111-2222")
    await move(context_of(portal, "complaints"), case.id, "reject", By("verifier"), {"reason": "unclear", "note": "Kurang jelas."})

    page = await client.follow(await client.fill(check, holding="_key"))

    assert page.url.path == "/aduan/lapor/contact"
    assert await Supporter.all().count() == 0
    receipt = await client.follow(await client.fill(await step(client, page, **CONTACT), holding="_key"))
    assert link_of(receipt)
    assert ticket_of(receipt) != ticket


async def test_who_has_checked_all_answers_is_not_sent_back_for_a_report_that_came_in_meanwhile(client: Client, portal: Portal) -> None:
    """Two neighbours at once: neither was asked whether it is the other's problem, so neither is at the last moment."""
    checked = await step(client, await to_the_choice(client), **CONTACT)
    async with await another(portal) as neighbour:
        first = ticket_of(await report(neighbour))

    receipt = await client.follow(await client.fill(checked, holding="_key"))

    assert link_of(receipt)
    assert ticket_of(receipt) != first
    assert await Case.all().count() == 2


async def test_who_looks_at_the_answers_again_is_asked_about_what_came_in_meanwhile(client: Client, portal: Portal) -> None:
    checked = await step(client, await to_the_choice(client), **CONTACT)
    async with await another(portal) as neighbour:
        first = ticket_of(await report(neighbour))

    again = await client.follow(await client.get(str(checked.url)))

    assert again.url.path == "/aduan/lapor/similar"
    assert offered(again) == [first]


async def test_who_goes_back_and_says_another_village_sends_a_report_of_their_own(client: Client) -> None:
    """The choice made before belongs to a step that is not asked any more: no condition may read it."""
    ticket = ticket_of(await report(client))
    page = await step(client, await to_the_choice(client), similar=ticket)
    assert page.url.path == "/aduan/lapor/follow"

    place = await client.get("/aduan/lapor/place?draf=2" if "draf=2" in str(page.url) else "/aduan/lapor/place?draf=1")
    page = await step(client, place, **PLACE | {"place_village": "33.16.08.2002"})
    page = await step(client, page, **CATEGORY)

    assert page.url.path == "/aduan/lapor/contact"
    receipt = await client.follow(await client.fill(await step(client, page, **CONTACT), holding="_key"))
    assert ticket_of(receipt) != ticket
    assert await Supporter.all().count() == 0


async def test_a_supporters_data_is_exported_and_erased_and_the_number_stays(client: Client, portal: Portal) -> None:
    ticket = ticket_of(await report(client))
    async with await another(portal) as neighbour:
        await support(neighbour, ticket, told_phone="0812-1111-2222")
    context, subject = context_of(portal, "complaints"), Subject(phone="+6281211112222")

    told: Any = await personal.export(context, subject)
    erased = await personal.erase(context, subject)

    assert [one["phone"] for one in told["supported"]] == ["+6281211112222"]
    assert erased.erased == ("1 aduan orang lain: dukungan Anda dan kontak yang ditinggalkan",)
    assert await Supporter.all().count() == 0
    assert (await find_case(ticket)).supporters == 1


async def test_a_place_without_a_point_asks_for_no_point(portal: Portal) -> None:
    with portal.database.bind():
        assert await find_similar(portal, "complaints.report", PlaceAnswer("33.16.08", "33.16.08.1001", "market"), "roads", 250) == []
