"""Hears every event of a charge, brings a provider, and something that is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from core import Health, Listener, hookimpl
from core.language import Text
from plugins.payments.api import (
    Called,
    ChargeCancelled,
    ChargeExpired,
    ChargeFailed,
    ChargeNeedsLook,
    ChargePaid,
    ChargePosted,
    ChargeReceived,
    ChargeSettled,
    Instruction,
    Order,
    Report,
    check_signature,
)  # fmt: skip

EVENTS = (ChargePaid, ChargeReceived, ChargePosted, ChargeExpired, ChargeFailed, ChargeCancelled, ChargeNeedsLook, ChargeSettled)
KEY = b"kunci-bank-kasir-yang-cukup-panjang-01234"
heard: list[object] = []


@dataclass
class TillBank:
    """A bank whose callback is two words: the order and the sum."""

    name: str = "till_bank"
    trial: bool = False
    title: Text = field(default_factory=lambda: Text("Bank Kasir", {}))

    def ready(self, portal) -> bool:
        return True

    def merchant(self, portal) -> str:
        return ""

    async def healthy(self, portal) -> Health:
        return Health("degraded", "Bank Kasir tutup.")

    async def request_payment(self, context, order: Order) -> Instruction:
        return Instruction(f"till-{order.number}", "123")

    async def payment_status(self, context, order: Order) -> Sequence[Report]:
        raise RuntimeError("it never answers")

    def read_callback(self, portal, called: Called) -> Sequence[Report]:
        check_signature(KEY, called)
        order, amount = called.body.decode().split()
        return [Report(order, f"only-{order}", "posted", called.now, int(amount))]


@hookimpl
def register_providers():
    return [TillBank(), "no provider"]


async def hear(context, event) -> None:
    heard.append(event)


@hookimpl
def register_listeners():
    return [Listener(one, hear) for one in EVENTS]
