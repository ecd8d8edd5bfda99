"""What every template of the core and the themes must hold to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.language import read_catalogue

ROOT = Path(__file__).parents[3]
FORMS = {"form.html", "check.html", "receipt.html", "fields.html"}
"""The templates of forms have tests of their own, beside the forms."""
FILES = [file for folder in ("core/templates", "themes") for file in sorted((ROOT / folder).rglob("*.html")) if file.name not in FORMS]
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
WORDS = re.compile(r'\b(?:ngettext|_)\(\s*"((?:[^"\\]|\\.)*)"')


def text_of(file: Path) -> str:
    return COMMENT.sub("", file.read_text("utf-8"))


pytestmark = pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())


def test_a_template_has_no_script_and_no_style_of_its_own(file: Path) -> None:
    text = text_of(file)

    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:|hx-on|hx-vals\s*=\s*[\"']js:", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


def test_a_template_never_calls_anything_safe(file: Path) -> None:
    assert not re.search(r"\|\s*safe\b|autoescape\s+false", text_of(file))


def test_whatever_takes_the_focus_has_a_steady_id(file: Path) -> None:
    bare = [
        tag for tag in re.findall(r"<(?:a|button|summary|input|select|textarea)\b[^>]*>", text_of(file)) if " id=" not in tag and 'type="hidden"' not in tag
    ]

    allowed = {'class="skip"', "{{ photo.href }}", "{{ chip[1] }}"}
    assert [tag for tag in bare if not any(mark in tag for mark in allowed)] == []


def test_every_sentence_is_there_in_indonesian(file: Path) -> None:
    catalogue = read_catalogue("id", {"": ROOT / "core"})

    assert [words for words in WORDS.findall(text_of(file)) if words not in catalogue.by_owner[""]] == []
