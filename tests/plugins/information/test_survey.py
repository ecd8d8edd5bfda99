"""The survey: offered after a closed case once in 90 days a person, answered without a name, told only where there are enough answers."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from uuid import uuid4

import pytest

from core import Subject
from core.portal import Portal
from core.portal.running import context_of, worker_of
from core.testing import FrozenClock, forms_in
from core.testing.client import Client
from plugins.information import demo, personal
from plugins.information.models import Offer, Response, Turn
from plugins.information.skm import ELEMENTS, ikm
from tests.benchmarks.costs import asked
from tests.plugins.complaints.test_rating import answer as rate
from tests.plugins.complaints.test_rating import closed

pytestmark = pytest.mark.anyio
SERVICE = "complaints.report"
PAGE = f"/informasi/survei/{SERVICE}"
THREES = dict.fromkeys(ELEMENTS, "3")
OFFER = re.compile(r'href="(/informasi/survei/complaints\.report\?tawaran=[0-9a-f-]{36})"')


async def done(portal: Portal, client: Client, **changed: str) -> str:
    """The link of a complaint that was closed, with everything told that there was to tell."""
    _ticket, link = await closed(portal, client, **changed)
    await worker_of(portal).drain()
    return link


async def answers(count: int, service: str = SERVICE, day: date = date(2026, 11, 24), **changed: int) -> list[dict[str, int]]:
    rows = [{**dict.fromkeys(ELEMENTS, 3), **changed} for _n in range(count)]
    for row in rows:
        await Response(id=uuid4(), service=service, day=day, **row).save(force_create=True)  # type: ignore[arg-type]
    return rows


async def test_a_closed_case_offers_it_after_its_own_question_and_the_answer_leads_to_nobody(portal: Portal, client: Client) -> None:
    link = await done(portal, client)
    assert OFFER.search((await client.get(link)).text) is None, "the complaint asks first"
    await rate(client, link, solved="yes", score="4")

    found = OFFER.search((await client.get(link)).text)
    assert found is not None
    page = await client.get(found[1])
    thanks = await client.follow(await client.fill(page, holding="offer", **THREES))

    assert "Terima kasih" in thanks.text
    assert OFFER.search((await client.get(link)).text) is None
    (row,) = await Response.all().values()
    assert row.keys() - set(ELEMENTS) == {"id", "service", "day"}
    assert row["id"].version == 4
    assert not (await Offer.get()).open


async def test_the_same_person_is_not_asked_again_for_ninety_days(portal: Portal, client: Client, clock: FrozenClock) -> None:
    first = await done(portal, client)
    second = await done(portal, client)
    other = await done(portal, client, phone="0813-0000-0000", email="")
    for link in (first, second, other):
        await rate(client, link, solved="yes", score="4")

    assert [OFFER.search((await client.get(link)).text) is not None for link in (first, second, other)] == [True, False, True]

    clock.move(timedelta(days=91))
    third = await done(portal, client)
    assert await Offer.all().count() == 3
    await rate(client, third, solved="yes", score="4")
    assert OFFER.search((await client.get(third)).text) is not None


async def test_an_offer_counts_once_and_only_for_its_service(portal: Portal, client: Client) -> None:
    link = await done(portal, client)
    await rate(client, link, solved="yes", score="4")
    found = OFFER.search((await client.get(link)).text)
    assert found is not None
    page = await client.get(found[1])
    await client.fill(page, holding="offer", **THREES)

    again = await client.fill(page, holding="offer", **THREES)

    assert again.headers["location"].endswith("?sudah=ya")
    assert "sudah menilai layanan ini" in (await client.follow(again)).text
    assert await Response.all().count() == 1


async def test_a_device_judges_a_service_once_in_ninety_days_at_its_public_address(portal: Portal, client: Client, clock: FrozenClock) -> None:
    page = await client.get(PAGE)
    await client.fill(page, holding="offer", **THREES)
    assert (await client.fill(await client.get(PAGE), holding="offer", **THREES)).headers["location"].endswith("?sudah=ya")
    assert (await Response.all().count(), await Turn.all().count()) == (1, 1)

    clock.move(timedelta(days=91))
    await client.fill(await client.get(PAGE), holding="offer", **THREES)
    assert (await Response.all().count(), await Turn.all().count()) == (2, 1)


async def test_every_question_must_be_answered_and_what_was_chosen_stays(portal: Portal, client: Client) -> None:
    page = await client.get(PAGE)
    assert sorted(len(values) for values in forms_in(page.text)[-1].choices.values()) == [4] * 9
    for words in ("Sangat mahal", "Gratis", "Ada, tetapi tidak berfungsi", "Sangat sopan dan ramah"):
        assert words in page.text, words

    wrong = await client.fill(page, holding="offer", **dict.fromkeys(ELEMENTS[1:], "4"))

    assert wrong.status_code == 422
    assert 'href="#requirements"' in wrong.text
    assert wrong.text.count(" checked") == 8
    assert (await client.fill(page, holding="offer", **{**THREES, "time": "5"})).status_code == 422
    assert await Response.all().count() == 0


async def test_what_is_not_offered_here_is_not_asked_about(portal: Portal, client: Client) -> None:
    assert (await client.get("/informasi/survei/nobody.nothing")).status_code == 404
    assert (await client.get("/informasi/survei/information.survey")).status_code == 404
    page = await client.get("/informasi/survei")
    assert f'href="{PAGE}"' in page.text
    assert "information.news" not in page.text


async def test_many_answers_from_one_network_are_slowed_down(portal: Portal, client: Client) -> None:
    page = await client.get(PAGE)
    seen = [(await client.fill(page, holding="offer", **THREES)).status_code for _n in range(21)]

    assert seen == [303] * 20 + [429]


async def test_the_figures_are_those_of_the_rule_and_few_answers_say_nothing(portal: Portal, client: Client) -> None:
    rows = [*await answers(4, time=4), *await answers(2, cost=1)]
    await answers(4, "complaints.other", cost=1)
    await answers(9, day=date(2025, 5, 1), cost=1)
    index = ikm(rows)

    page = (await client.get("/informasi/kepuasan")).text

    assert str(index.ikm).replace(".", ",") in page
    assert f"{index.grade}: kurang baik" in page
    assert "complaints.other" in page
    assert page.count(str(index.ikm).replace(".", ",")) == 2, "the whole holds only what is told"
    assert str(index.nrr["time"]).replace(".", ",") in page
    assert "3,000" in page
    assert "terlalu sedikit" in (await client.get("/informasi/kepuasan?periode=2026-1")).text
    assert "69,44" in (await client.get("/informasi/kepuasan?periode=2025-2")).text


async def test_the_same_figures_come_as_a_file(portal: Portal, client: Client) -> None:
    rows = await answers(5, time=4)
    await answers(2, "=cmd()", cost=1)

    answer = await client.get("/informasi/kepuasan.csv?periode=2026")

    lines = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [lines[0][0], lines[0][2], lines[0][6]] == ["Layanan", "Indeks", "Waktu penyelesaian"]
    assert lines[1][1:4] == ["5", str(ikm(rows).ikm), "B"]
    assert lines[3][0] == "'=cmd()"
    assert lines[3][1:3] == ["kurang dari 5", ""]


@pytest.mark.parametrize("database_url", ["sqlite"])
async def test_the_figures_cost_one_statement_and_a_closed_case_one_more(portal: Portal, client: Client, clock: FrozenClock) -> None:
    link = await done(portal, client)
    await rate(client, link, solved="yes", score="4")
    portal.pages.most = 0

    assert len((await asked(portal, client, "/informasi/kepuasan")).statements) == 1
    assert len([one for one in (await asked(portal, client, link)).statements if "information_" in one]) == 1
    clock.move(timedelta(days=91))
    assert [one for one in (await asked(portal, client, link)).statements if "information_" in one] == [], "no offer counts any more"


async def test_what_is_known_of_a_person_is_told_erased_and_forgotten_after_ninety_days(portal: Portal, client: Client, clock: FrozenClock) -> None:
    await done(portal, client)
    await client.fill(await client.get(PAGE), holding="offer", **THREES)
    context, who = context_of(portal, "information"), Subject(phone="+6281234567890")

    told = await personal.export(context, who)
    assert [one["service"] for one in told["surveys"]] == [SERVICE]
    assert (await personal.erase(context, who)).erased
    assert await Offer.all().count() == 0
    assert (await personal.erase(context, who)).erased == ()

    clock.move(timedelta(days=91))
    before = dict.fromkeys((personal.OFFERED, personal.ANSWERED), clock.now() - timedelta(days=90))
    assert (await personal.expire(context, before, True))["marks that a device has answered"] == 1
    assert (await personal.expire(context, before, False))["marks that a device has answered"] == 1
    assert await Turn.all().count() == 0
    assert await Response.all().count() == 1


async def test_the_demo_fills_pages_once_and_one_service_too_few(portal: Portal, client: Client) -> None:
    context = context_of(portal, "information")
    for _n in range(2):
        await demo.fill(context, 10, lambda _more: None)

    home = (await client.get("/")).text
    assert home.count("Air bersih dikirim ke desa yang kekeringan") == 1
    text = (await client.get("/informasi")).text
    assert text.count('<li><time datetime="') == 4
    assert "Rata-rata (NRR)" in (await client.get("/informasi/kepuasan")).text
