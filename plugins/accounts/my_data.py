"""What every plugin holds of one person, and having it erased. A plugin that fails is named, never left out in silence."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core import Context, Erasure, PersonalData, Subject

from .models import Account
from .people import opened

if TYPE_CHECKING:
    from core import Portal, Request

log = logging.getLogger("pendopo.accounts")
SECONDS = 30.0
OWN = "accounts"


@dataclass(frozen=True, slots=True)
class Part:
    """What one plugin holds, in the reader's language; `failed` when it could not say."""

    slug: str
    title: str
    data: Mapping[str, Any]
    keeps: tuple[str, ...] = ()
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Erased:
    """What one plugin erased and what it must keep; `failed` when it could not."""

    slug: str
    title: str
    erased: tuple[str, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    failed: bool = False


def subject_of(portal: Portal, row: Account) -> Subject:
    """The person by their id, and by what was proved to be theirs; a mere address is nobody's."""
    return Subject(str(row.id), opened(portal, row, "phone") if row.phone_proved else "", opened(portal, row, "email") if row.email_proved else "")


async def gather(request: Request, subject: Subject) -> list[Part]:
    """A part for each plugin that holds something, or could not say."""
    portal, found = request.portal, []
    for owned in portal.personal_data:
        data, failed = await _exported(request, owned.owner, owned.value, subject)
        if failed or _holds(data):
            found.append(Part(owned.owner, title_of(request, owned.owner), data, _keeps(request, owned.owner), failed))
    return found


async def erase(request: Request, subject: Subject) -> list[Erased]:
    """Ask every plugin to erase, accounts last: if one fails, the account stays, and whoever owns it can try again."""
    declared = request.portal.personal_data
    found = [await _erased(request, owned.owner, owned.value, subject) for owned in declared if owned.owner != OWN]
    if not any(one.failed for one in found):
        found += [await _erased(request, owned.owner, owned.value, subject) for owned in declared if owned.owner == OWN]
    return [one for one in found if one.erased or one.kept or one.failed]


def title_of(request: Request, slug: str) -> str:
    plugin = request.portal.plugin(slug)
    return request.portal.say(plugin.manifest.title, request.language, slug) if plugin and plugin.manifest else slug


async def _exported(request: Request, slug: str, personal: PersonalData, subject: Subject) -> tuple[Mapping[str, Any], bool]:
    try:
        return await request.portal.boundary.call(slug, "export", SECONDS, personal.export, _context(request, slug), subject), False
    except Exception as error:  # noqa: BLE001 - another plugin's code: the person is told, the log has the rest
        _failed("export", slug, error)
        return {}, True


async def _erased(request: Request, slug: str, personal: PersonalData, subject: Subject) -> Erased:
    title = title_of(request, slug)
    try:
        done: Erasure = await request.portal.boundary.call(slug, "erase", SECONDS, personal.erase, _context(request, slug), subject)
    except Exception as error:  # noqa: BLE001 - another plugin's code: the person is told, the log has the rest
        _failed("erase", slug, error)
        return Erased(slug, title, failed=True)
    return Erased(slug, title, tuple(done.erased), tuple(done.kept))


def _context(request: Request, slug: str) -> Context:
    return Context(request.portal, slug, request.language, request.actor)


def _failed(what: str, slug: str, error: Exception) -> None:
    log.error("a plugin failed with personal data", extra={"what": what, "plugin": slug, "error": type(error).__name__}, exc_info=error)


def _keeps(request: Request, slug: str) -> tuple[str, ...]:
    """How long the plugin keeps things, as its data passport says, each sentence once."""
    plugin = request.portal.plugin(slug)
    passport = plugin.manifest.data if plugin and plugin.manifest else {}
    return tuple(dict.fromkeys(request.portal.say(one.keep, request.language, slug) for one in passport.values()))


def _holds(data: Mapping[str, Any]) -> bool:
    return any(value not in (None, "", [], {}, ()) for value in data.values())
