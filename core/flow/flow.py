"""A form opened at a path: its pages, and what each button does.

    start ─▶ step ─▶ step ─▶ … ─▶ periksa ─▶ selesai/{secret}
               ▲  422 with errors    │  "Ubah" leads to a step and back
               └─────────────────────┘

A GET writes nothing; the first POST makes the draft and the key of its one submission. Every answer to a POST is a
redirect (303), or the page again with what was typed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from starlette.responses import RedirectResponse, Response

from core.database import transaction
from core.errors import Busy, RequestError
from core.fields.choices import Consent
from core.flow import actions, consents, submission
from core.flow.drafts import Drafts, OpenDraft
from core.flow.journey import Journey, has_questions
from core.flow.pages import FormPages, with_query
from core.flow.submission import Agreed, Sent
from core.flow.uploads import body_of, stage_files
from core.forms.compiled import CompiledForm, CompiledStep, Fact
from core.forms.form import FormRoute
from core.forms.reading import Refusal
from core.language import Text
from core.language import gettext_lazy as _
from core.requests import Request
from core.routes import Route
from core.security.body import PostedForm
from core.security.csrf import FIELD

if TYPE_CHECKING:
    from core.storage import StoredFile
    from core.storage.serving import Sight

PREPARE_SECONDS = 20.0
NOTICES: Mapping[str, Text] = {
    "hilang": _("This draft is no longer here. Drafts are kept for seven days, with an account for ninety."),
    "baru": _("Your earlier answers are no longer here: drafts are kept for seven days, with an account for ninety. What you sent just now is kept."),
    "dihapus": _("The draft has been deleted."),
    "simpan": _("Draft saved. Until when it is kept stands below."),
}
HONEYPOT = "_website"
"""A field that no person sees; our own names begin with `_`, which no field's may."""


