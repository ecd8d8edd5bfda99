"""Words that officers use again and again, with places that are filled in: `{ticket}`, `{agency}`, `{due}` and so on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

from core import Response, render, transaction
from core.errors import RequestError
from core.fields import PageFields, mistakes
from core.language import format_date
from core.language import gettext_lazy as _

from ..entries import new_id
from ..models import Case, Reply
from ..people import shown_name
from ..saying import agency_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core import Request

PLACES: Mapping[str, str] = {
    "ticket": "ADU-7K3F-9Q2M", "title": "Lubang di jalan depan pasar", "name": "Siti", "agency": "DPUPR", "due": "Senin, 30 November 2026", "officer": "Budi",
}  # fmt: skip
"""What may stand in braces, with an example."""
MOST = 200
LONGEST = 2_000
_PLACE = re.compile(r"\{([a-z]*)\}")


async def fitting(case: Case) -> list[Reply]:
    """The templates for a case: its agency's and its service's, and those for all."""
    return await Reply.filter(agency__in=["", case.agency], service__in=["", case.service]).order_by("title").limit(MOST)


async def words_of(request: Request, case: Case, id: str) -> str:
    """The words of a template that fits the case, filled in; an empty string for none."""
    row = next((one for one in await fitting(case) if str(one.id) == id), None)
    if row is None:
        return ""
    values = {
        "ticket": case.ticket,
        "title": case.title,
        "name": await shown_name(request.portal, case.id) or request.gettext(_("Sir or Madam")),
        "agency": agency_name(request.portal, case.agency),
        "due": format_date(case.due, request.portal.site.languages[0], weekday=True) if case.due else "-",
        "officer": request.actor.name,
    }
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), row.text)


def unknown_places(text: str) -> list[str]:
    return sorted({found[0] for found in _PLACE.finditer(text) if found[1] not in PLACES})


# ------------------------------------------------------------ where they are written


async def listed(request: Request) -> Response:
    """All templates, and a form for another one."""
    return await _page(request)


async def save(request: Request) -> Response:
    """Write a new template, or change one."""
    posted = request.posted
    values = {name: posted.one(name).strip()[:most] for name, most in (("title", 80), ("text", LONGEST), ("agency", 64), ("service", 100))}
    wanted = request.path_params.get("reply", "")
    row = await _row(wanted)
    if wanted and row is None:
        raise RequestError(404, "")
    errors = {name: request.gettext(_("Fill this in")) for name in ("title", "text") if not values[name]}
    unknown = unknown_places(values["text"])
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in PLACES)
        errors["text"] = request.gettext(_("{place} is not known. Known are: {known}")).format(place=unknown[0], known=known)
    if values["agency"] and values["agency"] not in request.portal.site.agencies:
        errors["agency"] = request.gettext(_("Choose one of the list"))
    if errors:
        return await _page(request, row, values, errors)
    now = request.portal.clock.now()
    async with transaction():
        if row is None:
            await Reply.create(id=new_id(now), changed=now, title=values["title"], text=values["text"], agency=values["agency"], service=values["service"])
        else:
            row.title, row.text, row.agency, row.service, row.changed = values["title"], values["text"], values["agency"], values["service"], now
            await row.save()
    return _back(request)


async def remove(request: Request) -> Response:
    row = await _row(request.path_params["reply"])
    if row is None:
        raise RequestError(404, "")
    await row.delete()
    return _back(request)


async def edit(request: Request) -> Response:
    """One template to be changed."""
    row = await _row(request.path_params["reply"])
    if row is None:
        raise RequestError(404, "")
    return await _page(request, row)


async def _row(id: str) -> Reply | None:
    try:
        return await Reply.get_or_none(id=UUID(id)) if id else None
    except ValueError:
        raise RequestError(404, "") from None


def _back(request: Request) -> Response:
    from starlette.responses import RedirectResponse

    return RedirectResponse(str(request.url_for("cases:replies")), 303)


async def _page(request: Request, row: Reply | None = None, values: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None) -> Response:
    from .listing import services_of

    given = values or ({"title": row.title, "text": row.text, "agency": row.agency, "service": row.service} if row else {})
    made, say = PageFields(request, given, errors), request.gettext
    hint = say(_("These places are filled in:")) + " " + ", ".join(f"{{{name}}} {example}" for name, example in PLACES.items())
    views = [
        made.line("title", say(_("Title")), hint=say(_("Officers choose it by this."))),
        made.words("text", say(_("Text")), hint=hint, rows=5),
        made.choose("agency", say(_("Agency")), [(one.id, one.name) for one in request.portal.site.agencies.values()], none=say(_("All agencies"))),
        made.choose("service", say(_("Service")), services_of(request).items(), none=say(_("All services"))),
    ]
    rows = await Reply.all().order_by("title").limit(MOST)
    names = {
        "rows": rows,
        "views": views,
        "errors": mistakes(views),
        "row": row,
        "agency_of": {one.id: agency_name(request.portal, one.agency) for one in rows},
    }
    return render(request, "cases/desk/replies.html", names, status=422 if errors else 200)
