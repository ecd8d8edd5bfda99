"""The procedure of complaints: its own stories come out as they are written, and every limit is the one that is published."""

from __future__ import annotations

from pathlib import Path

import pytest

import plugins.complaints
from core.testing import make_site
from plugins.cases.api import Procedure, read_procedure, run_examples
from plugins.cases.workdays import national_days
from plugins.complaints.settings import Settings

FILE = Path(plugins.complaints.__file__).parent / "procedure.toml"


@pytest.fixture(scope="module")
def procedure() -> Procedure:
    return read_procedure(FILE, settings=Settings.model_fields)


def test_every_story_in_the_file_comes_out_as_it_is_written(procedure: Procedure) -> None:
    outcomes = run_examples(procedure, [day for day, _kind in national_days()])

    assert len(outcomes) >= 6
    assert [(outcome.title, outcome.differences) for outcome in outcomes if not outcome.ok] == []


def test_the_limits_are_those_of_sp4n_lapor(procedure: Procedure) -> None:
    assert {name: state.limit for name, state in procedure.states.items() if state.limit is not None} == {
        "received": 3,
        "asked": 10,
        "forwarded": 5,
        "in_progress": {"information": 5, "ordinary": 14, "supervision": 60},
        "waiting": 10,
        "checked": 3,
        "confirm": 10,
    }
    assert procedure.limits["answer"].days == "setting:answer_within"
    assert procedure.default_class == "ordinary"


def test_everything_that_a_citizen_reads_is_there_in_both_languages(procedure: Procedure) -> None:
    words = [procedure.title, *(state.title for state in procedure.states.values()), *(state.explanation for state in procedure.states.values())]
    words += [text for one in procedure.transitions.values() for text in (one.title, one.told) if text]

    assert [text.id for text in words if set(text.by_language or {}) != {"id", "en"}] == []


def test_only_the_reporter_opens_a_complaint_again_and_every_state_has_somebody(procedure: Procedure) -> None:
    assert procedure.transitions["reopen"].who == ("reporter",)
    assert [name for name, state in procedure.states.items() if not state.end and state.who is None] == []


@pytest.mark.parametrize(("written", "days"), [('"3 working days"', 3), ('"5 hari kerja"', 5), ("2", 2)])
def test_the_promise_of_the_site_is_written_as_people_write_it(tmp_path: Path, written: str, days: int) -> None:
    from core.portal import build_portal

    site = make_site(tmp_path, toml=f"[plugins.complaints]\nanswer_within = {written}\n")
    portal = build_portal(site, plugins=["cases", "complaints"])

    assert portal.settings(Settings).answer_within == days


def test_a_promise_that_is_no_number_of_days_is_named_with_its_line(tmp_path: Path) -> None:
    from core.portal import build_portal

    site = make_site(tmp_path, toml='[plugins.complaints]\nanswer_within = "soon"\n')
    portal = build_portal(site, plugins=["cases", "complaints"])

    (problem,) = [problem for problem in portal.problems if problem.code.startswith("settings")]
    assert problem.where == "portal.toml:8"
    assert "soon" in problem.message
