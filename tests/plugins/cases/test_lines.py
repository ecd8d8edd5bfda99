"""Lines: every value of a TOML file is found where it stands."""

from __future__ import annotations

import tomllib

from plugins.cases.lines import find_lines, line_of

TEXT = '''# a comment
title = "x"        # with [brackets] = inside

[states.received]
title = { id = "a", en = "b" }
explanation = """
[not.a.table]
key = "neither"
"""
list = [
  "one", # ]
  { name = "two" },
]
after.deep = 1

[[examples]]
opened = 2026-01-01

  [[examples.steps]]
  do = "a"

  [[examples.steps]]
  do = "b"

[[examples]]
  [[examples.steps]]
  "do" = "c"
'''


def test_every_value_is_found_where_it_stands() -> None:
    tomllib.loads(TEXT)

    lines = find_lines(TEXT)

    assert lines["title",] == 2
    assert lines["states", "received"] == 4
    assert lines["states", "received", "explanation"] == 6
    assert ("not", "a", "table") not in lines
    assert lines["states", "received", "list"] == 10
    assert lines["states", "received", "after", "deep"] == 14
    assert lines["examples", 0, "opened"] == 17
    assert lines["examples", 0, "steps", 1, "do"] == 23
    assert lines["examples", 1, "steps", 0, "do"] == 27


def test_what_has_no_line_of_its_own_is_found_in_what_holds_it() -> None:
    lines = find_lines(TEXT)

    assert line_of(lines, ("states", "received", "title", "en")) == 5
    assert line_of(lines, ("states", "received", "list", 1, "name")) == 10
    assert line_of(lines, ("nowhere",)) == 1
