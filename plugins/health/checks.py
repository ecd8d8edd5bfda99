"""Whether the imported tables fit together: a service or a bed whose facility nobody knows is seen by no citizen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import Health
from core.language import gettext_lazy as _

from .models import Bed, Facility, HealthService

if TYPE_CHECKING:
    from core import Context

NAMED = 3
"""Codes that the sentence names."""


async def known_facilities(context: Context) -> Health:
    """Names what is not shown."""
    there = {str(code) for code in await Facility.all().values_list("code", flat=True)}
    lost = sorted({str(code) for model in (HealthService, Bed) for code in await model.all().distinct().values_list("facility", flat=True)} - there)
    if not lost:
        return Health("ok", context.gettext(_("{n} health facilities"), n=len(there)))
    some = ", ".join(lost[:NAMED])
    return Health(
        "degraded", context.gettext(_("{n} facilities are named by services or beds but not in the table of facilities: {some}"), n=len(lost), some=some)
    )
