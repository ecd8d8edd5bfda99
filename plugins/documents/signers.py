"""Who signs documents: what a signer is, the hook by which plugins bring one, and the one that is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from core import hookspec
from core.connectors import Connectors, Owned
from core.errors import PendopoError, did_you_mean

from .settings import Settings

if TYPE_CHECKING:
    from core import Context, Health, Plugin, Portal
    from core.language import Text


@dataclass(frozen=True, slots=True)
class Signatory:
    """The official under whose name a document goes out: `office` is the line above the name, `identity` what a signer knows them by (NIP)."""

    name: str
    office: str
    identity: str = ""
    rank: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """A PDF that is to be signed. `id` is the same however often one document is sent."""

    id: str
    number: str
    agency: str
    signatory: Signatory
    reason: str
    place: str
    pdf: bytes = field(repr=False)


class SignerDown(Exception):
    """The signer cannot be reached, or waits for its official: the document is sent again later."""


@runtime_checkable
class Signer(Protocol):
    """Whoever signs a PDF (PAdES). Everything async runs outside of transactions and may use the network; what fails is tried again."""

    @property
    def name(self) -> str:
        """A bare word, such as `bsre`."""
        ...

    @property
    def title(self) -> Text: ...

    @property
    def trial(self) -> bool:
        """Whether its signatures are worth nothing. Such a one is refused where the site has a `public_url`."""
        ...

    def ready(self, portal: Portal) -> bool:
        """Whether the site has set it up; one that is not is asked for nothing."""
        ...

    async def healthy(self, portal: Portal) -> Health:
        """Whether it can be reached just now."""
        ...

    async def trust(self, portal: Portal) -> Sequence[bytes]:
        """The certificates (PEM) that its signatures are traced back to."""
        ...

    async def sign(self, context: Context, order: Order) -> bytes:
        """The PDF with its signature, which covers all of it. Raises SignerDown; anything else is tried again, too."""
        ...


@hookspec
def register_signers(plugin: Plugin) -> Sequence[Signer]:
    """Whoever signs documents, beside the trial. Called once, when the portal is built.

    Whatever satisfies the protocol `Signer` will do.

        @hookimpl
        def register_signers():
            return [Bsre()]
    """
    raise NotImplementedError


class NoSigner(PendopoError):
    """No signer is set up, and the site does not say that documents may go without a signature."""

    code = "documents.signer"


SIGNERS = Connectors(register_signers, Signer, "signer")  # type: ignore[type-abstract]  # mypy takes no protocol for a type
Open = Owned[Signer]
"""One of them, and the plugin that brings it."""


def ready_signers(portal: Portal) -> dict[str, Open]:
    """Those that may be asked: set up, and no trial where others than this computer see the site."""
    public = bool(portal.site.config.portal.public_url)
    return {name: one for name, one in SIGNERS.ready(portal).items() if not (one.value.trial and public)}


def signer_for(portal: Portal) -> Open | None:
    """Who signs: the one that the site names, else the first; None where documents go without. Raises NoSigner."""
    settings, ready = portal.settings(Settings), ready_signers(portal)
    if settings.signer:
        if settings.signer in ready:
            return ready[settings.signer]
        raise NoSigner(f"there is no signer {settings.signer!r} that is set up", hint=did_you_mean(settings.signer, ready) or "See docs/documents.md.")
    if ready:
        return next(iter(ready.values()))
    if settings.without_signature:
        return None
    raise NoSigner("no signer is set up", hint="Set one up as docs/documents.md tells, or say without_signature = true.")


def can_issue(portal: Portal) -> bool:
    """Whether a document could be issued now: ask before you offer it."""
    try:
        signer_for(portal)
    except NoSigner:
        return False
    return True
