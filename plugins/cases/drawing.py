"""Draw a flow chart as SVG: classes only, so that the theme colours it, and words for whoever cannot see it.

Pure. The way most cases take runs down the left column, everything beside it stands in the right one; lines that jump
run in lanes of their own, so that none crosses a box. It is narrow enough for a phone.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from .chart import Box, Chart

_WIDTH, _SIDE_WIDTH, _GAP, _MARGIN, _LANE = 152, 138, 36, 6, 8
_LINE_HEIGHT, _PADDING, _ROW_GAP = 19, 14, 34
_SIDES = 8
_LETTER = 9.8
"""Mean width of a letter of 15 px, semibold; a title is broken into lines by it."""


@dataclass(slots=True)
class _Placed:
    box: Box
    lines: list[str]
    x: float
    y: float
    width: float
    height: float
    side: bool
    _ports: dict[str, int] = field(default_factory=dict)

    def port(self, edge: str) -> float:
        """A height on the left or right edge that no other line has yet: the middle, above it, below it …"""
        n = self._ports.get(edge, 0)
        self._ports[edge] = n + 1
        offset = (n + 1) // 2 * 11 * (1 if n % 2 else -1)
        limit = self.height / 2 - 8
        return self.y + self.height / 2 + max(-limit, min(limit, offset))


@functools.lru_cache(maxsize=128)
def draw(chart: Chart, prefix: str = "flow") -> Markup:
    """The chart as an SVG element. `prefix` keeps its ids apart from another chart's on the same page."""
    lanes = sum(1 for start, end in chart.arrows if _is_jump(chart, start, end))
    left = _MARGIN + _LANE * lanes + (16 if lanes else 0)
    placed = _place(chart, left)
    lines = _Lines(placed, left, [box.id for box in chart.main])
    paths = [lines.path(start, end) for start, end in chart.arrows]
    width = left + _WIDTH + ((_GAP + _SIDE_WIDTH) if chart.side else 0) + _MARGIN
    height = max(one.y + one.height for one in placed.values()) + _MARGIN
    content = [_element("title", escape(chart.title), id=f"{prefix}-t"), _element("desc", escape(chart.description), id=f"{prefix}-d"), _tips(prefix)]
    content += [_element("path", d=d, class_="main" if strong else "", marker_end=f"url(#{prefix}-{'go' if strong else 'to'})") for d, strong in paths]
    content += [_draw_box(one) for one in placed.values()]
    size: dict[str, str | float] = {"viewBox": f"0 0 {width:g} {height:g}", "width": width, "height": height}
    return _element("svg", *content, class_="flow", **size, role="img", aria_labelledby=f"{prefix}-t {prefix}-d")


def _tips(prefix: str) -> Markup:
    shape: dict[str, str | float] = {"viewBox": "0 0 10 10", "refX": 9, "refY": 5, "markerWidth": 6, "markerHeight": 6, "orient": "auto"}
    kinds = (("to", ""), ("go", "go"))
    return _element("defs", *(_element("marker", _element("path", class_=look, d="M0 0 10 5 0 10Z"), id=f"{prefix}-{name}", **shape) for name, look in kinds))


def _element(tag: str, *content: Markup, **attributes: str | float) -> Markup:
    """An SVG element. A trailing `_` of a name is dropped, others become hyphens; empty attributes are left out."""
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(f"{value:g}" if isinstance(value, int | float) else value)}"'
        for name, value in attributes.items()
        if value != ""
    )
    return Markup(f"<{tag}{written}>{Markup('').join(content)}</{tag}>")  # noqa: S704 - attributes and words are escaped


def _place(chart: Chart, left: float) -> dict[str, _Placed]:
    """Main boxes below each other; a side box as near as possible to the first main box that leads to it."""
    placed: dict[str, _Placed] = {}
    y = float(_MARGIN + 12)
    for box in chart.main:
        lines = break_lines(box.title, _WIDTH)
        height = _height(lines, box)
        placed[box.id] = _Placed(box, lines, left, y, _WIDTH, height, side=False)
        y += height + _ROW_GAP
    wanted = sorted(chart.side, key=lambda box: _anchor(box, chart, placed))
    y = float(_MARGIN + 12)
    for box in wanted:
        lines = break_lines(box.title, _SIDE_WIDTH)
        height = _height(lines, box)
        y = max(y, _anchor(box, chart, placed))
        placed[box.id] = _Placed(box, lines, left + _WIDTH + _GAP, y, _SIDE_WIDTH, height, side=True)
        y += height + _ROW_GAP * 0.75
    return placed


def _anchor(box: Box, chart: Chart, placed: dict[str, _Placed]) -> float:
    sources = [placed[start].y for start, end in chart.arrows if end == box.id and start in placed and not placed[start].side]
    return min(sources, default=float(_MARGIN + 12))


