"""Gateways for SMS and WhatsApp: a signed POST to an address of the site's choice, which is all that such services have in common.

The gateway, or a few lines between us and it, checks `Pendopo-Signature`, refuses an old `Pendopo-Timestamp`, and knows a
repetition by `Pendopo-Id`: docs/notifications.md tells how.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from core import Health
from core.errors import OutgoingError
from core.language import Text
from core.language import gettext_lazy as _

from .api import ChannelDown, Letter, Undeliverable
from .models import QUEUED, Delivery
from .settings import Settings

if TYPE_CHECKING:
    from core import Context, Portal

TITLES = {"whatsapp": _("WhatsApp"), "sms": _("SMS")}
REFUSED_FOR_GOOD = frozenset({400, 404, 410, 422})
"""What a gateway says of one message; anything else is its own trouble, or ours with it."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """The channel `sms` or `whatsapp`."""

    name: str
    kind: Literal["phone"] = "phone"

    @property
    def title(self) -> Text:
        return TITLES[self.name]

    def ready(self, portal: Portal) -> bool:
        return bool(self._address(portal))

    async def healthy(self, portal: Portal) -> Health:
        """A gateway is not asked for nothing, for it costs money: it is in trouble when something waits because it was shut."""
        if await Delivery.exists(channel=self.name, state=QUEUED, shut=True):
            words = _("The gateway {name} takes no messages just now. They wait.")
            return Health("degraded", portal.say(words, "en", "notifications").format(name=self.name))
        return Health("ok")

    async def send(self, context: Context, letter: Letter) -> None:
        portal = context.portal
        body = json.dumps(
            {"id": letter.id, "channel": self.name, "to": letter.to, "text": short(portal, letter), "language": letter.language, "kind": letter.kind},
            ensure_ascii=False,
        ).encode()
        key = portal.settings(Settings).gateway_key.get_secret_value().encode()
        headers = {"Content-Type": "application/json", "Pendopo-Id": letter.id, **signed(key, int(portal.clock.now().timestamp()), body)}
        try:
            answer = await portal.http.post(self._address(portal), body, headers=headers)
        except OutgoingError as error:
            raise ChannelDown(str(error.message)) from error
        if answer.ok:
            return
        said = f"the gateway answered {answer.status}"
        raise Undeliverable(said) if answer.status in REFUSED_FOR_GOOD else ChannelDown(said)

    def _address(self, portal: Portal) -> str:
        settings = portal.settings(Settings)
        return settings.whatsapp_url if self.name == "whatsapp" else settings.sms_url


def signed(key: bytes, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers that prove a body: HMAC-SHA-256 over timestamp, a point, and the body."""
    seal = hmac.new(key, f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {"Pendopo-Timestamp": str(timestamp), "Pendopo-Signature": f"v1={seal}"}


def short(portal: Portal, letter: Letter) -> str:
    """As little as a telephone shows at once: who says it, what, and where to read on."""
    return " ".join(part for part in (f"{portal.site.name}:", letter.subject, letter.link) if part)
