"""Providers: whoever gives codes to pay with, and knows whether the money came. Each is an object behind `Provider`.

A bank's or a payment company's connector is one more plugin: it returns its object from `register_providers`, and translates
between the bank's own words and `Order`, `Instruction` and `Report`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from core import Health, hookspec
from core.connectors import Connectors, Owned
from core.errors import PendopoError, did_you_mean
from core.language import Text

from .settings import Settings

if TYPE_CHECKING:
    from core import Context, Plugin, Portal


@dataclass(frozen=True, slots=True)
class Order:
    """What a provider is asked for. `id` is the same at each try: a provider that has it already answers with the same code."""

    id: str
    number: str
    amount: int
    """Whole rupiah."""
    title: str
    expires: datetime
    reference: str = ""
    """The provider's own, once it has given one."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """How to pay: a code to type, the payload of a QRIS as the provider made it, or both; `guide` says where, a sentence each."""

    reference: str
    code: str = ""
    qris: str = ""
    expires: datetime | None = None
    guide: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a provider tells of one order. `state`: "paid", "received", "posted", "expired" or "failed".

    `order` is `Order.id` or the provider's own reference. `event` tells a repetition: the same for the same message.
    `amount` is in whole rupiah, `at` the moment of which it speaks, `reference` that of the payment (RRN, NTPD)."""

    order: str
    event: str
    state: str
    at: datetime
    amount: int = 0
    currency: str = "IDR"
    reference: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Called:
    """A callback as it came: names of `headers` in small letters, the body untouched, and the moment it arrived."""

    headers: Mapping[str, str]
    body: bytes
    now: datetime = field(repr=False)


class ProviderDown(Exception):
    """The provider cannot be reached: it is asked again later."""


class ProviderRefused(Exception):
    """The provider will not take this order, however often it is asked."""


class CallbackRefused(Exception):
    """A callback whose signature is wrong or old, or that cannot be read. Nothing of it is believed."""


@runtime_checkable
class Provider(Protocol):
    """Whoever gives codes and knows of money. Everything async runs outside of transactions, under a time limit."""

    @property
    def name(self) -> str:
        """A bare word, such as `bank_jateng`; it stands in the address of the callback."""
        ...

    @property
    def title(self) -> Text: ...

    @property
    def trial(self) -> bool:
        """Whether no real money moves. Such a one is refused where the site has a `public_url`."""
        ...

    def ready(self, portal: Portal) -> bool:
        """Whether the site has set it up; one that is not is asked for nothing."""
        ...

    def merchant(self, portal: Portal) -> str:
        """The NMID that its QRIS must carry; empty where any is taken."""
        ...

    async def healthy(self, portal: Portal) -> Health:
        """Whether it can be reached just now."""
        ...

    async def request_payment(self, context: Context, order: Order) -> Instruction:
        """Ask for a code. Raises ProviderDown or ProviderRefused; anything else is tried again."""
        ...

    async def payment_status(self, context: Context, order: Order) -> Sequence[Report]:
        """What is known of the order, the earliest first; nothing when nobody has paid. Raises ProviderDown."""
        ...

    def read_callback(self, portal: Portal, called: Called) -> Sequence[Report]:
        """Check the signature of a callback and read it. Raises CallbackRefused; `check_signature` does the checking."""
        ...


@runtime_checkable
class Cancels(Protocol):
    """What a provider has as well that can be told of a charge that its service took back, so that its code is paid no more."""

    async def cancel_payment(self, context: Context, order: Order) -> None:
        """Take the order back; one that it does not know, or that is over, is no error.

        Raises ProviderDown to be told again later, ProviderRefused where it cannot be taken back: money that comes then is looked at by an officer."""
        ...


@hookspec
def register_providers(plugin: Plugin) -> Sequence[Provider]:
    """Whoever gives payment codes and knows of money, beside the gateway and the trial. Called once, when the portal is built.

    Whatever satisfies the protocol `Provider` will do.

        @hookimpl
        def register_providers():
            return [BankJateng()]
    """
    raise NotImplementedError


class NoProvider(PendopoError):
    """No provider is set up by which something could be paid."""

    code = "payments.provider"


PROVIDERS = Connectors(register_providers, Provider, "provider")  # type: ignore[type-abstract]  # mypy takes no protocol for a type
Open = Owned[Provider]
"""One of them, and the plugin that brings it."""


def ready_providers(portal: Portal) -> dict[str, Open]:
    """Those that may be asked: set up, and no trial where others than this computer see the site."""
    return {name: one for name, one in PROVIDERS.ready(portal).items() if not (one.value.trial and is_public(portal))}


def is_public(portal: Portal) -> bool:
    return bool(portal.site.config.portal.public_url)


def provider_for(portal: Portal, wanted: str = "") -> Open:
    """The provider `wanted`, else the one that the site prefers, else the first. Raises NoProvider."""
    ready = ready_providers(portal)
    name = wanted or portal.settings(Settings).prefer
    if name:
        if name in ready:
            return ready[name]
        raise NoProvider(f"there is no payment provider {name!r} that is set up", hint=did_you_mean(name, ready) or "See docs/payments.md.")
    if not ready:
        raise NoProvider("no payment provider is set up", hint="Set one up as docs/payments.md tells; until then nothing can be charged.")
    return next(iter(ready.values()))


def can_charge(portal: Portal, wanted: str = "") -> bool:
    """Whether something could be paid now, with `wanted` through the provider of that name: ask before you show a button that charges."""
    try:
        provider_for(portal, wanted)
    except NoProvider:
        return False
    return True
