"""What officers take away as a file for a spreadsheet: with a permission of its own, the password given just now, and a reason that is written down.

The rows are read and sent a page at a time, so that a long file takes no more memory than a short one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from starlette.responses import RedirectResponse, StreamingResponse

from core import Response, Text, render, transaction
from core.fields import PageFields, mistakes
from core.language import format_number
from core.language import gettext_lazy as _
from core.tables import MARK, Cell, csv_lines

from .pages import closed_to_others
from .workdays import today

if TYPE_CHECKING:
    from core import Request

MOST = 10_000
"""Rows of a file."""
SHORTEST_REASON, LONGEST_REASON, LONGEST_QUERY = 5, 300, 1_000


@dataclass(frozen=True, slots=True)
class Taking:
    """A list that may be taken away, and its two pages: `ask` shows what and asks why, `download` sends it.

    `ask_route` and `download_route` are the full names of their routes, which also ask for the permission; `action` and `about` stand in the
    audit log; `file` begins the file's name. The words are those of the plugin `owner`; `lede` and `cut` say `{n}`, the rows of a file."""

    owner: str
    ask_route: str
    download_route: str
    action: str
    about: str
    file: str
    title: Text
    lede: Text
    limits: Text
    back: Text
    cut: Text
    heads: Sequence[Text]

    async def ask(self, request: Request, query: str, back: str) -> Response:
        """What is taken away, and why. `query` is what the list is narrowed by, `back` the list's address."""
        return await self._password(request, query) or self._page(request, query, back)

    async def download(self, request: Request, query: str, back: str, agencies: Iterable[str], pages: AsyncIterator[Sequence[Sequence[Cell]]]) -> Response:
        """Write down who takes what of which agencies, then send the rows of `pages`."""
        if again := await self._password(request, query):
            return again
        reason = " ".join(request.posted.one("reason").split())[:LONGEST_REASON]
        if len(reason) < SHORTEST_REASON:
            return self._page(request, query, back, reason, request.portal.say(_("Say in a few words why you need it"), request.language, "cases"))
        async with transaction():
            details = {"query": query, "agencies": sorted(set(agencies))}
            await request.portal.audit.write(request, self.action, about=self.about, reason=reason, details=details)
        name = f"{self.file}-{today(request.portal).isoformat()}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return StreamingResponse(self._lines(request, pages), media_type="text/csv; charset=utf-8", headers=headers)

    async def _password(self, request: Request, query: str) -> Response | None:
        """The way to the password when it was not given within the last minutes."""
        if await request.portal.sessions.confirmed(request):
            return None
        here = request.portal.url_for(self.ask_route)
        again = request.portal.url_for("accounts:confirm") if request.portal.runs("accounts") else "/masuk"
        return RedirectResponse(f"{again}?{urlencode({'next': f'{here}?{query}' if query else here})}", 303)

    def _page(self, request: Request, query: str, back: str, reason: str = "", error: str = "") -> Response:
        portal, language = request.portal, request.language
        made = PageFields(request, {"reason": reason}, {"reason": error} if error else {})
        hint = portal.say(_("It is written down with your name. Do not write the names of others here."), language, "cases")
        field = made.line("reason", portal.say(_("Why do you need it?"), language, "cases"), hint=hint)
        names = {
            "field": field, "errors": mistakes([field]), "query": query, "back": back, "action": portal.url_for(self.download_route),
            "title": self._say(request, self.title), "lede": self._say(request, self.lede), "limits": self._say(request, self.limits),
            "list": self._say(request, self.back),
        }  # fmt: skip
        return closed_to_others(render(request, "cases/taking.html", names, status=422 if error else 200))

    def _say(self, request: Request, words: Text) -> str:
        return request.portal.say(words, request.language, self.owner).replace("{n}", format_number(MOST, request.language))

    async def _lines(self, request: Request, pages: AsyncIterator[Sequence[Sequence[Cell]]]) -> AsyncIterator[str]:
        """The file, a piece at a time; where it ends too early its last row says so."""
        yield MARK + csv_lines([[self._say(request, head) for head in self.heads]])
        left = MOST
        async for rows in pages:
            yield csv_lines(rows[:left])
            if len(rows) > left:
                yield csv_lines([[self._say(request, self.cut)]])
                return
            left -= len(rows)


def query_taken(request: Request) -> dict[str, str]:
    """What the list was narrowed by when the reason was asked for."""
    return dict(parse_qsl(request.posted.one("query")[:LONGEST_QUERY]))