class Flow:
    """One form at one path, for one portal."""

    def __init__(self, owner: str, route: FormRoute, form: CompiledForm) -> None:
        self.owner = owner
        self.route = route
        self.form = form
        self.drafts = Drafts(form)
        self.pages = FormPages(owner, form, f"{owner}:{route.name}")
        self.consents = consents.fields_of(form)
        self._sending: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def routes(self) -> list[Route]:
        """The pages, in the order in which they are met."""
        path, name = self.route.path.rstrip("/"), self.route.name
        body: dict[str, Any] = {"body": body_of(self.form)} if body_of(self.form) else {}

        def at(below: str, page: Any, ending: str, **more: Any) -> Route:
            return Route(f"{path}{below}" or "/", page, name=f"{name}{ending}", access=self.route.access, segment=self.route.segment, **more)

        return [
            at("", self.start, ""),
            at("/periksa", self.check, "_check"),
            at("/periksa", self.submit, "_send", methods=("POST",)),
            at("/selesai/{secret}", self.receipt, "_receipt"),
            *([at("/berkas/{file}", self.picture, "_file")] if body else []),
            at("/{step}", self.show, "_step"),
            at("/{step}", self.save, "_save", methods=("POST",), **body),
        ]

    # ------------------------------------------------------------ reading

    async def start(self, request: Request) -> Response:
        """The first step, with the drafts that wait to be finished."""
        journey = Journey.of(request, self.form, None)
        step = self.form.steps[0]
        return self.pages.step(journey, step, await journey.ask(step), notice=self._notice(request), drafts=await self.drafts.listed(request))

    async def show(self, request: Request) -> Response:
        """One step. A step that cannot be reached yet leads to the one that can."""
        step = self._step(request)
        draft = await self.drafts.find(request, request.query_params.get("draf", ""))
        if draft is None:
            if request.query_params.get("draf") or step is not self.form.steps[0]:
                return self._to(with_query(self.pages.address(request), **({"hilang": "1"} if request.query_params.get("draf") else {})))
            journey = Journey.of(request, self.form, None)
            return self.pages.step(journey, step, await journey.ask(step))
        journey, changing = Journey.of(request, self.form, draft), bool(request.query_params.get("ubah"))
        # The check page, which sends here, has asked for all choices anew: without that its gap could be unasked here, and lead back there.
        gap = await journey.first_gap(step, thoroughly=changing)
        if gap is not None:
            return self._to(self.pages.step_address(request, gap, draft, changing=changing))
        reading = await journey.ask(step)
        if not step.asked(journey.raws) or not has_questions(step, journey.raws, reading):
            return self._to(self.pages.step_address(request, await journey.after(step), draft))
        return self.pages.step(journey, step, reading, notice=self._notice(request), changing=changing)

    async def check(self, request: Request) -> Response:
        """All answers in words, before they are sent."""
        draft = await self.drafts.find(request, request.query_params.get("draf", ""))
        if draft is None:
            return self._to(with_query(self.pages.address(request), hilang="1"))
        journey = Journey.of(request, self.form, draft)
        gap = await journey.first_gap(None, thoroughly=True)
        if gap is not None:
            return self._to(self.pages.step_address(request, gap, draft, changing=True))
        return await self._check(journey)

    async def receipt(self, request: Request) -> Response:
        """The receipt, for whoever has its address."""
        from core.database.tables import Submission

        secret = request.path_params["secret"]
        row = await Submission.get_or_none(secret=secret, form=self.form.id, state="done") if len(secret) == 43 else None
        if row is None:
            raise RequestError(404, "")
        return self.pages.receipt(request, row)

    async def picture(self, request: Request) -> Response:
        """The small picture of a file that waits in this session's own draft."""
        draft = await self.drafts.find(request, request.query_params.get("draf", ""))

        async def look(file: StoredFile) -> Sight:
            return "private" if draft and file.draft == draft.id else ""

        return await request.portal.send_file(request, request.path_params["file"], look, small=True)

    # ------------------------------------------------------------ writing a step

    async def save(self, request: Request) -> Response:
        """Keep what was typed, then do what the button says: go on, add, remove, show, or save."""
        step, posted = self._step(request), self._posted(request)
        posted.only_once(name for placed in step.fields for name in placed.inputs() if placed.field.schema().get("type") != "array")
        draft = await self.drafts.find(request, posted.one("_draf"))
        only = request.query_params.get("periksa", "")
        if only:
            return await self._look(request, step, posted, draft, only)
        action = actions.read(posted.one("_do"))
        if action.verb == "forget":
            return await self._forget(request, draft)
        shown = posted.one("_shown").split() if posted.has("_shown") else [placed.key for placed in step.fields]
        typed = {key: raw for key, raw in step.read(posted.as_mapping()).items() if key in shown and key not in self.drafts.file_keys}
        actions.apply(action, step, typed)
        changing, lost = bool(request.query_params.get("ubah")), draft is None and bool(posted.one("_draf"))
        try:
            draft = draft or await self.drafts.begin(request)
            if not await self.drafts.save(request, draft, typed, step.name):
                return self._to(with_query(self.pages.address(request), hilang="1"))
        except Busy as busy:
            return self._busy(request, step, draft, typed, busy)
        journey = Journey.of(request, self.form, draft, at=step)
        gap = await journey.first_gap(step, thoroughly=changing)
        reading = journey.reading() if gap else await journey.ask(step)
        refused = await stage_files(request, step, posted, draft, reading)
        await actions.remove(action, request, step, draft)
        await self.drafts.load_files(request, draft)
        journey.settle()
        if gap is not None and not refused:
            return self._to(with_query(self.pages.step_address(request, gap, draft, changing=changing), **({"baru": "1"} if lost else {})))
        if action.verb and not refused:
            address = self.pages.step_address(request, step, draft, changing=changing)
            return self._to(with_query(address, simpan="1") if action.verb == "save" else f"{address}#{action.anchor}")
        return await self._go_on(journey, step, reading, refused, shown, changing=changing, stay=bool(action.verb))

    async def _go_on(
        self, journey: Journey, step: CompiledStep, reading: Any, refused: dict[str, str], shown: list[str], *, changing: bool, stay: bool
    ) -> Response:
        request, draft = journey.request, journey.draft
        values, errors = ({}, {}) if stay else step.validate(journey.raws, reading)
        errors |= refused
        now = [placed.key for placed in step.shown(journey.raws, reading) if placed.field.asks]
        opened = [key for key in now if key not in shown]
        notice = ""
        if opened:
            notice = request.portal.say(_("Your answer opened another question. Answer it too, then go on."), request.language)
            errors = {name: said for name, said in errors.items() if not any(name == key or name.startswith(f"{key}_") for key in opened)}
        if errors or opened:
            return self.pages.step(journey, step, reading, errors=errors, status=422, notice=notice, changing=changing)
        journey.values |= values
        following = await journey.after(step)
        if draft and journey.passed != draft.passed:
            await self.drafts.save(request, draft, {}, step.name, journey.passed)
        if changing:
            following = await journey.first_gap(None)
        return self._to(self.pages.step_address(request, following, draft))

    def _busy(self, request: Request, step: CompiledStep, draft: OpenDraft | None, typed: Mapping[str, Any], busy: Busy) -> Response:
        """The database cannot write just now: the page again, with what was typed."""
        journey = Journey.of(request, self.form, draft)
        journey.raws = {**journey.raws, **typed}
        response = self.pages.step(journey, step, journey.reading(), notice=request.portal.say(busy.message, request.language), status=503)
        response.headers.update(busy.headers)
        return response

    async def _forget(self, request: Request, draft: OpenDraft | None) -> Response:
        if draft is not None:
            async with transaction():
                await self.drafts.drop([draft.id])
        return self._to(with_query(self.pages.address(request), dihapus="1"))

    async def _look(self, request: Request, step: CompiledStep, posted: PostedForm, draft: OpenDraft | None, only: str) -> Response:
        """htmx asks about one field (or, with `*`, for the whole step): nothing is written."""
        journey = Journey.of(request, self.form, draft)
        typed = {key: raw for key, raw in step.read(posted.as_mapping()).items() if key not in self.drafts.file_keys}
        journey.raws = {**journey.raws, **typed}
        reading = journey.reading() if await journey.first_gap(step) else await journey.ask(step)
        errors: dict[str, str] = {}
        placed = next((each for each in step.fields if only == each.key or only in each.inputs()), None)
        if placed and placed.field.asks and posted.one(only):
            errors = {name: said for name, said in step.validate(journey.raws, reading)[1].items() if name == only}
        changing = bool(request.query_params.get("ubah"))
        return self.pages.step(journey, step, reading, errors=errors, changing=changing, block="field" if placed else "fields", only=only)

    # ------------------------------------------------------------ sending

    async def submit(self, request: Request) -> Response:
        """Send, once. Whoever clicks again gets the first one's receipt."""
        posted = self._posted(request)
        key = posted.one("_key")
        lock = self._sending.setdefault(key, asyncio.Lock())
        async with lock:  # clicks of one submission stand in line: limits and `prepare` see it once a process
            row = await submission.find(request, self.form.id, key)
            if row is None:
                return self._to(with_query(self.pages.address(request), hilang="1"))
            if row.state == "done":
                return await self._done(request, row, posted.one("_digest"))
            draft = await self.drafts.of_submission(request, key)
            if draft is None:
                return self._to(with_query(self.pages.address(request), hilang="1"))
            if posted.one("_do") == "save":
                return self._to(with_query(self.pages.address(request), simpan="1"))
            return await self._send(request, posted, draft)

    async def _send(self, request: Request, posted: PostedForm, draft: OpenDraft) -> Response:
        journey = Journey.of(request, self.form, draft)
        gap = await journey.first_gap(None, thoroughly=True, reopening=False)
        if gap is not None:
            return self._to(self.pages.step_address(request, gap, draft, changing=True))
        digest = submission.digest_of(journey.raws)
        if posted.one("_digest") != digest:
            return await self._check(journey, notice=_("Your answers have changed since you looked at them. Please check them once more."), status=409)
        if posted.one(HONEYPOT):
            return await self._check(journey, error=_("Leave the field for machines empty, then send again."), status=422)
        verdict = await submission.may_send(request, draft)
        if not verdict.allowed:
            minutes = max(1, round(verdict.retry_after / 60))
            slow = _("Too many were sent from here. Wait {minutes} minutes, then send again. Your answers are kept.")
            response = await self._check(journey, error=slow, status=429, minutes=minutes)
            response.headers["Retry-After"] = str(verdict.retry_after)
            return response
        if verdict.wait:
            await asyncio.sleep(verdict.wait)
        try:
            answers = journey.answers()
            if self.route.prepare:
                what = f"{self.form.form.id} prepare"
                answers = answers.with_prepared(await request.portal.boundary.call(self.owner, what, PREPARE_SECONDS, self.route.prepare, request, answers))
            row = await submission.send(request, self.route, self.owner, draft, answers, digest, self._agreed(journey))
        except Busy as busy:
            response = await self._check(journey, error=Text(busy.message), status=503)
            response.headers.update(busy.headers)
            return response
        except Refusal as refusal:
            return await self._check(journey, error=refusal.wrong.message, status=422, **refusal.wrong.values)
        return await self._done(request, row, digest) if row else self._to(self.pages.address(request))

    def _agreed(self, journey: Journey) -> Agreed:
        """What was agreed to in this form; most have no field for it."""
        if not self.consents:
            return submission.NOTHING
        said = consents.ticked(self.consents, journey.values, journey.reading())
        return Agreed(said, any(placed.field.for_somebody for placed in self.consents if isinstance(placed.field, Consent)))

    async def _done(self, request: Request, sent: Sent, digest: str) -> Response:
        """To the receipt; who sends other answers under a key that is used up is told that the first were sent."""
        from core.database.tables import Submission

        if digest and digest != sent.digest:
            return self.pages.receipt(request, await Submission.get(secret=sent.secret), status=409, already=True)
        return self._to(self.pages.address(request, "receipt", secret=sent.secret))

    async def _check(self, journey: Journey, *, error: Text | None = None, notice: Text | None = None, status: int = 200, **values: Any) -> Response:
        facts: dict[str, tuple[Fact, ...]] = {}
        for step in journey.steps():
            facts[step.name] = step.facts(journey.values, journey.raws, await journey.ask(step))
        say = replace(journey.reading(), owner=self.owner).words
        digest = submission.digest_of(journey.raws)
        return self.pages.check(journey, facts, digest, error=say(error, **values), notice=say(notice), status=status)

    # ------------------------------------------------------------ inside

    @staticmethod
    def _notice(request: Request) -> str:
        """What the redirect that led here has to tell."""
        return next((request.portal.say(said, request.language) for name, said in NOTICES.items() if request.query_params.get(name)), "")

    def _step(self, request: Request) -> CompiledStep:
        step = self.form.step(request.path_params["step"])
        if step is None:
            raise RequestError(404, "")
        return step

    @staticmethod
    def _posted(request: Request) -> PostedForm:
        """The form that the dispatcher has read, and whose token it has checked."""
        posted: PostedForm = request.scope["pendopo.form"]
        posted.only_once((FIELD, "_draf", "_do", "_shown", "_key", "_digest", HONEYPOT))
        return posted

    @staticmethod
    def _to(address: str) -> Response:
        return RedirectResponse(address, 303)
