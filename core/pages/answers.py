"""What people ask again and again: a question of the site's `answers.csv`, its answer, and where it goes on."""

from __future__ import annotations

from starlette.responses import Response

from core.access import PUBLIC
from core.errors import RequestError
from core.requests import Request
from core.routes import Route
from core.templating import render


async def answers(request: Request) -> Response:
    """All questions, in the order of the file."""
    portal, language = request.portal, request.language
    listed = [(one.id, portal.say(one.question, language)) for one in portal.site.answers.values()]
    return render(request, "answers.html", {"questions": listed})


async def answer(request: Request) -> Response:
    """One question and its answer."""
    portal, language = request.portal, request.language
    one = portal.site.answers.get(request.path_params["answer"])
    if one is None:
        raise RequestError(404, request.gettext("There is no such question. Look for it by its words."))
    agency = portal.site.agencies.get(one.agency)
    names = {
        "question": portal.say(one.question, language), "answer": portal.say(one.answer, language),
        "agency": agency.name if agency else "", "link": one.link, "outside": one.link.startswith("https://"),
    }  # fmt: skip
    return render(request, "answer.html", names)


ROUTES = (
    Route("/jawaban", answers, name="answers", access=PUBLIC, keep="answers"),
    Route("/jawaban/{answer}", answer, name="answer", access=PUBLIC, keep="answers"),
)
