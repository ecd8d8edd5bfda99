"""A palette, a shape and a type face as custom properties: what a theme is in the page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from core.themes.palette import FOCUS, FOCUS_EDGE, Palette

_ORDER = (
    *("bg", "surface", "sunken", "line", "line_strong", "text", "muted"),
    *("brand", "brand_deep", "on_brand", "on_brand_muted", "on_brand_accent", "on_brand_line", "on_brand_soft"),
    *("action", "action_strong", "on_action", "action_soft", "accent", "on_accent", "accent_text", "accent_soft"),
    *("ok", "ok_soft", "info", "info_soft", "warn", "warn_soft", "danger", "danger_soft", "on_danger"),
)
_FALLBACKS = {"text": '"Segoe UI", Roboto, "Noto Sans", sans-serif', "display": 'Georgia, "Noto Serif", serif'}
_DENSE = {"--control": "2.75rem", "--space-4": ".875rem", "--space-5": "1.25rem", "--space-6": "1.625rem"}
"""`density = "rapat"`: less air, never a target below 44 px."""


def short(colour: str) -> str:
    """`#ffffff` → `#fff`."""
    return re.sub(r"^#(.)\1(.)\2(.)\3$", r"#\1\2\3", colour)


def scheme_properties(palette: Palette, dark: bool) -> dict[str, str]:
    """The custom properties of one scheme."""
    found = {"color-scheme": "dark" if dark else "light"}
    found |= {f"--{name.replace('_', '-')}": short(palette[name]) for name in _ORDER}
    shadow = palette["shadow"]
    near, far = ("66", "77") if dark else ("12", "17")
    found["--shadow-1"] = f"0 1px 2px {shadow}{near}"
    found["--shadow-2"] = f"0 10px 30px {shadow}{far}" if dark else f"0 2px 4px {shadow}0d, 0 10px 28px {shadow}{far}"
    return found


def mood_properties(shape: Mapping[str, Any], kind: Mapping[str, Any], art: Mapping[str, str]) -> dict[str, str]:
    """What does not change with the scheme: focus, radii, fonts, images."""
    found = {"--focus": FOCUS, "--focus-edge": FOCUS_EDGE}
    found |= {f"--{name.replace('_', '-')}": shape[name] for name in ("leaf", "radius_sm", "radius_md", "radius_lg") if name in shape}
    if shape.get("density") == "rapat":
        found |= _DENSE
    for name in ("text", "display"):
        if name in kind:
            found[f"--font-{name}"] = kind[name] if "," in kind[name] else f"{kind[name]}, {_FALLBACKS[name]}"
    if "display_weight" in kind:
        found["--display-weight"] = str(kind["display_weight"])
    if "display_tracking" in kind:
        found["--display-tracking"] = kind["display_tracking"]
    return found | {f"--{name}": f'url("{art[name]}")' if art.get(name) else "none" for name in ("pattern", "scene", "roof")}


def theme_layer(mood: Mapping[str, str], light: Mapping[str, str], dark: Mapping[str, str] | None, extra: Sequence[str] = ()) -> str:
    """The layer `theme`: light on `:root`, dark where the phone or the reader asks for it, then the theme's own sheets.

    The dark block holds only what differs from the light one, and stands there twice: once for the phone's wish, once for the reader's.
    Paper is always light: browsers print so by themselves, except for what the reader chose."""
    blocks = [_block(":root", {**light, **mood})]
    if dark:
        changed = {name: value for name, value in dark.items() if light.get(name) != value}
        blocks.append("@media (prefers-color-scheme: dark) {\n" + _block(':root:not([data-tema="terang"])', changed) + "\n}")
        blocks.append("@media screen {\n" + _block('[data-tema="gelap"]', changed) + "\n}")
    return "@layer theme {\n" + "\n".join([*blocks, *(text.strip() for text in extra)]) + "\n}\n"


def _block(selector: str, properties: Mapping[str, str]) -> str:
    return f"{selector} {{\n" + "\n".join(f"  {name}: {value};" for name, value in properties.items()) + "\n}"
