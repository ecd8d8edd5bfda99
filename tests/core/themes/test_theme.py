"""A theme is complete, can be read, and carries nothing that acts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.errors import ThemeError
from core.themes import find_themes, load_theme
from core.themes.colours import contrast
from tests.core.themes.samples import BRAND, DRAWING, Write

PALE = BRAND + '[tokens.color]\nbg = "#ffffff"\ntext = "#8a9a94"\n'


def test_a_theme_of_two_colours_is_a_whole_theme(write_theme: Write) -> None:
    theme = load_theme("contoh", [write_theme()])

    assert theme.title == "Kabupaten Contoh"
    assert theme.theme_color == "#114e3b"
    assert set(theme.colours) == {"light", "dark"}
    assert theme.css.count("--bg:") == 3  # light, the phone's dark, the reader's dark
    assert theme.warnings == ()


def test_an_explicit_colour_below_aa_is_refused_with_the_nearest_good_one(write_theme: Write) -> None:
    with pytest.raises(ThemeError) as caught:
        load_theme("contoh", [write_theme(PALE)])

    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == ("theme.contrast", "themes/contoh/theme.toml:9")
    assert 'tokens.color.text = "#8a9a94"' in problem.message
    better = re.search(r"#[0-9a-f]{6}", problem.hint)
    assert better
    load_theme("contoh", [write_theme(PALE.replace("#8a9a94", better[0]))])


def test_a_ground_is_to_blame_where_the_words_were_derived(write_theme: Write) -> None:
    grounds = '[tokens.color]\nbg = "#595959"\nsurface = "#ffffff"\n'

    with pytest.raises(ThemeError) as caught:
        load_theme("contoh", [write_theme(BRAND + grounds)])

    assert caught.value.problems[0].where == "themes/contoh/theme.toml:8"


def test_the_dark_scheme_is_held_to_the_same(write_theme: Write) -> None:
    with pytest.raises(ThemeError) as caught:
        load_theme("contoh", [write_theme(BRAND + '[dark.color]\naction = "#0d6848"\n')])

    assert "dark.color.action" in caught.value.problems[0].message
    assert "(dark)" in caught.value.problems[0].message


def test_a_theme_may_ask_for_more_than_aa_but_never_for_less(write_theme: Write) -> None:
    theme = load_theme("contoh", [write_theme(BRAND + '[contrast]\nlevel = "AAA"\n')])

    assert contrast(theme.colours["light"]["muted"], theme.colours["light"]["bg"]) >= 7
    with pytest.raises(ThemeError):
        load_theme("contoh", [write_theme(BRAND.replace("#114e3b", "#0082c9") + '[contrast]\nlevel = "AAA"\n')])


def test_a_theme_without_dark_has_no_dark_block(write_theme: Write) -> None:
    theme = load_theme("contoh", [write_theme(BRAND + '[dark]\nmode = "off"\n')])

    assert not theme.has_dark
    assert "prefers-color-scheme" not in theme.css
    assert "gelap" not in theme.css


def test_a_manual_dark_names_what_it_leaves_out(write_theme: Write) -> None:
    with pytest.raises(ThemeError) as caught:
        load_theme("contoh", [write_theme(BRAND + '[dark]\nmode = "manual"\n[dark.color]\nbg = "#101010"\n')])

    assert "surface" in caught.value.problems[-1].hint


def test_a_pattern_is_left_out_where_words_could_not_be_read_on_it(write_theme: Write) -> None:
    tight = '[brand]\nprimary = "#767676"\naccent = "#ffffff"\n[art]\npattern = "pattern.svg"\n'

    theme = load_theme("contoh", [write_theme(tight, pattern_svg=DRAWING)])

    if "--pattern: none" in theme.css:
        assert [warning.severity for warning in theme.warnings] == ["warning"]
    else:
        assert theme.colours["light"]["on_brand"] != "#ffffff"


def test_a_child_takes_over_what_it_does_not_say(write_theme: Write) -> None:
    write_theme(BRAND + '[shape]\nleaf = "50%"\n[art]\nmark = "mark.svg"\nscene = "scene.svg"\n', "parent", mark_svg=DRAWING, scene_svg=DRAWING)
    folder = write_theme('extends = "parent"\n[art]\nscene = "scene.svg"\n', scene_svg=DRAWING)

    theme = load_theme("contoh", [folder])

    assert [path.name for path in theme.chain] == ["contoh", "parent"]
    assert "--leaf: 50%" in theme.css
    assert 'url("/static/themes/contoh/scene.svg")' in theme.css
    assert set(theme.static_files) == {"contoh/scene.svg", "parent/mark.svg", "parent/scene.svg"}
    assert theme.colours["light"]["brand"] == "#114e3b"


def test_a_child_with_a_brand_of_its_own_does_not_inherit_the_parents_colours(write_theme: Write) -> None:
    write_theme(BRAND + '[tokens.color]\naction = "#7a0000"\n', "parent")

    theme = load_theme("contoh", [write_theme('extends = "parent"\n' + BRAND.replace("#114e3b", "#37308f"))])

    assert theme.colours["light"]["action"] != "#7a0000"


def test_a_child_without_a_brand_inherits_the_parents_colours(write_theme: Write) -> None:
    write_theme(BRAND + '[tokens.color]\naction = "#7a0000"\n', "parent")

    theme = load_theme("contoh", [write_theme('extends = "parent"\n[tokens.color]\nbg = "#fffdf5"\n')])

    assert theme.colours["light"]["action"] == "#7a0000"
    assert theme.colours["light"]["bg"] == "#fffdf5"


def test_a_theme_that_extends_itself_is_refused(write_theme: Write) -> None:
    write_theme('extends = "contoh"\n' + BRAND, "parent")

    with pytest.raises(ThemeError) as caught:
        load_theme("contoh", [write_theme('extends = "parent"\n' + BRAND)])

    assert caught.value.code == "theme.circle"


def test_at_most_three_themes_stand_on_each_other(write_theme: Write) -> None:
    write_theme(BRAND, "one")
    write_theme('extends = "one"\n', "two")
    folder = write_theme('extends = "two"\n', "three")
    assert len(load_theme("three", [folder]).chain) == 3

    with pytest.raises(ThemeError) as caught:
        load_theme("contoh", [write_theme('extends = "three"\n')])

    assert caught.value.code == "theme.deep"


def test_a_parent_that_is_absent_is_told_where_it_is_named(write_theme: Write) -> None:
    with pytest.raises(ThemeError) as caught:
        load_theme("contoh", [write_theme('extends = "pendapa"\n' + BRAND)])

    assert caught.value.where == "themes/contoh/theme.toml:4"


def test_a_site_theme_stands_over_a_shipped_one_of_the_same_name(write_theme: Write, tmp_path: Path) -> None:
    shipped = write_theme()
    mine = tmp_path / "site" / "contoh"
    mine.mkdir(parents=True)
    (mine / "theme.toml").write_text("", "utf-8")

    assert find_themes([mine.parent, shipped])["contoh"] == mine
    assert find_themes([tmp_path / "absent"]) == {}


def test_drawings_are_addressed_as_the_portal_wants(write_theme: Write) -> None:
    folder = write_theme(BRAND + '[art]\nscene = "scene.svg"\nicon = "icon.svg"\n', scene_svg=DRAWING, icon_svg=DRAWING)

    theme = load_theme("contoh", [folder], address=lambda path, file: f"/elsewhere/{path}?{file.stat().st_size}")

    assert f'url("/elsewhere/contoh/scene.svg?{len(DRAWING)}")' in theme.css
    assert theme.icon == f"/elsewhere/contoh/icon.svg?{len(DRAWING)}"


def test_the_mark_stands_in_the_page_without_a_namespace_or_a_size_of_its_own(write_theme: Write) -> None:
    theme = load_theme("contoh", [write_theme(BRAND + '[art]\nmark = "mark.svg"\n', mark_svg=DRAWING)])

    assert theme.mark == (
        '<svg class="brand-mark" viewBox="0 0 8 8" width="36" height="36" aria-hidden="true" focusable="false"><path d="M0 0h8v8z" fill="currentColor" /></svg>'
    )


def test_templates_of_a_theme_and_its_parents_are_found_nearest_first(write_theme: Write) -> None:
    write_theme(BRAND, "parent", templates__home_html="parent")
    folder = write_theme('extends = "parent"\n', templates__home_html="mine")

    assert [path.parent.name for path in load_theme("contoh", [folder]).template_folders] == ["contoh", "parent"]
