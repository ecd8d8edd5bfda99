"""The channels of a portal, and which of them a person is written to by usually."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .api import Channel, register_channels

if TYPE_CHECKING:
    from core import Portal

log = logging.getLogger("pendopo.notifications")


@dataclass(frozen=True, slots=True)
class Open:
    """A channel and the plugin that brings it."""

    owner: str
    channel: Channel


def channels_of(portal: Portal) -> dict[str, Open]:
    """The channels that the site has set up, by name, in the order they are preferred. What is none is left out: `faults` names it."""
    found: dict[str, Open] = {}
    for owned in portal.declared(register_channels):
        if isinstance(owned.value, Channel) and owned.value.name not in found and _is_ready(owned.owner, owned.value, portal):
            found[owned.value.name] = Open(owned.owner, owned.value)
    return found


def _is_ready(owner: str, channel: Channel, portal: Portal) -> bool:
    """What the channel says; one that fails at that is not."""
    try:
        return channel.ready(portal)
    except (Exception, SystemExit) as error:
        log.warning("a channel cannot say whether it is ready", extra={"plugin": owner, "channel": channel.name}, exc_info=error)
        return False


def faults(portal: Portal) -> list[str]:
    """What plugins registered as a channel and is none, or has the name of another."""
    wrong, names = [], set()
    for owned in portal.declared(register_channels):
        one: object = owned.value
        if not isinstance(one, Channel):
            wrong.append(f"{owned.owner} registers {type(one).__name__} as a channel: it needs name, title, kind, ready, healthy and send")
        elif one.name in names:
            wrong.append(f"{owned.owner} registers a channel {one.name!r}, which is there already: rename one")
        else:
            names.add(one.name)
    return wrong


def by_default(channels: Mapping[str, Open], addresses: Mapping[str, str]) -> set[str]:
    """Mail where there is an address; a telephone only where there is none, and then by one channel: nobody is told twice."""
    mail = {name for name, one in channels.items() if one.channel.kind == "email" and addresses.get("email")}
    phone = [name for name, one in channels.items() if one.channel.kind == "phone" and addresses.get("phone")]
    return mail or set(phone[:1])
