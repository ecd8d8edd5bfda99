"""Mail: text and HTML in one message, handed to the site's server over TLS that is verified."""

from __future__ import annotations

import asyncio
import ssl
from datetime import datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING, Any, Literal

from core import Health
from core.language import Text
from core.language import gettext_lazy as _

from .api import ChannelDown, Letter, Undeliverable

if TYPE_CHECKING:
    import aiosmtplib

    from core import Context, Portal

SECONDS = 10.0
ASKED_AGAIN = timedelta(minutes=5)
ONE_CLICK = "List-Unsubscribe=One-Click"
REFUSED_FOR_GOOD = frozenset({501, 511, 521, 523, 541, 550, 551, 552, 553, 554, 555, 556})
"""What a server says of one address or one message; anything else may be its own trouble, which passes."""


class Mail:
    """The channel `email`."""

    name = "email"
    kind: Literal["email"] = "email"

    def __init__(self) -> None:
        self._asked: tuple[datetime, Health] | None = None

    @property
    def title(self) -> Text:
        return _("E-mail")

    def ready(self, portal: Portal) -> bool:
        return bool(portal.site.config.mail.host)

    async def healthy(self, portal: Portal) -> Health:
        """Whether the server greets us. Asked every five minutes at most: some take more for an attack."""
        now = portal.clock.now()
        if self._asked is None or not timedelta() <= now - self._asked[0] < ASKED_AGAIN:
            self._asked = now, await self._ask(portal)
        return self._asked[1]

    async def _ask(self, portal: Portal) -> Health:
        import aiosmtplib

        try:
            async with self._connection(portal) as server:
                await server.noop()
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            return Health("degraded", portal.say(_("The mail server cannot be reached: {why}. Messages wait."), "en", "notifications").format(why=_said(error)))
        return Health("ok")

    async def send(self, context: Context, letter: Letter) -> None:
        """Hand one letter over. A refusal of the address is for good; everything else is tried again."""
        import aiosmtplib

        portal = context.portal
        message = compose(portal, letter)
        try:
            async with asyncio.timeout(3 * SECONDS), self._connection(portal) as server:
                await server.send_message(message)
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _refusal(error.recipients[0]) from error
        except (aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPAuthenticationError) as error:
            raise ChannelDown(_said(error)) from error
        except aiosmtplib.SMTPDataError as error:
            raise _refusal(error) from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise ChannelDown(_said(error)) from error

    def _connection(self, portal: Portal) -> aiosmtplib.SMTP:
        import aiosmtplib

        mail = portal.site.config.mail
        return aiosmtplib.SMTP(
            hostname=mail.host, port=mail.port, username=mail.user or None, password=mail.password.get_secret_value() or None, timeout=SECONDS,
            use_tls=mail.encryption == "tls", start_tls=mail.encryption == "starttls",
            tls_context=ssl.create_default_context() if mail.encryption != "none" else None,
        )  # fmt: skip


def _refusal(error: Any) -> Exception:
    """A refusal of one letter: for good, or as a server says that is busy."""
    return Undeliverable(_said(error)) if error.code in REFUSED_FOR_GOOD else ChannelDown(_said(error)) if error.code == 421 else RuntimeError(_said(error))


def _said(error: BaseException) -> str:
    code, words = getattr(error, "code", None), getattr(error, "message", None)
    said = f"{code} {words}" if code and words else f"{type(error).__name__}: {error}"
    return " ".join(said.split())[:200]


def compose(portal: Portal, letter: Letter) -> EmailMessage:
    """The whole message. Undeliverable when an address cannot stand in a header; nothing in it can begin a header of its own."""
    sender = portal.site.config.mail.sender
    name, address = parseaddr(sender)
    domain = address.rpartition("@")[2]
    message = EmailMessage()
    try:
        message["From"] = Address(name or portal.site.name, addr_spec=address)
        message["To"] = Address(addr_spec=letter.to)
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(portal.clock.now())
        message["Message-ID"] = f"<{letter.id}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        message["Content-Language"] = letter.language
        if letter.leave:
            message["List-Unsubscribe"] = f"<{letter.leave}>"
            message["List-Unsubscribe-Post"] = ONE_CLICK
    except (ValueError, IndexError, AttributeError, MessageError) as error:
        raise Undeliverable("the address cannot stand in a mail") from error
    message.set_content(as_text(portal, letter), cte="quoted-printable")
    message.add_alternative(as_html(portal, letter), subtype="html", cte="quoted-printable")
    return message


def as_text(portal: Portal, letter: Letter) -> str:
    """The words for whoever reads plain text."""
    parts = [letter.words]
    for subject, words, link in letter.items:
        parts.append("\n".join(part for part in (f"* {subject}", words, link) if part))
    if letter.link:
        parts.append(f"{letter.button}:\n{letter.link}")
    foot = [portal.site.name, portal.site.config.portal.regency]
    if letter.leave:
        say = portal.say(_("You do not want such mail? End it here:"), letter.language, "notifications")
        foot += ["", say, letter.leave]
    return "\n\n".join(part for part in parts if part) + "\n\n-- \n" + "\n".join(line for line in foot if line or letter.leave) + "\n"


def as_html(portal: Portal, letter: Letter) -> str:
    """The same for whoever reads HTML: one table, the theme's colours as attributes, no picture, nothing fetched."""
    names = {
        "letter": letter, "paragraphs": paragraphs(letter.words), "items": [(subject, paragraphs(words), link) for subject, words, link in letter.items],
        "colours": portal.theme.colours["light"], "name": portal.site.name, "regency": portal.site.config.portal.regency,
    }  # fmt: skip
    return portal.templates.html(letter.language, "notifications/mail.html", names)


def paragraphs(words: str) -> list[list[str]]:
    """Paragraphs, each as its lines."""
    return [paragraph.split("\n") for paragraph in words.split("\n\n") if paragraph.strip()]
