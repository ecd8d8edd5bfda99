"""Seats are given by the declared order alone, to the last seat, whatever the order in which applications came."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.education.ranking import NUMBER, Candidate, Criterion, Place, Refused, allot, missing, order_of, seats_of_paths

NEAR = (Criterion("distance", "least"), Criterion("age", "most"))
BEST = (Criterion("score", "most"),)
CRITERIA = {"domisili": NEAR, "prestasi": BEST}
SCHOOLS = ("A", "B", "C")


def near(number: str, choices: str, distance: int, age: int = 0) -> Candidate:
    return Candidate(number, "domisili", tuple(choices), {"age": age}, {school: {"distance": distance} for school in choices})


def test_the_nearest_get_the_seats_and_the_others_are_passed_on() -> None:
    found = allot([near("1", "AB", 900), near("2", "AB", 100), near("3", "A", 500)], {("A", "domisili"): 1, ("B", "domisili"): 1}, CRITERIA)

    assert found.places == {"2": Place("A", 1, 1), "1": Place("B", 2, 1)}
    assert found.refused == {"1": (Refused("A", "distance", 900, 100),), "3": (Refused("A", "distance", 500, 100),)}
    assert found.lists == {("A", "domisili"): ("2",), ("B", "domisili"): ("1",)}


def test_the_next_criterion_decides_where_the_first_is_equal_and_the_number_at_last() -> None:
    older, younger, twin = near("3", "A", 100, age=2500), near("1", "A", 100, age=2300), near("2", "A", 100, age=2300)
    found = allot([twin, younger, older], {("A", "domisili"): 2}, CRITERIA)

    assert found.lists["A", "domisili"] == ("3", "1")
    assert found.refused["2"] == (Refused("A", NUMBER),)


def test_a_tie_that_only_the_number_broke_is_told() -> None:
    found = allot([near("1", "A", 100), near("2", "A", 100), near("3", "A", 50)], {("A", "domisili"): 3}, CRITERIA)

    assert found.ties == (("A", "domisili", "1", "2"),)


def test_a_missing_value_stands_behind_and_a_trial_names_it() -> None:
    unknown = Candidate("1", "prestasi", ("A",))
    known = Candidate("2", "prestasi", ("A",), {"score": Decimal("0.5")})

    assert order_of(known, "A", BEST) < order_of(unknown, "A", BEST)
    assert missing([unknown, known], CRITERIA) == [("1", "A", "score")]
    assert allot([unknown, known], {("A", "prestasi"): 1}, CRITERIA).refused["1"] == (Refused("A", "score", None, Decimal("0.5")),)


def test_without_a_seat_nobody_is_taken_and_the_reason_says_so() -> None:
    assert allot([near("1", "A", 1)], {}, CRITERIA).refused == {"1": (Refused("A", ""),)}


@pytest.mark.parametrize(
    ("candidates", "said"),
    [
        ([near("1", "A", 1), near("1", "B", 1)], "stands there twice"),
        ([near("1", "AA", 1)], "names a school twice"),
        ([Candidate("1", "zonasi", ("A",))], "has no criteria"),
    ],
)
def test_candidates_that_contradict_themselves_are_refused(candidates: list[Candidate], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        allot(candidates, {}, CRITERIA)


def test_seats_are_rounded_down_and_the_rest_goes_where_the_rules_say() -> None:
    assert seats_of_paths(33, {"domisili": 40, "afirmasi": 25, "prestasi": 30, "mutasi": 5}, "domisili") == {
        "domisili": 15, "afirmasi": 8, "prestasi": 9, "mutasi": 1,
    }  # fmt: skip
    for shares, rest in (({"domisili": 90}, "domisili"), ({"domisili": 100}, "mutasi")):
        with pytest.raises(ValueError, match="100"):
            seats_of_paths(10, shares, rest)


@given(st.integers(0, 2_000), st.lists(st.integers(0, 100), min_size=1, max_size=5))
def test_seats_of_paths_are_all_of_the_seats(seats: int, cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), 100]
    shares = {f"path{n}": after - before for n, (before, after) in enumerate(pairwise(edges))}

    found = seats_of_paths(seats, shares, "path0")

    assert sum(found.values()) == seats
    assert all(found[path] <= seats * share / 100 for path, share in shares.items() if path != "path0")


@st.composite
def rounds(draw: st.DrawFn) -> tuple[list[Candidate], dict[tuple[str, str], int]]:
    value = st.one_of(st.none(), st.integers(0, 3))
    made = []
    for number in range(draw(st.integers(0, 14))):
        choices = tuple(draw(st.permutations(SCHOOLS)))[: draw(st.integers(0, 3))]
        path = draw(st.sampled_from(sorted(CRITERIA)))
        values = {name: found for name in ("age", "score") if (found := draw(value)) is not None}
        at = {school: {"distance": found} for school in choices if (found := draw(value)) is not None}
        made.append(Candidate(f"{number:03}", path, choices, values, at))
    return made, {(school, path): draw(st.integers(0, 3)) for school in SCHOOLS for path in CRITERIA}


@given(rounds(), st.randoms(use_true_random=False))
def test_whatever_comes_the_promises_hold(given_: tuple[list[Candidate], dict[tuple[str, str], int]], chance: Random) -> None:
    """Quotas hold; no seat stays empty, and none goes to one who stands lower, while somebody wanted it more than what they got."""
    candidates, seats = given_
    by_number = {one.number: one for one in candidates}

    found = allot(candidates, seats, CRITERIA)

    taken = Counter((place.school, by_number[number].path) for number, place in found.places.items())
    assert all(many <= seats[where] for where, many in taken.items())
    for number, one in by_number.items():
        place = found.places.get(number)
        assert place is None or one.choices[place.choice - 1] == place.school
        wanted_more = one.choices[: place.choice - 1] if place else one.choices
        assert tuple(why.school for why in found.refused.get(number, ())) == wanted_more
        for school in wanted_more:
            assert taken[school, one.path] == seats[school, one.path]
            own = order_of(one, school, CRITERIA[one.path])
            assert all(order_of(by_number[other], school, CRITERIA[one.path]) < own for other in found.lists.get((school, one.path), ()))
    shuffled = list(candidates)
    chance.shuffle(shuffled)
    assert allot(shuffled, seats, CRITERIA) == found
