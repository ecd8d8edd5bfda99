"""From a filled-in form to a case: who gets it, what everybody may read of it, and what the citizen takes along."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core import Answers, Receipt, Request
from core.errors import PendopoError
from core.models import insert, new_row
from plugins.cases.api import NewCase, Reporter, note_counter, open_case

from .categories import Categories, Category
from .finding import index
from .forms import CONTACT, FOLLOWING, PROCEDURE, SERVICE
from .models import Complaint, Point
from .similar import NEW
from .supporters import Told, support
from .words import title_of, without_contacts

if TYPE_CHECKING:
    from core.fields import PlaceAnswer


def reporting_to(categories: Categories, *, for_somebody: bool = False, owned: bool = True) -> Callable[[Request, Answers], Awaitable[Receipt]]:
    """What the form does when it is sent, with the site's categories at hand. `for_somebody`: an officer has filled it in, so the case is not theirs;
    nor is it without `owned`."""

    async def report(request: Request, answers: Answers) -> Receipt:
        """Open the case, keep the photos, note the spot: in the core's transaction, so all of it or nothing.

        Whoever has found their problem among the open reports becomes a supporter of that one instead."""
        if answers["similar"] not in ("", NEW):
            return await support(request, answers["similar"], Told(answers["told_phone"], answers["told_email"]))
        category = categories.find(answers["category"])
        if category is None:
            raise PendopoError(f"the form took the category {answers['category']!r}, which the site does not have", code="complaints.category")
        new = _case(request, answers, category)
        opened = await open_case(request, replace(new, owner="", on_behalf_of="") if for_somebody or not owned else new)
        place: PlaceAnswer = answers["place"]
        landmark = without_contacts(place.landmark)
        await insert(new_row(Complaint, id=opened.case.id, landmark=landmark, latitude=place.latitude, longitude=place.longitude))
        if opened.case.visibility == "public" and place.latitude is not None and place.longitude is not None:
            await insert(new_row(Point, id=opened.case.id, latitude=place.latitude, longitude=place.longitude))
        await index(request.portal, opened.case, landmark)
        if for_somebody:
            await note_counter(request, opened.case, answers)
        return opened.receipt(request.portal)

    return report


def _case(request: Request, answers: Answers, category: Category) -> NewCase:
    place: PlaceAnswer = answers["place"]
    visibility = visibility_of(answers, category)
    text = without_contacts(answers["description"])
    return NewCase(
        SERVICE,
        PROCEDURE,
        title=title_of(text) or request.portal.say(category.title, request.portal.site.languages[0], "complaints"),
        public_text=text,
        agency=category.agency,
        district=place.district,
        village=place.village,
        category=category.id,
        visibility=visibility,
        reporter=_reporter(answers, visibility),
        answers=_kept(request, answers),
        files=[UUID(photo.id) for photo in answers["photos"]],
        owner=request.actor.id,
        on_behalf_of=request.actor.on_behalf_of,
        stays=category.whistleblowing,
    )


def visibility_of(answers: Answers, category: Category) -> str:
    """What the person chose; about officials it is confidential, whatever was posted."""
    return "confidential" if category.whistleblowing else str(answers["visibility"])


def _reporter(answers: Answers, visibility: str) -> Reporter:
    shows = visibility == "public" and bool(answers.get("show_name"))
    return Reporter(answers["name"], answers["phone"], answers["email"], answers.get("nik", ""), show_name=shows)


def _kept(request: Request, answers: Answers) -> dict[str, dict[str, Any]]:
    """The answers as the case keeps them, those of other plugins' fields too; who the person is lies elsewhere, sealed."""
    found = request.portal.form(SERVICE).as_json(answers)
    own = {name: value for name, value in found["complaints"].items() if name not in (*CONTACT, *FOLLOWING)}
    return {**found, "complaints": own}
