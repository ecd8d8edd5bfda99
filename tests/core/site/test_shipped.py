"""Where sites and themes are looked for."""

from __future__ import annotations

from pathlib import Path

from core.site.shipped import shipped


def test_the_bundled_sites_and_themes_are_found_by_name() -> None:
    assert {"blora", "sumedang"} <= set(shipped("sites"))
    assert {"pendopo", "blora", "sumedang"} <= set(shipped("themes"))


def test_a_theme_of_the_site_goes_before_a_bundled_one_of_the_same_name(tmp_path: Path) -> None:
    own = tmp_path / "themes" / "blora"
    own.mkdir(parents=True)
    (own / "theme.toml").write_text("")

    assert shipped("themes", tmp_path)["blora"] == own
    assert shipped("themes", tmp_path)["pendopo"] == shipped("themes")["pendopo"]


def test_a_folder_that_is_no_theme_and_a_name_that_leads_elsewhere_are_passed_over(tmp_path: Path) -> None:
    for name in ("empty", "Upper", ".hidden"):
        (tmp_path / "themes" / name).mkdir(parents=True)
    (tmp_path / "themes" / "Upper" / "theme.toml").write_text("")

    assert shipped("themes", tmp_path) == shipped("themes")
