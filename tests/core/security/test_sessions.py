"""A session is a row, a cookie is only its key, and both end when they should."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from starlette.requests import Request

from core.database import Database
from core.database.tables import Draft, Session, Submission
from core.errors import PendopoError
from core.security.notes import keep_page, notes
from core.security.sessions import Sessions
from tests.core.security.conftest import StandingClock, make_request

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]


def set_cookie(request: Request) -> str:
    """The one cookie that the answer sets."""
    [cookie] = notes(request.scope).cookies
    return cookie.decode()


def sid_of(request: Request) -> str:
    return re.match(r"[^=]+=([^;]*)", set_cookie(request))[1]  # type: ignore[index]


def again(sessions: Sessions, request: Request, **more: str) -> Request:
    """The same browser's next request."""
    return make_request(cookie=f"{sessions.cookie}={sid_of(request)}", **more)


async def draft_of(session: str, clock: StandingClock) -> Draft:
    now = clock.now()
    return await Draft.create(id=uuid4(), session=session, form="complaints.report", created=now, changed=now, expires=now + timedelta(days=7))


async def test_row_06_the_cookie_is_opaque_and_locked_down(sessions: Sessions) -> None:
    request = make_request()

    sessions.token(request)

    assert re.fullmatch(r"__Host-pendopo_sid=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000; Secure", set_cookie(request))


async def test_row_06_local_mode_sends_a_plain_name_without_secure(clock: StandingClock) -> None:
    request = make_request()

    Sessions(csrf_key=b"k" * 32, clock=clock, secure=False).token(request)

    assert set_cookie(request).startswith("pendopo_sid=")
    assert "Secure" not in set_cookie(request)


async def test_opening_a_form_sets_the_cookie_and_writes_nothing(sessions: Sessions) -> None:
    request = make_request()

    token = sessions.token(request)

    assert await Session.all().count() == 0
    assert sessions.token_fits(again(sessions, request), token)
    assert notes(request.scope).private


async def test_the_first_post_makes_the_row_and_the_second_finds_it(sessions: Sessions) -> None:
    opened = make_request()
    sessions.token(opened)

    first = await sessions.begin(again(sessions, opened, method="POST"))
    second = await sessions.begin(again(sessions, opened, method="POST"))

    assert first == second == hashlib.sha256(sid_of(opened).encode()).hexdigest()
    assert await Session.all().count() == 1


async def test_row_21_the_database_holds_no_usable_cookie(sessions: Sessions, database: Database) -> None:
    request = make_request()
    await sessions.sign_in(request, "warga-1")

    files = b"".join(file.read_bytes() for file in database.address.path.parent.glob("portal.db*"))  # type: ignore[union-attr]

    assert sid_of(request).encode() not in files
    assert hashlib.sha256(sid_of(request).encode()).hexdigest().encode() in files


async def test_row_21_signing_in_changes_the_cookie_and_the_old_one_is_nobody(sessions: Sessions) -> None:
    before = make_request()
    await sessions.begin(before)
    signing = again(sessions, before, method="POST")

    await sessions.sign_in(signing, "warga-1")

    assert sid_of(signing) != sid_of(before)
    assert await sessions.mark(again(sessions, signing)) == "warga-1"
    assert await sessions.mark(again(sessions, before)) == ""
    assert await Session.all().count() == 1


async def test_row_21_a_cookie_planted_by_somebody_else_is_not_the_one_signed_in(sessions: Sessions) -> None:
    planted = make_request(cookie=f"{sessions.cookie}={'A' * 43}")

    await sessions.sign_in(planted, "warga-1")

    assert sid_of(planted) != "A" * 43
    assert await sessions.mark(make_request(cookie=f"{sessions.cookie}={'A' * 43}")) == ""


async def test_signing_in_takes_a_strangers_drafts_and_submissions_along(sessions: Sessions, clock: StandingClock) -> None:
    before = make_request()
    draft = await draft_of(await sessions.begin(before), clock)
    await Submission.create(key="s" * 43, form="complaints.report", session=draft.session, created=clock.now())
    signing = again(sessions, before)

    await sessions.sign_in(signing, "warga-1")

    moved = await Draft.get(id=draft.id)
    assert (moved.session, moved.actor_id) == (sessions.key(again(sessions, signing)), "warga-1")
    assert (await Submission.get(key="s" * 43)).session == moved.session


