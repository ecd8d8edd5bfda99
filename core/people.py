"""People: who a session belongs to, and what a plugin holds of a person."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.access import Actor, Post, check_id

if TYPE_CHECKING:
    from core.requests import Context, Request


@dataclass(frozen=True, slots=True)
class Officer:
    """A colleague, for whoever hands work on: id, name, and what they may do where."""

    id: str
    name: str
    posts: tuple[Post, ...] = ()

    def may_in(self, permission: str, agency: str, area: str = "") -> bool:
        """As of an `Actor`."""
        return any(post.agency == agency and permission in post.permissions and post.covers(area) for post in self.posts)


@dataclass(frozen=True, slots=True)
class Identity:
    """`find(request, actor_id)` turns the mark of a session into an `Actor`, or None when that person is gone.

    `officers(context, agency)` lists those who have a post in the agency and may come in; without it work is only ever taken, never given."""

    find: Callable[[Request, str], Awaitable[Actor | None]]
    officers: Callable[[Request | Context, str], Awaitable[Sequence[Officer]]] | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """The person asked about, by whatever is known of them."""

    actor_id: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased, and what must be kept: a count or label → the rule."""

    erased: tuple[str, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PersonalData:
    """The person's data as one plugin holds it.

    `export(context, subject)` answers what JSON can hold; what the person agreed to stands in it under `consents`, a list
    of `{"text", "given", "withdrawn"}`. `erase(context, subject)` says what went and what must stay.

    `expire(context, before, dry)` removes what the data passport lets nobody keep any longer: `before` is the moment for
    each column with `days`, and what began its time earlier goes. It answers how many by a name that people understand;
    `dry` counts and touches nothing. It may stop anywhere and be called again. Needed as soon as a column has `days`."""

    export: Callable[[Context, Subject], Awaitable[Mapping[str, Any]]]
    erase: Callable[[Context, Subject], Awaitable[Erasure]]
    expire: Callable[[Context, Mapping[str, datetime], bool], Awaitable[Mapping[str, int]]] | None = None


@dataclass(frozen=True, slots=True)
class UploadScanner:
    """`scan(context, content, media_type)` answers "" for a clean file, or the reason to refuse it."""

    name: str
    scan: Callable[[Context, bytes, str], Awaitable[str]]

    def __post_init__(self) -> None:
        check_id("UploadScanner", self.name)
