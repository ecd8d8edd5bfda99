"""What accounts do by themselves: forget every night what nobody waits for any more."""

from __future__ import annotations

from core import Context

from . import absences, codes, invitations, offices, sending, tries, waiting, wards


async def sweep(context: Context) -> None:
    now = context.portal.clock.now()
    await tries.sweep(now)
    await codes.sweep(now)
    await sending.sweep(now)
    await waiting.sweep(now)
    await invitations.sweep(context.portal)
    await absences.sweep(context.portal)
    await wards.sweep(context.portal)
    await offices.sweep(context.portal)
