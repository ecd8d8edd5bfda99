"""Acting on many cases at once: each is checked by its own rule, as if it had been opened by itself, and each has its line in the result."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from starlette.responses import RedirectResponse

from core import Response, render
from core.errors import PendopoError, RequestError
from core.fields import LONGEST_WORDS, PageFields, mistakes
from core.identifiers import normalise_ticket
from core.language import gettext_lazy as _

from ..clock import Refused
from ..entries import new_id
from ..models import Case, Run
from ..moving import Conflict, NoSuchCase, move
from ..notes import add_entry
from ..visibility import may_view
from . import assigning, bundles, merging
from .acting import steps_of
from .rights import as_officer, by_of, first_function
from .steps import Typed

if TYPE_CHECKING:
    from core import Request

MOST = 100
TAKE, GIVE, MOVE, TELL, MERGE, BUNDLE = "ambil", "tugaskan", "langkah", "kabar", "gabung", "kumpulan"
Work = Callable[[Case], Awaitable[str]]
"""Does it to one case, and says what came of it. Raises Refused or Conflict."""


@dataclass(frozen=True, slots=True)
class Line:
    """What came of one case."""

    ticket: str
    ok: bool
    words: str


async def begin(request: Request) -> Response:
    """From the queue: take what was chosen at once, or go to the page with everything that can be done with it."""
    tickets = chosen(request)
    if not tickets:
        return _nothing(request)
    if request.posted.one("aksi") == TAKE:
        return await _take(request, tickets)
    return RedirectResponse(f"{request.url_for('cases:desk_choose')}?{urlencode([('pilih', ticket) for ticket in tickets])}", 303)


def chosen(request: Request) -> list[str]:
    """The tickets that were ticked; what is none is nothing."""
    given = request.posted.every("pilih") if request.method == "POST" else request.query_params.getlist("pilih")
    found: dict[str, None] = {}
    for text in given[: MOST + 1]:
        try:
            found[normalise_ticket(text)] = None
        except ValueError:
            continue
    if len(found) > MOST:
        raise RequestError(422, request.gettext(_("At most {n} cases at once. Choose fewer."), n=MOST))
    return list(found)


def _nothing(request: Request) -> Response:
    words = request.gettext(_("No case was chosen. Tick one in the queue, then choose what to do with it."))
    return render(
        request, "cases/desk/many.html", {"cases": [], "notice": words, "errors": [], "forms": [], "title": ""}, status=422 if request.method == "POST" else 200
    )


async def cases_with(request: Request, tickets: Sequence[str]) -> list[Case]:
    """Those that the officer may see, in the order of the tickets."""
    found = {case.ticket: case for case in await Case.filter(ticket__in=list(tickets))}
    actor = as_officer(request.actor)
    return [found[ticket] for ticket in tickets if ticket in found and may_view(actor, found[ticket])]


async def choose(request: Request) -> Response:
    """What can be done with the chosen cases."""
    tickets = chosen(request)
    cases = await cases_with(request, tickets)
    return await page(request, cases) if cases else _nothing(request)


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be done with several of the cases."""

    action: str
    title: str
    icon: str
    fields: Sequence[Any]
    count: int
    open: bool = False


