"""What other plugins may use of notifications.

A service says what it tells people by `register_notices`: for each event the words, and a function that finds out whom.
Another way to reach people is a `Channel`, given by `register_channels`. Nobody sends anything by themselves: a notice is
made from the outbox, written down, and sent afterwards, as often as it takes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

from core import Event, Health, hookspec
from core.errors import DeclarationError
from core.language import Text

if TYPE_CHECKING:
    from core import Context, Plugin, Portal

Audience = Literal["citizen", "officer"]


@dataclass(frozen=True, slots=True)
class Named:
    """The name of a person with an account; the id itself where it is a name, and nothing for somebody who is gone."""

    actor: str


Said = str | Text | date | datetime | Named
"""A value in a message: a `Text` is said in the reader's language, a day or a moment written as they write it."""


@dataclass(frozen=True, slots=True)
class To:
    """One person: an actor, who is asked how they want to be told, or the address that somebody left.

    With an actor the addresses are for the case that the account has none of that sort that is proved."""

    actor: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Officers:
    """Everybody who holds `permission` in `agency`, for something that lies in `area` (a kecamatan's or village's code).

    Without an agency: everybody who holds it anywhere, and `also` this one."""

    agency: str
    permission: str
    area: str = ""
    also: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to be told. `values` fill the places of the notice's words; `link` is a path of the portal.

    `notice` names another notice of the same plugin, whose words are taken instead: for what may only be hinted at."""

    to: To | Officers | tuple[To | Officers, ...]
    """Several are told person by person, each once."""
    values: Mapping[str, Said] = field(default_factory=dict)
    link: str = ""
    notice: str = ""
    about: str = ""
    """The id of what it is about, under which `forget_about` finds it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a notice's words, written `{name}`. What is `personal` may stand in the words and never in the subject."""

    name: str
    title: Text
    example: str = ""
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told when something happened. `event` is a class, a full name `slug.name`, or several; `make` finds out whom to tell.

    `subject` and `body` are the words that the site may change; paragraphs of the body are divided by an empty line."""

    name: str
    title: Text
    event: type[Event] | str | tuple[type[Event] | str, ...] = field(kw_only=True)
    subject: Text = field(kw_only=True)
    body: Text = field(kw_only=True)
    make: Callable[[Context, Any], Awaitable[Sequence[Message]]] = field(kw_only=True)
    audience: Audience = field(default="citizen", kw_only=True)
    places: tuple[Place, ...] = field(default=(), kw_only=True)
    button: Text = field(kw_only=True)
    """What the link is called."""

    def __post_init__(self) -> None:
        from .words import problems

        for wrong in problems(self, self.subject.id, self.body.id):
            raise DeclarationError(f"Notice {self.name!r}: {wrong.id.format(**wrong.values)}", hint="Declare it in `places`.", code="notice.words")

    @property
    def events(self) -> tuple[type[Event] | str, ...]:
        return self.event if isinstance(self.event, tuple) else (self.event,)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as a channel gets it: words in the reader's language, addresses whole. `id` is the same at each try.

    `items` are several messages in one, each subject, words and link; then `words` is an introduction."""

    id: str
    to: str
    kind: str
    language: str
    subject: str
    words: str
    link: str = ""
    button: str = ""
    leave: str = ""
    """The address that ends messages of this kind in one click."""
    items: Sequence[tuple[str, str, str]] = ()


class ChannelDown(Exception):
    """The channel cannot be reached: everything waits, nothing is lost."""


class Undeliverable(Exception):
    """This one letter will never arrive, however often it is tried."""


@runtime_checkable
class Channel(Protocol):
    """A way to reach people. `kind` says what sort of address it needs."""

    @property
    def name(self) -> str:
        """A bare word, such as `email`."""
        ...

    @property
    def title(self) -> Text: ...

    @property
    def kind(self) -> Literal["email", "phone"]: ...

    def ready(self, portal: Portal) -> bool:
        """Whether the site has set it up; one that is not is offered to nobody."""
        ...

    async def healthy(self, portal: Portal) -> Health:
        """Whether it can be reached just now."""
        ...

    async def send(self, context: Context, letter: Letter) -> None:
        """Hand the letter over. Raises ChannelDown or Undeliverable; anything else is tried again. Never in a transaction."""
        ...


@hookspec
def register_channels(plugin: Plugin) -> Sequence[Channel]:
    """Ways to reach people, beside the inbox, mail and the gateways. Called once, when the portal is built.

    Whatever satisfies the protocol `Channel` will do.

        @hookimpl
        def register_channels():
            return [Telegram()]
    """
    raise NotImplementedError


@hookspec
def register_notices(plugin: Plugin) -> Sequence[Notice]:
    """What a service tells people when something happened. Called once, when the portal is built.

    `make(context, event)` runs from the outbox, so it may be called twice for one event: what it returns is told once.

        @hookimpl
        def register_notices():
            return [Notice("opened", _("We have it"), event=CaseOpened, subject=_("{ticket} received"), body=_("…"), button=_("Follow"), make=opened)]
    """
    raise NotImplementedError


async def forget_about(about: str) -> None:
    """Delete every message about something, whether it was sent or not: what it told of was erased."""
    from .models import Inbox

    if about:
        await Inbox.filter(about=about).delete()


__all__ = [
    "Audience",
    "Channel",
    "ChannelDown",
    "Letter",
    "Message",
    "Named",
    "Notice",
    "Officers",
    "Place",
    "Said",
    "To",
    "Undeliverable",
    "forget_about",
    "register_channels",
    "register_notices",
]
