"""My data: who looked at it, what is held of me, take it along, what I agreed to, have it erased."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import anyio
from starlette.responses import RedirectResponse

from core import Response, render, transaction
from core.errors import RequestError
from core.language import gettext_lazy as _

from . import archive, consents, my_data, waiting
from .asking import Asked, go
from .cases import my_cases
from .entering import ask_again
from .looked import looks
from .models import CITIZEN, Account
from .my_data import Part
from .noting import note
from .people import find_id
from .words_of_data import readable

if TYPE_CHECKING:
    from core import Request


async def overview(request: Request) -> Response:
    """Who looked at my data, and what else there is."""
    typed = request.query_params.get("sebelum", "")
    before = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else 0
    lines, after = await looks(request, before=before)
    account = await _own(request)
    agreed = sum(one.withdrawn is None for one in await consents.all_of(request, account.id))
    return render(request, "accounts/data.html", {"lines": lines, "next": after, "first": not before, "agreed": agreed})


async def held(request: Request) -> Response:
    """What each plugin holds of me."""
    again = await ask_again(request)
    if again is not None:
        return again
    account = await _own(request)
    parts = await my_data.gather(request, my_data.subject_of(request.portal, account))
    await note(request, "see_data", account.id)
    return render(request, "accounts/data_held.html", {"parts": [_shown(request, part) for part in parts], "officer": account.kind != CITIZEN})


async def download(request: Request) -> Response:
    """The same as a ZIP, with a page to read in it."""
    again = await ask_again(request)
    if again is not None:
        return again
    account = await _own(request)
    parts = [
        replace(part, data={}, failed=True) if not part.failed and archive.too_large(part) else part
        for part in await my_data.gather(request, my_data.subject_of(request.portal, account))
    ]
    now = request.portal.clock.now()
    page = render(request, "accounts/data_file.html", {"parts": [_shown(request, part) for part in parts], "now": now})
    failed_words = request.gettext(_("could not say what it holds; ask for your data again later."))
    content = await anyio.to_thread.run_sync(archive.pack, bytes(page.body).decode(), parts, failed_words)
    await note(request, "export", account.id, parts=[part.slug for part in parts], failed=[part.slug for part in parts if part.failed])
    name = f"data-saya-{now.astimezone(request.portal.site.zone):%Y-%m-%d}.zip"
    return Response(content, media_type="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"})


async def agreed(request: Request) -> Response:
    """What I agreed to, in the words that I read, and since when."""
    account = await _own(request)
    return render(
        request, "accounts/consents.html", {"consents": await consents.all_of(request, account.id), "withdrawn": request.query_params.get("dicabut") == "1"}
    )


async def erase_form(request: Request) -> Response:
    """What goes and what stays, before anything is done."""
    return await ask_again(request) or await _erase_page(Asked(request))


async def erase(request: Request) -> Response:
    """Have it all erased. What failed is said, and the account stays until the rest is done too."""
    again = await ask_again(request)
    if again is not None:
        return again
    asked = Asked(request)
    if request.posted.one("sure") != "1":
        asked.wrong("sure", _("Tick this, if you are sure"))
        return await _erase_page(asked)
    account = await _own(request)
    done = await my_data.erase(request, my_data.subject_of(request.portal, account))
    failed = [one.slug for one in done if one.failed]
    async with transaction():
        await note(request, "erase", account.id, failed=failed, erased=sum(len(one.erased) for one in done))
    told = [{"title": one.title, "erased": list(one.erased), "kept": [list(pair) for pair in one.kept], "failed": one.failed} for one in done]
    gone = await find_id(str(account.id)) is None
    if gone:
        await request.portal.sessions.sign_out(request)
        await request.portal.sessions.begin(request)
    await waiting.hold(request, "erased", waiting.NOBODY, data=json.dumps({"gone": gone, "parts": told}))
    return go(request, "accounts:erased")


async def erased(request: Request) -> Response:
    """What was erased and what stays, for a quarter of an hour and in this browser alone."""
    kept = await waiting.held(request, "erased")
    if kept is None:
        return RedirectResponse("/", 303)
    return render(request, "accounts/erased.html", json.loads(kept.data))


async def _own(request: Request) -> Account:
    account = await find_id(request.actor.id)
    if account is None:
        raise RequestError(404, "")
    return account


async def _erase_page(asked: Asked) -> Response:
    request = asked.request
    account = await _own(request)
    sure = request.gettext(_("Yes, erase my account and my data. I know that this cannot be undone."))
    asked.choose("sure", _("Are you sure?"), [("1", sure)], kind="checkboxes")
    cases = await my_cases(request) or []
    return asked.page("accounts/erase.html", {"officer": account.kind != CITIZEN, "open_cases": sum(one.closed is None for one in cases)})


def _shown(request: Request, part: Part) -> dict[str, Any]:
    return {"title": part.title, "failed": part.failed, "tree": readable(request, part.data), "keeps": part.keeps}
