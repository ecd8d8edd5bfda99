"""What a theme brings as files, looked at before it is shown: drawings without scripts, style sheets without surprises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from core.errors import Problem

LARGEST = 64 * 1024
_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_DRAWN = frozenset(
    [
        *("svg", "g", "defs", "symbol", "use", "title", "desc", "view", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon"),
        *("text", "tspan", "linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern"),
    ]
)


def drawing_problems(file: Path, shown: str) -> list[Problem]:
    """What is wrong with an SVG file: it may draw, and refer to itself, and nothing else."""
    if not file.is_file() or file.is_symlink():
        return [Problem("theme.art", f"{shown} is not there", shown, "Put the file into the theme's folder.")]
    if file.stat().st_size > LARGEST:
        return [Problem("theme.art", f"{shown} is larger than {LARGEST // 1024} KiB", shown, "Simplify the drawing.")]
    text = file.read_bytes()
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"<?xml-stylesheet" in text:
        return [Problem("theme.art", f"{shown} has a document type, entities or a style sheet of its own", shown, "Save it as plain SVG.")]
    try:
        root = ET.fromstring(text)  # noqa: S314 - entities were refused just now
    except ET.ParseError as error:
        return [Problem("theme.art", f"{shown} is not SVG: {error}", f"{shown}:{error.position[0]}", "Save it as plain SVG.")]
    if root.tag != f"{_SVG}svg" or "viewBox" not in root.attrib:
        begin = 'It begins with <svg xmlns="http://www.w3.org/2000/svg" viewBox="…">.'
        return [Problem("theme.art", f"{shown} is not an SVG drawing with a viewBox", shown, begin)]
    return [Problem("theme.art", f"{shown} has {what}", shown, "A theme's drawing may only draw, and refer to its own parts.") for what in _foreign(root)]


def _foreign(root: ET.Element) -> Iterator[str]:
    for element in root.iter():
        name = str(element.tag).removeprefix(_SVG)
        if name not in _DRAWN:
            yield f"an element <{name}>"
        for key, value in element.attrib.items():
            plain = key.removeprefix(_XLINK).lower()
            if plain.startswith("on") or plain == "style":
                yield f"an attribute {plain!r}"
            elif plain == "href" and not value.startswith("#"):
                yield f"a link to {value[:60]!r}"
            elif re.search(r"url\(\s*[\"']?(?!#)", value) or "javascript:" in value.lower():
                yield f"a reference {value[:60]!r}"


def inline(file: Path) -> tuple[str, str]:
    """The viewBox and the inner markup of a drawing that was looked at before, to stand in a page."""
    ET.register_namespace("", "http://www.w3.org/2000/svg")
    root = ET.fromstring(file.read_bytes())  # noqa: S314 - looked at before
    inner = "".join(ET.tostring(child, encoding="unicode") for child in root)
    return root.attrib["viewBox"], re.sub(r' xmlns(?::\w+)?="[^"]*"', "", inner).strip()


_REFUSED = (
    (re.compile(r"!\s*important", re.IGNORECASE), "`!important`", "Later layers win already; only [hidden] needs it."),
    (re.compile(r"outline(?:-style|-width)?\s*:\s*(?:none|0)\b", re.IGNORECASE), "an outline switched off", "Keyboard users would not see where they are."),
    (
        re.compile(r"@(?:import|charset|namespace|layer|font-face)\b", re.IGNORECASE),
        "an @import, @layer or @font-face",
        "The sheet becomes part of one layer; fonts are the phone's own.",
    ),
    (re.compile(r"url\(\s*[\"']?(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE), "an address elsewhere", "Only files of this portal may be shown."),
    (re.compile(r"expression\s*\(|behaviou?r\s*:|-moz-binding|javascript:", re.IGNORECASE), "a script", "A style sheet only styles."),
    (re.compile(r"--(?:target|control|focus|focus-edge)\s*:", re.IGNORECASE), "a change of targets or focus", "These are the same in every theme."),
)
_INPUT_FONT = re.compile(r"[^{}]*(?:input|select|textarea|\.input)[^{}]*\{[^{}]*font(?:-size)?\s*:[^;{}]*?\b(\d+(?:\.\d+)?)px", re.IGNORECASE)


def sheet_problems(text: str, shown: str) -> list[Problem]:
    """What is wrong with a theme's own `css/extra.css`."""
    bare = re.sub(r"/\*.*?\*/", lambda found: "\n" * found[0].count("\n"), text, flags=re.DOTALL)

    def problem(what: str, place: int, why: str) -> Problem:
        return Problem("theme.css", f"{shown} has {what}", f"{shown}:{bare.count(chr(10), 0, place) + 1}", why)

    found = [problem(what, hit.start(), why) for pattern, what, why in _REFUSED for hit in pattern.finditer(bare)]
    small = "At least 16px: a phone zooms in otherwise."
    found += [problem(f"an input with letters of {hit[1]}px", hit.start(1), small) for hit in _INPUT_FONT.finditer(bare) if float(hit[1]) < 16]
    if bare.count("{") != bare.count("}") or "<" in bare:
        found.append(problem("braces that do not match, or markup", 0, "Every { needs its }."))
    return found
