"""`pendopo demo` shows applications at every place of their way."""

from __future__ import annotations

import pytest

from core.portal import Portal
from plugins.cases.api import Case
from plugins.permits.demo import WAYS, fill
from plugins.permits.models import Paper, Permit

from .applying import context_of

pytestmark = pytest.mark.anyio


async def test_there_is_an_application_at_every_place(portal: Portal) -> None:
    told: list[int] = []

    await fill(context_of(portal), 40, told.append)

    states = {case.state for case in await Case.all()}
    assert states == {"received", "completing", "technical", "inspection", "decision", "fee", "issued", "refused", "withdrawn"}
    assert await Case.all().count() == len(WAYS)
    assert await Permit.all().count() == 1
    assert await Paper.filter(state="rejected").count() == 1
    assert told == [40]
