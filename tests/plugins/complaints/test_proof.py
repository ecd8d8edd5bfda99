"""Evidence: a handler closes with proof, a weak one needs a second officer, and the citizen reads how it was graded."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from core.portal import Portal
from core.portal.running import context_of
from core.testing import FrozenClock
from core.testing.client import Client
from core.web.app import create_app
from plugins.cases.api import By, Case, Opened, Refused, move, open_case, read_timeline, verify_chains
from plugins.cases.models import Proof
from tests.core.storage import pictures
from tests.plugins.cases.desk.office import send
from tests.security.whole import ROAD

from .conftest import portal_on

pytestmark = pytest.mark.anyio

BUDI, MAYA, RATNA = By("handler", "h1", "Budi"), By("handler", "h2", "Maya"), By("supervisor", "s1", "Ratna")
PLACE = (-6.9697, 111.4178)
THERE = {"taken": "2026:11:25 10:00:00", "place": PLACE}
BEFORE = "2026:11:20 10:00:00"


async def staged(portal: Portal, content: bytes, *, evidence: bool = True) -> UUID:
    return (await portal.files.stage(content, name="foto.jpg", media_type="image/jpeg", owner="complaints", field="photos", evidence=evidence)).id


async def started(portal: Portal, *, seed: int = 1, point: tuple[float, float] | None = PLACE) -> Opened:
    """A complaint with a photo and a point, on which an agency works."""
    place = {"district": ROAD.district, "village": ROAD.village, "latitude": point[0] if point else None, "longitude": point[1] if point else None}
    report = await staged(portal, pictures.camera(seed=seed), evidence=False)
    opened = await open_case(context_of(portal, "complaints"), replace(ROAD, files=[report], answers={"complaints": {"place": place}}))
    await move(context_of(portal, "complaints"), opened.case.id, "forward", By("verifier"), {"agency": "dpupr"})
    await move(context_of(portal, "complaints"), opened.case.id, "start", BUDI, {"note": "Besok."})
    return opened


async def finish(portal: Portal, clock: FrozenClock, opened: Opened, *photos: bytes, by: By = BUDI) -> Case:
    clock.move(timedelta(days=2))
    files = [await staged(portal, one) for one in photos]
    return await move(context_of(portal, "complaints"), opened.case.id, "finish", by, {"note": "Sudah ditambal."}, files=files)


async def page_of(client: Client, opened: Opened) -> str:
    return (await client.get(f"/lacak/{opened.keys.secret}")).text


async def test_a_photo_of_the_place_after_the_report_is_strong_and_needs_nobody_else(portal: Portal, client: Client, clock: FrozenClock) -> None:
    opened = await started(portal)

    case = await finish(portal, clock, opened, pictures.camera(**THERE, seed=2))

    assert case.state == "confirm"
    for page in (await page_of(client, opened), (await client.get(f"/aduan/{case.ticket}")).text):
        assert "Bukti kuat" in page
        assert "tidak membuktikan foto itu asli" in page
        assert "111.4178" not in page
        assert "10.00" not in page


@pytest.mark.parametrize(
    ("photo", "said"),
    [
        (pictures.camera(**THERE, seed=1), "nyaris sama dengan foto laporan"),
        (pictures.camera(**{**THERE, "taken": BEFORE}, seed=2), "sebelum aduan dibuat"),
        (pictures.camera(**{**THERE, "place": (-6.98, 111.4178)}, seed=2), "1145 m dari lokasi"),
    ],
)
async def test_a_copy_or_a_contradiction_is_weak_and_the_citizen_reads_why(portal: Portal, client: Client, clock: FrozenClock, photo: bytes, said: str) -> None:
    opened = await started(portal)

    case = await finish(portal, clock, opened, photo)

    assert case.state == "checked"
    page = await page_of(client, opened)
    for words in ("Bukti lemah", said, "Pemeriksaan bukti", "tidak membuktikan foto itu asli"):
        assert words in page, words


async def test_without_place_or_time_it_is_unknown_and_shown_as_such(portal: Portal, client: Client, clock: FrozenClock) -> None:
    for photos, said in (([pictures.camera("", place=None, seed=2)], "tidak menyebut di mana"), ([], "tidak ada foto")):
        opened = await started(portal)
        case = await finish(portal, clock, opened, *photos)
        assert case.state == "confirm"
        page = await page_of(client, opened)
        assert "Kekuatan bukti tidak diketahui" in page
        assert said in page


async def test_a_proof_that_was_used_before_is_weak_in_any_other_case(portal: Portal, clock: FrozenClock) -> None:
    first, second = await started(portal), await started(portal, seed=3)
    await finish(portal, clock, first, pictures.camera(**THERE, seed=2))

    case = await finish(portal, clock, second, pictures.encoded(pictures.scene(2, (320, 240)), "JPEG", quality=40))

    assert case.state == "checked"
    graded = (await read_timeline(portal, case, "officer"))[-1].proof
    assert graded is not None
    assert graded.reasons == ("copy_of_proof",)
    assert await Proof.all().count() == 2


async def test_of_pictures_that_show_nothing_only_the_very_same_is_a_copy(portal: Portal, clock: FrozenClock) -> None:
    first, second, third = await started(portal), await started(portal, seed=3), await started(portal, seed=4)
    assert (await finish(portal, clock, first, pictures.jpeg(colour="navy"))).state == "confirm"

    assert (await finish(portal, clock, second, pictures.jpeg(colour="black"))).state == "confirm"
    assert (await finish(portal, clock, third, pictures.jpeg(colour="navy"))).state == "checked"


async def test_only_another_person_agrees_whatever_function_they_act_in(portal: Portal, clock: FrozenClock) -> None:
    opened = await started(portal)
    case = await finish(portal, clock, opened, pictures.camera(**THERE, seed=1))
    context = context_of(portal, "complaints")

    for step, same in (("approve", BUDI), ("approve", By("supervisor", "h1", "Budi")), ("approve", By("handler")), ("send_back", BUDI)):
        with pytest.raises(Refused) as refused:
            await move(context, case.id, step, same, {"note": "Baik."})
        assert refused.value.code == "case.second"
    assert (await Case.get(id=case.id)).state == "checked"

    agreed = await move(context, case.id, "approve", MAYA)
    assert agreed.state == "confirm"
    assert (await verify_chains(portal)).ok


async def test_on_the_command_line_the_name_tells_two_persons_apart(portal: Portal, clock: FrozenClock) -> None:
    opened = await started(portal)
    context, copy = context_of(portal, "complaints"), pictures.camera(**THERE, seed=1)
    with pytest.raises(Refused) as refused:
        await finish(portal, clock, opened, copy, by=By("handler"))
    assert refused.value.code == "case.second"
    assert await Proof.all().count() == 0

    case = await finish(portal, clock, opened, copy, by=By("handler", "", "Budi"))
    with pytest.raises(Refused):
        await move(context, case.id, "approve", By("supervisor", "", " budi "))
    assert (await move(context, case.id, "approve", By("supervisor", "", "Ratna"))).state == "confirm"


async def test_the_second_may_send_it_back_and_the_next_first_is_whoever_finished_last(portal: Portal, clock: FrozenClock) -> None:
    opened = await started(portal)
    context, copy = context_of(portal, "complaints"), pictures.camera(**THERE, seed=1)
    case = await finish(portal, clock, opened, copy)
    await move(context, case.id, "send_back", RATNA, {"note": "Fotonya foto laporan."})

    case = await finish(portal, clock, opened, copy, by=MAYA)

    with pytest.raises(Refused):
        await move(context, case.id, "approve", MAYA)
    assert (await move(context, case.id, "approve", BUDI)).state == "confirm"


async def test_without_a_point_of_the_report_nothing_contradicts(portal: Portal, clock: FrozenClock) -> None:
    opened = await started(portal, point=None)

    assert (await finish(portal, clock, opened, pictures.camera(**THERE, seed=2))).state == "confirm"


async def test_postgresql_grades_the_same(tmp_path: Path, postgres_url: str, clock: FrozenClock) -> None:
    async with portal_on(tmp_path / "site", toml=f'[database]\nurl = "{postgres_url}"\n', clock=clock) as (portal, _client):
        first, second = await started(portal), await started(portal, seed=3)
        assert (await finish(portal, clock, first, pictures.camera(**THERE, seed=2))).state == "confirm"
        assert (await finish(portal, clock, second, pictures.camera(**THERE, seed=2))).state == "checked"


# ---------------------------------------------------------------- at the desk

RIGHTS = ("cases.view", "cases.handle")


@asynccontextmanager
async def at_the_desk(portal: Portal, who: str) -> AsyncIterator[Client]:
    async with Client(create_app(portal)) as client:
        await client.sign_in(who, kind="officer", permissions=RIGHTS, agencies=("dpupr",))
        yield client


async def test_the_desk_asks_for_proof_and_only_a_second_officer_can_agree(portal: Portal, clock: FrozenClock) -> None:
    opened = await started(portal)
    clock.move(timedelta(days=2))
    address = portal.url_for("cases:desk_case", ticket=opened.case.ticket)
    async with at_the_desk(portal, "budi") as budi, at_the_desk(portal, "maya") as maya:
        page = await budi.get(address)
        assert "data-evidence" in page.text
        photo = ("photos", ("a.jpg", pictures.camera(**THERE, seed=1), "image/jpeg"))
        await send(budi, page, "/langkah/finish", note="Sudah ditambal.", files=[photo])
        case = await Case.get(id=opened.case.id)
        assert case.state == "checked"

        page = await budi.get(address)
        assert "/langkah/approve" not in page.text
        assert "/langkah/send_back" not in page.text
        page = await maya.get(address)
        assert "nyaris sama dengan foto laporan" in page.text
        await send(maya, page, "/langkah/approve")

    assert (await Case.get(id=opened.case.id)).state == "confirm"


async def test_what_the_page_says_at_capture_counts_where_the_camera_says_nothing(portal: Portal, clock: FrozenClock) -> None:
    opened = await started(portal)
    clock.move(timedelta(days=2))
    address = portal.url_for("cases:desk_case", ticket=opened.case.ticket)
    silent = pictures.encoded(pictures.scene(2), "JPEG")
    async with at_the_desk(portal, "budi") as budi:
        photo = ("photos", ("a.jpg", silent, "image/jpeg"))
        said = {"taken": "2026-11-26T01:00:00.000Z", "latitude": str(PLACE[0]), "longitude": str(PLACE[1])}
        await send(budi, await budi.get(address), "/langkah/finish", note="Sudah ditambal.", files=[photo], **said)

    case = await Case.get(id=opened.case.id)
    graded = (await read_timeline(portal, case, "everybody"))[-1].proof
    assert graded is not None
    assert (case.state, graded.strength) == ("confirm", "strong")


@pytest.mark.parametrize(
    "said", [{"taken": "yesterday", "latitude": "x", "longitude": ""}, {"latitude": "900", "longitude": "1"}, {"latitude": "nan", "longitude": "nan"}]
)
async def test_nonsense_of_the_page_was_not_said(portal: Portal, said: dict[str, str]) -> None:
    opened = await started(portal)
    address = portal.url_for("cases:desk_case", ticket=opened.case.ticket)
    async with at_the_desk(portal, "budi") as budi:
        photo = ("photos", ("a.jpg", pictures.encoded(pictures.scene(2), "JPEG"), "image/jpeg"))
        answer = await send(budi, await budi.get(address), "/langkah/finish", note="Sudah ditambal.", files=[photo], **said)

    assert answer.status_code == 303
    graded = (await read_timeline(portal, await Case.get(id=opened.case.id), "officer"))[-1].proof
    assert graded is not None
    assert set(graded.reasons) == {"no_place", "no_time"}
