"""The log: one JSON object a line, with the request's reference, without anybody's data.

The query string is dropped, and whatever looks like a NIK, a telephone number or an e-mail address is masked, wherever it
stands. A line end inside a value cannot begin a line of its own. On a terminal the same is written for people to read.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import sys
import time
from collections.abc import Callable, Mapping, MutableMapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TextIO

from core.plugins.plugin import BOUNDARY

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    Answered = Callable[[Mapping[str, Any]], None]

NIK = re.compile(r"(?<!\d)\d(?:[ .-]?\d){15}(?!\d)")
PHONE = re.compile(r"(?<![\w.-])(?:\+?62|0)[ .-]?8(?:[ .-]?\d){7,11}(?!\d)")
MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
SECRET = re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])", re.ASCII)
"""32 random bytes in an address open a case, a receipt, an invitation: whoever reads the log must not."""
OURS = ("pendopo", "plugins")
"""Loggers whose information is written too."""
_SUSPECT = re.compile(r"@|(?:\d[ .-]?){9}|[A-Za-z0-9_-]{43}")
log = logging.getLogger("pendopo.web")


def masked(text: str) -> str:
    """`text` without NIK, telephone numbers, e-mail addresses and the secrets of addresses."""
    if not _SUSPECT.search(text):
        return text
    return MAIL.sub("<mail>", PHONE.sub("<phone>", NIK.sub("<nik>", SECRET.sub("<secret>", text))))


def mask_values(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The processor that masks every text of an event, and what stands inside lists and mappings."""
    for key, value in event.items():
        if not isinstance(value, int | float | None):
            event[key] = _masked_deep(value)
    return event


def _masked_deep(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, Mapping):
        return {str(key): _masked_deep(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked_deep(inner) for inner in value]
    return value if isinstance(value, int | float | None) else masked(str(value))


def set_up_logs(stream: TextIO | None = None, *, level: int = logging.INFO) -> None:
    """Send what this process logs to `stream` (standard error). Called by commands that serve, never at import."""
    out = stream or sys.stderr
    readable = out.isatty()
    structlog = _structlog(colours=readable)
    before: list[Any] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Any] = (
        [mask_values, structlog.dev.ConsoleRenderer(colors=True)]
        if readable
        else [structlog.processors.format_exc_info, mask_values, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler = logging.StreamHandler(out)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=[remove, *last], foreign_pre_chain=before))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # Of others only what goes wrong: uvicorn tells of every start, an HTTP client of every address it asks, with its query.
    root.setLevel(logging.WARNING)
    for ours in OURS:
        logging.getLogger(ours).setLevel(level)


def _structlog(*, colours: bool) -> Any:
    """The package, without rich where nobody looks on: it takes that up for tracebacks in colour, 4 MiB in every process that serves."""
    if colours or "rich" in sys.modules:
        import structlog
    else:
        sys.modules["rich"] = None  # type: ignore[assignment]  # what is None is not found
        try:
            import structlog
        finally:
            del sys.modules["rich"]
    return structlog


class AccessLog:
    """Writes a line for each answer. By hand: through the logging package a line costs a tenth of a page's CPU."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stderr
        self.readable = self.stream.isatty()

    def __call__(self, answered: Mapping[str, Any]) -> None:
        if self.readable:
            line = "{status} {method} {path} {milliseconds} ms".format_map(answered)
            line = "".join(sign if sign.isprintable() else "?" for sign in line)
        else:
            line = json.dumps({"timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": "request", **answered}, ensure_ascii=False)
        try:
            self.stream.write(line + "\n")
            self.stream.flush()
        except (OSError, ValueError):  # a full disk or a closed pipe must not cost the answer
            return


class RequestLog:
    """Gives each request its reference, tells `answered` how it ended, and is the last to catch what escapes the portal."""

    def __init__(self, app: ASGIApp, answered: Answered) -> None:
        self.app = app
        self.answered = answered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        reference = scope["pendopo.id"] = secrets.token_hex(6)
        status = 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", reference.encode())]
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except BOUNDARY as error:
            log.error("request failed", extra={"request_id": reference, "path": scope["path"]}, exc_info=error)
            if not status:
                await _last_resort(watched, reference)
            else:
                raise
        finally:
            self.answered(
                {
                    "request_id": reference,
                    "method": scope["method"],
                    "path": masked(scope["path"]),
                    "status": status,
                    "milliseconds": round((time.perf_counter() - began) * 1000, 1),
                    "plugin": scope.get("pendopo.plugin", ""),
                    "client": scope["client"][0] if scope.get("client") else "",
                }
            )


async def _last_resort(send: Send, reference: str) -> None:
    """A page that needs nothing of the portal, for when the portal itself failed."""
    body = (
        '<!doctype html><html lang="id"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Terjadi gangguan</title>'
        '<main id="isi"><h1>Terjadi gangguan</h1><p>Maaf, halaman ini tidak dapat dibuka sekarang. Silakan coba lagi beberapa saat lagi.</p>'
        f'<p>Kode rujukan: {reference}</p><p><a href="/">Beranda</a></p></main></html>'
    ).encode()
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": body})
