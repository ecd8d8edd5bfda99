"""Colour arithmetic against values published elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.themes.colours import BLACK, WHITE, contrast, from_oklch, lowest, nearest_readable, over, parse_hex, to_oklch

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#767676", "#ffffff", 4.54), ("#ffd000", "#ffffff", 1.47), ("#ce1126", "#ffffff", 5.63)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize(
    ("colour", "lightness", "chroma", "hue"), [("#ff0000", 0.628, 0.2577, 29.23), ("#00ff00", 0.8664, 0.2948, 142.5), ("#0000ff", 0.452, 0.3132, 264.05)]
)
def test_oklch_of_the_primaries_is_as_css_color_4_has_it(colour: str, lightness: float, chroma: float, hue: float) -> None:
    found = to_oklch(colour)

    assert found.lightness == pytest.approx(lightness, abs=0.001)
    assert found.chroma == pytest.approx(chroma, abs=0.001)
    assert found.hue == pytest.approx(hue, abs=0.1)


@given(colours)
def test_a_colour_comes_back_from_oklch_as_it_was(colour: str) -> None:
    assert max(abs(int(colour[n : n + 2], 16) - int(from_oklch(*to_oklch(colour))[n : n + 2], 16)) for n in (1, 3, 5)) <= 1


@given(colours)
def test_black_or_white_can_be_read_on_every_colour(colour: str) -> None:
    assert max(contrast(BLACK, colour), contrast(WHITE, colour)) >= 4.5


@settings(max_examples=300)
@given(colours, colours)
def test_the_nearest_readable_colour_can_be_read_on_any_single_ground(colour: str, ground: str) -> None:
    assert lowest(nearest_readable(to_oklch(colour), [ground], 4.5), [ground]) >= 4.5


def test_a_colour_that_can_be_read_is_left_as_it_is() -> None:
    assert nearest_readable(to_oklch("#ce1126"), [WHITE], 4.5) == "#ce1126"


@pytest.mark.parametrize(("written", "meant"), [("#ABC", "#aabbcc"), (" #0b6b53 ", "#0b6b53"), ("#fff8", "#ffffff88"), ("#0B6B5380", "#0b6b5380")])
def test_a_colour_may_be_written_short_or_long(written: str, meant: str) -> None:
    assert parse_hex(written) == meant


@pytest.mark.parametrize("written", ["red", "#12", "#12345", "0b6b53", "#gggggg", "rgb(0,0,0)", ""])
def test_what_is_no_colour_is_refused_with_a_sentence(written: str) -> None:
    with pytest.raises(ValueError, match="is not a colour"):
        parse_hex(written)


def test_a_veil_is_mixed_with_what_lies_beneath() -> None:
    assert over("#ffffff80", "#000000") == "#808080"
    assert over(WHITE, BLACK, 0.1) == "#1a1a1a"
