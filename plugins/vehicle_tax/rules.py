"""The figures that the law and the province give: rates, weights, contributions, fees, relief. Data of the site, each with its source and its days.

A table may hold a figure several times, with the day from which each holds: the latest that has begun counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol, TypeVar

from core.language import Text

MOST_OWNED = 5
"""The fifth vehicle and every later one pay the same."""
Reduced = Literal["pkb", "opsen", "interest", "fine", "bbnkb", "bbnkb_opsen"]
Transfer = Literal["first", "later"]
"""Of ownership: of a new vehicle, or of one that somebody has had before."""


class Dated(Protocol):
    @property
    def since(self) -> date | None: ...


D = TypeVar("D", bound=Dated)


@dataclass(frozen=True, slots=True)
class Province:
    """Shares as `Decimal`: 0.66 for 66 %."""

    code: str
    name: str
    opsen: Decimal
    opsen_basis: str
    interest: Decimal
    interest_months: int
    interest_basis: str
    agency: str
    service: str
    service_note: Text
    url: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """`ownership`: the first vehicle of its kind in the owner's name, the second … the fifth and later. `single` kinds always pay as the first."""

    province: str
    ownership: int
    share: Decimal
    basis: str
    since: date | None = None
    single: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of vehicle."""

    id: str
    name: Text
    weight: Decimal
    contribution: str
    wheels: int
    basis: str
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Contribution:
    """SWDKLLJ of a class: the contribution itself, of which a fine is taken, and the card."""

    id: str
    contribution: int
    card: int
    basis: str
    since: date | None = None

    @property
    def amount(self) -> int:
        """What is asked in a year."""
        return self.contribution + self.card


@dataclass(frozen=True, slots=True)
class LateFine:
    """The fine on a late SWDKLLJ: from so many days on, `share` of the contribution, at most `most` rupiah."""

    days: int
    share: Decimal
    most: int
    basis: str
    since: date | None = None


@dataclass(frozen=True, slots=True)
class TransferRate:
    """What a province takes when ownership changes (BBNKB), as a share of the sale value."""

    province: str
    transfer: Transfer
    share: Decimal
    basis: str
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee of the police, in the five-year renewal or when ownership changes."""

    id: str
    two_wheels: int
    four_wheels: int
    basis: str
    since: date | None = None

    def amount(self, wheels: int) -> int:
        return self.four_wheels if wheels >= 4 else self.two_wheels


@dataclass(frozen=True, slots=True)
class Relief:
    """A programme of the province: `share` of one line is not asked from `since` to `until`, both included."""

    id: str
    province: str
    name: Text
    of: Reduced
    share: Decimal
    since: date
    until: date
    basis: str


@dataclass(frozen=True, slots=True)
class PayPlace:
    """Where to pay."""

    kind: str
    name: str
    note: Text
    url: str = ""


class NoRule(ValueError):
    """The tables have no figure for what was asked."""


@dataclass(frozen=True, slots=True)
class Rules:
    """All figures of one site."""

    provinces: Sequence[Province]
    rates: Sequence[Rate]
    kinds: Sequence[Kind]
    contributions: Sequence[Contribution]
    fees: Sequence[Fee]
    reliefs: Sequence[Relief]
    places: Sequence[PayPlace]
    fines: Sequence[LateFine] = ()
    transfers: Sequence[TransferRate] = ()

    def province(self, code: str) -> Province:
        found = next((one for one in self.provinces if one.code == code), None)
        if found is None:
            raise NoRule(f"there are no figures for the province {code!r}")
        return found

    def kind(self, id: str, day: date) -> Kind:
        return _at((one for one in self.kinds if one.id == id), day, f"the kind {id!r}")

    def kinds_on(self, day: date) -> list[Kind]:
        """Every kind once, in the order of the table."""
        return [self.kind(name, day) for name in dict.fromkeys(one.id for one in self.kinds if one.since is None or one.since <= day)]

    def rate(self, province: str, ownership: int, kind: str, day: date) -> Rate:
        """The rate of the `ownership`-th vehicle; of the first, where the province does not count this kind."""
        n = min(ownership, MOST_OWNED)
        found = _at((one for one in self.rates if one.province == province and one.ownership == n), day, f"the province {province!r}")
        return self.rate(province, 1, kind, day) if n > 1 and kind in found.single else found

    def contribution(self, id: str, day: date) -> Contribution:
        return _at((one for one in self.contributions if one.id == id), day, f"the class {id!r}")

    def fine(self, days: int, day: date) -> LateFine | None:
        """What holds on `day` for a contribution so many days late; None where it is in time, and where the site has no figures for it."""
        begun = [one for one in self.fines if one.days <= days and (one.since is None or one.since <= day)]
        return max(begun, key=lambda one: (one.days, one.since or date.min), default=None)

    def transfer(self, province: str, transfer: Transfer, day: date) -> TransferRate:
        rows = (one for one in self.transfers if one.province == province and one.transfer == transfer)
        return _at(rows, day, f"the BBNKB of the province {province!r}")

    def fee(self, id: str, day: date) -> Fee:
        return _at((one for one in self.fees if one.id == id), day, f"the fee {id!r}")

    def reliefs_on(self, province: str, day: date) -> list[Relief]:
        return [one for one in self.reliefs if one.province == province and one.since <= day <= one.until]


def _at(rows: Iterable[D], day: date, what: str) -> D:
    """The row that has begun last."""
    begun = [one for one in rows if one.since is None or one.since <= day]
    if not begun:
        raise NoRule(f"there is no figure for {what} on {day}")
    return max(begun, key=lambda one: one.since or date.min)
