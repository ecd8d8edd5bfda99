"""The palettes of a theme, and a problem for every colour it fixed that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.errors import Problem
from core.themes.chain import Chain, Layer, merged
from core.themes.colours import lowest, over
from core.themes.file import Brand, said
from core.themes.palette import PATTERN_STRENGTH, Failure, Palette, Scheme, derive, failures, repair

NEEDED = {"AA": 4.5, "AAA": 7.0}
_TABLES: Mapping[Scheme, tuple[str, str]] = {"light": ("tokens", "color"), "dark": ("dark", "color")}


@dataclass(frozen=True, slots=True)
class Proof:
    """Both palettes, whether the pattern may lie under words, and what stands in the way."""

    palettes: Mapping[Scheme, Palette]
    patterned: bool
    problems: tuple[Problem, ...]


def prove(chain: Chain) -> Proof:
    """Derive and check both schemes.

    A theme with a brand of its own starts afresh: colours that its parents fixed would not suit its brand."""
    branded, brand = next((place, layer.file.brand) for place, layer in enumerate(chain) if layer.file.brand)
    layers = chain[: branded + 1]
    mode = merged(chain, "dark").get("mode", "derive")
    schemes: tuple[Scheme, ...] = ("light",) if mode == "off" else ("light", "dark")
    palettes: dict[Scheme, Palette] = {}
    problems: list[Problem] = []
    text = NEEDED[merged(chain, "contrast").get("level", "AA")]
    for scheme in schemes:
        given = _given(layers, scheme)
        palettes[scheme] = palette = _palette(brand, given, scheme, text)
        problems += _weak(palette, _places(given, layers, scheme), scheme, text)
        if mode == "manual" and scheme == "dark":
            problems += _left_out(given, palette, chain)
    return Proof(palettes, all(map(_bears_pattern, palettes.values())), tuple(problems))


Given = Mapping[str, tuple[str, Layer]]
"""A colour that the theme or a parent fixes, and who said it."""


def _given(layers: Chain, scheme: Scheme) -> Given:
    found: dict[str, tuple[str, Layer]] = {}
    for layer in reversed(layers):
        table = layer.file.tokens.color if scheme == "light" else layer.file.dark.color
        found |= {name: (value, layer) for name, value in said(table).items()}
    return found


def _palette(brand: Brand, given: Given, scheme: Scheme, text: float) -> Palette:
    return derive(brand.primary, brand.accent, {name: value for name, (value, _) in given.items()}, scheme, text)


def _places(given: Given, layers: Chain, scheme: Scheme) -> dict[str, tuple[str, str]]:
    """Where each fixed colour stands, and how it is called there."""
    branded = layers[-1].document
    found = {"brand": (branded.where(("brand", "primary")), "brand.primary"), "accent": (branded.where(("brand", "accent")), "brand.accent")}
    table = _TABLES[scheme]
    return found | {name: (layer.document.where((*table, name)), ".".join((*table, name))) for name, (_, layer) in given.items()}


def _weak(palette: Palette, places: Mapping[str, tuple[str, str]], scheme: Scheme, text: float) -> Iterator[Problem]:
    """One problem a colour. The words are to blame where the theme fixed them; else the ground is, which it must have fixed then."""
    worst: dict[str, Failure] = {}
    for failure in failures(palette, text):
        blamed = failure.pair.over if failure.pair.over in places else failure.pair.ground
        if blamed not in worst or failure.ratio < worst[blamed].ratio:
            worst[blamed] = failure
    for blamed, failure in worst.items():
        where, key = places.get(blamed, ("", blamed))
        pair, better = failure.pair, repair(palette, blamed, text)
        message = (
            f'{key} = "{palette[blamed]}": {pair.over} on {pair.ground} has a contrast of {failure.ratio:.2f}:1 ({scheme}), at least {pair.need:g}:1 is needed'
        )
        advice = f'Use "{better}" (same hue), or leave' if better else "Leave"
        yield Problem("theme.contrast", message, where, f"{advice} the line out: the colour is then derived.")


def _left_out(given: Given, palette: Palette, chain: Chain) -> Iterator[Problem]:
    missing = sorted(name for name in palette if name not in given)
    if missing:
        hint = f'Say them too, or write mode = "derive". Missing: {", ".join(missing)}.'
        yield Problem(
            "theme.dark", f"dark.mode is 'manual', but [dark.color] leaves out {len(missing)} colours", chain[0].document.where(("dark", "mode")), hint
        )


def _bears_pattern(palette: Palette) -> bool:
    """Whether words on the brand can be read at the pattern's worst pixel."""
    worst = [over("#ffffff", palette[ground], PATTERN_STRENGTH) for ground in ("brand", "brand_deep")]
    return lowest(palette["on_brand"], worst) >= NEEDED["AA"]
