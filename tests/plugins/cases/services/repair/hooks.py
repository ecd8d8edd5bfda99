"""What the sample service adds: its procedure, and an ear for every event of cases."""

from __future__ import annotations

from core import Context, Listener, hookimpl
from plugins.cases.api import CaseDueMoved, CaseErased, CaseEvent, CaseLate, CaseMoved, CaseNoted, CaseOpened, Procedure, procedure_of

from .settings import Settings


@hookimpl
def register_procedures(plugin) -> list[Procedure]:  # type: ignore[no-untyped-def]
    return [procedure_of(plugin, Settings)]


async def hear(context: Context, event: CaseEvent) -> None:
    """Counts, where the tests can read it: `repair.heard.<event>`."""
    await context.portal.changed(f"repair.heard_{event.name}")


@hookimpl
def register_listeners() -> list[Listener]:
    return [Listener(event, hear) for event in (CaseOpened, CaseMoved, CaseNoted, CaseErased, CaseLate, CaseDueMoved)]
