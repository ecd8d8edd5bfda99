"""A whole palette out of two colours, and the proof that all of it can be read.

`derive` keeps what a theme says and fills in the rest; `failures` names every pair of words and ground that is too weak.
Whatever the brand colour, a palette of which nothing else was said has no failures: a test tries thousands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from core.themes.colours import BLACK, WHITE, Oklch, contrast, from_oklch, lowest, nearest_readable, over, to_oklch

Scheme = Literal["light", "dark"]
Palette = Mapping[str, str]
"""Names as in `theme.toml` (`line_strong`) → hex."""

GROUNDS = ("bg", "surface", "sunken")
STATES = {"ok": 152.0, "info": 242.0, "warn": 72.0, "danger": 31.0}
"""The hue of each state. They are told apart by word and icon too, never by colour alone."""
FOCUS, FOCUS_EDGE = "#ffc83d", "#14201a"
"""Yellow with a dark edge in every theme: one of the two stands out on any ground."""
PATTERN_STRENGTH = 0.08
"""A pattern is white at this opacity at most; words on it are measured at its worst pixel."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Words (or a line) on a ground, and the contrast they need."""

    over: str
    ground: str
    need: float


@dataclass(frozen=True, slots=True)
class Failure:
    pair: Pair
    ratio: float


def pairs(text: float = 4.5) -> tuple[Pair, ...]:
    """Every pair that a page can show; `text` is what words need (AA 4.5, AAA 7)."""
    words = ("text", "muted", "action", "action_strong", *STATES, "accent_text")
    found = [(word, ground) for word in words for ground in GROUNDS]
    found += [(state, f"{state}_soft") for state in STATES] + [("text", f"{name}_soft") for name in (*STATES, "action", "accent")]
    found += [("action", "action_soft"), ("action_strong", "action_soft"), ("muted", "action_soft"), ("accent_text", "accent_soft")]
    found += [(word, ground) for word in ("on_brand", "on_brand_muted", "on_brand_accent") for ground in ("brand", "brand_deep")]
    found += [("on_action", "action"), ("on_action", "action_strong"), ("on_accent", "accent"), ("on_danger", "danger")]
    return (*(Pair(word, ground, text) for word, ground in found), *(Pair("line_strong", ground, 3.0) for ground in GROUNDS))


def failures(palette: Palette, text: float = 4.5) -> Iterator[Failure]:
    for pair in pairs(text):
        ratio = contrast(palette[pair.over], palette[pair.ground])
        if ratio < pair.need:
            yield Failure(pair, ratio)


def repair(palette: Palette, name: str, text: float = 4.5) -> str:
    """The nearest colour of the same hue for `name` that can be read wherever it is used; empty when there is none."""
    mine = [pair for pair in pairs(text) if name in (pair.over, pair.ground)]
    others = [(palette[pair.ground if pair.over == name else pair.over], pair.need) for pair in mine]
    found = nearest_readable(to_oklch(palette[name]), [other for other, _ in others], max(need for _, need in others))
    return found if all(contrast(found, other) >= need for other, need in others) else ""


def derive(brand: str, accent: str, said: Mapping[str, str], scheme: Scheme = "light", text: float = 4.5) -> Palette:
    """The palette of a scheme: `said` wins, everything else follows from the brand and the accent."""
    palette: dict[str, str] = {"brand": said.get("brand", brand), "accent": said.get("accent", accent)}

    def put(name: str, make: Callable[[], str]) -> None:
        palette[name] = said.get(name) or make()

    dark = scheme == "dark"
    _grounds(palette, put, dark, text)
    _brand(palette, put, text)
    _action(palette, put, dark, text)
    _accent(palette, put, dark, text)
    _states(palette, put, dark, text)
    put("shadow", lambda: BLACK if dark else from_oklch(0.25, 0.04, to_oklch(palette["brand"]).hue))
    return palette


Put = Callable[[str, Callable[[], str]], None]


def _grounds(palette: dict[str, str], put: Put, dark: bool, text: float) -> None:
    """Calm floors with a breath of the brand's hue, and what is written on them."""
    _, chroma, hue = to_oklch(palette["brand"])
    tint = min(chroma, 0.1) / 0.1
    for name, light_value, dark_value in (
        ("bg", (0.982, 0.006), (0.185, 0.014)),
        ("surface", (1.0, 0.0), (0.232, 0.018)),
        ("sunken", (0.953, 0.011), (0.212, 0.016)),
        ("line", (0.895, 0.014), (0.33, 0.024)),
    ):
        lightness, strength = dark_value if dark else light_value
        put(name, lambda lightness=lightness, strength=strength: from_oklch(lightness, strength * tint, hue))  # type: ignore[misc]
    grounds = _of(palette, GROUNDS)
    put("line_strong", lambda: nearest_readable(Oklch(0.62, 0.025 * tint, hue), grounds, 3.0))
    put("text", lambda: nearest_readable(Oklch(0.95 if dark else 0.24, 0.02 * tint, hue), grounds, text))
    put("action_soft", lambda: from_oklch(*((0.3, min(chroma, 0.05)) if dark else (0.945, min(chroma, 0.03))), hue))
    put("muted", lambda: nearest_readable(Oklch(0.77 if dark else 0.48, 0.025 * tint, hue), [*grounds, palette["action_soft"]], text))


