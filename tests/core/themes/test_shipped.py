"""The themes that come with Pendopo."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from core.themes import load_theme
from core.themes.file import read_theme_file, said
from core.themes.palette import PATTERN_STRENGTH, failures

THEMES = Path(__file__).parents[3] / "themes"
NAMES = ["blora", "pendopo", "sumedang"]

BLORA = {"bg": "#faf7f0", "brand": "#114e3b", "brand_deep": "#0a382a", "action": "#0d6848", "accent": "#e6ac2c", "danger": "#a33a22"}
SUMEDANG = {"bg": "#f6f6fc", "brand": "#37308f", "brand_deep": "#241f66", "action": "#4338b3", "accent": "#ffb454", "danger": "#ad2f3c"}
BLORA_DARK = {"bg": "#0e1512", "brand": "#0f3f30", "action": "#7fd3a9", "accent": "#ebb942", "on_danger": "#2a0b04"}
SUMEDANG_DARK = {"bg": "#10101f", "brand": "#2b2575", "action": "#b0a9ff", "accent": "#ffbd69", "on_danger": "#33060b"}


@pytest.mark.parametrize(("name", "light", "dark"), [("blora", BLORA, BLORA_DARK), ("sumedang", SUMEDANG, SUMEDANG_DARK)])
def test_a_regencys_theme_has_the_colours_it_was_drawn_with(name: str, light: dict[str, str], dark: dict[str, str]) -> None:
    theme = load_theme(name, [THEMES])

    assert theme.colours["light"].items() >= light.items()
    assert theme.colours["dark"].items() >= dark.items()


@pytest.mark.parametrize("name", NAMES)
def test_every_pair_can_be_read_in_both_schemes(name: str) -> None:
    theme = load_theme(name, [THEMES])

    assert [failure for palette in theme.colours.values() for failure in failures(palette)] == []
    assert theme.warnings == ()


@pytest.mark.parametrize("name", NAMES)
def test_every_theme_has_its_own_sign_and_art(name: str) -> None:
    theme = load_theme(name, [THEMES])

    assert theme.mark
    assert theme.icon == f"/static/themes/{name}/icon.svg"
    assert f'--scene: url("/static/themes/{name}/scene.svg")' in theme.css
    assert f'--pattern: url("/static/themes/{name}/pattern.svg")' in theme.css


@pytest.mark.parametrize("name", NAMES)
def test_the_art_of_the_home_page_is_light(name: str) -> None:
    theme = load_theme(name, [THEMES])

    assert sum(path.stat().st_size for file, path in theme.static_files.items() if file.startswith(name)) <= 10 * 1024


def test_the_default_theme_says_only_two_colours() -> None:
    read = read_theme_file(THEMES / "pendopo", "pendopo")
    assert not isinstance(read, list)

    assert said(read[0].tokens) == {}


@pytest.mark.parametrize("name", NAMES)
def test_a_pattern_is_as_faint_as_the_palette_counts_on(name: str) -> None:
    drawing = ET.parse(THEMES / name / "pattern.svg")
    strengths = [float(value) for element in drawing.iter() for key, value in element.attrib.items() if key in ("opacity", "fill-opacity")]

    assert strengths
    assert max(strengths) <= PATTERN_STRENGTH
