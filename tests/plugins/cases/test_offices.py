"""A procedure over several offices: the state says which has the case, and a step waits for what the service marks as done."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from plugins.cases.api import Refused, parse_procedure
from plugins.cases.calendar import WorkingCalendar
from plugins.cases.clock import Decision, Moment, decide, stand

TEXT = """\
id = "try"
title = "Uji"
ticket = "UJI"
holds_from = 2026-01-01
initial = "desk"

[states.desk]
title = "Meja"
explanation = "Diperiksa."
who = "verifier"
limit = "setting:days"

[states.works]
title = "Dinas"
explanation = "Dinilai."
who = "handler"
office = "technical"

[states.paid]
title = "Lunas"
explanation = "Selesai."
end = "done"

[transitions.pass_on]
title = "Teruskan"
from = "desk"
to = "works"
who = "verifier"
needs = ["papers", "photo"]

[transitions.pay]
title = "Dibayar"
from = "works"
to = "paid"
who = "system"
service = true
"""
PROCEDURE = parse_procedure(TEXT)
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)


def passed_on(marks: set[str] | None, offices: dict[str, str] | None = None) -> Decision:
    calendar = WorkingCalendar([])
    standing = stand(PROCEDURE, [Moment(NOW, "desk")], calendar, UTC, {"days": 3})
    return decide(
        PROCEDURE, standing, "pass_on", "verifier", {}, agency="front", today=date(2026, 11, 24), calendar=calendar, zone=UTC, marks=marks, offices=offices
    )


def test_a_step_waits_for_every_mark_that_it_needs() -> None:
    with pytest.raises(Refused, match="waits for photo"):
        passed_on({"papers"})

    assert passed_on({"papers", "photo"}).state == "works"
    assert passed_on(None).state == "works", "an example asks for none"


def test_the_office_of_the_state_has_the_case_then() -> None:
    assert passed_on(None, {"technical": "dpupr"}).agency == "dpupr"
    assert passed_on(None, {"other": "dlh"}).agency == "front", "where the service names no such office it stays"


def test_what_a_service_makes_needs_no_limit_of_a_clock() -> None:
    from core.errors import SiteError

    with pytest.raises(SiteError, match="Nobody makes the transition 'pay'"):
        parse_procedure(TEXT.replace("service = true\n", ""))
