"""The procedure by which payments are looked into: its own stories come out as they are written."""

from __future__ import annotations

from pathlib import Path

import plugins.payments
from plugins.cases.api import read_procedure, run_examples
from plugins.cases.workdays import national_days

FILE = Path(plugins.payments.__file__).parent / "procedure.toml"


def test_every_story_in_the_file_comes_out_as_it_is_written() -> None:
    outcomes = run_examples(read_procedure(FILE), [day for day, _kind in national_days()])

    assert len(outcomes) == 3
    assert [(outcome.title, outcome.differences) for outcome in outcomes if not outcome.ok] == []
