"""Signing in elsewhere: a `LoginMethod` sends the browser away and says who came back. Whose account that is stays with accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from core import hookspec
from core.errors import PendopoError

if TYPE_CHECKING:
    from core import Plugin, Request
    from core.language import Text


@dataclass(frozen=True, slots=True)
class Away:
    """Where the browser goes, and what is kept of it on the server, sealed and for ten minutes, until it is back."""

    address: str
    keep: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """Who came back. `subject` never changes and is never given to another person; the e-mail address counts only if it was proved there."""

    subject: str
    name: str = ""
    email: str = ""
    email_proved: bool = False


class LoginRefused(PendopoError):
    """The person is not signed in there, or what came back is not to be believed. `said` is for the person, the message for the log."""

    code = "login.refused"

    def __init__(self, message: str, said: Text) -> None:
        super().__init__(message)
        self.said = said


@runtime_checkable
class LoginMethod(Protocol):
    """One button on the sign-in page."""

    @property
    def name(self) -> str:
        """A word of small letters, unique among all methods; part of addresses, so it never changes."""
        ...

    @property
    def title(self) -> Text:
        """What stands on the button, after "Sign in with"."""
        ...

    async def begin(self, request: Request, back: str) -> Away:
        """Send the browser away; `back` is the whole address that it returns to."""
        ...

    async def finish(self, request: Request, back: str, kept: str) -> Proof:
        """Look at what came back to `back` with the `kept` of this session. Raises LoginRefused."""
        ...


@hookspec
def register_login_methods(plugin: Plugin) -> Sequence[LoginMethod]:
    """Ways to sign in elsewhere. Called once, when the portal is built; each is a button on the sign-in page.

    @hookimpl
    def register_login_methods():
        return [Provider()]
    """
    raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Offered:
    """A method, whose plugin it is, and its title in the reader's language."""

    owner: str
    method: LoginMethod
    title: str

    @property
    def name(self) -> str:
        return self.method.name


def offered(request: Request) -> list[Offered]:
    """The buttons of the sign-in page."""
    portal = request.portal
    return [
        Offered(owned.owner, owned.value, portal.say(owned.value.title, request.language, owned.owner)) for owned in portal.declared(register_login_methods)
    ]
