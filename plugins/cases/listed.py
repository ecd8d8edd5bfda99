"""What lists for everybody show beside the rows: how many cases are in each state, kept rather than counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from tortoise.functions import Count

from .models import Case
from .visibility import is_listed, is_public

if TYPE_CHECKING:
    from core import Portal


def _name(service: str, state: str) -> str:
    return f"cases.listed.{service}.{state}"


def listing(case: Case, before: str = "") -> Mapping[str, int]:
    """What changes in the kept numbers when a case comes into its state, from the state `before` or new."""
    if not is_public(case) or case.state == before:
        return {}
    return {_name(case.service, case.state): 1, **({_name(case.service, before): -1} if before else {})}


async def listed_counts(portal: Portal, service: str, states: Iterable[str]) -> dict[str, int]:
    """How many cases of `service` everybody may see, by state."""
    names = {_name(service, state): state for state in states}
    return {names[name]: max(0, value) for name, value in (await portal.counters.read(names)).items()}


async def recount_listed(portal: Portal) -> None:
    """Count anew: after an import, and once a night, should a number ever have gone astray."""
    rows = await Case.filter(is_listed()).annotate(n=Count("id")).group_by("service", "state").values("service", "state", "n")
    found = {_name(row["service"], row["state"]): int(row["n"]) for row in rows}
    gone = {f"cases.listed.{name}": 0 for name in await portal.counters.all("cases.listed.")}
    for name, value in sorted((gone | found).items()):
        await portal.counters.put(name, value)
