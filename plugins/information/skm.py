"""The satisfaction index (IKM) of Permenpan RB 14/2017, from nine elements that are known by key: the pure rule, without a database.

Sites number the last two elements in both orders, so a number alone says nothing. Each weighs exactly one ninth: with the
printed 0.11 nine fours would not make a hundred.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

ELEMENTS = ("requirements", "procedure", "time", "cost", "product", "competence", "conduct", "complaints", "facilities")
"""U1 to U9 in the regulation's order."""
LOWEST, HIGHEST = 1, 4
GRADES: tuple[tuple[str, Decimal], ...] = (("A", Decimal("88.31")), ("B", Decimal("76.61")), ("C", Decimal("65.00")), ("D", Decimal("25.00")))
"""Each with the least index that earns it, of the index rounded to two decimals."""
_INDEX, _MEAN = Decimal("0.01"), Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Ikm:
    """`nrr` is the mean of each element (three decimals, in the order of ELEMENTS), `ikm` the index from 25.00 to 100.00, `grade` A to D."""

    nrr: Mapping[str, Decimal]
    ikm: Decimal
    grade: str


def ikm(responses: Iterable[Mapping[str, int]]) -> Ikm:
    """The index of these answers, each with a whole number from 1 to 4 for every element. ValueError, with a sentence, for anything else."""
    sums, count = dict.fromkeys(ELEMENTS, 0), 0
    for count, response in enumerate(responses, 1):
        for name, value in _checked(response, count).items():
            sums[name] += value
    return ikm_of_sums(sums, count)


def ikm_of_sums(sums: Mapping[str, int], count: int) -> Ikm:
    """The same from what each element adds up to over `count` answers, as a database counts it."""
    if count < 1:
        raise ValueError("There is no answer, so there is no index.")
    means = {name: Fraction(sums[name], count) for name in ELEMENTS}
    index = _rounded(sum(means.values(), Fraction(0)) / len(ELEMENTS) * 25, _INDEX)
    return Ikm({name: _rounded(mean, _MEAN) for name, mean in means.items()}, index, grade_of(index))


def grade_of(index: Decimal) -> str:
    """A to D. ValueError for what no answers can lead to."""
    found = next((grade for grade, least in GRADES if index >= least), "")
    if not found or index > 100:
        raise ValueError(f"An index lies between 25.00 and 100.00; this is {index}.")
    return found


def _checked(response: Mapping[str, int], number: int) -> Mapping[str, int]:
    if not isinstance(response, Mapping):
        raise ValueError(f"Answer {number} is no mapping of the nine elements to numbers, but {type(response).__name__}.")
    if missing := [name for name in ELEMENTS if name not in response]:
        raise ValueError(f"Answer {number} lacks {', '.join(missing)}.")
    if unknown := sorted(str(name) for name in response if name not in ELEMENTS):
        raise ValueError(f"Answer {number} has {', '.join(unknown)}; the elements are {', '.join(ELEMENTS)}.")
    for name, value in response.items():
        if not isinstance(value, int) or isinstance(value, bool) or not LOWEST <= value <= HIGHEST:
            raise ValueError(f"Answer {number} has {value!r} for {name}; a whole number from {LOWEST} to {HIGHEST} is needed.")
    return response


def _rounded(value: Fraction, step: Decimal) -> Decimal:
    """To the step, halves up, from the exact value."""
    return Decimal((value / Fraction(step) + Fraction(1, 2)).__floor__()) * step
