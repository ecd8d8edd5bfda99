"""Who hears of a case: its reporter, the officers of its agency whom the procedure names, and nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.portal import Portal
from core.testing import FrozenClock
from plugins.accounts.models import Account
from plugins.cases.api import CONFIDENTIAL, Reporter, add_entry, erase, move, sweep
from plugins.notifications.models import Inbox
from plugins.notifications.telling import opened as content_of

from .persons import citizen, officer
from .post_office import PostOffice, text_of
from .world import HANDLER, REPORTER, ROAD, VERIFIER, context_of, deliver, open_one

pytestmark = pytest.mark.anyio


async def told(portal: Portal, who: str) -> list[tuple[str, str, str]]:
    """Kind, subject and words of everything in somebody's inbox, the first thing first."""
    rows = await Inbox.filter(actor=who).order_by("created", "id")
    return [(row.kind, content_of(portal, row).subject, content_of(portal, row).words) for row in rows]


async def kinds(portal: Portal, who: str) -> list[str]:
    return [kind for kind, _subject, _words in await told(portal, who)]


async def test_officers_of_the_agency_are_told_by_what_they_may_do_there(portal: Portal, clock: FrozenClock) -> None:
    verifier = await officer(portal, "periksa@uji.go.id", roles=("verifier",), agency="dpupr")
    handler = await officer(portal, "kerja@uji.go.id", roles=("handler",), agency="dpupr")
    elsewhere = await officer(portal, "lain@uji.go.id", roles=("verifier", "handler", "supervisor"), agency="dlh")
    opened = await open_one(portal)
    await move(context_of(portal), opened.case.id, "forward", VERIFIER, {"agency": "dpupr"})

    await deliver(portal)

    ids = [one.id for one in (verifier, handler, elsewhere)]
    assert await kinds(portal, ids[0]) == ["cases.arrived"]
    assert await kinds(portal, ids[1]) == ["cases.turn"]
    assert await kinds(portal, ids[2]) == []
    assert opened.case.ticket in (await told(portal, ids[1]))[0][1]


async def test_a_case_that_no_agency_has_is_told_to_all_who_check_and_one_that_has_to_whoever_checks_for_all(portal: Portal, clock: FrozenClock) -> None:
    local = await officer(portal, "periksa@uji.go.id", roles=("verifier",), agency="dpupr")
    elsewhere = await officer(portal, "lain@uji.go.id", roles=("verifier",), agency="dlh")
    central = await officer(portal, "pusat@uji.go.id", roles=("verifier",), agency="dinkominfo", admin=True)
    admin = await officer(portal, "admin@uji.go.id", admin=True)
    people = (local, elsewhere, central, admin)
    await open_one(portal, replace(ROAD, agency=""))
    await deliver(portal)
    assert [len(await kinds(portal, one.id)) for one in people] == [1, 1, 1, 0]

    await open_one(portal)
    await deliver(portal)
    assert [len(await kinds(portal, one.id)) for one in people] == [2, 1, 2, 0]

    await open_one(portal, replace(ROAD, visibility=CONFIDENTIAL))
    await deliver(portal)
    assert [len(await kinds(portal, one.id)) for one in people] == [3, 1, 2, 0], "whoever may see all sees no confidential case"


async def test_a_case_that_somebody_has_is_told_to_them_and_not_to_their_colleagues(portal: Portal, clock: FrozenClock) -> None:
    from plugins.cases.models import Case

    one = await officer(portal, "satu@uji.go.id", roles=("handler",))
    other = await officer(portal, "dua@uji.go.id", roles=("handler",))
    opened = await open_one(portal)
    await Case.filter(id=opened.case.id).update(assignee=one.id)
    await add_entry(context_of(portal), opened.case.id, REPORTER, "Masih berlubang.", public=True)

    await deliver(portal)

    assert await kinds(portal, one.id) == ["cases.turn"]
    assert await kinds(portal, other.id) == []


