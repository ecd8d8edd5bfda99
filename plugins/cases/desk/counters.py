"""Entering a case for somebody: at the counter, on the telephone, from a letter or a chat.

A service opens a form of its own for it (`register_counters`), with its usual questions on one page and these two before
them. The case belongs to nobody's account: the printed receipt with its code is what the person takes along.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse

from core import Response, fields, hookspec, render
from core.language import Text, text_of

from ..models import Case
from ..notes import add_entry
from .rights import by_of

if TYPE_CHECKING:
    from core import Answers, Plugin, Request

SOURCE, CONSENT = "counter_source", "counter_consent"
SOURCES: Mapping[str, Text] = {
    "counter": text_of({"id": "Datang ke loket", "en": "At the counter"}),
    "phone": text_of({"id": "Telepon", "en": "By telephone"}),
    "letter": text_of({"id": "Surat atau formulir kertas", "en": "A letter or a form on paper"}),
    "chat": text_of({"id": "Pesan WhatsApp atau media sosial", "en": "A chat or social media"}),
}
"""How it came. In both languages here: the words stand in the forms of other plugins, whose catalogues do not know them."""
_HOW = text_of({"id": "Bagaimana laporan ini masuk?", "en": "How did it come in?"})
_MISSING = text_of({"id": "Pilih bagaimana laporan ini masuk", "en": "Choose how it came in"})
_AGREED = text_of({
    "id": "Warga sudah diberi tahu data apa yang disimpan dan untuk apa, dan setuju",
    "en": "The person was told what is kept and what for, and agrees",
})  # fmt: skip
_NOTED = text_of(
    {"id": "Dicatat petugas untuk pelapor. Sumber: {source}. Pelapor setuju datanya disimpan.", "en": "Entered for the reporter. Source: {source}."}
)


@dataclass(frozen=True, slots=True)
class Counter:
    """A form for officers: `route` is the full name (`slug:name`) of its first page."""

    title: Text
    route: str
    icon: str = "file-text"


@hookspec
def register_counters(plugin: Plugin) -> Sequence[Counter]:
    """Forms in which officers enter a case for somebody. Each stands under "Enter" at the desk, for whoever may open it.

    @hookimpl
    def register_counters():
        return [Counter(_("Complaint"), "complaints:counter", icon="megaphone")]
    """
    raise NotImplementedError


def counter_fields() -> tuple[fields.Field, ...]:
    """What is asked before the service's own questions: how it came in, and whether the person agrees."""
    options = tuple(fields.Option(name, title) for name, title in SOURCES.items())
    return (
        fields.Choice(SOURCE, _HOW, options=options, look="radios", missing=_MISSING),
        fields.Consent(CONSENT, _AGREED, for_somebody=True),
    )


async def note_counter(request: Request, case: Case, answers: Answers) -> None:
    """Write into the timeline, for officers, who entered the case and how it came in. Inside the transaction that opens it."""
    portal = request.portal
    language = portal.site.languages[0]
    said = portal.say(_NOTED, language, "cases").format(source=portal.say(SOURCES[str(answers[SOURCE])], language, "cases"))
    await add_entry(request, case.id, by_of(request.actor, case, "verifier"), said)


async def new(request: Request) -> Response:
    """The counters that this officer may open; a single one at once."""
    portal = request.portal
    open_ones = [owned for owned in portal.declared(register_counters) if portal.routing.access_of(owned.value.route).allows(request.actor)]
    if len(open_ones) == 1:
        return RedirectResponse(portal.url_for(open_ones[0].value.route), 303)
    rows = [(portal.say(owned.value.title, request.language, owned.owner), portal.url_for(owned.value.route), owned.value.icon) for owned in open_ones]
    return render(request, "cases/desk/new.html", {"rows": rows})
