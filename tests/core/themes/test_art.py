"""Drawings draw, style sheets style, and neither does anything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import ThemeError
from core.themes import load_theme
from core.themes.art import drawing_problems, sheet_problems
from tests.core.themes.samples import BRAND, DRAWING, Write

BOX = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 8 8">{}</svg>'


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<path d="M0 0" onload="alert(1)"/>',
        '<image href="https://example.org/spy.png"/>',
        '<image xlink:href="/berkas/1"/>',
        '<use href="other.svg#a"/>',
        '<use xlink:href="//example.org/x#a"/>',
        '<path fill="url(https://example.org/#a)"/>',
        '<path fill="url( //example.org/#a )"/>',
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>",
        "<style>@import 'x'</style>",
        '<a href="#x"><path d="M0 0"/></a>',
        '<path style="fill:red"/>',
        '<animate attributeName="href" to="javascript:alert(1)"/>',
        '<set attributeName="onclick" to="x"/>',
        '<feImage href="#a"/>',
    ],
)
def test_a_drawing_that_acts_or_reaches_out_is_refused(tmp_path: Path, inside: str) -> None:
    file = tmp_path / "a.svg"
    file.write_text(BOX.format(inside), "utf-8")

    assert drawing_problems(file, "a.svg")


@pytest.mark.parametrize(
    "content",
    [
        "not svg",
        "<svg/>",
        '<!DOCTYPE svg [<!ENTITY a "b">]>' + DRAWING,
        '<?xml-stylesheet href="x.css"?>' + DRAWING,
        '<html xmlns="http://www.w3.org/1999/xhtml"/>',
        BOX.format("<path/>" * 20_000),
    ],
)
def test_what_is_no_plain_drawing_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "a.svg"
    file.write_text(content, "utf-8")

    assert drawing_problems(file, "a.svg")


def test_a_drawing_may_refer_to_its_own_parts(tmp_path: Path) -> None:
    file = tmp_path / "a.svg"
    file.write_text(BOX.format('<linearGradient id="g"/><path id="p" fill="url(#g)" d="M0 0"/><use href="#p" x="1"/>'), "utf-8")

    assert drawing_problems(file, "a.svg") == []


def test_a_link_to_a_file_elsewhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real.svg").write_text(DRAWING, "utf-8")
    (tmp_path / "a.svg").symlink_to(tmp_path / "real.svg")

    assert drawing_problems(tmp_path / "a.svg", "a.svg")


def test_a_bad_drawing_is_named_at_the_line_of_the_theme_that_wants_it(write_theme: Write) -> None:
    folder = write_theme(BRAND + '[art]\nscene = "scene.svg"\nroof = "roof.svg"\n', scene_svg=BOX.format("<script/>"))

    with pytest.raises(ThemeError) as caught:
        load_theme("contoh", [folder])

    assert [problem.where.rpartition(":")[2] for problem in caught.value.problems] == ["8", "9"]


@pytest.mark.parametrize(
    "css",
    [
        ".a { color: red !important }",
        "a:focus { outline: none }",
        "a:focus-visible { outline : 0 }",
        '.a { background: url("https://example.org/a.png") }',
        ".a { background: url(//example.org/a.png) }",
        '@import "x.css";',
        "@layer utilities { a { color: red } }",
        "@font-face { font-family: x }",
        ".input { font-size: 14px }",
        "input { font: 400 12px/1 serif }",
        ":root { --target: 20px }",
        ":root { --focus: transparent }",
        ".a { color: red",
        "</style><script>",
        ".a { width: expression(alert(1)) }",
    ],
)
def test_a_sheet_that_breaks_the_house_is_refused(css: str) -> None:
    assert sheet_problems(css, "css/extra.css")


def test_a_sheet_that_only_styles_is_kept_in_the_themes_layer(write_theme: Write) -> None:
    theme = load_theme("contoh", [write_theme(css__extra_css="/* outline: none is refused */\n.hero { padding: 1rem }\n.input { font-size: 17px }")])

    assert theme.css.rstrip().endswith("}")
    assert theme.css.index("@layer theme") < theme.css.index(".hero")


def test_a_bad_line_of_a_sheet_is_named() -> None:
    (problem,) = sheet_problems("/* a\n b */\n.a {\n  color: red !important;\n}", "themes/x/css/extra.css")

    assert problem.where == "themes/x/css/extra.css:4"
