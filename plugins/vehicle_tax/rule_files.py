"""Read the figures from the site's tables, and say every mistake in them at once: file, line, value and mend."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from core.errors import Problem, SiteError, did_you_mean
from core.language import Text

from .rules import (
    MOST_OWNED,
    Contribution,
    Fee,
    Kind,
    LateFine,
    PayPlace,
    Province,
    Rate,
    Reduced,
    Relief,
    Rules,
    Transfer,
    TransferRate,
)

if TYPE_CHECKING:
    from core import Plugin

T = TypeVar("T")

FOLDER = "vehicle_tax"
"""Of the site; a table that it does not hold is the plugin's own."""
FEES = ("stnk", "tnkb", "bpkb")
NEEDED_FEES = ("stnk", "tnkb")
"""Of every site; who has no fee of the BPKB is offered no transfer of ownership."""
PLACES = ("office", "app", "channel")
MOST_RUPIAH = 100_000_000
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_CLASS = re.compile(r"[A-Z][A-Z0-9]{0,3}", re.ASCII)
_PROVINCE = re.compile(r"[1-9]\d", re.ASCII)
_NUMBER = re.compile(r"\d{1,3}(\.\d{1,6})?", re.ASCII)


class Rows:
    """One table while it is read. A value that cannot be read is complained about, and its row left out."""

    def __init__(self, plugin: Plugin, name: str, needed: Sequence[str], optional: Sequence[str] = ()) -> None:
        self.table = plugin.site.table(f"{FOLDER}/{name}", needed, optional, otherwise=plugin.folder / "data")
        self.problems: list[Problem] = list(self.table.problems)
        self.name = name
        self.row: Any = None
        self._sound = True

    def each(self, make: Callable[[Rows], T]) -> list[T]:
        """What `make` makes of the rows whose values can all be read."""
        made = []
        for row in self.table.rows:
            self.row, self._sound = row, True
            one = make(self)
            if self._sound:
                made.append(one)
        return made

    def complain(self, code: str, message: str, hint: str = "", where: str = "") -> None:
        self._sound = False
        self.problems.append(Problem(f"vehicle_tax.{code}", message, where or self.row.where, hint))

    def word(self, column: str, pattern: re.Pattern[str], hint: str) -> str:
        value = str(self.row[column])
        if not pattern.fullmatch(value):
            self.complain("value", f"{column} is {value!r}", hint)
        return value

    def one_of(self, column: str, known: Collection[str]) -> str:
        value = str(self.row[column])
        if value not in known:
            self.complain("value", f"{column} is {value!r}", did_you_mean(value, known))
        return value

    def number(self, column: str, most: int, example: str) -> Decimal:
        value = str(self.row[column])
        if not _NUMBER.fullmatch(value) or Decimal(value) > most:
            self.complain("value", f"{column} is {value!r}", f"A number from 0 to {most}, with a point before the decimals: {example}.")
            return Decimal(0)
        return Decimal(value)

    def share(self, column: str) -> Decimal:
        """A column in percent, as a share."""
        return self.number(column, 100, "1.05 for 1.05 percent") / 100

    def whole(self, column: str, most: int, least: int = 0) -> int:
        value = str(self.row[column])
        if not value.isascii() or not value.isdecimal() or len(value) > 12 or not least <= int(value) <= most:
            self.complain("value", f"{column} is {value!r}", f"A whole number from {least} to {most}, digits alone.")
            return least
        return int(value)

    def day(self, column: str) -> date | None:
        value = str(self.row[column])
        if not value:
            return None
        try:
            if len(value) == 10:
                return date.fromisoformat(value)
        except ValueError:
            pass
        self.complain("value", f"{column} is {value!r}", "Year, month and day: 2025-01-05.")
        return None

    def text(self, column: str) -> Text:
        said = {language: str(self.row[f"{column}_{language}"]) for language in ("id", "en")}
        return Text(said["id"], said)

    def link(self, column: str) -> str:
        value = str(self.row[column])
        if value and not value.startswith("https://"):
            self.complain("value", f"{column} is {value!r}", "A whole address that begins with https://, or nothing.")
        return value


