"""What everybody reads: announcements and pages, the emergency numbers, the agencies, and what the home page shows of them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse

from core import Response, render, render_fragment
from core.errors import RequestError
from core.fields import PageFields
from core.language import gettext_lazy as _

from .articles import Home, areas_of, card_of, for_home, is_public, listed, place_of, public
from .markdown import html_of
from .models import NEWS, PAGE, Article
from .settings import Settings

if TYPE_CHECKING:
    from core import Request
    from core.fields import FieldView

QUERY = ("q", "wilayah", "sesudah")
LONGEST = 100
COOKIE = "wilayah"
YEAR = 365 * 24 * 3600
GONE = _("There is nothing here any more. Look among the announcements.")


async def news(request: Request) -> Response:
    """The announcements, the newest first, narrowed by what the address says."""
    portal, asked = request.portal, request.query_params
    words, area, after = " ".join(asked.get("q", "").split())[:LONGEST], asked.get("wilayah", ""), asked.get("sesudah", "")
    area = area if areas_of(portal, area) else ""
    found = await listed(portal, words=words, area=area, after=after, size=request.settings(Settings).page_size)
    made = PageFields(request, {"q": words, "wilayah": area})
    search = {"type": "search", "maxlength": str(LONGEST), "autocomplete": "off", "enterkeyhint": "search"}
    names = {
        "cards": [card_of(request, one) for one in found.rows], "place": place_of(portal, area), "feed": portal.url_for("information:feed"),
        "fields_shown": [made.line("q", request.gettext(_("Word")), attributes=search), _districts(request, made)],
        "next": _address(request, q=words, wilayah=area, sesudah=found.next) if found.next else "",
        "first": _address(request, q=words, wilayah=area) if after else "", "narrowed": bool(words or area),
    }  # fmt: skip
    return render(request, "information/list.html", names, block="list")


async def article(request: Request) -> Response:
    """One announcement. One that has ended, or is not begun, is not there."""
    one = await _public(request, NEWS)
    portal, card = request.portal, card_of(request, one, short=True)
    agency = portal.site.agencies.get(one.agency)
    names = {
        "card": card, "agency": agency.name if agency else "", "body": body_of(request, one.text),
        "share": f"https://wa.me/?text={quote(f'{one.title}. {portal.base_url}{card.href}', safe='')}",
    }  # fmt: skip
    return render(request, "information/article.html", names)


async def pages(request: Request) -> Response:
    """The pages by title."""
    rows = await public(request.portal, PAGE).order_by("title").limit(200)
    return render(
        request, "information/pages.html", {"rows": [(one.title, request.portal.url_for("information:page", code=one.code), one.code) for one in rows]}
    )


async def page(request: Request) -> Response:
    """One page."""
    one = await _public(request, PAGE)
    agency = request.portal.site.agencies.get(one.agency)
    return render(request, "information/page.html", {"one": one, "agency": agency.name if agency else "", "body": body_of(request, one.text)})


def body_of(request: Request, text: str) -> Markup:
    return html_of(text, request.gettext(_("Table")))


async def _public(request: Request, kind: str) -> Article:
    one = await Article.get_or_none(code=request.path_params["code"], kind=kind)
    if one is None or not is_public(request.portal, one):
        raise RequestError(404, request.gettext(GONE))
    return one


def _address(request: Request, **asked: str) -> str:
    wanted = {name: value for name, value in asked.items() if value}
    path = request.portal.url_for("information:list")
    return f"{path}?{urlencode(wanted)}" if wanted else path


def _districts(request: Request, made: PageFields) -> FieldView:
    """The kecamatan; and the village that the address names, where it does."""
    regions, chosen = request.portal.site.regions, str(made.values.get("wilayah", ""))
    choices = sorted(((one.code, one.name) for one in regions.districts), key=lambda one: one[1])
    if regions.village(chosen):
        choices.insert(0, (chosen, place_of(request.portal, chosen)))
    return made.choose("wilayah", request.gettext(_("Area")), choices, none=request.gettext(_("Whole regency")))


# ---------------------------------------------------------------- numbers and agencies


async def emergency(request: Request) -> Response:
    """The numbers of the site, large, and who helps with the portal."""
    return render(request, "information/emergency.html")


async def agencies(request: Request) -> Response:
    """All agencies by name."""
    portal = request.portal
    offers = _services(request)
    rows = [
        (one.name, portal.url_for("information:agency", agency=one.id), one.short if one.short != one.name else "", one.id, len(offers.get(one.id, ())))
        for one in sorted(portal.site.agencies.values(), key=lambda one: one.name.casefold())
    ]
    return render(request, "information/agencies.html", {"rows": rows})


async def agency(request: Request) -> Response:
    """One agency: where it is, how it is reached, and what it offers here."""
    one = request.portal.site.agencies.get(request.path_params["agency"])
    if one is None:
        raise RequestError(404, request.gettext(_("There is no such agency. Look among all of them.")))
    return render(request, "information/agency.html", {"agency": one, "services": _services(request).get(one.id, [])})


def _services(request: Request) -> dict[str, list[tuple[str, str, str, str]]]:
    """What each agency offers in the catalogue: title, address, summary, id."""
    portal, found = request.portal, dict[str, list[tuple[str, str, str, str]]]()
    for name, owned in portal.tables.services.items():
        sheet = owned.value
        if sheet.agency:
            summary = portal.say(sheet.summary, request.language, owned.owner) if sheet.summary else ""
            line = (portal.say(sheet.title, request.language, owned.owner), portal.url_for("core:service", service=name), summary, name.replace(".", "-"))
            found.setdefault(sheet.agency, []).append(line)
    return {agency: sorted(lines) for agency, lines in found.items()}


# ---------------------------------------------------------------- where somebody lives


async def own_area(request: Request) -> str:
    """What was chosen on this device, else where the account says one lives; a code, or nothing."""
    portal, chosen = request.portal, request.cookies.get(COOKIE, "")
    if areas_of(portal, chosen):
        return chosen
    if request.actor.kind == "citizen" and portal.runs("accounts"):
        from plugins.accounts.api import home_area

        lives = await home_area(portal, request.actor.id)
        return lives if areas_of(portal, lives) else ""
    return ""


async def mine(request: Request) -> Response:
    """To the announcements for where one lives; who has not said it yet is asked."""
    area = await own_area(request)
    return _private(RedirectResponse(_address(request, wilayah=area) if area else request.portal.url_for("information:area"), 303))


async def area(request: Request) -> Response:
    """Choose where one lives, without an account."""
    return await _area_page(request, await own_area(request))


async def choose_area(request: Request) -> Response:
    """Keep it on this device, in a cookie that says no more than the kecamatan; an empty choice forgets it."""
    chosen = request.posted.one("wilayah")
    if chosen and not areas_of(request.portal, chosen):
        return await _area_page(request, "", {"wilayah": request.gettext(_("Choose a kecamatan from the list"))}, 422)
    answer = RedirectResponse(_address(request, wilayah=chosen), 303)
    secure = not request.portal.site.local
    if chosen:
        answer.set_cookie(COOKIE, chosen, max_age=YEAR, path="/", secure=secure, httponly=True, samesite="lax")
    else:
        answer.delete_cookie(COOKIE, path="/", secure=secure, httponly=True, samesite="lax")
    return answer


async def _area_page(request: Request, chosen: str, errors: dict[str, str] | None = None, status: int = 200) -> Response:
    shown = _districts(request, PageFields(request, {"wilayah": chosen}, errors))
    return render(request, "information/area.html", {"shown": shown, "errors": [(shown.id, shown.error)] if shown.error else []}, status=status)


def _private(answer: Response) -> Response:
    answer.headers["cache-control"] = "no-store"
    return answer


# ---------------------------------------------------------------- on the home page


async def pinned(request: Request) -> Markup | None:
    """Above everything: what is pinned today."""
    found = await _home(request)
    return render_fragment(request, "information/pinned.html", {"cards": found.pinned}) if found.pinned else None


async def newest(request: Request) -> Markup | None:
    """The newest for everybody. Only while there is something for single places does the page ask for what concerns its reader."""
    if "news" not in request.portal.theme.home:
        return None
    found = await _home(request)
    if not found.newest and not found.regional:
        return None
    return render_fragment(request, "information/newest.html", {"cards": found.newest, "regional": found.regional})


async def regional(request: Request) -> Response:
    """For htmx, below the newest: what concerns where the reader lives, or nothing."""
    area, portal = await own_area(request), request.portal
    rows = await public(portal, NEWS).filter(area__in=areas_of(portal, area)).order_by("-start", "-id").limit(3) if area else []
    cards = [card_of(request, one, short=True) for one in rows]
    names = {"cards": cards, "place": place_of(portal, area), "href": _address(request, wilayah=area)}
    return _private(HTMLResponse(render_fragment(request, "information/regional.html", names) if cards else ""))


async def _home(request: Request) -> Home:
    """Two pieces of one page, asked for once."""
    found: Home | None = request.scope.get("information.home")
    if found is None:
        found = request.scope["information.home"] = await for_home(request.portal, request.settings(Settings).on_home)
    return found