async def test_both_agencies_hear_that_a_case_was_handed_over_and_the_former_one_no_more(portal: Portal, clock: FrozenClock) -> None:
    from plugins.cases.models import Case

    former = await officer(portal, "pupr@uji.go.id", roles=("handler",), agency="dpupr")
    above = await officer(portal, "atasan@uji.go.id", roles=("supervisor",), agency="dpupr")
    receiver = await officer(portal, "dlh@uji.go.id", roles=("handler",), agency="dlh")
    opened = await open_one(portal)
    await move(context_of(portal), opened.case.id, "forward", VERIFIER, {"agency": "dpupr"})
    await Case.filter(id=opened.case.id).update(assignee=former.id)
    await deliver(portal)

    await move(context_of(portal), opened.case.id, "hand_over", HANDLER, {"agency": "dlh", "note": "Ini saluran milik DLH."})
    await add_entry(context_of(portal), opened.case.id, REPORTER, "Masih tersumbat.", public=True)
    await deliver(portal)

    heard = {kind: (subject, words) for kind, subject, words in await told(portal, former.id)}
    assert sorted(await kinds(portal, former.id)) == ["cases.handed_over", "cases.turn"], "whoever had taken it hears nothing of what follows"
    assert opened.case.ticket in heard["cases.handed_over"][0]
    assert opened.case.title not in "".join(heard["cases.handed_over"])
    assert "cases.handed_over" in await kinds(portal, above.id)
    assert await kinds(portal, receiver.id) == ["cases.turn", "cases.turn"]


async def test_a_confidential_case_that_is_handed_over_is_not_named(portal: Portal, clock: FrozenClock) -> None:
    former = await officer(portal, "pupr@uji.go.id", roles=("handler",), agency="dpupr")
    opened = await open_one(portal, replace(ROAD, visibility=CONFIDENTIAL))
    await move(context_of(portal), opened.case.id, "forward", VERIFIER, {"agency": "dpupr"})
    await deliver(portal)

    await move(context_of(portal), opened.case.id, "hand_over", HANDLER, {"agency": "dlh", "note": "Bukan kami."})
    await deliver(portal)

    heard = await told(portal, former.id)
    assert [kind for kind, _subject, _words in heard] == ["cases.confidential_work"] * 2, "that it came, and that it went"
    assert not any(opened.case.ticket in subject + words for _kind, subject, words in heard)


async def test_whoever_is_given_a_case_is_told_and_who_takes_it_themselves_is_not(portal: Portal, clock: FrozenClock) -> None:
    from plugins.cases.api import By
    from plugins.cases.desk.assigning import assign
    from plugins.cases.models import Case

    giver = await officer(portal, "atasan@uji.go.id", roles=("supervisor",))
    budi = await officer(portal, "budi@uji.go.id", roles=("handler",))
    colleague = await officer(portal, "rina@uji.go.id", roles=("handler",))
    first, second, hidden = await open_one(portal), await open_one(portal), await open_one(portal, replace(ROAD, visibility=CONFIDENTIAL))
    await deliver(portal)
    by = By("supervisor", giver.id, "Sari")

    await assign(context_of(portal), first.case, by, budi.id, "Budi")
    await assign(context_of(portal), second.case, By("handler", colleague.id, "Rina"), colleague.id, "Rina")
    await assign(context_of(portal), hidden.case, by, budi.id, "Budi")
    await assign(context_of(portal), await Case.get(id=second.case.id), by, budi.id, "Budi")
    await assign(context_of(portal), await Case.get(id=second.case.id), by, "", "")
    await deliver(portal)

    heard = await told(portal, budi.id)
    assert sorted(kind for kind, _subject, _words in heard) == ["cases.assigned", "cases.confidential_work"], "the second one was passed on meanwhile"
    assert first.case.ticket in next(subject for kind, subject, _words in heard if kind == "cases.assigned")
    assert "cases.assigned" not in await kinds(portal, colleague.id)
    assert "cases.assigned" not in await kinds(portal, giver.id)


async def test_when_a_case_is_late_its_agency_hears_of_it_once(portal: Portal, clock: FrozenClock) -> None:
    supervisor = await officer(portal, "atasan@uji.go.id", roles=("handler", "supervisor"), agency="dpupr")
    opened = await open_one(portal)
    await move(context_of(portal), opened.case.id, "forward", VERIFIER, {"agency": "dpupr"})
    await deliver(portal)
    clock.move(timedelta(days=20))

    await sweep(context_of(portal))
    await sweep(context_of(portal))
    await deliver(portal)

    assert (await kinds(portal, supervisor.id)).count("cases.late") == 1


