"""The figures are the site's: each mistake in its tables is named with file, line, value and mend, all at once, and drops the plugin alone."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.commands.main import main
from core.errors import SiteError
from core.plugins.plugin import Plugin
from core.portal import build_portal
from core.site.shipped import shipped
from core.testing import make_site
from core.testing.portals import REGIONS
from plugins.vehicle_tax.rule_files import rules_of
from plugins.vehicle_tax.rules import NoRule, Rules

BUNDLED = Path(__file__).parents[3] / "plugins" / "vehicle_tax" / "data"
RATES = "".join(f"33,{n},{percent},Perda 12/2023,2025-01-05,\n" for n, percent in enumerate(("1.05", "1.40", "1.75", "2.10", "2.45"), 1))
HEAD = "province,ownership,percent,basis,since,single\n"


def plugin_on(folder: Path, **files: str) -> Plugin:
    site = make_site(folder, files={f"vehicle_tax/{name}.csv": text for name, text in files.items()})
    found = build_portal(site, plugins=["vehicle_tax"]).plugin("vehicle_tax")
    assert found is not None
    return found


def problems_of(folder: Path, **files: str) -> list[tuple[str, str, str, str]]:
    with pytest.raises(SiteError) as caught:
        rules_of(plugin_on(folder, **files))
    return [(one.code, one.where, one.message, one.hint) for one in caught.value.problems]


@pytest.fixture
def rules(tmp_path: Path) -> Rules:
    return rules_of(plugin_on(tmp_path / "site"))


def test_what_the_plugin_brings_is_sound_and_says_the_rates_of_the_provinces(rules: Rules) -> None:
    day = date(2026, 11, 24)

    assert [rules.rate("33", n, "sedan", day).share for n in (1, 2, 3, 4, 5, 9)] == [Decimal(one) / 10_000 for one in (105, 140, 175, 210, 245, 245)]
    assert [rules.rate("32", n, "sedan", day).share for n in (1, 2, 3, 4, 5)] == [Decimal(one) / 10_000 for one in (112, 162, 212, 262, 312)]
    assert (rules.province("33").opsen, rules.province("31").opsen) == (Decimal("0.66"), Decimal(0))
    assert {one.id: one.amount for one in rules.contributions} == {
        "A": 3_000, "B": 23_000, "C1": 35_000, "C2": 83_000, "DP": 143_000, "DU": 73_000, "EP": 153_000, "EU": 90_000, "F": 163_000,
    }  # fmt: skip
    assert {str(one.weight) for one in rules.kinds} == {"1", "1.025", "1.05", "1.085", "1.1", "1.3", "1.4"}
    assert (rules.fee("stnk", day).amount(2), rules.fee("stnk", day).amount(4), rules.fee("tnkb", day).amount(3)) == (100_000, 200_000, 60_000)


def test_what_a_province_does_not_count_pays_as_the_first(rules: Rules) -> None:
    day = date(2026, 11, 24)

    assert rules.rate("33", 3, "motorcycle", day).share == Decimal("0.0105")
    assert rules.rate("33", 3, "motorcycle_200", day).share == Decimal("0.0175")
    assert rules.rate("32", 3, "motorcycle", day).share == Decimal("0.0212")


def test_before_a_rule_begins_there_is_none(rules: Rules) -> None:
    with pytest.raises(NoRule):
        rules.rate("33", 1, "sedan", date(2025, 1, 4))


def test_of_several_rows_the_one_that_began_last_holds(tmp_path: Path) -> None:
    later = RATES.replace("2025-01-05", "2027-01-05").replace("1.05", "1.20")
    rules = rules_of(plugin_on(tmp_path / "site", pkb_rates=HEAD + RATES + later))

    assert [rules.rate("33", 1, "sedan", day).share for day in (date(2027, 1, 4), date(2027, 1, 5))] == [Decimal("0.0105"), Decimal("0.012")]


@pytest.mark.parametrize(
    ("file", "head", "row", "column", "hint"),
    [
        ("pkb_rates", HEAD, '33,1,"1,05",Perda,2025-01-05,', "percent is '1,05'", "with a point before the decimals: 1.05 for 1.05 percent"),
        ("pkb_rates", HEAD, "33,1,105,Perda,2025-01-05,", "percent is '105'", "A number from 0 to 100"),
        ("pkb_rates", HEAD, "33,0,1.05,Perda,2025-01-05,", "ownership is '0'", "A whole number from 1 to 5"),
        ("pkb_rates", HEAD, "33,1,1.05,Perda,5-1-2025,", "since is '5-1-2025'", "Year, month and day: 2025-01-05."),
        ("pkb_rates", HEAD, "33,1,1.05,Perda,2025-02-30,", "since is '2025-02-30'", "Year, month and day: 2025-01-05."),
        ("pkb_rates", HEAD, "3A,1,1.05,Perda,2025-01-05,", "province is '3A'", "The two digits of the province's code"),
        ("pkb_rates", HEAD, "34,1,1.05,Perda,2025-01-05,", "province names '34', which provinces.csv does not have", "Known: 31, 32, 33."),
        ("pkb_rates", HEAD, "33,1,1.05,Perda,2025-01-05,sedam", "single names 'sedam', which weights_bobot.csv does not have", "Did you mean 'sedan'?"),
        ("swdkllj", "class,contribution,card,basis,since\n", "C1,32.000,3000,PMK,", "contribution is '32.000'", "digits alone"),
        ("swdkllj", "class,contribution,card,basis,since\n", "C1,-1,3000,PMK,", "contribution is '-1'", "A whole number from 0"),
        ("pnbp", "item,two_wheels,four_wheels,basis,since\n", "stnkk,1,1,PP,", "item is 'stnkk'", "Did you mean 'stnk'?"),
        ("weights_bobot", "kind,name_id,name_en,coefficient,swdkllj,wheels,basis,since\n", "Sedan,Sedan,Sedan,1,DP,4,P,", "kind is 'Sedan'", "Small letters"),
        ("weights_bobot", "kind,name_id,name_en,coefficient,swdkllj,wheels,basis,since\n", "x,X,X,1,Z9,4,P,", "swdkllj names 'Z9', which swdkllj.csv", "Known"),
        ("relief", "id,province,name_id,name_en,of,percent,from,until,basis\n", "a,33,A,A,tax,10,2026-01-01,2026-02-01,P", "of is 'tax'", "Known"),
        ("relief", "id,province,name_id,name_en,of,percent,from,until,basis\n", "a,33,A,A,pkb,10,2026-03-01,2026-02-01,P", "until is 2026-02-01, before", "E"),
        ("swdkllj_late", "from_day,percent,most,basis\n", "0,25,100000,A", "from_day is '0'", "A whole number from 1"),
        ("bbnkb", "province,transfer,percent,basis\n", "33,second,10,Perda", "transfer is 'second'", "Known: first, later."),
        ("bbnkb", "province,transfer,percent,basis\n", "34,first,10,Perda", "province names '34', which provinces.csv", "Known: 31, 32, 33."),
        ("places", "kind,name,note_id,note_en,url\n", "office,Samsat,A,A,http://contoh.id", "url is 'http://contoh.id'", "begins with https://"),
        ("provinces", "", "", "provinces.csv is empty", "Its first line names the columns"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_file_line_value_and_mend(tmp_path: Path, file: str, head: str, row: str, column: str, hint: str) -> None:
    found = problems_of(tmp_path / "site", **{file: f"{head}{row}\n"})

    where = f"vehicle_tax/{file}.csv" + (":2" if head else "")
    assert any(one[1] == where and column in one[2] and hint in one[3] for one in found), found


def test_all_mistakes_of_all_tables_are_said_at_once(tmp_path: Path) -> None:
    found = problems_of(
        tmp_path / "site",
        pkb_rates=f"{HEAD}33,1,x,Perda,,\n33,2,y,Perda,,\n",
        pnbp="item,two_wheels,four_wheels,basis\nstnk,satu,2,PP\n",
    )

    assert [one[1] for one in found] == ["vehicle_tax/pkb_rates.csv:2", "vehicle_tax/pkb_rates.csv:3", "vehicle_tax/pnbp.csv:2"]


def test_a_row_that_is_missing_or_stands_there_twice_is_named(tmp_path: Path) -> None:
    missing = problems_of(tmp_path / "one", pkb_rates=HEAD + RATES.replace("33,4,2.10", "33,3,2.10"))

    assert [(code, where) for code, where, _message, _hint in missing] == [("vehicle_tax.twice", "vehicle_tax/pkb_rates.csv:5")]
    assert "first in vehicle_tax/pkb_rates.csv:4" in missing[0][2]
    gap = problems_of(tmp_path / "two", pkb_rates=HEAD + RATES.replace("33,4,2.10,Perda 12/2023,2025-01-05,\n", ""))
    assert [(code, where, message) for code, where, message, _hint in gap] == [
        ("vehicle_tax.gap", "vehicle_tax/pkb_rates.csv", "the row for 33, 4 is missing")
    ]  # fmt: skip


def test_check_finds_a_broken_table_and_the_rest_of_the_portal_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {"regions.csv": REGIONS, "vehicle_tax/pkb_rates.csv": f'{HEAD}33,1,"1,05",Perda,2025-01-05,\n'}
    make_site(tmp_path / "site", toml='[plugins]\nenabled = ["vehicle_tax"]\n', files=files)

    code = main(["check", "--site", str(tmp_path / "site"), "--json"])

    said = json.loads(capsys.readouterr().out)
    assert (code, said["ok"]) == (1, False)
    found = next(one for one in said["problems"] if one["code"] == "vehicle_tax.value")
    assert found["where"] == "vehicle_tax/pkb_rates.csv:2"
    assert "'1,05'" in found["message"]
    assert "1.05" in found["hint"]
    assert next(one for one in said["plugins"] if one["slug"] == "vehicle_tax")["state"].startswith("failed")


@pytest.mark.parametrize(("name", "province"), [("blora", "33"), ("sumedang", "32")])
def test_the_bundled_sites_have_the_same_figures_with_their_own_province_first(name: str, province: str) -> None:
    folder = shipped("sites")[name] / "vehicle_tax"

    for file in ("provinces.csv", "pkb_rates.csv"):
        own, ours = _rows(folder / file), _rows(BUNDLED / file)
        assert sorted(own) == sorted(ours)
        assert own[1].startswith(province)
    for file in ("weights_bobot.csv", "swdkllj.csv", "pnbp.csv"):
        assert _rows(folder / file) == _rows(BUNDLED / file)
    assert "confidence" not in "".join(file.read_text(encoding="utf-8") for file in folder.iterdir())


def _rows(file: Path) -> list[str]:
    return [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
