"""People: who a session belongs to, and what a plugin holds of a person."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.access import Actor, check_id

if TYPE_CHECKING:
    from core.requests import Context, Request


@dataclass(frozen=True, slots=True)
class Identity:
    """`find(request, actor_id)` turns the mark of a session into an `Actor`, or None when that person is gone."""

    find: Callable[[Request, str], Awaitable[Actor | None]]


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
    """The person's data as one plugin holds it."""

    export: Callable[[Context, Subject], Awaitable[Mapping[str, Any]]]
    erase: Callable[[Context, Subject], Awaitable[Erasure]]


@dataclass(frozen=True, slots=True)
class UploadScanner:
    """`scan(context, content, media_type)` answers "" for a clean file, or the reason to refuse it."""

    name: str
    scan: Callable[[Context, bytes, str], Awaitable[str]]

    def __post_init__(self) -> None:
        check_id("UploadScanner", self.name)
