"""A table that a plugin reads of the site: the site's own file, or the one that the plugin brings, each bad row with its place."""

from __future__ import annotations

from pathlib import Path

from core.testing import make_site

RATES = "name,percent\nfirst,1.05\n"


def test_the_sites_own_table_is_read_with_its_lines(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", files={"tax/rates.csv": "# by law\n" + RATES})

    table = site.table("tax/rates.csv", ("name", "percent"))

    assert [(row.where, row["name"], row["percent"]) for row in table.rows] == [("tax/rates.csv:3", "first", "1.05")]
    assert table.problems == []


def test_without_one_the_plugins_own_is_read_and_an_absent_table_is_empty(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "rates.csv").write_text(RATES, encoding="utf-8")
    site = make_site(tmp_path / "site")

    assert [row.where for row in site.table("tax/rates.csv", ("name",), ("percent",), otherwise=tmp_path / "data").rows] == ["rates.csv:2"]
    assert (site.table("tax/rates.csv", ("name",)).rows, site.table("tax/rates.csv", ("name",)).exists) == ([], False)


def test_a_broken_table_of_the_site_is_not_passed_over_for_the_plugins(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "rates.csv").write_text(RATES, encoding="utf-8")
    site = make_site(tmp_path / "site", files={"tax/rates.csv": "nme,percent\nfirst,1\n"})

    table = site.table("tax/rates.csv", ("name", "percent"), otherwise=tmp_path / "data")

    assert table.rows == []
    assert [(problem.code, problem.where) for problem in table.problems] == [("site.column", "tax/rates.csv:1")]
    assert "'name'" in table.problems[0].hint
