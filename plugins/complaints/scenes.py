"""Drawn pictures for a demo: a road, a lamp, a heap, a house; nobody's photo, and nobody mistakes them for one."""

from __future__ import annotations

from io import BytesIO
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

WIDTH, HEIGHT = 960, 720
GROUND = 430
SKIES = (("#8fb8d8", "#dfeaf0"), ("#c9a27c", "#f1dfc4"), ("#7d93a8", "#c9d4dc"), ("#27405c", "#6d86a0"))


def draw_scene(icon: str, random: Random) -> bytes:
    """A JPEG that goes with a category of that icon."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (WIDTH, HEIGHT), "#7c8b5f")
    pen = ImageDraw.Draw(picture)
    _sky(pen, random)
    _hills(pen, random)
    {"construction": _road, "lightbulb": _lamp, "trash-2": _heap}.get(icon, _house)(pen, random)
    content = BytesIO()
    picture.save(content, "JPEG", quality=82)
    return content.getvalue()


def _sky(pen: ImageDraw, random: Random) -> None:
    above, below = (tuple(int(colour[n : n + 2], 16) for n in (1, 3, 5)) for colour in random.choice(SKIES))
    for y in range(GROUND):
        pen.line([(0, y), (WIDTH, y)], fill=tuple(a + (b - a) * y // GROUND for a, b in zip(above, below, strict=True)))


def _hills(pen: ImageDraw, random: Random) -> None:
    for colour, height in (("#7f9b8c", 120), ("#5f7f63", 70)):
        x = random.randrange(-200, 0)
        while x < WIDTH:
            wide = random.randrange(260, 520)
            high = random.randrange(height // 2, height)
            pen.ellipse([x, GROUND - high, x + wide, GROUND + high], fill=colour)
            x += wide // 2
    pen.rectangle([0, GROUND, WIDTH, HEIGHT], fill="#8a8f5c")


def _way(pen: ImageDraw) -> None:
    pen.polygon([(WIDTH // 2 - 60, GROUND), (WIDTH // 2 + 60, GROUND), (WIDTH - 60, HEIGHT), (60, HEIGHT)], fill="#5b5f63")
    for n in range(4):
        y = GROUND + 30 + n * 70
        half = 4 + n * 3
        pen.polygon([(WIDTH // 2 - half, y), (WIDTH // 2 + half, y), (WIDTH // 2 + half + 2, y + 34), (WIDTH // 2 - half - 2, y + 34)], fill="#d8d4c2")


def _road(pen: ImageDraw, random: Random) -> None:
    """A road with holes, some of them full of water."""
    _way(pen)
    for _ in range(random.randrange(2, 5)):
        y = random.randrange(GROUND + 70, HEIGHT - 60)
        spread = (y - GROUND) * 1.1
        x = WIDTH // 2 + random.uniform(-spread, spread)
        wide, high = (y - GROUND) * random.uniform(0.3, 0.6), (y - GROUND) * random.uniform(0.08, 0.16)
        pen.ellipse([x - wide - 8, y - high - 4, x + wide + 8, y + high + 6], fill="#46494c")
        pen.ellipse([x - wide, y - high, x + wide, y + high], fill=random.choice(("#2f3133", "#6f7f86", "#7a6a50")))


def _lamp(pen: ImageDraw, random: Random) -> None:
    """A street at dusk, and a lamp that is dark."""
    pen.rectangle([0, 0, WIDTH, GROUND], fill="#2b3a50")
    _hills(pen, random)
    _way(pen)
    x = random.choice((170, WIDTH - 170))
    towards = 1 if x < WIDTH // 2 else -1
    pen.rectangle([x - 6, 130, x + 6, GROUND + 120], fill="#22262b")
    pen.line([(x, 136), (x + towards * 110, 110)], fill="#22262b", width=10)
    pen.rounded_rectangle([x + towards * 110 - 34, 100, x + towards * 110 + 34, 122], 8, fill="#3d434b")


def _heap(pen: ImageDraw, random: Random) -> None:
    """A heap by the wayside."""
    _way(pen)
    for _ in range(90):
        x = random.gauss(240, 90)
        y = HEIGHT - 120 - max(0.0, 120 - abs(x - 240)) * random.random()
        size = random.uniform(14, 38)
        colour = random.choice(("#d9d4c7", "#3f6f8f", "#8f3f3f", "#c7a93f", "#4f4f4f", "#6f8f4f"))
        pen.polygon([(x, y - size), (x + size, y - size * 0.2), (x + size * 0.6, y + size * 0.6), (x - size * 0.8, y + size * 0.4)], fill=colour)


def _house(pen: ImageDraw, random: Random) -> None:
    """An office or a school with a tiled roof."""
    wall = random.choice(("#e6dcc5", "#cfd9d6", "#e3cfc1"))
    pen.rectangle([200, 300, 760, 560], fill=wall)
    pen.polygon([(150, 310), (810, 310), (680, 190), (280, 190)], fill="#8a4b35")
    for n in range(4):
        x = 240 + n * 125
        pen.rectangle([x, 360, x + 80, 450], fill="#5d7486")
        pen.line([(x + 40, 360), (x + 40, 450)], fill=wall, width=5)
    pen.rectangle([445, 430, 525, 560], fill="#5a4030")
    pen.line([(880, 200), (880, 580)], fill="#9a9a9a", width=8)
    pen.rectangle([884, 200, 950, 222], fill="#b3261e")
    pen.rectangle([884, 222, 950, 244], fill="#f4f4f0")
