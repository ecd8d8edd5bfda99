"""Every mistake in `theme.toml` is named with its line and how to mend it."""

from __future__ import annotations

import pytest

from core.errors import Problem, ThemeError
from core.themes import load_theme
from tests.core.themes.samples import BRAND, Write


def problems_of(write_theme: Write, text: str, **options: object) -> tuple[Problem, ...]:
    with pytest.raises(ThemeError) as caught:
        load_theme("contoh", [write_theme(text, **options)])
    return caught.value.problems


def test_an_unknown_key_is_named_with_its_line_and_the_nearest_known_one(write_theme: Write) -> None:
    (problem,) = problems_of(write_theme, BRAND + '[tokens.color]\nmutd = "#333333"\n')

    assert problem.code == "theme.unknown_key"
    assert problem.where == "themes/contoh/theme.toml:8"
    assert problem.hint == "Did you mean 'muted'?"


def test_an_unknown_table_is_named_too(write_theme: Write) -> None:
    (problem,) = problems_of(write_theme, BRAND + '[colours]\nbg = "#ffffff"\n')

    assert (problem.code, problem.where) == ("theme.unknown_key", "themes/contoh/theme.toml:7")


def test_all_mistakes_are_told_at_once(write_theme: Write) -> None:
    found = problems_of(write_theme, BRAND + '[shape]\nleaf = "url(x)"\n[type]\ndisplay_weight = 40\n[dark]\nmode = "maybe"\n')

    assert [problem.where.rpartition(":")[2] for problem in found] == ["8", "10", "12"]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('[brand]\nprimary = "teak"\naccent = "#e6ac2c"\n', "theme.value", "5"),
        ('[brand]\nprimary = "#114e3b80"\naccent = "#e6ac2c"\n', "theme.value", "5"),
        ('[brand]\nprimary = "#114e3b"\n', "theme.missing", "4"),
        ('short_name = "Kabupaten Blora Mustika"\n' + BRAND, "theme.value", "4"),
        (BRAND + '[type]\ndisplay = "serif; } body { color: red"\n', "theme.value", "8"),
        (BRAND + '[art]\nscene = "../../secret.svg"\n', "theme.value", "8"),
        (BRAND + '[art]\nscene = "https://example.org/a.svg"\n', "theme.value", "8"),
        (BRAND + '[layout]\nhome = ["search", "weather"]\n', "theme.value", "8"),
        (BRAND + '[pwa]\ntheme_color = "green"\n', "theme.value", "8"),
        (BRAND + '[contrast]\nlevel = "off"\n', "theme.value", "8"),
        ("[brand\n", "theme.syntax", "4"),
        (BRAND + "[brand]\n", "theme.duplicate", "7"),
    ],
)
def test_a_wrong_value_is_refused_with_its_line(write_theme: Write, text: str, code: str, line: str) -> None:
    found = problems_of(write_theme, text)

    assert (found[0].code, found[0].where) == (code, f"themes/contoh/theme.toml:{line}")


def test_a_theme_without_a_brand_says_what_to_write(write_theme: Write) -> None:
    (problem,) = problems_of(write_theme, "")

    assert problem.code == "theme.missing"
    assert "primary" in problem.hint


def test_the_id_must_be_the_folders_name(write_theme: Write) -> None:
    (problem,) = problems_of(write_theme, 'schema = 1\nid = "another"\nname = "X"\n' + BRAND, head=False)

    assert (problem.code, problem.where) == ("theme.id", "themes/contoh/theme.toml:2")


def test_a_file_that_is_not_utf8_is_named(write_theme: Write) -> None:
    folder = write_theme()
    (folder / "contoh" / "theme.toml").write_bytes(b'name = "Bl\xf6ra"\n')

    with pytest.raises(ThemeError) as caught:
        load_theme("contoh", [folder])

    assert caught.value.code == "theme.encoding"


def test_an_absent_theme_is_told_with_the_nearest_name(write_theme: Write) -> None:
    with pytest.raises(ThemeError) as caught:
        load_theme("contho", [write_theme()])

    assert caught.value.hint == "Did you mean 'contoh'?"
