"""Flow charts: accessible, without inline style, and no box over another."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

from core.language import Text
from plugins.cases.chart import Box, Chart, chart_of, main_way
from plugins.cases.drawing import break_lines, draw
from plugins.cases.procedure_file import parse_procedure, read_procedure

FILE = Path(__file__).parent / "services" / "repair" / "procedure.toml"
PROCEDURE = read_procedure(FILE)


def say(text: Text) -> str:
    return (text.by_language or {}).get("id") or text.id


def drawn() -> str:
    return str(
        draw(chart_of(PROCEDURE, say, title="Alur <perbaikan>", description="Diterima & selesai", limit=lambda name: "3 hk", who=lambda name: "pelaksana"))
    )


def test_the_chart_is_an_image_with_a_name_and_a_description() -> None:
    tree = ET.fromstring(drawn())

    assert tree.get("role") == "img"
    named = (tree.get("aria-labelledby") or "").split()
    words = {child.get("id"): child.text for child in tree}
    assert [words[name] for name in named] == ["Alur <perbaikan>", "Diterima & selesai"]


def test_the_chart_carries_no_style_and_no_script() -> None:
    assert not re.search(r"style=|<style|<script|\son\w+=|fill=|stroke=", drawn())


def test_every_state_is_a_box_and_every_transition_a_line() -> None:
    tree = ET.fromstring(drawn())
    words = " ".join(text.text or "" for text in tree.iter("text"))

    for state in PROCEDURE.states.values():
        assert all(word in words for word in say(state.title).split())
    lines = [path for path in tree.findall("path") if path.get("marker-end")]
    assert len(lines) == len({(start, one.to) for one in PROCEDURE.transitions.values() for start in one.from_})


def test_no_box_lies_over_another_or_outside() -> None:
    tree = ET.fromstring(drawn())
    boxes = [tuple(float(rect.get(name) or 0) for name in ("x", "y", "width", "height")) for rect in tree.iter("rect") if rect.get("class") != "lim"]

    assert len(boxes) == len(PROCEDURE.states)
    for n, (x, y, w, h) in enumerate(boxes):
        assert x >= 0
        assert y >= 0
        assert x + w <= float(tree.get("width") or 0)
        assert y + h <= float(tree.get("height") or 0)
        assert not any(x < x2 + w2 and x2 < x + w and y < y2 + h2 and y2 < y + h for x2, y2, w2, h2 in boxes[n + 1 :])


def test_the_main_way_is_the_track_and_its_end_or_else_the_shortest_way() -> None:
    without = parse_procedure(re.sub(r"^(track|shown_as) = .*$", "", FILE.read_text("utf-8"), flags=re.MULTILINE))

    assert main_way(PROCEDURE) == ["received", "planned", "working", "confirm", "closed"]
    assert main_way(without) == ["received", "planned", "working", "confirm", "closed"]


def test_what_people_wrote_cannot_become_markup() -> None:
    evil = Box("a", '"><script>alert(1)</script>', "</svg><b>", '"x"', "")

    svg = str(draw(Chart("</title><script>", "&", (evil,), (), ())))

    ET.fromstring(svg)
    assert "<script" not in svg
    assert "<b>" not in svg


def test_long_titles_are_broken_and_at_last_cut() -> None:
    assert break_lines("Menunggu keterangan", 150) == ["Menunggu", "keterangan"]
    lines = break_lines("Menunggu penilaian pertanggungjawabankeuangan daerah yang sangat panjang sekali", 150)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
