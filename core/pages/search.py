"""Search over services and whatever plugins offer to search; a whole ticket leads straight to its case."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from core import hooks as spec
from core.access import PUBLIC
from core.errors import PendopoError
from core.pages.catalogue import view_of
from core.plugins.boundary import FRAGMENT_SECONDS
from core.requests import Request
from core.routes import Route
from core.search import Hit, SearchSource
from core.templating import render

LONGEST = 100
EACH = 8


@dataclass(frozen=True, slots=True)
class Group:
    """What one source found."""

    title: str
    hits: Sequence[Hit]


async def search(request: Request) -> Response:
    """Ask every source at once; one that fails or is slow is left out."""
    words = " ".join(request.query_params.get("q", "").split())[:LONGEST]
    groups = await _groups(request, words) if words else []
    return render(request, "search.html", {"words": words, "groups": groups, "count": sum(len(group.hits) for group in groups)}, block="results")


async def _groups(request: Request, words: str) -> list[Group]:
    portal = request.portal
    sources = portal.declared(spec.register_search)
    answers = await asyncio.gather(
        *(portal.boundary.offer(s.owner, f"search {s.value.name}", FRAGMENT_SECONDS, _hits, s.value, request, words) for s in sources)
    )
    groups = [Group(request.gettext("Services"), _services(request, words))]
    groups += [Group(portal.say(source.value.title, request.language, source.owner), found) for source, found in zip(sources, answers, strict=True) if found]
    return [group for group in groups if group.hits]


async def _hits(source: SearchSource, request: Request, words: str) -> tuple[Hit, ...]:
    """What a source found, if these are hits."""
    found: object = await source.find(request, words, EACH)
    if not isinstance(found, Sequence) or not all(isinstance(one, Hit) for one in found[:EACH]):
        raise PendopoError(f"a search source answered {type(found).__name__}", hint="Return a list of Hit.", code="search.answer")
    return tuple(found[:EACH])


def _services(request: Request, words: str) -> tuple[Hit, ...]:
    """Services whose title, summary or requirements hold every word."""
    wanted = words.casefold().split()
    found = []
    for name, owned in request.portal.tables.services.items():
        view = view_of(request, name, owned)
        text = " ".join((view.title, view.summary, *view.requirements, view.product)).casefold()
        if all(word in text for word in wanted):
            found.append(Hit(view.title, view.href, view.summary, "service"))
    return tuple(found[:EACH])


ROUTES = (Route("/cari", search, name="search", access=PUBLIC),)
