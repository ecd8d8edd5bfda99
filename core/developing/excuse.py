"""What is answered while the portal cannot start: the reasons, and the page again as soon as it can.

Made by hand and in a thread: the process that watches must stay up whatever state the core is in.
"""

from __future__ import annotations

import html
import select
import socket
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

STYLE = "/_dev/static/dev.css"
SHEET = (Path(__file__).parent / "static" / "dev.css").read_bytes()
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="1"><title>The portal cannot start</title><link rel="stylesheet" href="{style}"></head>
<body class="dev"><main><h1>The portal cannot start</h1><p>Mend what is said here and save; this page follows by itself.</p>{problems}</main></body></html>
"""
PROBLEM = '<article class="problem"><h2>{message}</h2><p class="place"><code>{where}</code></p><p>{hint}</p>{detail}</article>'


class Excuse:
    """Answers on `listener` until `end`; those who waited are then taken by whoever starts."""

    def __init__(self, listener: socket.socket, problems: Sequence[Mapping[str, str]]) -> None:
        self._listener = listener
        self._page = PAGE.format(style=STYLE, problems="".join(map(_problem, problems))).encode()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._answering, name="excuse", daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._ended.set()
        self._thread.join()

    def _answering(self) -> None:
        while not self._ended.is_set():
            ready, _, _ = select.select([self._listener], [], [], 0.05)
            if ready:
                with suppress(OSError):
                    connection, _ = self._listener.accept()
                    with connection:
                        self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        connection.settimeout(1.0)
        first = connection.recv(65536).partition(b"\r\n")[0]
        sheet = STYLE.encode() in first
        body, kind, status = (SHEET, "text/css", "200 OK") if sheet else (self._page, "text/html; charset=utf-8", "503 Service Unavailable")
        head = (
            f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nCache-Control: no-store\r\nConnection: close\r\n"
            "Content-Security-Policy: default-src 'none'; style-src 'self'; frame-ancestors 'none'\r\nX-Content-Type-Options: nosniff\r\n\r\n"
        )
        connection.sendall(head.encode() + body)


def _problem(problem: Mapping[str, str]) -> str:
    said = {name: html.escape(text) for name, text in problem.items()}
    detail = f"<pre>{said['detail']}</pre>" if said["detail"] else ""
    return PROBLEM.format(message=said["message"], where=said["where"], hint=said["hint"], detail=detail)