async def test_another_person_on_the_same_phone_does_not_get_the_first_ones_drafts(sessions: Sessions, clock: StandingClock) -> None:
    first = make_request()
    await sessions.sign_in(first, "warga-1")
    draft = await draft_of(sessions.key(first), clock)

    second = again(sessions, first)
    await sessions.sign_in(second, "warga-2")

    assert (await Draft.get(id=draft.id)).session != sessions.key(second)


async def test_row_22_after_signing_out_the_old_cookie_is_a_strangers(sessions: Sessions) -> None:
    signed = make_request()
    await sessions.sign_in(signed, "warga-1")
    leaving = again(sessions, signed)

    await sessions.sign_out(leaving)

    assert await sessions.mark(again(sessions, signed)) == ""
    assert set_cookie(leaving).startswith("__Host-pendopo_sid=; ")
    assert "Max-Age=0" in set_cookie(leaving)
    assert notes(leaving.scope).clear
    assert await Session.all().count() == 0


async def test_row_22_ending_all_other_sessions_leaves_only_this_one(sessions: Sessions) -> None:
    here, there = make_request(), make_request()
    await sessions.sign_in(here, "warga-1")
    await sessions.sign_in(there, "warga-1")

    ended = await sessions.end_all("warga-1", but=here)

    assert ended == 1
    assert await sessions.mark(again(sessions, here)) == "warga-1"
    assert await sessions.mark(again(sessions, there)) == ""


async def test_row_22_an_ended_cookie_never_names_a_session_again(sessions: Sessions) -> None:
    lost = make_request()
    await sessions.sign_in(lost, "warga-1")
    await sessions.end_all("warga-1")
    posting = again(sessions, lost)

    key = await sessions.begin(posting)

    assert sid_of(posting) != sid_of(lost)
    assert key == sessions.key(again(sessions, posting))
    assert await sessions.mark(again(sessions, posting)) == ""


async def test_my_devices_lists_each_by_a_name_its_owner_knows_and_ends_one(sessions: Sessions, clock: StandingClock) -> None:
    phone = make_request(agent="Mozilla/5.0 (Linux; Android 13; SM-A045F) AppleWebKit/537.36 Chrome/129.0 Mobile Safari/537.36")
    await sessions.sign_in(phone, "warga-1")
    clock.move(minutes=1)
    laptop = make_request(agent="<script>alert(1)</script> Firefox/130 Windows NT")
    await sessions.sign_in(laptop, "warga-1")

    devices = await sessions.devices(laptop, "warga-1")

    assert [(device.name, device.current) for device in devices] == [("Firefox · Windows", True), ("Chrome · Android", False)]
    assert await sessions.end("warga-1", devices[1].id)
    assert not await sessions.end("warga-2", devices[0].id)
    assert not await sessions.end("warga-1", "%")
    assert await sessions.mark(again(sessions, phone)) == ""
    assert await sessions.mark(again(sessions, laptop)) == "warga-1"


LIVES = [
    ("citizen", timedelta(days=7), timedelta(days=30)),
    ("officer", timedelta(minutes=60), timedelta(hours=12)),
    ("operator", timedelta(minutes=30), timedelta(hours=8)),
]


@pytest.mark.parametrize(("kind", "idle", "whole"), LIVES)
async def test_row_23_an_idle_session_ends(sessions: Sessions, clock: StandingClock, kind: str, idle: timedelta, whole: timedelta) -> None:
    signed = make_request()
    await sessions.sign_in(signed, "orang-1", kind=kind)  # type: ignore[arg-type]

    clock.moment += idle - timedelta(seconds=1)
    assert await sessions.mark(again(sessions, signed)) == "orang-1"
    clock.moment += idle - timedelta(seconds=1)
    assert await sessions.mark(again(sessions, signed)) == "orang-1"  # it was seen in between
    clock.moment += idle
    assert await sessions.mark(again(sessions, signed)) == ""


@pytest.mark.parametrize(("kind", "idle", "whole"), LIVES)
async def test_row_23_a_busy_session_ends_too(sessions: Sessions, clock: StandingClock, kind: str, idle: timedelta, whole: timedelta) -> None:
    signed = make_request()
    start = clock.now()
    await sessions.sign_in(signed, "orang-1", kind=kind)  # type: ignore[arg-type]

    while clock.now() - start < whole:
        assert await sessions.mark(again(sessions, signed)) == "orang-1"
        clock.moment += idle / 2

    assert await sessions.mark(again(sessions, signed)) == ""


