"""How a one-time code reaches somebody: other plugins bring the ways, as a `CodeCarrier` each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

from core import hookspec

if TYPE_CHECKING:
    from core import Context, Plugin
    from core.language import Text


@runtime_checkable
class CodeCarrier(Protocol):
    """One way to send a code, such as e-mail or WhatsApp. Only those that are healthy are offered."""

    @property
    def kind(self) -> Literal["email", "phone"]:
        """What it sends to."""
        ...

    @property
    def name(self) -> str:
        """A word of small letters, unique among all carriers."""
        ...

    @property
    def title(self) -> Text:
        """As people know it: E-mail, WhatsApp, SMS."""
        ...

    async def healthy(self, context: Context) -> bool:
        """Whether it is configured and worked lately. Asked when a page offers it, so it answers from what is known and waits for nobody."""
        ...

    async def send(self, context: Context, to: str, words: str, code: str) -> None:
        """Send `words`, a sentence with the code in it, to an address or a number (+62…); `code` alone where a template wants it.

        Raises whatever says that it could not be sent; the person is told at once and offered another way. Awaited within a
        request: it gives up by itself within some seconds. Never logs the words, the code or the address.
        """
        ...


@hookspec
def register_code_carriers(plugin: Plugin) -> Sequence[CodeCarrier]:
    """Ways to send a one-time code. Called once, when the portal is built; without any, people sign in with a password.

    @hookimpl
    def register_code_carriers():
        return [WhatsApp()]
    """
    raise NotImplementedError
