"""Who gets a seat where: quotas as whole seats, an order that was declared beforehand, and choices that are passed on.

Nothing here reads or writes anything. The same candidates give the same result on any day and in any order, so whoever has the
list can reckon it again. The way is deferred acceptance (Gale and Shapley 1962): a candidate asks at the first choice; a school
that is full keeps those who stand higher in the order and sends the others on to their next choice. Nobody gains by hiding what
they like best, and nobody is passed over for somebody who stands lower.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from heapq import heappop, heappush
from itertools import pairwise
from typing import Literal, TypeAlias

Value: TypeAlias = int | Decimal
Direction: TypeAlias = Literal["least", "most"]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is compared: `least` puts the smallest first (a distance), `most` the largest (a score, days of age)."""

    name: str
    first: Direction


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who wants a seat on one path. `choices` are schools, the dearest first.

    `values` are of the candidate (a score); `at` are those that differ from school to school (a distance), by school.
    `number` is the number of the application: it is the last word where all declared criteria are equal."""

    number: str
    path: str
    choices: tuple[str, ...]
    values: Mapping[str, Value] = field(default_factory=dict)
    at: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)

    def value(self, criterion: str, school: str) -> Value | None:
        """What is compared at this school; None where nobody has written it."""
        return self.at.get(school, {}).get(criterion, self.values.get(criterion))


@dataclass(frozen=True, slots=True)
class Place:
    """A seat that somebody got: at which school, as which choice (1 is the first), and as which in the order there."""

    school: str
    choice: int
    rank: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Why one choice did not become a seat: what decided against the last who got one. `criterion` is "" where there was no seat at all."""

    school: str
    criterion: str
    own: Value | None = None
    last: Value | None = None


NUMBER = "number"
"""What decided where all declared criteria were equal."""


@dataclass(frozen=True, slots=True)
class Result:
    """`places` of those who got a seat, `refused` for every choice that was asked and not given, `lists` by (school, path) in their order.

    `ties` are pairs of which only the number of the application told who stands higher: (school, path, higher, lower)."""

    places: Mapping[str, Place]
    refused: Mapping[str, tuple[Refused, ...]]
    lists: Mapping[tuple[str, str], tuple[str, ...]]
    ties: tuple[tuple[str, str, str, str], ...]


def seats_of_paths(seats: int, percentages: Mapping[str, int], rest: str) -> dict[str, int]:
    """Whole seats of each path: each percentage rounded down, what is left over goes to the path `rest`.

    Rounded down so that no path ever has more than its share, except the one that the rules name for it."""
    if rest not in percentages or sum(percentages.values()) != 100:
        raise ValueError("percentages make 100, and rest is one of their paths")
    found = {path: seats * share // 100 for path, share in percentages.items()}
    found[rest] += seats - sum(found.values())
    return found


def allot(candidates: Sequence[Candidate], seats: Mapping[tuple[str, str], int], criteria: Mapping[str, Sequence[Criterion]]) -> Result:
    """Give the seats of every (school, path). Paths do not mix: each has its own seats and its own criteria.

    Raises ValueError for a number that stands there twice, a path without criteria, and a candidate who names a school twice."""
    by_number = _checked(candidates, criteria)
    kept: dict[tuple[str, str], list[tuple[_Key, str]]] = {}
    asked = dict.fromkeys(by_number, 0)
    waiting = sorted(by_number)
    while waiting:
        number = waiting.pop()
        one = by_number[number]
        if asked[number] >= len(one.choices):
            continue
        school = one.choices[asked[number]]
        asked[number] += 1
        here = kept.setdefault((school, one.path), [])
        heappush(here, (_Key(order_of(one, school, criteria[one.path])), number))
        if len(here) > seats.get((school, one.path), 0):
            waiting.append(heappop(here)[1])
    lists = {where: tuple(number for _key, number in sorted(here, reverse=True)) for where, here in kept.items()}
    places = {
        number: Place(school, by_number[number].choices.index(school) + 1, rank)
        for (school, _path), numbers in lists.items()
        for rank, number in enumerate(numbers, 1)
    }
    refused = {number: _refused(one, places.get(number), by_number, lists, criteria[one.path]) for number, one in by_number.items()}
    return Result(places, {number: why for number, why in refused.items() if why}, lists, tuple(_ties(by_number, lists, criteria)))


Order: TypeAlias = tuple[tuple[bool, Value] | str, ...]


def order_of(one: Candidate, school: str, criteria: Sequence[Criterion]) -> Order:
    """The smaller stands higher. A value that is missing stands behind every one that is there."""
    found: list[tuple[bool, Value] | str] = []
    for criterion in criteria:
        value = one.value(criterion.name, school)
        found.append((True, 0) if value is None else (False, value if criterion.first == "least" else -value))
    return (*found, one.number)


def missing(candidates: Sequence[Candidate], criteria: Mapping[str, Sequence[Criterion]]) -> list[tuple[str, str, str]]:
    """For a trial: (number, school, criterion) of every value that nobody has written."""
    return [
        (one.number, school, criterion.name)
        for one in sorted(candidates, key=lambda one: one.number)
        for school in one.choices
        for criterion in criteria.get(one.path, ())
        if one.value(criterion.name, school) is None
    ]


@dataclass(frozen=True, slots=True)
class _Key:
    """Turns the order around for a heap: its top is who stands lowest, so that one goes first."""

    order: Order

    def __lt__(self, other: _Key) -> bool:
        return self.order > other.order


def _checked(candidates: Sequence[Candidate], criteria: Mapping[str, Sequence[Criterion]]) -> dict[str, Candidate]:
    found: dict[str, Candidate] = {}
    for one in candidates:
        if one.number in found:
            raise ValueError(f"the application {one.number} stands there twice")
        if one.path not in criteria:
            raise ValueError(f"the path {one.path!r} of application {one.number} has no criteria")
        if len(set(one.choices)) < len(one.choices):
            raise ValueError(f"application {one.number} names a school twice")
        found[one.number] = one
    return found


def _refused(
    one: Candidate, place: Place | None, by_number: Mapping[str, Candidate], lists: Mapping[tuple[str, str], tuple[str, ...]], criteria: Sequence[Criterion]
) -> tuple[Refused, ...]:
    """Each choice before the one that was given, against the last who got a seat there."""
    asked = one.choices[: place.choice - 1] if place else one.choices
    return tuple(_why(one, school, lists.get((school, one.path), ()), by_number, criteria) for school in asked)


def _why(one: Candidate, school: str, numbers: Sequence[str], by_number: Mapping[str, Candidate], criteria: Sequence[Criterion]) -> Refused:
    if not numbers:
        return Refused(school, "")
    last = by_number[numbers[-1]]
    for criterion in criteria:
        own, other = one.value(criterion.name, school), last.value(criterion.name, school)
        if own != other:
            return Refused(school, criterion.name, own, other)
    return Refused(school, NUMBER)


def _ties(
    by_number: Mapping[str, Candidate], lists: Mapping[tuple[str, str], tuple[str, ...]], criteria: Mapping[str, Sequence[Criterion]]
) -> list[tuple[str, str, str, str]]:
    found = []
    for (school, path), numbers in sorted(lists.items()):
        orders = {number: order_of(by_number[number], school, criteria[path])[:-1] for number in numbers}
        found += [(school, path, high, low) for high, low in pairwise(numbers) if orders[high] == orders[low]]
    return found