def _height(lines: Sequence[str], box: Box) -> float:
    return _PADDING * 2 + _LINE_HEIGHT * (len(lines) + (1 if box.under else 0)) - 4


def break_lines(text: str, width: float) -> list[str]:
    """At most three lines that fit into `width`; what is left over is cut with an ellipsis."""
    room = int((width - 2 * _SIDES) / _LETTER)
    lines, line = [], ""
    for word in text.split():
        whole = word if len(word) <= room else f"{word[: room - 1]}…"
        if line and len(line) + 1 + len(whole) > room:
            lines.append(line)
            line = whole
        else:
            line = f"{line} {whole}".strip()
    lines.append(line)
    return lines if len(lines) <= 3 else [*lines[:2], f"{lines[2][: room - 1]}…"]


def _is_jump(chart: Chart, start: str, end: str) -> bool:
    order = [box.id for box in chart.main]
    return start in order and end in order and order.index(end) != order.index(start) + 1


class _Lines:
    """Draws the lines one after another, so that no two share a lane."""

    def __init__(self, placed: dict[str, _Placed], left: float, main: Sequence[str]) -> None:
        self.placed, self.main = placed, main
        self._left = itertools.count(1)
        self._between = itertools.cycle(range(4))
        self._edge = left

    def path(self, start: str, end: str) -> tuple[str, bool]:
        """The path of one arrow, and whether it belongs to the main way."""
        a, b = self.placed[start], self.placed[end]
        if not a.side and not b.side:
            if self.main.index(end) == self.main.index(start) + 1:
                middle = a.x + a.width / 2
                return f"M{middle:g} {a.y + a.height:g}V{b.y - 1:g}", True
            return self._around(a, b, self._edge - 8 - _LANE * next(self._left)), False
        if a.side and b.side:
            return self._around(a, b, a.x - 8 - 7 * next(self._between)), False
        return self._across(a, b), False

    def _across(self, a: _Placed, b: _Placed) -> str:
        """From one column to the other: straight where the boxes stand beside each other."""
        main, side = (b, a) if a.side else (a, b)
        x1, x2 = (a.x, b.x + b.width + 1) if a.side else (a.x + a.width, b.x - 1)
        level = main.port("right")
        if side.y + 6 <= level <= side.y + side.height - 6:
            return f"M{x1:g} {level:g}H{x2:g}"
        other = side.port("left")
        y1, y2 = (other, level) if a.side else (level, other)
        return f"M{x1:g} {y1:g}{_bend(x1, y1, side.x - 9 - 7 * next(self._between), y2, x2)}"

    def _around(self, a: _Placed, b: _Placed, lane: float) -> str:
        y1, y2 = a.port("left"), b.port("left")
        return f"M{a.x:g} {y1:g}{_bend(a.x, y1, lane, y2, b.x - 1)}"


def _bend(x1: float, y1: float, lane: float, y2: float, x2: float) -> str:
    """Along to the lane, up or down it, and along again, with rounded corners."""
    r = min(8.0, abs(y2 - y1) / 2, abs(lane - x1), abs(x2 - lane))
    down, first, last = (1 if y2 > y1 else -1), (1 if lane > x1 else -1), (1 if x2 > lane else -1)
    return f"H{lane - first * r:g}Q{lane:g} {y1:g} {lane:g} {y1 + down * r:g}V{y2 - down * r:g}Q{lane:g} {y2:g} {lane + last * r:g} {y2:g}H{x2:g}"


def _draw_box(one: _Placed) -> Markup:
    radius = one.height / 2 if one.box.look in ("start", "end") else 12
    words = [_words(line, one, n) for n, line in enumerate(one.lines)]
    if one.box.under:
        words.append(_words(one.box.under, one, len(one.lines), "t"))
    frame = _element("rect", x=one.x, y=one.y, width=one.width, height=one.height, rx=radius)
    return _element("g", frame, *words, class_="end" if one.box.look == "start" else one.box.look) + _draw_limit(one)


def _words(text: str, one: _Placed, line: int, look: str = "") -> Markup:
    y = one.y + _PADDING + 13 + line * _LINE_HEIGHT
    return _element("text", escape(text), class_=look, x=one.x + one.width / 2, y=y, text_anchor="middle")


def _draw_limit(one: _Placed) -> Markup:
    if not one.box.limit:
        return Markup("")
    width = len(one.box.limit) * 7.2 + 16
    x, y = one.x + one.width - width + 4, one.y - 12
    badge = _element("rect", class_="lim", x=x, y=y, width=width, height=23, rx=11.5)
    return _element("g", badge, _element("text", escape(one.box.limit), class_="limt", x=x + width / 2, y=y + 16, text_anchor="middle"))