def rules_of(plugin: Plugin) -> Rules:
    """The site's figures. Raises SiteError with every mistake."""
    provinces = Rows(
        plugin, "provinces.csv",
        ("code", "name", "opsen_percent", "opsen_basis", "interest_percent", "interest_months", "interest_basis", "agency",
         "service", "service_id", "service_en"),
        ("url",),
    )  # fmt: skip
    rates = Rows(plugin, "pkb_rates.csv", ("province", "ownership", "percent", "basis"), ("since", "single"))
    kinds = Rows(plugin, "weights_bobot.csv", ("kind", "name_id", "name_en", "coefficient", "swdkllj", "wheels", "basis"), ("since",))
    contributions = Rows(plugin, "swdkllj.csv", ("class", "contribution", "card", "basis"), ("since",))
    fees = Rows(plugin, "pnbp.csv", ("item", "two_wheels", "four_wheels", "basis"), ("since",))
    reliefs = Rows(plugin, "relief.csv", ("id", "province", "name_id", "name_en", "of", "percent", "from", "until", "basis"))
    places = Rows(plugin, "places.csv", ("kind", "name", "note_id", "note_en"), ("url",))
    fines = Rows(plugin, "swdkllj_late.csv", ("from_day", "percent", "most", "basis"), ("since",))
    transfers = Rows(plugin, "bbnkb.csv", ("province", "transfer", "percent", "basis"), ("since",))
    rules = Rules(
        provinces.each(_province), rates.each(_rate), kinds.each(_kind), contributions.each(_contribution), fees.each(_fee), reliefs.each(_relief),
        places.each(_place), fines.each(_fine), transfers.each(_transfer),
    )  # fmt: skip
    _look_together(rules, provinces, rates, kinds, contributions, fees, reliefs)
    _twice(fines, "from_day", "since")
    _twice(transfers, "province", "transfer", "since")
    if not provinces.problems:
        _known(transfers, "province", [one.code for one in rules.provinces], "provinces.csv")
    tables = (provinces, rates, kinds, contributions, fees, reliefs, places, fines, transfers)
    problems = [problem for rows in tables for problem in rows.problems]
    if problems:
        raise SiteError.of(problems)
    return rules


def _province(rows: Rows) -> Province:
    row = rows.row
    return Province(
        rows.word("code", _PROVINCE, "The two digits of the province's code, such as 33."), row["name"],
        rows.share("opsen_percent"), row["opsen_basis"], rows.share("interest_percent"), rows.whole("interest_months", 120), row["interest_basis"],
        row["agency"], row["service"], rows.text("service"), rows.link("url"),
    )  # fmt: skip


def _rate(rows: Rows) -> Rate:
    province = rows.word("province", _PROVINCE, "The two digits of the province's code, such as 33.")
    owned, single = rows.whole("ownership", MOST_OWNED, 1), frozenset(rows.row["single"].split())
    return Rate(province, owned, rows.share("percent"), rows.row["basis"], rows.day("since"), single)


def _kind(rows: Rows) -> Kind:
    kind = rows.word("kind", _ID, "Small letters, digits and _, beginning with a letter.")
    weight, contribution = rows.number("coefficient", 10, "1.05"), rows.word("swdkllj", _CLASS, "A class of swdkllj.csv, such as C1.")
    return Kind(kind, rows.text("name"), weight, contribution, rows.whole("wheels", 99, 2), rows.row["basis"], rows.day("since"))


def _contribution(rows: Rows) -> Contribution:
    name = rows.word("class", _CLASS, "A letter and perhaps a digit or a letter, such as C1.")
    return Contribution(name, rows.whole("contribution", MOST_RUPIAH), rows.whole("card", MOST_RUPIAH), rows.row["basis"], rows.day("since"))


def _fine(rows: Rows) -> LateFine:
    days, most = rows.whole("from_day", 3660, 1), rows.whole("most", MOST_RUPIAH)
    return LateFine(days, rows.share("percent"), most, rows.row["basis"], rows.day("since"))


