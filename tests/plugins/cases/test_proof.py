"""Proof: what makes it weak, strong or unknown, and that two persons are two."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import SiteError
from plugins.cases.models import Proof
from plugins.cases.procedure_file import parse_procedure
from plugins.cases.proof import Grade, Photo, between, differing, is_plain, judge, near, parts_of
from tests.plugins.cases.world import World

pytestmark = pytest.mark.anyio

OPENED = datetime(2026, 11, 24, 2, tzinfo=UTC)
NOW = OPENED + timedelta(days=3)
POINT = (-6.97, 111.42)
SEEN = "00ff00ff00ff00ff"


def photo(n: int = 1, *, fingerprint: str = SEEN, taken: datetime | None = OPENED + timedelta(days=2), place: tuple[float, float] | None = POINT) -> Photo:
    return Photo(UUID(int=n), fingerprint, f"{n:064x}", taken, place)


def graded(*photos: Photo, copies: dict[UUID, str] | None = None, point: tuple[float, float] | None = POINT) -> Grade:
    return judge(photos, copies or {}, point, OPENED, NOW, 500)


def test_a_photo_of_the_place_after_the_report_is_strong() -> None:
    assert graded(photo()) == Grade("strong")
    assert graded(photo(place=(-6.9741, 111.42))) == Grade("strong")


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        (photo(place=(-6.98, 111.42)), "far_from_place"),
        (photo(taken=OPENED - timedelta(hours=2)), "before_report"),
        (photo(taken=NOW + timedelta(days=2)), "in_future"),
    ],
)
def test_what_contradicts_is_weak(shown: Photo, reason: str) -> None:
    assert graded(shown).strength == "weak"
    assert graded(shown).reasons == (reason,)


def test_a_copy_is_weak_and_one_weak_photo_is_enough() -> None:
    for copy in ("copy_of_report", "copy_of_proof"):
        assert graded(photo(), photo(2), copies={UUID(int=2): copy}) == Grade("weak", (copy,))


def test_how_far_away_is_said() -> None:
    assert graded(photo(place=(-6.98, 111.42))).metres == 1112


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        ([], "no_photo"),
        ([photo(place=None)], "no_place"),
        ([photo(taken=None)], "no_time"),
        ([photo(fingerprint="0000000000000001")], "plain"),
    ],
)
def test_what_is_not_said_is_unknown(shown: list[Photo], reason: str) -> None:
    assert graded(*shown) == Grade("unknown", (reason,))
    assert graded(photo(), point=None) == Grade("unknown", ("no_point",))


def test_one_photo_that_says_all_makes_up_for_one_that_does_not() -> None:
    assert graded(photo(), photo(2, place=None, taken=None)) == Grade("strong")


def test_a_cameras_clock_may_be_a_little_wrong() -> None:
    assert graded(photo(taken=OPENED - timedelta(minutes=50))).strength == "strong"


@given(st.integers(0, 2**64 - 1), st.sets(st.integers(0, 63), max_size=3))
def test_of_two_that_differ_in_three_bits_one_part_is_the_same(bits: int, flipped: set[int]) -> None:
    one, other = f"{bits:016x}", f"{bits ^ sum(1 << bit for bit in flipped):016x}"

    assert differing(one, other) == len(flipped)
    assert any(parts_of(one)[name] == part for name, part in parts_of(other).items())


def test_a_picture_that_shows_nothing_is_plain() -> None:
    assert [is_plain(one) for one in ("0" * 16, "f" * 16, "000000000000000f", SEEN)] == [True, True, False, False]


def test_the_distance_is_right() -> None:
    assert between((-7.0, 111.0), (-7.0, 111.001)) == pytest.approx(110.4, abs=0.3)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_neighbours_are_found_along_four_indexes(world: World) -> None:
    question = Proof.filter(near(SEEN)).limit(200)

    rows = await world.portal.database.client.execute_query_dict("EXPLAIN QUERY PLAN " + question.sql(params_inline=True))

    plan = "; ".join(row["detail"] for row in rows)
    assert plan.count("SEARCH") == 4, plan
    assert "SCAN" not in plan, plan


# ---------------------------------------------------------------- a second person, in the file of a procedure

BASE = """\
id = "fix"
title = "Fixing"
ticket = "FIX"
holds_from = 2026-01-01
initial = "doing"

[states.doing]
title = "Doing"
explanation = "It is done."
who = "handler"

[states.checked]
title = "Checked"
explanation = "Somebody else looks."
who = "supervisor"

[states.done]
title = "Done"
explanation = "It is over."
end = "done"

[transitions.finish]
title = "Finish"
from = "doing"
to = "done"
who = "handler"
asks = ["note", "photos?"]
proof = true
second = "weak_proof"
second_state = "checked"

[transitions.agree]
title = "Agree"
from = "checked"
to = "done"
who = ["handler", "supervisor"]
other_than = "finish"
"""


def problems(text: str) -> list[str]:
    with pytest.raises(SiteError) as found:
        parse_procedure(text, "procedure.toml")
    return [problem.message for problem in found.value.problems]


def test_a_procedure_that_asks_for_a_second_person_is_read() -> None:
    found = parse_procedure(BASE).transitions["finish"]

    assert found.leads_to == ("done", "checked")
    assert (found.reaches(weak=False), found.reaches(weak=True)) == ("done", "checked")
    assert parse_procedure(BASE.replace('"weak_proof"', '"always"')).transitions["finish"].reaches(weak=False) == "checked"


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ('other_than = "finish"\n', "", "Whoever made 'finish' could agree to it by 'agree'"),
        ('who = ["handler", "supervisor"]', 'who = ["handler", "reporter"]', "Whoever made 'finish' could agree to it by 'agree'"),
        ('second_state = "checked"\n', "", "The transition 'finish' has no `second_state`"),
        ('second = "weak_proof"\n', "", "The transition 'finish' has no `second`"),
        ("proof = true\n", "", "The transition 'finish' asks for a second person when its proof is weak, and takes none"),
        ('asks = ["note", "photos?"]', 'asks = ["note"]', "The transition 'finish' takes proof, and asks for no photos"),
        ('other_than = "finish"', 'other_than = "finihs"', "There is no transition 'finihs'"),
        ('second_state = "checked"', 'second_state = "cheked"', "There is no state 'cheked'"),
        ('from = "checked"\nto = "done"', 'from = "checked"\nto = "doing"', "Nobody can agree to 'finish': no transition leads on to 'done'"),
    ],
)
def test_a_way_around_the_second_person_is_a_mistake_in_the_file(written: str, instead: str, said: str) -> None:
    assert written in BASE

    assert said in problems(BASE.replace(written, instead))