async def test_row_23_a_clock_set_back_gives_no_session_more_life(sessions: Sessions, clock: StandingClock) -> None:
    signed = make_request()
    await sessions.sign_in(signed, "petugas-1", kind="officer")
    clock.move(minutes=50)
    assert await sessions.mark(again(sessions, signed)) == "petugas-1"

    clock.move(hours=-1)

    assert await sessions.mark(again(sessions, signed)) == ""


async def test_row_23_a_clock_set_forward_ends_every_session(sessions: Sessions, clock: StandingClock) -> None:
    signed = make_request()
    await sessions.sign_in(signed, "warga-1")

    clock.move(days=30)

    assert await sessions.mark(again(sessions, signed)) == ""


async def test_row_23_a_confirmed_password_counts_for_ten_minutes_and_changes_the_cookie(sessions: Sessions, clock: StandingClock) -> None:
    signed = make_request()
    await sessions.sign_in(signed, "petugas-1", kind="officer")
    clock.move(minutes=11)
    late = again(sessions, signed)
    assert not await sessions.confirmed(late)

    await sessions.confirm(late)

    assert sid_of(late) != sid_of(signed)
    assert await sessions.confirmed(again(sessions, late))
    clock.move(minutes=11)
    assert not await sessions.confirmed(again(sessions, late))


async def test_row_23_changing_the_cookie_for_a_new_role_does_not_lengthen_the_session(sessions: Sessions, clock: StandingClock) -> None:
    signed = make_request()
    await sessions.sign_in(signed, "petugas-1", kind="officer")
    expires = (await Session.get(actor_id="petugas-1")).expires
    clock.move(minutes=30)
    changed = again(sessions, signed)

    await sessions.renew(changed)

    assert (await Session.get(actor_id="petugas-1")).expires == expires
    assert await sessions.mark(again(sessions, changed)) == "petugas-1"
    assert await sessions.mark(again(sessions, signed)) == ""


async def test_a_request_does_not_write_when_the_session_was_just_seen(sessions: Sessions, clock: StandingClock) -> None:
    signed = make_request()
    await sessions.sign_in(signed, "warga-1")
    before = (await Session.get(actor_id="warga-1")).seen
    clock.move(minutes=5)

    await sessions.mark(again(sessions, signed))

    assert (await Session.get(actor_id="warga-1")).seen == before


async def test_sweeping_deletes_what_is_over_and_nothing_else(sessions: Sessions, clock: StandingClock) -> None:
    old, new = make_request(), make_request()
    await sessions.begin(old)
    clock.move(days=6)
    await sessions.begin(new)
    clock.move(days=2)

    assert await sessions.sweep() == 1
    assert await Session.filter(id=sessions.key(new)).exists()


async def test_a_kept_page_reads_no_session_and_may_not_ask_for_a_token(sessions: Sessions) -> None:
    signed = make_request()
    await sessions.sign_in(signed, "warga-1")
    kept = again(sessions, signed)
    keep_page(kept.scope)

    assert await sessions.mark(kept) == ""
    assert sessions.key(kept) == ""
    assert not notes(kept.scope).private
    with pytest.raises(PendopoError, match="kept page"):
        sessions.token(kept)
    with pytest.raises(PendopoError, match="kept page"):
        await sessions.begin(kept)


@pytest.mark.parametrize("value", ["", "x", "A" * 44, "A" * 42 + "!", "A" * 16_000, "../" * 14 + "x"])
async def test_a_cookie_of_any_other_shape_is_a_stranger(sessions: Sessions, value: str) -> None:
    request = make_request(cookie=f"a=b; {sessions.cookie}={value}; c=d")

    assert await sessions.mark(request) == ""
    assert sessions.key(request) == ""


async def test_two_first_posts_at_once_make_one_row(sessions: Sessions) -> None:
    import anyio

    opened = make_request()
    sessions.token(opened)

    async with anyio.create_task_group() as group:
        for _ in range(5):
            group.start_soon(sessions.begin, again(sessions, opened))

    assert await Session.all().count() == 1
