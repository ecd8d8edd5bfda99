"""Procedure files: every mistake is found at once, with its line and its mend."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Problem, SiteError
from plugins.cases.procedure import parse_working_days
from plugins.cases.procedure_file import parse_procedure, read_procedure

FILE = Path(__file__).parent / "services" / "repair" / "procedure.toml"
TEXT = FILE.read_text("utf-8")
SETTINGS = {"answer_within": 3, "page_size": 20}


def problems(text: str) -> list[Problem]:
    """All problems of `text`; each must name its line."""
    with pytest.raises(SiteError) as refused:
        parse_procedure(text, "repair.toml", settings=SETTINGS)
    assert all(problem.where.startswith("repair.toml:") for problem in refused.value.problems)
    return list(refused.value.problems)


def changed(old: str, new: str, count: int = 1) -> str:
    assert old in TEXT
    return TEXT.replace(old, new, count)


def line_with(text: str, part: str) -> str:
    return f"repair.toml:{next(n for n, line in enumerate(text.splitlines(), 1) if part in line)}"


def test_a_good_procedure_is_read_whole() -> None:
    procedure = read_procedure(FILE, settings=SETTINGS)

    assert procedure.default_class == "light"
    assert procedure.settings() == {"answer_within"}
    assert [name for name, _ in procedure.leaving("received")] == ["forward", "refuse"]
    assert procedure.states["working"].title.by_language == {"id": "Dikerjakan", "en": "In progress"}
    assert len(procedure.examples) == 8


def test_the_version_is_what_a_procedure_says_not_how_it_is_written() -> None:
    version = parse_procedure(TEXT).version

    assert parse_procedure("# another comment\n" + TEXT).version == version
    assert parse_procedure(TEXT[: TEXT.index("[[examples]]")]).version == version
    assert parse_procedure(changed("limit = 3", "limit = 4")).version != version


@pytest.mark.parametrize(
    ("old", "new", "code", "says", "line"),
    [
        ('initial = "received"', 'initial = "recieved"', "procedure.state", "Did you mean 'received'?", "initial ="),
        ('to = "planned"', 'to = "plan"', "procedure.state", "Did you mean 'planned'?", 'to = "plan"'),
        ('from = "received"', 'from = ["recived"]', "procedure.state", "Did you mean 'received'?", "recived"),
        ('who = "verifier"', 'who = "verifer"', "procedure.function", "Did you mean 'verifier'?", "verifer"),
        ('tells = "handler"', 'tells = "handlers"', "procedure.function", "Did you mean 'handler'?", "handlers"),
        ('title = { id = "Diterima", en = "Received" }\n', "", "procedure.title", "states.received.title is missing", "[states.received]"),
        ('title = { id = "Diterima", en = "Received" }', 'title = { en = "Received" }', "procedure.value", "write a sentence", '{ en = "Received" }'),
        ('title = { id = "Diterima", en = "Received" }', 'title = "  "', "procedure.value", "write a sentence", 'title = "  "'),
        ("limit = 3", "limit = -3", "procedure.value", "limit", "limit = -3"),
        ("limit = 3", 'limit = "3 days"', "procedure.value", "limit", 'limit = "3 days"'),
        ("limit = 3", 'limit = "setting:answer_with"', "procedure.setting", "Did you mean 'answer_within'?", 'answer_with"'),
        ("limit = 3", "limitt = 3", "procedure.unknown_key", "Did you mean 'limit'?", "limitt"),
        ('days = "setting:answer_within"', "days = 3", "procedure.shadowed", "The setting 'answer_within' would change nothing", "days = 3"),
        ("limit = { light = 5, heavy = 14 }", "limit = { light = 5 }", "procedure.class", "no days for the class 'heavy'", "limit = { light"),
        ("limit = { light = 5, heavy = 14 }", "limit = { light = 5, heavy = 14, big = 3 }", "procedure.class", "no class 'big'", "limit = { light"),
        ("default = true", "default = false", "procedure.class", "No classes are the default", "[classes.light]"),
        ('pause = "waiting_for_reporter"', "", "procedure.pause", "No state pauses", "[pauses.waiting"),
        ('pause = "waiting_for_reporter"', 'pause = "waiting_for_reporters"', "procedure.pause", "Did you mean", 'pause = "waiting'),
        ('then = "close"', 'then = "agree"', "procedure.then", "The clock may not make", 'then = "agree"'),
        ('then = "close"', 'then = "refuse"', "procedure.then", "does not lead out of 'confirm'", 'then = "refuse"'),
        ('limit = 10\nthen = "close"', 'then = "close"', "procedure.then", "but has none", 'then = "close"'),
        ('limit = 10\nthen = "close"', "limit = 10", "procedure.nobody", "Nobody makes the transition 'close'", 'who = "system"'),
        ('end = "done"', 'end = "done"\nlimit = 6', "procedure.limit", "a closed case has no clock", "limit = 6"),
        ('shown_as = "working"', "", "procedure.track", "not on the track", "[states.asked]"),
        (
            "within = 10",
            "within = 10\n[transitions.x]\ntitle = 'x'\nfrom='planned'\nto='working'\nwho='handler'\nwithin=3",
            "procedure.within",
            "never locks",
            "within=3",
        ),
        ('asks = ["agency", "class", "note?"]', 'asks = ["agency", "agency"]', "procedure.ask", "asks 'agency' twice", 'asks = ["agency"'),
        ('asks = ["agency", "class", "note?"]', 'asks = ["files"]', "procedure.value", 'write "note"', 'asks = ["files"'),
        ('ticket = "PBK"', 'ticket = "pb"', "procedure.value", "ticket", 'ticket = "pb"'),
        ('do = "forward"', 'do = "foward"', "procedure.transition", "Did you mean 'forward'?", "foward"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_its_mend(old: str, new: str, code: str, says: str, line: str) -> None:
    text = changed(old, new)

    found = [problem for problem in problems(text) if problem.code == code]

    assert found, [str(problem) for problem in problems(text)]
    assert any(says in str(problem) and problem.where == line_with(text, line) for problem in found), [str(p) for p in found]


def test_an_unreachable_state_and_a_dead_end_are_found() -> None:
    island = '[states.island]\ntitle = "Pulau"\nexplanation = "x"\nshown_as = "working"\n\n[limits.answer]'
    trap = '[transitions.trap]\ntitle = "x"\nfrom = "planned"\nto = "island"\nwho = "handler"\n\n[[examples]]'

    alone = problems(changed("[limits.answer]", island))
    trapped = problems(changed("[limits.answer]", island).replace("[[examples]]", trap, 1))

    assert {problem.code for problem in alone} == {"procedure.unreachable", "procedure.dead_end"}
    assert {problem.code for problem in trapped} == {"procedure.dead_end"}


def test_a_circle_without_a_way_out_is_a_dead_end() -> None:
    text = TEXT
    for end in ('end = "done"', 'end = "refused"'):
        text = text.replace(end, "")

    assert {"procedure.no_end", "procedure.dead_end"} <= {problem.code for problem in problems(text)}


def test_all_problems_are_said_at_once() -> None:
    text = changed("limit = 3", "limit = -3").replace('who = "handler"', 'who = "worker"').replace('ticket = "PBK"', 'ticket = "P"')

    assert {"procedure.value", "procedure.function"} == {problem.code for problem in problems(text)}
    assert len(problems(text)) >= 8


def test_what_is_not_toml_says_where() -> None:
    with pytest.raises(SiteError) as refused:
        parse_procedure("id = 'x'\ntitle = = 'y'\n", "p.toml")

    assert refused.value.where == "p.toml:2"


def test_what_is_not_utf_8_is_said(tmp_path: Path) -> None:
    file = tmp_path / "procedure.toml"
    file.write_bytes(b"id = '\xff'")

    with pytest.raises(SiteError, match="UTF-8"):
        read_procedure(file)


@pytest.mark.parametrize(("written", "days"), [(3, 3), ("3 working days", 3), ("1 working day", 1), ("10 hari kerja", 10), (" 5 ", 5)])
def test_a_setting_may_be_written_in_words(written: int | str, days: int) -> None:
    assert parse_working_days(written) == days


@pytest.mark.parametrize("written", ["soon", "3 weeks", -1, True, "9999 days", 5001, None])
def test_a_setting_that_is_no_number_of_days_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="number of working days"):
        parse_working_days(written)  # type: ignore[arg-type]


WORDS = [
    "",
    "[",
    "x",
    "x = ",
    'x = "y"',
    "limit = []",
    "who = 3",
    "[states]",
    "[[states]]",
    "from = {}",
    "examples = 1",
    "title = 5",
    "[transitions.x.y]",
    "ends = [1]",
    "asks = [{}]",
    "version = 'x'",
]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, TEXT.count("\n") - 1), st.sampled_from(WORDS), st.booleans())
def test_any_broken_line_is_a_problem_with_its_place_and_never_a_crash(line: int, word: str, replace: bool) -> None:
    lines = TEXT.splitlines()
    lines[line : line + 1] = [word] if replace else [lines[line], word]

    try:
        parse_procedure("\n".join(lines), "p.toml", settings=SETTINGS)
    except SiteError as refused:
        found = refused.problems
    else:
        found = ()

    assert all(re.fullmatch(r"p\.toml:\d+", problem.where) and problem.message and problem.code for problem in found)
