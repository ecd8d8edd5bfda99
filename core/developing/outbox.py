"""Nothing leaves the machine while developing: mail goes to a server of ours, and what would be asked of other hosts is kept.

Whoever sends does so as ever: `[mail]` names a small SMTP server on loopback, and `portal.http` answers 202 with `{}`. What was
caught lies in a folder of its own until the server is stopped, so that it outlives a restart.
"""

from __future__ import annotations

import asyncio
import functools
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, replace
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import TYPE_CHECKING

from core.hosts import is_loopback
from core.outgoing import Answer, Outgoing

if TYPE_CHECKING:
    import httpx2

    from core.site import Site

MOST = 200
"""The oldest give way."""
LARGEST = 25 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Caught:
    """One message or call that would have left the machine. `text` and `html` are a mail's parts, `source` is all of it as it was sent."""

    id: str
    kind: str
    to: str
    subject: str
    text: str
    html: str
    source: str
    attachments: tuple[str, ...] = ()

    @property
    def at(self) -> float:
        return int(self.id) / 1e9


class Store:
    """What was caught, a file each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, exist_ok=True)

    def add(self, caught: Caught) -> None:
        (self.folder / f"{caught.id}.json").write_text(json.dumps(asdict(caught)), encoding="utf-8")
        for old in self._files()[MOST:]:
            old.unlink(missing_ok=True)

    def newest(self) -> list[Caught]:
        return [found for file in self._files() if (found := self.find(file.stem)) is not None]

    def find(self, id: str) -> Caught | None:
        """One of them; None for what is not there, whatever the address says."""
        try:
            read = json.loads((self.folder / f"{int(id)}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return Caught(**{**read, "attachments": tuple(read["attachments"])})

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("*.json"), key=lambda file: file.stem, reverse=True)


class Post:
    """Takes what leaves. `let_out` are hosts that are really asked."""

    def __init__(self, store: Store, let_out: tuple[str, ...] = ()) -> None:
        self.store = store
        self.let_out = frozenset(let_out)
        self.port = 0

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Take mail on a free port of loopback."""
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield
        finally:
            server.close()

    def redirected(self, site: Site) -> Site:
        """The site with our server in the place of its own."""
        mail = site.config.mail
        update = {"host": "127.0.0.1", "port": self.port, "user": "", "encryption": "none", "sender": mail.sender or "pendopo@localhost.invalid"}
        return replace(site, config=site.config.model_copy(update={"mail": mail.model_copy(update=update)}))

    def instead(self, method: Callable[..., Awaitable[Answer]]) -> Callable[..., Awaitable[Answer]]:
        """In the place of `Outgoing.request`: what may not be asked is refused as ever, what stays on this machine is asked, the rest is kept."""

        @functools.wraps(method)
        async def request(self: Outgoing, verb: str, address: str, *, headers: Mapping[str, str] | None = None, content: bytes = b"") -> Answer:
            url, _ = self._allowed(address)
            if url.host == "localhost" or is_loopback(url.host.strip("[]")) or url.host in post.let_out:
                return await method(self, verb, address, headers=headers, content=content)
            post.store.add(_call(verb, url, headers or {}, content))
            return Answer(202, {"content-type": "application/json"}, b"{}")

        post = self
        return request

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """SMTP, as much of it as a sender needs."""
        recipients: list[str] = []
        try:
            await _say(writer, "220 pendopo")
            while line := await reader.readline():
                verb = line.split(b":")[0].strip().upper()
                if verb.startswith(b"EHLO"):
                    await _say(writer, "250-pendopo", "250-8BITMIME", "250-SMTPUTF8", f"250 SIZE {LARGEST}")
                elif verb == b"RCPT TO":
                    recipients.append(line.partition(b":")[2].strip().decode("utf-8", "replace"))
                    await _say(writer, "250 OK")
                elif verb == b"DATA":
                    await _say(writer, "354 Go on")
                    self.store.add(_mail(await _message(reader), recipients))
                    recipients = []
                    await _say(writer, "250 Kept")
                elif verb == b"QUIT":
                    await _say(writer, "221 Bye")
                    break
                else:
                    await _say(writer, "250 OK")
        except (OSError, ValueError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()


async def _say(writer: asyncio.StreamWriter, *lines: str) -> None:
    writer.write("".join(f"{line}\r\n" for line in lines).encode())
    await writer.drain()


async def _message(reader: asyncio.StreamReader) -> bytes:
    """Until the line with a point alone. ValueError when it is too long."""
    lines, length = [], 0
    while (line := await reader.readline()) not in (b".\r\n", b""):
        length += len(line)
        if length > LARGEST:
            raise ValueError(length)
        lines.append(line[1:] if line.startswith(b".") else line)
    return b"".join(lines)


def _mail(content: bytes, recipients: list[str]) -> Caught:
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(content)
    return Caught(
        _new_id(),
        "mail",
        str(message["To"] or ", ".join(recipients)),
        str(message["Subject"] or ""),
        _part(message, "plain"),
        _part(message, "html"),
        content.decode("utf-8", "replace"),
        tuple(f"{part.get_filename() or part.get_content_type()}, {len(part.get_payload(decode=True) or b'')} bytes" for part in message.iter_attachments()),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    try:
        return str(part.get_content()) if part is not None else ""
    except (LookupError, ValueError):  # a charset that nobody knows: the source is there all the same
        return ""


def _call(verb: str, url: httpx2.URL, headers: Mapping[str, str], content: bytes) -> Caught:
    """A call of another host: its body as text, JSON laid out to be read."""
    text = content.decode("utf-8", "replace")
    with suppress(ValueError):
        text = json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    source = "\n".join([f"{verb} {url}", *(f"{name}: {value}" for name, value in headers.items()), "", content.decode("utf-8", "replace")])
    return Caught(_new_id(), "call", str(url), f"{verb} {url.path}", text, "", source)


def _new_id() -> str:
    return str(time.time_ns())
