"""The two bundled sites: whole, sourced, and without anything that belongs to one machine."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from core.site import Site, load_site
from core.site.shipped import shipped

BLORA = {"Jati": 12, "Randublatung": 18, "Kradenan": 10, "Kedungtuban": 17, "Cepu": 17, "Sambong": 10, "Jiken": 11, "Jepon": 25}
BLORA |= {"Blora": 28, "Tunjungan": 15, "Banjarejo": 20, "Ngawen": 29, "Kunduran": 26, "Todanan": 25, "Bogorejo": 14, "Japah": 18}
ICONS = set((Path(__file__).parents[2] / "core" / "static" / "icons.txt").read_text(encoding="utf-8").split())


@pytest.fixture(params=["blora", "sumedang"])
def site(request: pytest.FixtureRequest) -> Site:
    return load_site(shipped("sites")[request.param], {})


@pytest.fixture
def categories(site: Site) -> list[dict[str, object]]:
    return tomllib.loads((site.folder / "complaints.toml").read_text(encoding="utf-8"))["category"]


def test_a_bundled_site_loads_without_even_a_warning_in_local_mode(site: Site) -> None:
    assert site.warnings == ()
    assert site.local


def test_all_villages_of_blora_are_there() -> None:
    regions = load_site(shipped("sites")["blora"], {}).regions

    assert {district.name: len(regions.villages(district.code)) for district in regions.districts} == BLORA
    villages = [village for district in regions.districts for village in regions.villages(district.code)]
    assert (len(villages), sum(village.kind == "kelurahan" for village in villages)) == (295, 24)


def test_all_villages_of_sumedang_are_there() -> None:
    regions = load_site(shipped("sites")["sumedang"], {}).regions

    villages = [village for district in regions.districts for village in regions.villages(district.code)]
    assert (len(regions.districts), len(villages), sum(village.kind == "kelurahan" for village in villages)) == (26, 277, 7)


def test_the_kind_of_a_village_agrees_with_its_code_and_all_have_a_postal_code(site: Site) -> None:
    for district in site.regions.districts:
        for village in site.regions.villages(district.code):
            assert (village.kind == "kelurahan") == (village.code[9] == "1"), village
            assert len(village.postal_code) == 5, village


def test_complaints_go_to_agencies_that_exist_in_at_most_twelve_groups(site: Site, categories: list[dict[str, object]]) -> None:
    assert len(categories) <= 12
    assert len({category["id"] for category in categories}) == len(categories)
    for category in categories:
        assert category["agency"] in site.agencies
        assert category["icon"] in ICONS
        assert set(category["title"]) == set(category["hint"]) == set(site.languages)  # type: ignore[call-overload]


def test_what_is_said_about_officials_goes_to_the_inspectorate_alone(categories: list[dict[str, object]]) -> None:
    assert [category["agency"] for category in categories if category.get("whistleblowing")] == ["inspektorat"]


def test_emergency_numbers_are_there_with_icons_that_we_have(site: Site) -> None:
    assert {"112", "110", "113", "119"} <= {number.number for number in site.emergency}
    assert {number.icon for number in site.emergency} <= ICONS
    assert all(number.name.by_language and set(number.name.by_language) == {"id", "en"} for number in site.emergency)


def test_data_names_its_source_and_carries_its_licence(site: Site) -> None:
    notice = (site.folder / "regions.LICENSE.txt").read_text(encoding="utf-8")

    assert "cahyadsn/wilayah" in notice
    assert "Permission is hereby granted" in notice
    assert "regions.LICENSE.txt" in (site.folder / "README.md").read_text(encoding="utf-8")
    assert "confidence" not in "".join(file.read_text(encoding="utf-8") for file in site.folder.glob("*.csv"))


def test_the_two_sites_differ_in_look_addresses_menus_categories_and_limits() -> None:
    blora, sumedang = (load_site(folder, {}).config for name, folder in sorted(shipped("sites").items()) if name in ("blora", "sumedang"))

    assert blora.portal.theme != sumedang.portal.theme
    assert blora.paths != sumedang.paths
    assert blora.menus.order != sumedang.menus.order
    assert blora.limits != sumedang.limits


def test_blora_answers_within_three_working_days() -> None:
    assert load_site(shipped("sites")["blora"], {}).plugin_values("complaints")["answer_within"] == "3 working days"
