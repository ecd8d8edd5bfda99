"""Colour arithmetic: sRGB hex, OKLCH, contrast, and the nearest lightness that can be read.

OKLCH (Ottosson 2020) keeps the hue steady while the lightness moves, which HSL does not: a blue made lighter stays blue.
Contrast is that of WCAG 2.2. Everything is computed on the rounded hex value, the one that the phone will show.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

WHITE, BLACK = "#ffffff", "#000000"
_HEX = re.compile(r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})", re.IGNORECASE)
_STEP = 0.005


class Oklch(NamedTuple):
    """Lightness 0–1, chroma 0–about 0.37, hue in degrees."""

    lightness: float
    chroma: float
    hue: float


def parse_hex(text: str) -> str:
    """`#ABC` → `#aabbcc`; eight digits carry alpha. Raises ValueError with a sentence."""
    if not _HEX.fullmatch(text.strip()):
        raise ValueError(f"{text!r} is not a colour; write it as '#rrggbb'")
    digits = text.strip().lower()[1:]
    return "#" + ("".join(d * 2 for d in digits) if len(digits) <= 4 else digits)


def _channels(colour: str) -> tuple[float, float, float]:
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _encoded(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    red, green, blue = map(_linear, _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """1 (the same) to 21 (black on white)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lowest(colour: str, grounds: Iterable[str]) -> float:
    """The contrast of `colour` on the worst of `grounds`."""
    return min(contrast(colour, ground) for ground in grounds)


def over(veil: str, ground: str, alpha: float | None = None) -> str:
    """What one sees of a translucent colour (its own alpha, or `alpha`) on a ground."""
    share = alpha if alpha is not None else int(veil[7:9] or "ff", 16) / 255
    mixed = (share * v + (1 - share) * g for v, g in zip(_channels(veil), _channels(ground), strict=True))
    return "#" + "".join(f"{round(255 * value):02x}" for value in mixed)


def to_oklch(colour: str) -> Oklch:
    red, green, blue = map(_linear, _channels(colour))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return Oklch(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def _to_linear_rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _shown(rgb: Sequence[float]) -> bool:
    return all(-0.0005 <= value <= 1.0005 for value in rgb)


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """The hex value; chroma gives way where a screen cannot show it, hue and lightness stay."""
    lightness = min(max(lightness, 0.0), 1.0)
    rgb = _to_linear_rgb(lightness, chroma, hue)
    if not _shown(rgb):
        low, high = 0.0, chroma
        for _ in range(12):
            middle = (low + high) / 2
            low, high = (middle, high) if _shown(_to_linear_rgb(lightness, middle, hue)) else (low, middle)
        rgb = _to_linear_rgb(lightness, low, hue)
    return "#" + "".join(f"{round(255 * _encoded(min(max(value, 0.0), 1.0))):02x}" for value in rgb)


def nearest_readable(start: Oklch, grounds: Sequence[str], need: float) -> str:
    """The colour of the same hue, nearest in lightness to `start`, with contrast `need` on every ground.

    Where none of that hue does it, the better one of black and white: enough on any single ground up to 4.58."""
    lightness, chroma, hue = start
    found = from_oklch(lightness, chroma, hue)
    if lowest(found, grounds) >= need:
        return found
    for step in range(1, int(1 / _STEP) + 1):
        for towards in (lightness - step * _STEP, lightness + step * _STEP):
            if 0 <= towards <= 1:
                found = from_oklch(towards, chroma, hue)
                if lowest(found, grounds) >= need:
                    return found
    return max((BLACK, WHITE), key=lambda colour: lowest(colour, grounds))