def _brand(palette: dict[str, str], put: Put, text: float) -> None:
    """The roof: the brand's colour untouched, a deeper one for its shade, and words that can be read on both."""
    brand = palette["brand"]
    lightness, chroma, hue = to_oklch(brand)
    best = max((WHITE, BLACK), key=lambda colour: contrast(colour, brand))

    def deep() -> str:
        shades = (from_oklch(lightness - step * 0.01, chroma * 0.9, hue) for step in (8, 6, 4, 2, 1))
        return next((shade for shade in shades if contrast(best, shade) >= text), brand)

    put("brand_deep", deep)
    grounds = _of(palette, ("brand", "brand_deep"))
    put("on_brand", lambda: _words(best, hue, grounds, text))
    words = palette["on_brand"]
    put("on_brand_line", lambda: words + "33")
    put("on_brand_soft", lambda: _veil(words, grounds, text))
    # Small words stand on the pattern and on the pane, too.
    worst = [*grounds, *(over(veil, ground, alpha) for ground in grounds for veil, alpha in ((WHITE, PATTERN_STRENGTH), (palette["on_brand_soft"], None)))]
    muted = (over(words, brand, share) for share in (0.8, 0.85, 0.9, 0.95))
    put("on_brand_muted", lambda: next((colour for colour in muted if lowest(colour, worst) >= text), words))
    put("on_brand_accent", lambda: _accent_on(palette["accent"], words, grounds, text))


def _veil(words: str, grounds: Sequence[str], text: float) -> str:
    """A faint pane on the brand, of the words' own colour; of the opposite one where the words would sink in it."""
    if all(contrast(words, over(words + "1a", ground)) >= text for ground in grounds):
        return words + "1a"
    return (BLACK if contrast(words, BLACK) > contrast(words, WHITE) else WHITE) + "1a"


def _accent_on(accent: str, words: str, grounds: Sequence[str], text: float) -> str:
    found = nearest_readable(to_oklch(accent), grounds, text)
    return found if lowest(found, grounds) >= text else words


def _action(palette: dict[str, str], put: Put, dark: bool, text: float) -> None:
    """Links and buttons: the brand's hue at the nearest lightness that can be read."""
    lightness, chroma, hue = to_oklch(palette["brand"])
    start = Oklch(max(lightness, 0.72), min(chroma, 0.13), hue) if dark else Oklch(lightness, chroma, hue)
    grounds = _of(palette, (*GROUNDS, "action_soft"))
    put("action", lambda: nearest_readable(start, grounds, text))
    found = to_oklch(palette["action"])
    words = max((WHITE, BLACK), key=lambda colour: contrast(colour, palette["action"]))
    further = -0.09 if words == WHITE else 0.09
    put("action_strong", lambda: _if_readable(from_oklch(found.lightness + further, found.chroma, hue), palette["action"], grounds, text))
    put("on_action", lambda: _words(words, hue, _of(palette, ("action", "action_strong")), text))


def _accent(palette: dict[str, str], put: Put, dark: bool, text: float) -> None:
    """The accent means "now": a ground for a glyph; as words only in a shade that can be read."""
    accent = palette["accent"]
    lightness, chroma, hue = to_oklch(accent)
    best = max((WHITE, BLACK), key=lambda colour: contrast(colour, accent))
    put("on_accent", lambda: _words(best, hue, [accent], text))
    put("accent_soft", lambda: from_oklch(*((0.3, min(chroma, 0.055)) if dark else (0.955, min(chroma, 0.045))), hue))
    start = Oklch(max(lightness, 0.8) if dark else min(lightness, 0.5), min(chroma, 0.13), hue)
    put("accent_text", lambda: nearest_readable(start, _of(palette, (*GROUNDS, "accent_soft")), text))


def _states(palette: dict[str, str], put: Put, dark: bool, text: float) -> None:
    for state, hue in STATES.items():
        strength = 0.13 if state == "danger" else 0.1
        put(f"{state}_soft", lambda hue=hue: from_oklch(*((0.285, 0.045) if dark else (0.945, 0.03)), hue))  # type: ignore[misc]
        grounds = _of(palette, (*GROUNDS, f"{state}_soft"))
        start = Oklch(0.8 if dark else 0.47, strength, hue)
        put(state, lambda start=start, grounds=grounds: nearest_readable(start, grounds, text))  # type: ignore[misc]
    best = max((WHITE, BLACK), key=lambda colour: contrast(colour, palette["danger"]))
    put("on_danger", lambda: _words(best, STATES["danger"], [palette["danger"]], text))


def _words(best: str, hue: float, grounds: Sequence[str], text: float) -> str:
    """White as it is; black softened by the hue where it can afford it."""
    if best == WHITE:
        return WHITE
    ink = from_oklch(0.22, 0.045, hue)
    return ink if lowest(ink, grounds) >= max(text, 4.6) else BLACK


def _if_readable(wanted: str, otherwise: str, grounds: Sequence[str], text: float) -> str:
    return wanted if lowest(wanted, grounds) >= text else otherwise


def _of(palette: Mapping[str, str], names: Sequence[str]) -> list[str]:
    return [palette[name] for name in names]
