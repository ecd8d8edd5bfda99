"""Where providers call: `/pembayaran/panggilan/{provider}`. Nothing is believed before its signature, and 200 is said after the commit only.

A provider that hears anything but 2xx calls again; whatever it says twice counts once.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from core import Response
from core.errors import PendopoError, RequestError

from .providers import CallbackRefused, Called, ready_providers
from .reporting import take
from .writing import PROVIDER

if TYPE_CHECKING:
    from core import Request

log = logging.getLogger("pendopo.payments")

LARGEST = 16 * 1024
"""Bytes of a callback."""


async def called(request: Request) -> Response:
    """Take what a provider tells: 401 for a signature that is wrong or old, 404 for a charge that is not there, 422 for what cannot be taken."""
    name = request.path_params["provider"]
    one = ready_providers(request.portal).get(name)
    if one is None:
        raise RequestError(404, "")
    heard = Called({key.lower(): value for key, value in request.headers.items()}, await request.body(), request.portal.clock.now())
    try:
        reports = one.value.read_callback(request.portal, heard)
    except CallbackRefused as error:
        log.warning("a callback was refused", extra={"provider": name, "why": str(error)})
        return JSONResponse({"error": str(error)}, 401)
    taken = []
    for report in reports:
        try:
            taken.append(await take(request, name, report, PROVIDER))
        except (PendopoError, ValueError) as error:
            log.error("a callback cannot be taken", extra={"provider": name, "event": report.event, "why": str(error)})
            return JSONResponse({"error": str(error)}, 422)
    if "unknown" in taken:
        log.error("a callback tells of a charge that is not there", extra={"provider": name, "orders": [report.order for report in reports]})
        return JSONResponse({"error": "there is no such charge", "taken": taken}, 404)
    return JSONResponse({"taken": taken})
