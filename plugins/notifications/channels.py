"""The channels of a portal, and which of them a person is written to by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import DeclarationError

from .api import Channel, register_channels

if TYPE_CHECKING:
    from core import Portal


@dataclass(frozen=True, slots=True)
class Open:
    """A channel and the plugin that brings it."""

    owner: str
    channel: Channel


def channels_of(portal: Portal) -> dict[str, Open]:
    """The channels that the site has set up, by name, in the order they are preferred. Raises DeclarationError for what is none."""
    found: dict[str, Open] = {}
    for owned in portal.declared(register_channels):
        channel: object = owned.value
        if not isinstance(channel, Channel):
            hint = "It needs name, title, kind, ready, healthy and send."
            raise DeclarationError(f"{owned.owner} registers {type(channel).__name__} as a channel", hint=hint, code="notice.channel")
        if channel.ready(portal):
            found.setdefault(channel.name, Open(owned.owner, channel))
    return found


def by_default(channels: Mapping[str, Open], addresses: Mapping[str, str]) -> set[str]:
    """Mail where there is an address; a telephone only where there is none, and then by one channel: nobody is told twice."""
    mail = {name for name, one in channels.items() if one.channel.kind == "email" and addresses.get("email")}
    phone = [name for name, one in channels.items() if one.channel.kind == "phone" and addresses.get("phone")]
    return mail or set(phone[:1])
