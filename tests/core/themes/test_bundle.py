"""One small style sheet for a whole portal."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest

from core.themes import find_themes, load_theme, stylesheet
from core.themes.bundle import SHEETS, minified

THEMES = Path(__file__).parents[3] / "themes"
NAMES = ["blora", "pendopo", "sumedang"]


@pytest.mark.parametrize("name", NAMES)
def test_the_citizens_sheet_fits_in_eight_kilobytes(name: str) -> None:
    assert len(brotli.compress(stylesheet(load_theme(name, [THEMES])))) <= 8 * 1024


def test_the_layers_are_named_once_and_first() -> None:
    css = stylesheet(load_theme("blora", [THEMES]), [".jobs { color: var(--text) }"]).decode()

    assert css.startswith("@layer reset,tokens,base,layout,components,plugin,theme,utilities;")
    assert "@layer plugin{.jobs{color:var(--text)}}" in css
    assert css.count("{") == css.count("}")


def test_every_sheet_of_the_core_is_in_it() -> None:
    css = stylesheet(load_theme("pendopo", [THEMES])).decode()

    for file in SHEETS.rglob("*.css"):
        if file.stem != "staff":
            selector = re.search(r"^ +([.a-z:*][^{,\n@]*?)(?:,[^{\n]*)? \{", file.read_text("utf-8"), re.MULTILINE)
            assert selector, file
            assert minified(selector[1]) in css, file


@pytest.mark.parametrize(
    ("css", "small"),
    [
        ("/* x */ a,\n b > c { margin: 0 auto; }", "a,b>c{margin:0 auto}"),
        ("a { inline-size: calc(1rem + 2px); }", "a{inline-size:calc(1rem + 2px)}"),
        ('a::before { content: "a ; b { c"; }', 'a::before{content:"a ; b { c"}'),
        ("a :hover { top: 0 }", "a :hover{top:0}"),
        ("@media (min-width: 40rem) and (hover) { a { top: 0 } }", "@media (min-width:40rem) and (hover){a{top:0}}"),
        ("a { font: 700 1rem/1.2 var(--x), serif }", "a{font:700 1rem/1.2 var(--x),serif}"),
    ],
)
def test_only_space_that_means_nothing_goes(css: str, small: str) -> None:
    assert minified(css) == small


def test_no_component_has_a_colour_of_its_own() -> None:
    for file in (SHEETS / "components").glob("*.css"):
        raw = re.findall(r"#[0-9a-fA-F]{3,8}\b", file.read_text("utf-8"))
        assert set(raw) <= PAPER, file


PAPER = {"#fff", "#f7f7f3", "#14181a", "#0000000f", "#0000000a"}
"""White under a QR code, the paper of a number plate, two hairline shadows."""


def test_important_is_for_hidden_alone() -> None:
    found = [line.strip() for file in SHEETS.rglob("*.css") for line in file.read_text("utf-8").splitlines() if "!important" in line]

    assert found == ["[hidden] { display: none !important; }"]


def test_every_shipped_theme_is_found() -> None:
    assert sorted(find_themes([THEMES])) == NAMES
