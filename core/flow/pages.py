"""What the pages of a form need to be drawn: names for `form.html` and `receipt.html`, ready in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from core.errors import Problem
from core.flow.drafts import OpenDraft, kept_for
from core.flow.journey import Journey
from core.flow.qr import qr_code
from core.flow.submission import said
from core.forms.compiled import CompiledForm, CompiledStep, Fact
from core.forms.reading import Reading
from core.forms.views import FieldView
from core.language import gettext_lazy as _
from core.requests import Request
from core.security.notes import hide_address, show_blobs
from core.templating import render

if TYPE_CHECKING:
    from starlette.responses import Response

    from core.database.tables import Submission


@dataclass(frozen=True, slots=True)
class FormPages:
    """Draws the pages of one form opened at one route."""

    owner: str
    form: CompiledForm
    route: str
    """The route's full name; its steps, check and receipt are named after it."""

    # ------------------------------------------------------------ addresses

    def address(self, request: Request, what: str = "", draft: OpenDraft | None = None, **params: str) -> str:
        """The path of a page of this form; `what` is `step`, `check`, `receipt`, `file` or nothing for the start."""
        own = {name: value for name, value in request.path_params.items() if name not in ("step", "secret", "file")}
        path = request.portal.url_for(f"{self.route}_{what}" if what else self.route, **own, **params)
        return f"{path}?draf={draft.number}" if draft else path

    def step_address(self, request: Request, step: CompiledStep | None, draft: OpenDraft | None, *, changing: bool = False) -> str:
        """The page of a step, or the check page after the last one. `changing` leads back to the check page."""
        if step is None:
            return self.address(request, "check", draft)
        address = self.address(request, "step", draft, step=step.name)
        return with_query(address, ubah="1") if changing else address

    # ------------------------------------------------------------ a step

    def step(
        self,
        journey: Journey,
        step: CompiledStep,
        reading: Reading,
        *,
        errors: Mapping[str, str] | None = None,
        status: int = 200,
        notice: str = "",
        changing: bool = False,
        drafts: Sequence[OpenDraft] = (),
        block: str = "",
        only: str = "",
    ) -> Response:
        request, draft = journey.request, journey.draft
        errors = errors or {}
        views = self._with_pictures(request, step.views(journey.raws, errors, reading), draft)
        if any(view.kind == "files" for view in views):
            show_blobs(request.scope)
        back, action = journey.before(step), self._action(request, step, draft, changing)
        names = {
            **self._names(journey, step),
            "heading": request.portal.say(step.title, request.language, self.owner),
            "views": views,
            "view": _named(views, only),
            "shown": " ".join(placed.key for placed in step.shown(journey.raws, reading)),
            "errors": summary(views, errors),
            "notice": notice,
            "action": action,
            "ask": with_query(action, periksa=""),
            "back": self.address(request, "check", draft) if changing else self.step_address(request, back, draft) if back else "",
            "drafts": [(self.step_address(request, self.form.step(d.step) or step, d), d.changed) for d in drafts],
            "multipart": any(view.kind == "files" for view in views),
        }
        return render(request, self._template(request, ""), names, block=block, status=status)

    def _action(self, request: Request, step: CompiledStep, draft: OpenDraft | None, changing: bool) -> str:
        address = self.address(request, "step", draft, step=step.name)
        return with_query(address, ubah="1") if changing and draft else address

    # ------------------------------------------------------------ the check page

    def check(self, journey: Journey, facts: Mapping[str, tuple[Fact, ...]], digest: str, *, error: str = "", notice: str = "", status: int = 200) -> Response:
        request, draft = journey.request, journey.draft
        sections = [
            (step.name, request.portal.say(step.title, request.language, self.owner), facts[step.name], self.step_address(request, step, draft, changing=True))
            for step in self.form.steps
            if facts.get(step.name)
        ]
        names = {
            **self._names(journey, None),
            "heading": request.portal.say(_("Check before you send"), request.language),
            "sections": sections,
            "errors": [("kirim", error)] if error else [],
            "notice": notice,
            "action": self.address(request, "check", draft),
            "back": self.step_address(request, journey.before(None), draft),
            "key": draft.submission if draft else "",
            "digest": digest,
        }
        return render(request, self._template(request, ""), names, status=status)

    # ------------------------------------------------------------ the receipt

    def receipt(self, request: Request, row: Submission, *, status: int = 200, already: bool = False) -> Response:
        hide_address(request.scope)
        portal = request.portal
        here = self.address(request, "receipt", secret=row.secret or "")
        target = portal.base_url + (row.location or here)
        title = portal.say(self.form.title, request.language, self.owner)
        share = portal.say(_("{title}. Ticket {ticket}. Follow it here: {address}"), request.language)
        share = share.format(title=title, ticket=row.ticket, address=target)
        names = {
            "title": title,
            "ticket": row.ticket,
            "code": row.code,
            "location": row.location,
            "sent": row.created,
            "next": said(portal, row.next, request.language, self.owner),
            "qr": qr_code(target),
            "target": target,
            "share": f"https://wa.me/?text={quote(share, safe='')}",
            "already": already,
            "start": self.address(request),
        }
        response = render(request, self._template(request, "_receipt", "receipt.html"), names, status=status)
        response.headers["Cache-Control"] = "no-store"
        return response

    # ------------------------------------------------------------ inside

    def _names(self, journey: Journey, step: CompiledStep | None) -> dict[str, Any]:
        request, draft = journey.request, journey.draft
        number, of = journey.place(step)
        return {
            "title": request.portal.say(self.form.title, request.language, self.owner),
            "form": self.form.id,
            "step": step.name if step else "periksa",
            "check": step is None,
            "number": number,
            "of": of,
            "draft": draft.number if draft else "",
            "kept_until": draft.changed + kept_for(request) if draft else None,
        }

    def _with_pictures(self, request: Request, views: Sequence[FieldView], draft: OpenDraft | None) -> tuple[FieldView, ...]:
        """Files carry the address of their small picture."""
        return tuple(
            replace(view, words={**view.words, **{f"picture_{f.id}": self.address(request, "file", draft, file=f.id) for f in view.files if f.picture}})
            if view.kind == "files"
            else view
            for view in views
        )

    def _template(self, request: Request, suffix: str, otherwise: str = "form.html") -> str:
        """The plugin's own template for this form, where it has one."""
        own = f"{self.owner}/{self.form.form.id}{suffix}.html"
        return own if request.portal.templates.loader.layers(own) else otherwise


