"""The regency's kecamatan and their villages, from `regions.csv`.

One row a place, named by the code of the Ministry of Home Affairs: `33.16.01` is a kecamatan, `33.16.01.2001` a village in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from core.errors import Problem, did_you_mean
from core.reading.tables import Row, Table, read_table

KINDS = ("kecamatan", "desa", "kelurahan")


@dataclass(frozen=True, slots=True)
class District:
    """A kecamatan."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Village:
    """A desa or kelurahan; `district` is the code of its kecamatan."""

    code: str
    name: str
    kind: str
    district: str
    postal_code: str = ""


@dataclass(frozen=True, slots=True)
class Regions:
    """All places of the regency, in the order of the file."""

    districts: tuple[District, ...] = ()
    _districts: Mapping[str, District] = field(default_factory=dict, repr=False)
    _villages: Mapping[str, Village] = field(default_factory=dict, repr=False)
    _within: Mapping[str, tuple[Village, ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, districts: Iterable[District], villages: Iterable[Village]) -> Regions:
        every, places = tuple(districts), tuple(villages)
        within = {district.code: tuple(village for village in places if village.district == district.code) for district in every}
        by_code = {district.code: district for district in every}
        return cls(every, MappingProxyType(by_code), MappingProxyType({village.code: village for village in places}), MappingProxyType(within))

    def villages(self, district: str) -> tuple[Village, ...]:
        """The villages of a kecamatan; none for a code that is not one of ours."""
        return self._within.get(district, ())

    def district(self, code: str) -> District | None:
        return self._districts.get(code)

    def village(self, code: str) -> Village | None:
        return self._villages.get(code)

    def __len__(self) -> int:
        """How many villages there are."""
        return len(self._villages)


def read_regions(folder: Path, region: str) -> tuple[Regions, list[Problem]]:
    """`regions.csv` of a site; `region` is the regency's code, which every code begins with."""
    table = read_table(folder, "regions.csv", ("code", "name", "kind"), ("postal_code",))
    coded = [row for row in table.rows if re.fullmatch(r"\d\d\.\d\d\.\d\d(\.\d{4})?", row["code"], re.ASCII)]
    if region and len(coded) > 1 and not any(row["code"].startswith(f"{region}.") for row in coded):
        elsewhere = coded[0]["code"][:5]
        table.complain("region.code", f"every code lies outside the regency {region}", coded[0].where, f"Did you mean portal.region = {elsewhere!r}?")
        region = elsewhere
    seen: dict[str, str] = {}
    rows = [row for row in table.rows if _is_sound(row, table, region) and table.once(row, "code", seen)]
    districts = [District(row["code"], row["name"]) for row in rows if row["kind"] == "kecamatan"]
    known = {district.code for district in districts}
    villages = []
    for row in rows:
        if row["kind"] == "kecamatan":
            continue
        if row["code"][:8] in known:
            villages.append(Village(row["code"], row["name"], row["kind"], row["code"][:8], row["postal_code"]))
        else:
            table.complain("region.district", f"{row['name']} ({row['code']}) lies in no kecamatan", row.where, f"Add the row {row['code'][:8]},…,kecamatan.")
    inhabited = {village.district for village in villages}
    for row in rows:
        if row["kind"] == "kecamatan" and row["code"] not in inhabited and not table.problems:
            table.complain(
                "region.empty", f"the kecamatan {row['name']} has no village", row.where, f"Add its villages, {row['code']}.2001 and so on, or take it out."
            )
    return Regions.of(districts, villages), table.problems


def _is_sound(row: Row, table: Table, region: str) -> bool:
    code, kind = row["code"], row["kind"]
    if kind not in KINDS:
        table.complain("region.kind", f"kind is {kind!r}", row.where, did_you_mean(kind, KINDS))
        return False
    shape, example = (r"\d\d\.\d\d\.\d\d", "33.16.01") if kind == "kecamatan" else (r"\d\d\.\d\d\.\d\d\.\d{4}", "33.16.01.2001")
    if not re.fullmatch(shape, code, re.ASCII):
        table.complain(
            "region.code",
            f"{code!r} is not the code of a {kind}",
            row.where,
            f"Such as {example}. (A spreadsheet may have turned it into a number: set the column to text.)",
        )
        return False
    if region and not code.startswith(f"{region}."):
        table.complain("region.code", f"{code!r} lies outside the regency {region}", row.where, "Take the row out, or mend portal.region.")
        return False
    if row["postal_code"] and not re.fullmatch(r"\d{5}", row["postal_code"], re.ASCII):
        table.complain("region.postal_code", f"postal_code is {row['postal_code']!r}", row.where, "Five digits, or nothing.")
        return False
    return True