async def test_what_the_reporter_adds_is_told_to_whoever_works_on_it(portal: Portal, clock: FrozenClock) -> None:
    handler = await officer(portal, "kerja@uji.go.id", roles=("handler",), agency="dpupr")
    opened = await open_one(portal)
    await add_entry(context_of(portal), opened.case.id, REPORTER, "Masih berlubang.", public=True)
    await add_entry(context_of(portal), opened.case.id, HANDLER, "Catatan.", public=False)

    await deliver(portal)

    assert await kinds(portal, handler.id) == ["cases.turn"]


async def test_the_agency_complained_of_never_hears_of_a_case_about_itself(portal: Portal, clock: FrozenClock, office: PostOffice) -> None:
    accused = await officer(portal, "dinas@uji.go.id", roles=("verifier", "handler", "supervisor"), agency="dpupr")
    inspector = await officer(portal, "periksa@uji.go.id", roles=("verifier", "handler"), agency="inspektorat")
    about = replace(ROAD, agency="inspektorat", visibility=CONFIDENTIAL, stays=True, category="conduct", title="Pungli di DPUPR", reporter=Reporter())
    opened = await open_one(portal, about)
    await add_entry(context_of(portal), opened.case.id, REPORTER, "Ada buktinya.", public=True)
    clock.move(timedelta(days=20))
    await sweep(context_of(portal))

    await deliver(portal)

    assert await told(portal, accused.id) == []
    heard = await told(portal, inspector.id)
    assert {kind for kind, _subject, _words in heard} == {"cases.confidential_work"}
    for _kind, subject, words in heard:
        assert not any(secret in subject + words for secret in ("Pungli", "DPUPR", opened.case.ticket, "bukti"))


async def test_the_owner_of_a_case_has_it_in_the_inbox_and_by_mail_only_at_a_proved_address(portal: Portal, clock: FrozenClock, office: PostOffice) -> None:
    mine = (await citizen(portal, proved=False)).id
    await open_one(portal, replace(ROAD, owner=mine, reporter=Reporter("Siti")))
    await deliver(portal)
    assert await kinds(portal, mine) == ["cases.received"]
    assert office.box == [], "nobody has shown yet that this address is theirs"

    await Account.filter(id=mine).update(email_proved=clock.now())
    await open_one(portal, replace(ROAD, owner=mine, reporter=Reporter("Siti")))
    await deliver(portal)

    assert office.to == ["warga@contoh.id"]


async def test_a_message_names_whom_it_was_asked_for(portal: Portal, office: PostOffice) -> None:
    asked_for = (await citizen(portal, "ibu@contoh.id", name="Rina Wati")).id
    await open_one(portal, replace(ROAD, on_behalf_of=asked_for))
    await open_one(portal, replace(ROAD, on_behalf_of="Yayasan Harapan"))
    await open_one(portal, replace(ROAD, on_behalf_of="0191c0de-0000-7000-8000-000000000000"))
    await open_one(portal)

    await deliver(portal)

    said = [text_of(one) for one in office.box]
    assert sum("atas nama Rina Wati" in one for one in said) == 1
    assert sum("atas nama Yayasan Harapan" in one for one in said) == 1
    assert sum("atas nama" in one for one in said) == 2


async def test_somebody_reads_in_the_language_of_their_account(portal: Portal) -> None:
    mine = (await citizen(portal, language="en")).id
    opened = await open_one(portal, replace(ROAD, owner=mine))

    await deliver(portal)

    assert [subject for _kind, subject, _words in await told(portal, mine)] == [f"{opened.case.ticket} has arrived"]


async def test_what_is_taken_out_of_a_case_is_left_in_no_inbox(portal: Portal) -> None:
    mine = (await citizen(portal)).id
    opened = await open_one(portal, replace(ROAD, owner=mine))
    await add_entry(context_of(portal), opened.case.id, HANDLER, "NIK tetangga: 3316080101900001", public=True)
    await deliver(portal)
    assert "cases.answered" in await kinds(portal, mine)

    await erase(context_of(portal), opened.case.id, 2, ["text"], "UU 27/2022", HANDLER)
    await deliver(portal)

    assert await told(portal, mine) == []


async def test_a_day_is_written_as_the_reader_writes_it(portal: Portal, office: PostOffice) -> None:
    opened = await open_one(portal)
    assert opened.case.due is not None

    await deliver(portal)

    assert f"{opened.case.due.day} " in text_of(office.box[0])
    assert str(datetime(2026, 11, 27, tzinfo=UTC).year) in text_of(office.box[0])
