"""The channels of a portal, and which of them a person is written to by usually."""

from __future__ import annotations

from collections.abc import Mapping

from core.connectors import Connectors, Owned

from .api import Channel, register_channels

CHANNELS = Connectors(register_channels, Channel, "channel")  # type: ignore[type-abstract]  # mypy takes no protocol for a type
Open = Owned[Channel]
"""One of them, and the plugin that brings it."""


def by_default(channels: Mapping[str, Open], addresses: Mapping[str, str]) -> set[str]:
    """Mail where there is an address; a telephone only where there is none, and then by one channel: nobody is told twice."""
    mail = {name for name, one in channels.items() if one.value.kind == "email" and addresses.get("email")}
    phone = [name for name, one in channels.items() if one.value.kind == "phone" and addresses.get("phone")]
    return mail or set(phone[:1])
