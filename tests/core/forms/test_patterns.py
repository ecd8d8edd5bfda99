"""A declared regular expression can never stop the portal."""

from __future__ import annotations

import pytest

from core.errors import DeclarationError
from core.forms.patterns import compile_pattern


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(\d+)*x", r"([a-z]+)*\d", r"(a|a)*b", r"(\w+\s?)+!"])
def test_a_pattern_whose_time_explodes_is_refused(pattern: str) -> None:
    with pytest.raises(DeclarationError, match="very long"):
        compile_pattern(pattern, "Text 'x'")


@pytest.mark.parametrize("pattern", [r"[A-Z]{1,2}\d{1,4}", r"\d{3}/\d{3}", r"(?:RT|RW) ?\d{1,3}", r"[^\s@]+@[^\s@]+", r".{3,}"])
def test_a_plain_pattern_is_taken(pattern: str) -> None:
    assert compile_pattern(pattern, "Text 'x'").pattern == pattern


def test_a_pattern_of_over_200_characters_is_refused() -> None:
    with pytest.raises(DeclarationError):
        compile_pattern("a" * 201, "Text 'x'")
