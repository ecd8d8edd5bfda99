"""What `/siap` asks of a portal: database, schema, disk, keys, and what the worker last found."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from core import hooks as spec
from core.counters import bump
from core.database import Migrator
from core.health import Health
from core.outbox.health import check_name
from core.outbox.health import report as worker_report
from core.web.health import Check, Watch, disk_has_room
from core.web.keys import check_keys

if TYPE_CHECKING:
    from core.portal import Portal
    from core.site import Site

SELDOM = 30.0


def watch_of(portal: Portal) -> Watch:
    """The checks of one open portal."""
    checks: dict[str, Check] = {"database": partial(_writes, portal), "disk": partial(disk_has_room, portal.site.folder)}
    then: dict[str, Check] = {"schema": _seldom(partial(_schema, portal), SELDOM), "keys": _seldom(partial(_keys, portal), SELDOM)}
    return Watch(checks, then, partial(_worker, portal), partial(_gauges, portal))


def metrics_token(site: Site) -> str:
    """What opens `/metrics` and the details of `/siap` from elsewhere (`Authorization: Bearer …`); made from the site's keys."""
    return hmac.new(site.secrets.session, b"metrics", hashlib.sha256).hexdigest()[:40]


async def _writes(portal: Portal) -> Health:
    """A real write: a full disk, a lock or a read-only file is seen here before a citizen meets it."""
    path = portal.database.address.path
    if path is not None and not path.is_file():  # it would go on writing into a file that has no name any more
        return Health("down", "the database file is gone")
    with portal.database.bind():
        await bump("probe.ready")
    return Health("ok")


async def _schema(portal: Portal) -> Health:
    with portal.database.bind():
        await Migrator(portal.database).check()
    return Health("ok")


async def _keys(portal: Portal) -> Health:
    with portal.database.bind():
        await check_keys(portal.site.secrets.fingerprints(), portal.clock.now())
    return Health("ok")


async def _worker(portal: Portal) -> Mapping[str, Health]:
    with portal.database.bind():
        found = await worker_report([check_name(owned) for owned in portal.declared(spec.register_health)], portal.clock.now())
    alive = found.alive(portal.clock.now())
    worker = Health("ok", f"{found.waiting} waiting, {found.dead} given up") if alive else Health("degraded", "no worker showed itself for two minutes")
    return {"worker": worker, **found.checks}


async def _gauges(portal: Portal) -> Mapping[str, float]:
    """Numbers of the moment for `/metrics`."""
    with portal.database.bind():
        found = await worker_report([], portal.clock.now())
    return {"outbox_waiting": found.waiting, "outbox_dead": found.dead}


def _seldom(check: Callable[[], Awaitable[Health]], seconds: float) -> Callable[[], Awaitable[Health]]:
    """`check`, asked at most once in `seconds` while it is well: what is costly and does not change by itself."""
    good_until = 0.0

    async def asked() -> Health:
        nonlocal good_until
        if time.monotonic() < good_until:
            return Health("ok")
        found = await check()
        good_until = time.monotonic() + seconds if found.state == "ok" else 0.0
        return found

    return asked
