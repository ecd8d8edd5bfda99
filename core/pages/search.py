"""Search over services, answers, agencies and whatever plugins offer to search; what fits best leads."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from starlette.responses import Response

from core import hooks as spec
from core.access import PUBLIC
from core.errors import PendopoError
from core.language import Text
from core.pages.catalogue import texts_of
from core.plugins.boundary import FRAGMENT_SECONDS
from core.requests import Request
from core.routes import Route
from core.search import Hit, SearchSource
from core.templating import render
from core.words import Asked, met, put_right, share_of, stems_in, words_in

LONGEST = 100
EACH = 8
LEADS = {"service": 1.25, "answer": 1.0, "agency": 0.5}
"""How far what the portal itself offers goes before what others wrote that says the same."""


@dataclass(frozen=True, slots=True)
class Group:
    """What one source found, and how well the best of it fits."""

    title: str
    hits: Sequence[Hit]
    best: float


async def search(request: Request) -> Response:
    """Ask every source at once; one that fails or is slow is left out."""
    words = " ".join(request.query_params.get("q", "").split())[:LONGEST]
    groups = await _groups(request, words) if words else []
    count = sum(len(group.hits) for group in groups)
    meant = put_right(words, _known(request)) if words and not count else ""
    return render(request, "search.html", {"words": words, "groups": groups, "count": count, "meant": meant}, block="results")


async def _groups(request: Request, words: str) -> list[Group]:
    portal, asked = request.portal, request.portal.site.synonyms.asked(words)
    sources = portal.declared(spec.register_search)
    answers = await asyncio.gather(
        *(portal.boundary.offer(s.owner, f"search {s.value.name}", FRAGMENT_SECONDS, _hits, s.value, request, words) for s in sources)
    )
    groups = [
        _own(asked, request.gettext("Services"), _services(request)),
        _own(asked, request.gettext("Questions and answers"), _answers(request)),
        _own(asked, request.gettext("Agencies"), _agencies(request), whole=True),
        *(
            Group(portal.say(source.value.title, request.language, source.owner), found, max(_weight(asked, hit, len(asked)) for hit in found))
            for source, found in zip(sources, answers, strict=True)
            if found
        ),
    ]
    return sorted((group for group in groups if group.hits), key=lambda group: -group.best)


async def _hits(source: SearchSource, request: Request, words: str) -> tuple[Hit, ...]:
    """What a source found, if these are hits."""
    found: object = await source.find(request, words, EACH)
    if not isinstance(found, Sequence) or not all(isinstance(one, Hit) for one in found[:EACH]):
        raise PendopoError(f"a search source answered {type(found).__name__}", hint="Return a list of Hit.", code="search.answer")
    return tuple(found[:EACH])


# ---------------------------------------------------------------- what the portal itself can show


def _own(asked: Asked, title: str, things: Sequence[tuple[Hit, str]], *, whole: bool = False) -> Group:
    """Those that have all the words; where there are none, and not only `whole` ones count, those that have at least half of them."""
    weighed = [(_weight(asked, hit, there), there, hit) for hit, text in things if (there := met(asked, stems_in(f"{hit.title} {text}")))]
    needed = len(asked) if whole or any(there == len(asked) for _, there, _ in weighed) else (len(asked) + 1) // 2
    found = sorted(((weight, hit) for weight, there, hit in weighed if there >= needed), key=lambda one: -one[0])[:EACH]
    return Group(title, tuple(hit for _, hit in found), found[0][0] if found else 0.0)


def _weight(asked: Asked, hit: Hit, there: int) -> float:
    """How well a hit fits: how much of what was asked its title says and its text says, and how little else the title says."""
    if not asked:
        return 0.0
    whole = LEADS.get(hit.kind, 0.0) if there == len(asked) else 0.0
    return met(asked, stems_in(hit.title)) / len(asked) + there / len(asked) + whole + share_of(asked, hit.title) / 10


def _services(request: Request) -> list[tuple[Hit, str]]:
    portal = request.portal
    return [
        (Hit(texts[0], portal.url_for("core:service", service=name), texts[1], "service"), " ".join(texts[1:]))
        for name, owned in portal.tables.services.items()
        for texts in (texts_of(request, owned),)
    ]


def _answers(request: Request) -> list[tuple[Hit, str]]:
    def say(text: Text) -> str:
        return request.portal.say(text, request.language)

    return [
        (Hit(say(one.question), request.portal.url_for("core:answer", answer=one.id), _first_sentence(say(one.answer)), "answer"), say(one.answer))
        for one in request.portal.site.answers.values()
    ]


def _first_sentence(text: str) -> str:
    first, stop, _rest = text.partition(". ")
    return f"{first}." if stop else first


def _agencies(request: Request) -> list[tuple[Hit, str]]:
    address = request.portal.url_for("core:services")
    return [(Hit(one.name, f"{address}?instansi={one.id}", one.short, "agency"), one.short) for one in request.portal.site.agencies.values()]


def _known(request: Request) -> set[str]:
    """The words of titles, and those that people use for them."""
    titles = (hit.title for hit, _text in chain(_services(request), _answers(request), _agencies(request)))
    return {word for word in chain(chain.from_iterable(map(words_in, titles)), request.portal.site.synonyms.words) if len(word) > 3}


ROUTES = (Route("/cari", search, name="search", access=PUBLIC),)
