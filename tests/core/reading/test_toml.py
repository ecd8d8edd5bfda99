"""TOML with its lines: what the scanner says of a text that `tomllib` has read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Problem
from core.reading import Document, parse_toml, read_toml

TEXT = """\
# 1
[portal]
name = "x" # 3
a.b = 3
text = \"\"\"
[not.a.header]
\"\"\"
list = [
  1, # 9 [
  [2,
   3], {q = 1, r.s = "]"},
]
[[category]]
id = 1
[[category]]
id = 2
[category.sub]
"quoted key" = 1979-05-27T07:32:00Z
"""
LINES = {
    ("portal",): 2,
    ("portal", "name"): 3,
    ("portal", "a"): 4,
    ("portal", "a", "b"): 4,
    ("portal", "text"): 5,
    ("portal", "list"): 8,
    ("portal", "list", 0): 9,
    ("portal", "list", 1): 10,
    ("portal", "list", 1, 0): 10,
    ("portal", "list", 1, 1): 11,
    ("portal", "list", 2): 11,
    ("portal", "list", 2, "q"): 11,
    ("portal", "list", 2, "r"): 11,
    ("portal", "list", 2, "r", "s"): 11,
    ("category",): 13,
    ("category", 0): 13,
    ("category", 0, "id"): 14,
    ("category", 1): 15,
    ("category", 1, "id"): 16,
    ("category", 1, "sub"): 17,
    ("category", 1, "sub", "quoted key"): 18,
}


def parsed(text: str) -> Document:
    found = parse_toml(text, "x.toml")
    assert isinstance(found, Document), found
    return found


def test_every_key_table_and_member_knows_its_line() -> None:
    assert parsed(TEXT).lines == LINES


def test_what_has_no_line_is_looked_for_in_the_nearest_table_around_it() -> None:
    document = parsed(TEXT)

    assert document.where(("category", 1, "absent")) == "x.toml:15"
    assert document.where(("portal", "list", 2, "q", "deeper")) == "x.toml:11"
    assert document.where(("absent",)) == "x.toml"


@pytest.mark.parametrize("quote", ['"', "'", '"""', "'''"])
def test_signs_inside_a_text_are_no_toml(quote: str) -> None:
    inside = "[a] = {x, y} # no"

    assert parsed(f"one = {quote}{inside}{quote}\ntwo = 2\n").lines == {("one",): 1, ("two",): 2}


def test_a_long_text_may_end_in_quotes_of_its_own() -> None:
    assert parsed('one = """a "" b"""""\ntwo = 2\n').lines == {("one",): 1, ("two",): 2}


KEYS = st.text("abc", min_size=1, max_size=2)
VALUES = st.recursive(
    st.integers() | st.booleans() | st.text("ab\"'\\#[]{}=,\n", max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=10,
)


@settings(max_examples=200, deadline=None)
@given(values=st.dictionaries(KEYS, VALUES, max_size=4))
def test_every_key_of_any_document_has_a_line_that_names_it(values: dict[str, object]) -> None:
    import tomlkit

    text = tomlkit.dumps(values)
    document = parsed(text)

    lines = text.split("\n")
    for path, line in document.lines.items():
        if isinstance(path[-1], str):
            assert re.search(rf"\b{path[-1]}\b", lines[line - 1]), (path, line)
    for path in paths(document.values):
        assert path in document.lines


def paths(value: object, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(*at, key) for key, _ in members] + [path for key, inner in members for path in paths(inner, (*at, key))]


def test_nothing_of_a_secret_file_is_shown(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("session = geheim\n")

    found = read_toml(tmp_path / "x.toml", secret=True)

    assert isinstance(found, Problem)
    assert found.where == "x.toml:1"
    assert "geheim" not in str(found)


def test_signs_that_steer_a_terminal_are_not_passed_on() -> None:
    found = parse_toml("a = \x1b[2Jx\n", "x.toml")

    assert isinstance(found, Problem)
    assert "\x1b" not in str(found)


def test_a_table_named_only_on_the_way_to_another_takes_its_own_line_when_it_comes() -> None:
    assert parsed("[a.b]\nx = 1\n").lines["a",] == 1
    assert parsed("[a.b]\nx = 1\n[a]\ny = 1\n").lines["a",] == 3
