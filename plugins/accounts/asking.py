"""Fields of these pages as `macros/fields.html` takes them, and what was posted in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse

from core import Response, render
from core.errors import RequestError
from core.fields import FieldView, PageFields, mistakes
from core.language import Text
from core.language import gettext_lazy as _

if TYPE_CHECKING:
    from core import Request

LONGEST_LINE = 200
PASSWORD = {"type": "password", "autocomplete": "current-password", "maxlength": "256", "spellcheck": "false", "autocapitalize": "none"}
NEW_PASSWORD = {**PASSWORD, "autocomplete": "new-password"}
CODE = {"type": "text", "autocomplete": "one-time-code", "maxlength": "16", "spellcheck": "false", "autocapitalize": "characters"}
DAY = {"type": "text", "autocomplete": "off", "inputmode": "numeric", "maxlength": "12"}
LINE = {"type": "text", "autocomplete": "off", "maxlength": str(LONGEST_LINE)}
WHO = {"type": "text", "autocomplete": "username", "maxlength": "254", "spellcheck": "false", "autocapitalize": "none"}


@dataclass(slots=True)
class Asked:
    """The fields of one page with what was typed, and the mistakes in it by field."""

    request: Request
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    views: list[FieldView] = field(default_factory=list)

    def wrong(self, name: str, message: Text, **values: Any) -> None:
        self.errors.setdefault(name, self.request.gettext(message, **values))

    def line(self, name: str, label: Text, attributes: Mapping[str, str], *, hint: str = "", optional: bool = False) -> None:
        self.views.append(self._made().line(name, self.request.gettext(label), hint=hint, optional=optional, attributes=attributes))

    def choose(self, name: str, label: Text, choices: Sequence[tuple[str, str]], *, kind: str, hint: str = "", optional: bool = False) -> None:
        """`kind`: select, radios or checkboxes."""
        self.views.append(self._made().choose(name, self.request.gettext(label), choices, hint=hint, optional=optional, look=kind))

    def _made(self) -> PageFields:
        return PageFields(self.request, self.values, self.errors)

    def page(self, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200) -> Response:
        """The page with its fields; 422 when something is wrong with them."""
        wrong = mistakes(self.views)
        given = {"views": self.views, "errors": wrong, **(context or {})}
        return render(self.request, template, given, status=422 if wrong and status == 200 else status)


def posted(request: Request, *names: str, longest: int = LONGEST_LINE) -> dict[str, Any]:
    """What was typed into these fields, without blanks around it."""
    return {name: request.posted.one(name).strip()[:longest] for name in names}


def posted_password(request: Request, name: str) -> str:
    """A password as it was typed: blanks belong to it. RequestError 400 when it is longer than anything that could be one."""
    text = request.posted.one(name)
    if len(text) > 1024:
        raise RequestError(400, request.gettext(_("This password is too long to be one.")))
    return text


def read_date(text: str) -> date | None:
    """A day as it is written here, `23-11-1990`, or as a browser's calendar sends it; None for anything else."""
    parts = re.split(r"[-/. ]", text)
    try:
        day, month, year = (int(part) for part in (parts if len(parts[-1]) == 4 else parts[::-1]))
        return date(year, month, day)
    except ValueError:
        return None


def go(request: Request, route: str, **params: Any) -> Response:
    return RedirectResponse(request.portal.url_for(route, **params), 303)


def too_many(asked: Asked, template: str, seconds: int, context: Mapping[str, Any] | None = None) -> Response:
    """Not now: the page again, with when to come back."""
    said = waiting_words(asked.request, seconds)
    response = asked.page(template, {**(context or {}), "notice": said}, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


def waiting_words(request: Request, seconds: int) -> str:
    if seconds < 90:
        return request.gettext(_("Too many tries. For safety, wait {n} seconds, then try again."), n=seconds)
    return request.gettext(_("Too many tries. For safety, wait {n} minutes, then try again."), n=-(-seconds // 60))