def _transfer(rows: Rows) -> TransferRate:
    transfer: Any = rows.one_of("transfer", get_args(Transfer))
    province = rows.word("province", _PROVINCE, "The two digits of the province's code, such as 33.")
    return TransferRate(province, transfer, rows.share("percent"), rows.row["basis"], rows.day("since"))


def _fee(rows: Rows) -> Fee:
    two, four = rows.whole("two_wheels", MOST_RUPIAH), rows.whole("four_wheels", MOST_RUPIAH)
    return Fee(rows.one_of("item", FEES), two, four, rows.row["basis"], rows.day("since"))


def _relief(rows: Rows) -> Relief:
    since, until = rows.day("from"), rows.day("until")
    if since and until and until < since:
        rows.complain("value", f"until is {until}, before from, {since}", "Exchange the two, or mend the year.")
    of: Any = rows.one_of("of", get_args(Reduced))
    name, province = rows.word("id", _ID, "Small letters, digits and _, beginning with a letter."), rows.row["province"]
    return Relief(name, province, rows.text("name"), of, rows.share("percent"), since or date.min, until or date.max, rows.row["basis"])


def _place(rows: Rows) -> PayPlace:
    return PayPlace(rows.one_of("kind", PLACES), rows.row["name"], rows.text("note"), rows.link("url"))


# ---------------------------------------------------------------- what only shows when tables are looked at together


def _look_together(rules: Rules, provinces: Rows, rates: Rows, kinds: Rows, contributions: Rows, fees: Rows, reliefs: Rows) -> None:
    """Names that lead nowhere, rows that stand there twice, and gaps. Of a table that cannot be read nothing more is said."""
    known: Mapping[str, Collection[str]] = {
        "province": [one.code for one in rules.provinces],
        "class": [one.id for one in rules.contributions],
        "kind": [one.id for one in rules.kinds],
    }
    if not provinces.problems:
        _known(rates, "province", known["province"], "provinces.csv")
        _known(reliefs, "province", known["province"], "provinces.csv")
    if not contributions.problems:
        _known(kinds, "swdkllj", known["class"], "swdkllj.csv")
    if not kinds.problems:
        _known(rates, "single", known["kind"], "weights_bobot.csv")
    _twice(provinces, "code")
    _twice(rates, "province", "ownership", "since")
    _twice(kinds, "kind", "since")
    _twice(contributions, "class", "since")
    _twice(fees, "item", "since")
    _twice(reliefs, "id")
    _gaps(rates, {(one.province, one.ownership) for one in rules.rates}, [(code, n) for code in _in_use(rules) for n in range(1, MOST_OWNED + 1)])
    _gaps(fees, {(one.id,) for one in rules.fees}, [(item,) for item in NEEDED_FEES])


def _in_use(rules: Rules) -> list[str]:
    return sorted({one.province for one in rules.rates})


def _known(rows: Rows, column: str, known: Collection[str], file: str) -> None:
    for row in rows.table.rows:
        rows.row = row
        for name in row[column].split():
            if name not in known:
                rows.complain("unknown", f"{column} names {name!r}, which {file} does not have", did_you_mean(name, known))


def _twice(rows: Rows, *columns: str) -> None:
    seen: dict[tuple[str, ...], str] = {}
    for row in rows.table.rows:
        rows.row, key = row, tuple(row[column] for column in columns)
        if key in seen:
            said = ", ".join(f"{column} {value!r}" for column, value in zip(columns, key, strict=True) if value)
            rows.complain("twice", f"{said} stands there twice, first in {seen[key]}", "Keep one, or give each its own day in `since`.")
        seen.setdefault(key, row.where)


def _gaps(rows: Rows, there: Collection[tuple[Any, ...]], wanted: Iterable[tuple[Any, ...]]) -> None:
    """Rows that must be there; asked only of a table that is sound so far, for a bad row is no gap."""
    if rows.problems:
        return
    for key in wanted:
        if key not in there:
            said = ", ".join(str(part) for part in key)
            rows.complain(
                "gap",
                f"the row for {said} is missing",
                f"Add it: each of {', '.join(NEEDED_FEES)}, and each ownership from 1 to {MOST_OWNED}.",
                rows.table.name,
            )
