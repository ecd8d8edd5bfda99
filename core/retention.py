"""What is kept of people goes when its time is over, as the data passport in each `plugin.toml` says."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from core import hooks as spec
from core.plugins.boundary import told
from core.plugins.plugin import BOUNDARY
from core.requests import Context

if TYPE_CHECKING:
    from core.portal import Portal

log = logging.getLogger("pendopo.retention")

SECONDS = 3600.0
"""How long one plugin may take; what it did not come to, it does the next night."""


@dataclass(frozen=True, slots=True)
class Expired:
    """What one plugin removed, or would remove, by name; or why it could not."""

    plugin: str
    counts: Mapping[str, int]
    error: str = ""


async def expire(portal: Portal, *, dry: bool = False) -> list[Expired]:
    """Let every plugin remove what is over. One that fails is named and hinders no other."""
    found = []
    asked = {owned.owner: owned.value for owned in portal.declared(spec.register_personal_data) if owned.value.expire}
    for slug, before in over(portal).items():
        personal = asked.get(slug)
        if personal is None or personal.expire is None:
            found.append(Expired(slug, {}, "its data passport names days, but nothing it declares removes what is over"))
            continue
        context = Context(portal, slug, portal.site.languages[0])
        try:
            counts = await portal.boundary.call(slug, "retention", SECONDS, personal.expire, context, before, dry)
        except BOUNDARY as error:
            log.error("what is over was not removed", extra={"plugin": slug, "error": told(error)}, exc_info=error)
            found.append(Expired(slug, {}, told(error)))
            continue
        if not dry and any(counts.values()):
            log.info("what is over was removed", extra={"plugin": slug, "counts": dict(counts)})
        found.append(Expired(slug, counts))
    return found


def over(portal: Portal) -> dict[str, dict[str, datetime]]:
    """For each plugin, and each column whose time has an end: what began its time before this moment is over."""
    now = portal.clock.now()
    found: dict[str, dict[str, datetime]] = {}
    for plugin in portal.in_order:
        passport = plugin.manifest.data if plugin.manifest else {}
        before = {column: now - timedelta(days=keeping.days) for column, keeping in passport.items() if keeping.days}
        if before:
            found[plugin.slug] = before
    return found
