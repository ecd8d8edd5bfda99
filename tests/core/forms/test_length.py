"""Lengths are counted as people count."""

from __future__ import annotations

import pytest

from core.forms.length import characters


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("abc", 3), ("é", 1), ("e\u0301", 1), ("👍🏽", 1), ("👨‍👩‍👧‍👦", 1), ("🇮🇩🇮🇩", 2), ("ꦄꦏ꧀ꦱꦫ", 4), ("a" + "\u0301" * 1000, 1), ("\u0301", 1)],
)
def test_a_letter_with_its_marks_or_an_emoji_with_its_parts_is_one(text: str, count: int) -> None:
    assert characters(text) == count
