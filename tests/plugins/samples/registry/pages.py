"""One page: how many there are, and of which day the data are."""

from core import Request, Response, render

from .models import Vehicle


async def vehicles(request: Request) -> Response:
    last = await request.portal.imports.last("registry.vehicles")
    return render(request, "registry/vehicles.html", {"count": await Vehicle.all().count(), "last": last})
