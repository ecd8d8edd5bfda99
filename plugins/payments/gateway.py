"""The gateway: a provider behind an address of the site's choice that speaks the few sentences of docs/payments.md, signed both ways.

A bank that speaks otherwise is reached by a few lines between it and us, or by a plugin of its own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from core import Health
from core.errors import OutgoingError
from core.language import Text, text_of
from core.language import gettext_lazy as _

from .providers import CallbackRefused, Called, Instruction, Order, ProviderDown, ProviderRefused, Report
from .settings import Settings
from .signing import check_signature, sign

if TYPE_CHECKING:
    from core import Context, Portal

NAME = "gateway"
REFUSED_FOR_GOOD = frozenset({400, 409, 410, 422})
"""What a gateway says of one charge; anything else is its own trouble, or ours with it."""


class Said(BaseModel):
    """Base of what a gateway says: unknown names are its own business, known ones are held to their types."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class SaidCode(Said):
    """The answer to a request for a code."""

    reference: str = Field(max_length=100)
    code: str = Field("", max_length=64)
    qris: str = Field("", max_length=512)
    expires: AwareDatetime | None = None
    guide: tuple[str | dict[str, str], ...] = Field((), max_length=10)


class SaidReport(Said):
    """One report, of a callback or of a status."""

    order: str = Field("", max_length=100)
    event: str = Field(max_length=140)
    state: str = Field(max_length=10)
    at: AwareDatetime
    amount: int = 0
    currency: str = Field("IDR", max_length=3)
    reference: str = Field("", max_length=100)
    channel: str = Field("", max_length=60)

    def report(self, order: str = "") -> Report:
        return Report(order or self.order, self.event, self.state, self.at, self.amount, self.currency, self.reference, self.channel)


class SaidReports(Said):
    """The answer to a question for the status."""

    reports: tuple[SaidReport, ...] = Field((), max_length=50)


S = TypeVar("S", bound=Said)


@dataclass(frozen=True, slots=True)
class Gateway:
    """The provider `gateway`."""

    name: str = NAME
    trial: bool = False

    @property
    def title(self) -> Text:
        return _("Payment gateway")

    def ready(self, portal: Portal) -> bool:
        return bool(portal.settings(Settings).gateway_url)

    def merchant(self, portal: Portal) -> str:
        return portal.settings(Settings).gateway_merchant

    async def healthy(self, portal: Portal) -> Health:
        """It is not asked for nothing: whether codes come is seen at the charges that wait for one."""
        return Health("ok")

    async def request_payment(self, context: Context, order: Order) -> Instruction:
        asked = {
            "id": order.id, "number": order.number, "amount": order.amount, "currency": "IDR", "title": order.title, "expires": order.expires.isoformat(),
        }  # fmt: skip
        said = _read(SaidCode, await _ask(context.portal, "POST", "/charges", json.dumps(asked, ensure_ascii=False).encode()))
        try:
            guide = tuple(text_of(words) for words in said.guide if words)
        except StopIteration:  # an empty table of languages
            guide = ()
        return Instruction(said.reference, said.code, said.qris, said.expires, guide)

    async def cancel_payment(self, context: Context, order: Order) -> None:
        """A gateway that does not know the order, or cannot take it back, has nothing more to do."""
        answer = await _ask(context.portal, "DELETE", f"/charges/{order.id}", b"", nothing=404)
        if not answer.ok:
            raise ProviderRefused("the gateway does not know the charge")

    async def payment_status(self, context: Context, order: Order) -> Sequence[Report]:
        answer = await _ask(context.portal, "GET", f"/charges/{order.id}", b"", nothing=404)
        return [one.report(order.id) for one in _read(SaidReports, answer).reports] if answer.ok else ()

    def read_callback(self, portal: Portal, called: Called) -> Sequence[Report]:
        check_signature(_key(portal), called)
        try:
            return [SaidReport.model_validate_json(called.body).report()]
        except ValidationError as error:
            raise CallbackRefused(_why(error)) from None


def _key(portal: Portal) -> bytes:
    return portal.settings(Settings).gateway_key.get_secret_value().encode()


async def _ask(portal: Portal, method: str, path: str, body: bytes, *, nothing: int = 0) -> Any:
    """A signed request. The signature of one without a body is over its method and path, so that it fits no other."""
    url, now = portal.settings(Settings).gateway_url, int(portal.clock.now().timestamp())
    proved = body or f"{method} {urlsplit(url).path}{path}".encode()
    headers = {"Content-Type": "application/json", **sign(_key(portal), now, proved)}
    try:
        answer = await portal.http.request(method, url + path, headers=headers, content=body)
    except OutgoingError as error:
        raise ProviderDown(str(error.message)) from error
    if answer.ok or answer.status == nothing:
        return answer
    said = f"the gateway answered {answer.status}"
    raise ProviderRefused(said) if answer.status in REFUSED_FOR_GOOD else ProviderDown(said)


def _read(model: type[S], answer: Any) -> S:
    """What it answered. What cannot be read is its trouble: it is asked again."""
    try:
        return model.model_validate_json(answer.body)
    except ValidationError as error:
        raise ProviderDown(f"the gateway's answer cannot be read: {_why(error)}") from None


def _why(error: ValidationError) -> str:
    """Where it is wrong, without the values."""
    return "; ".join(f"{'.'.join(map(str, one['loc'])) or 'body'}: {one['msg']}" for one in error.errors(include_url=False, include_input=False)[:5])