BASES: Mapping[str, str] = {"": "form.html", "_receipt": "receipt.html"}
"""What a plugin's own template of a form extends, by the ending of its name."""


def template_problems(owner: str, form: str, folder: Path) -> Iterator[Problem]:
    """A page that only happens to bear a form's name would stand in the place of that form's pages: say so before anybody asks for them."""
    for ending, base in BASES.items():
        file = folder / owner / f"{form}{ending}.html"
        allowed = rf"(?:{re.escape(base)}|{owner}/\w+{re.escape(ending)}\.html)"
        if file.is_file() and not re.search(rf"\{{%-?\s*extends\s+[\"']{allowed}[\"']", file.read_text(encoding="utf-8", errors="replace")):
            yield Problem(
                "template.form", f"the template bears the name of the form {form!r} and would be its page, but does not extend {base}", str(file),
                f'Begin it with {{% extends "{base}" %}}, or give it another name.',
            )  # fmt: skip


def summary(views: Sequence[FieldView], errors: Mapping[str, str]) -> list[tuple[str, str]]:
    """The error summary: the id of each wrong input and its sentence, in the order of the page."""
    order = {name: place for place, name in enumerate(_input_names(views))}
    return sorted(errors.items(), key=lambda item: order.get(item[0], len(order)))


def _named(views: Sequence[FieldView], name: str) -> FieldView | None:
    """The field, or the part of one, that is asked about."""
    return next((view for each in views for view in (each, *each.parts) if view.name == name), None)


def _input_names(views: Sequence[FieldView]) -> list[str]:
    found: list[str] = []
    for view in views:
        found += [view.name, *_input_names(view.parts)]
        for row in view.rows:
            found += _input_names(row)
    return found


def with_query(address: str, **more: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(more)}"
