"""Whatever the brand colour: everything can be read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.themes.colours import BLACK, WHITE, contrast, lowest, over, to_oklch
from core.themes.palette import FOCUS, FOCUS_EDGE, Scheme, derive, failures, pairs, repair

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
schemes = st.sampled_from(("light", "dark"))


@settings(max_examples=600)
@given(colours, colours, schemes)
def test_no_pair_of_a_derived_palette_is_below_aa(brand: str, accent: str, scheme: Scheme) -> None:
    assert list(failures(derive(brand, accent, {}, scheme))) == []


@settings(max_examples=300, deadline=None)
@given(colours, colours, schemes)
def test_words_on_the_faint_pane_can_be_read_too(brand: str, accent: str, scheme: Scheme) -> None:
    palette = derive(brand, accent, {}, scheme)

    panes = [over(palette["on_brand_soft"], palette[ground]) for ground in ("brand", "brand_deep")]
    assert lowest(palette["on_brand"], panes) >= 4.5
    assert lowest(palette["on_brand_muted"], panes) >= 4.5


@settings(max_examples=200)
@given(colours, colours)
def test_the_brand_and_the_accent_are_used_untouched(brand: str, accent: str) -> None:
    palette = derive(brand, accent, {})

    assert (palette["brand"], palette["accent"]) == (brand, accent)


@pytest.mark.parametrize("brand", ["#069550", "#ffd000", "#0082c9", "#ce1126"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_action_keeps_the_hue_of_the_brand(brand: str, scheme: Scheme) -> None:
    turned = abs(to_oklch(derive(brand, "#e6ac2c", {}, scheme)["action"]).hue - to_oklch(brand).hue)

    assert min(turned, 360 - turned) < 6


@pytest.mark.parametrize(("brand", "dark_action"), [("#069550", "#5bbc7d"), ("#ffd000", "#f4d369"), ("#1a3c34", "#89aea4")])
def test_the_action_in_the_dark_is_light_and_not_shrill(brand: str, dark_action: str) -> None:
    assert derive(brand, "#e6ac2c", {}, "dark")["action"] == dark_action


def test_what_a_theme_says_is_kept() -> None:
    said = {"bg": "#fffdf5", "action": "#7a0000", "ok_soft": "#e0ffe0"}

    assert derive("#114e3b", "#e6ac2c", said).items() >= said.items()


def test_a_weak_pair_is_found_and_its_repair_can_be_read_everywhere() -> None:
    palette = dict(derive("#114e3b", "#e6ac2c", {"text": "#8a9a94"}))
    assert {failure.pair.over for failure in failures(palette)} == {"text"}

    palette["text"] = repair(palette, "text")

    assert list(failures(palette)) == []


def test_a_stricter_theme_asks_more_of_words_and_the_same_of_lines() -> None:
    assert {pair.need for pair in pairs(7.0)} == {7.0, 3.0}
    assert list(failures(derive("#0a382a", "#e6ac2c", {}, "light", 7.0), 7.0)) == []


@settings(max_examples=200)
@given(colours)
def test_the_focus_ring_stands_out_on_any_ground(ground: str) -> None:
    assert max(contrast(FOCUS, ground), contrast(FOCUS_EDGE, ground)) >= 3


def test_enough_pairs_are_looked_at() -> None:
    assert len(pairs()) >= 30
    assert {WHITE, BLACK} == {"#ffffff", "#000000"}