async def page(
    request: Request, cases: Sequence[Case], *, action: str = "", values: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> Response:
    offers = await _offers(request, cases, action, values or {}, errors or {})
    names = {
        "cases": cases,
        "forms": offers,
        "notice": "",
        "errors": mistakes([view for offer in offers for view in offer.fields]),
        "title": request.gettext(_("1 case") if len(cases) == 1 else _("{n} cases"), n=len(cases)),
    }
    return render(request, "cases/desk/many.html", names, status=422 if errors else 200)


async def _offers(request: Request, cases: Sequence[Case], action: str, values: Mapping[str, str], errors: Mapping[str, str]) -> list[Offer]:
    say = request.gettext

    def made(name: str) -> PageFields:
        return PageFields(request, values if name == action else {}, errors if name == action else {}, prefix=name.replace(":", "-"))

    found = [Offer(TAKE, say(_("Take")), "user", (), len(cases))]
    others = await _colleagues(request, cases)
    if others:
        found.append(Offer(GIVE, say(_("Give to a colleague")), "users", [made(GIVE).choose("officer", say(_("Officer")), others)], len(cases), action == GIVE))
    for name, (way, count) in (await _ways(request, cases, action, values, errors)).items():
        found.append(Offer(f"{MOVE}:{name}", way.title, way.icon, [view for view in way.fields if view.kind != "files"], count, action == f"{MOVE}:{name}"))
    words = made(TELL).words("text", say(_("News for the reporters")), hint=say(_("All of them read the same words.")))
    found.append(Offer(TELL, say(_("Answer them together")), "reply", [words], len(cases), action == TELL))
    if len(cases) > 1:
        main = made(MERGE).choose("main", say(_("The case that stays")), [(case.ticket, f"{case.ticket} {case.title}") for case in cases])
        found.append(Offer(MERGE, say(_("Merge duplicates")), "merge", [main], len(cases) - 1, action == MERGE))
    bundle = [
        made(BUNDLE).line("title", say(_("Name of the bundle"))),
        made(BUNDLE).words("text", say(_("Instruction")), hint=say(_("Only officers read this.")), optional=True),
    ]
    found.append(Offer(BUNDLE, say(_("Bundle under one instruction")), "layers", bundle, len(cases), action == BUNDLE))
    return found


async def _colleagues(request: Request, cases: Sequence[Case]) -> list[tuple[str, str]]:
    """Those who could take every one of them, when all lie with one agency."""
    if len({case.agency for case in cases}) != 1:
        return []
    return await assigning.colleagues(request, cases[0])


async def _ways(request: Request, cases: Sequence[Case], action: str, values: Mapping[str, str], errors: Mapping[str, str]) -> dict[str, tuple[Any, int]]:
    """The transitions that at least one of the cases can make, and how many can. One that wants photos is made one by one."""
    found: dict[str, tuple[Any, int]] = {}
    possible = await steps_of(request, cases)
    for case in cases:
        steps = possible[case.id]
        for name, (transition, _function) in steps.possible.items():
            if any(ask.kind == "photos" and ask.required for ask in transition.asks):
                continue
            key = f"{case.procedure.partition('.')[0]}.{name}"
            typed = Typed(name, values, errors) if action == f"{MOVE}:{key}" else None
            way, count = found.get(key, (None, 0))
            found[key] = (way or steps.way(name, typed), count + 1)
    return found


# ------------------------------------------------------------ doing it


async def act(request: Request) -> Response:
    """Do it to each, and lead to the list of results."""
    tickets = chosen(request)
    cases = await cases_with(request, tickets)
    if not cases:
        return _nothing(request)
    verb, _colon, name = request.posted.one("aksi").partition(":")
    if verb == TAKE:
        return await _take(request, tickets)
    doers = {GIVE: _give, MOVE: _move, TELL: _tell, MERGE: _merge, BUNDLE: _bundle}
    if verb not in doers:
        raise RequestError(404, "")
    return await doers[verb](request, cases, name)


async def _take(request: Request, tickets: Sequence[str]) -> Response:
    async def take(case: Case) -> str:
        await assigning.assign(request, case, _by(request, case), request.actor.id, request.actor.name)
        return request.gettext(_("Taken"))

    return await run(request, request.gettext(_("Take")), await cases_with(request, tickets), take)


async def _give(request: Request, cases: Sequence[Case], _name: str) -> Response:
    known, officer = dict(await _colleagues(request, cases)), request.posted.one("officer")
    if officer not in known:
        return await page(request, cases, action=GIVE, errors={"officer": request.gettext(_("Choose an officer"))})

    async def give(case: Case) -> str:
        await assigning.assign(request, case, _by(request, case), officer, known[officer])
        return request.gettext(_("Given to {name}"), name=known[officer])

    return await run(request, request.gettext(_("Give to a colleague")), cases, give)


async def _move(request: Request, cases: Sequence[Case], key: str) -> Response:
    """Make one transition with each. What was typed is checked once, against the first that can make it."""
    procedure, _dot, name = key.partition(".")
    title, possible = "", await steps_of(request, cases)
    for case in cases:
        steps = possible[case.id]
        if case.procedure.partition(".")[0] == procedure and name in steps.possible:
            typed, _answers = steps.read(name, ())
            title = steps.reader.say(steps.possible[name][0].title)
            if typed.errors:
                return await page(request, cases, action=f"{MOVE}:{key}", values=typed.values, errors=typed.errors)
            break

    async def go(case: Case) -> str:
        steps = possible[case.id]
        if case.procedure.partition(".")[0] != procedure or name not in steps.possible:
            raise Refused("not possible now", code="case.not_now")
        typed, answers = steps.read(name, ())
        if typed.errors:
            raise Refused(next(iter(typed.errors.values())), code="case.answers")
        function = steps.possible[name][1]
        moved = await move(request, case.id, name, by_of(request.actor, case, function), answers, version=case.version)
        return steps.reader.say(steps.found.procedure.states[moved.state].title)

    return await run(request, title or name, cases, go)


async def _tell(request: Request, cases: Sequence[Case], _name: str) -> Response:
    text = request.posted.one("text").strip()[:LONGEST_WORDS]
    if not text:
        return await page(request, cases, action=TELL, errors={"text": request.gettext(_("Write something"))})

    async def tell(case: Case) -> str:
        await add_entry(request, case.id, _by(request, case), text, public=True, version=case.version)
        return request.gettext(_("Answered"))

    return await run(request, request.gettext(_("Answer them together")), cases, tell)


async def _merge(request: Request, cases: Sequence[Case], _name: str) -> Response:
    wanted = request.posted.one("main")
    main = next((case for case in cases if case.ticket == wanted), None)
    if main is None:
        return await page(request, cases, action=MERGE, errors={"main": request.gettext(_("Choose the case that stays"))})

    async def merge(case: Case) -> str:
        try:
            await merging.merge(request, case, main, _by(request, case), version=case.version)
        except Refused as refused:
            raise Refused(merging.why_not(request, refused, case, main), code="case.merge") from None
        return request.gettext(_("Follows {ticket}"), ticket=main.ticket)

    return await run(request, request.gettext(_("Merge duplicates")), [case for case in cases if case.id != main.id], merge)


async def _bundle(request: Request, cases: Sequence[Case], _name: str) -> Response:
    values = {"title": " ".join(request.posted.one("title").split())[:120], "text": request.posted.one("text").strip()[:LONGEST_WORDS]}
    if not values["title"]:
        return await page(request, cases, action=BUNDLE, values=values, errors={"title": request.gettext(_("Give the bundle a name"))})
    for case in cases:
        if not first_function(request.actor, case):
            raise RequestError(404, "")
    bundle = await bundles.make(request, cases, values["title"], values["text"])
    return RedirectResponse(str(request.url_for("cases:desk_bundle", bundle=str(bundle.id))), 303)


def _by(request: Request, case: Case) -> Any:
    """In which function the officer acts; Refused for who only looks on."""
    function = first_function(request.actor, case)
    if not function:
        raise Refused("no function in this case", code="case.not_yours")
    return by_of(request.actor, case, function)


async def run(request: Request, title: str, cases: Sequence[Case], work: Work) -> Response:
    """Do `work` to each case, whatever comes of the others, and lead to the results."""
    lines = []
    for case in cases:
        try:
            lines.append(Line(case.ticket, ok=True, words=await work(case)))
        except (Refused, Conflict, NoSuchCase) as refused:
            lines.append(Line(case.ticket, ok=False, words=_why(request, refused)))
    now = request.portal.clock.now()
    key = new_id(now)
    await Run.create(id=key, actor=request.actor.id, made=now, title=title[:200], lines=[[one.ticket, one.ok, one.words] for one in lines])
    return RedirectResponse(str(request.url_for("cases:desk_results", run=str(key))), 303)


def _why(request: Request, refused: PendopoError) -> str:
    say = request.gettext
    if isinstance(refused, Conflict):
        return say(_("Somebody else has just changed it"))
    if refused.code in ("case.merge", "case.answers"):
        return refused.message
    words = {
        "case.not_now": _("This step is not possible where it stands"),
        "case.not_yours": _("You have no function in this case"),
        "case.stays": _("It stays with its agency"),
        "case.too_late": _("The time for this step is over"),
        "case.second": _("Another officer must do this"),
    }.get(refused.code)
    return say(words) if words else say(_("It was refused"))


async def results(request: Request) -> Response:
    """What came of it, case by case; for the officer who did it."""
    try:
        row = await Run.get_or_none(id=UUID(request.path_params["run"]), actor=request.actor.id)
    except ValueError:
        row = None
    if row is None:
        raise RequestError(404, "")
    titles = {case.ticket: case.title for case in await cases_with(request, [line[0] for line in row.lines])}
    lines = [(Line(*line), titles.get(line[0], "")) for line in row.lines]
    done = sum(line.ok for line, _title in lines)
    return render(request, "cases/desk/results.html", {"title": row.title, "lines": lines, "done": done, "failed": len(lines) - done})
