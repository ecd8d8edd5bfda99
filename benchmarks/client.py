"""A small HTTP client for loopback: keeps its connections open, asks what it is given in order, and is bounded in number and time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

SECONDS = 120.0
"""Longest that one run may take."""
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. `form` is an urlencoded body; with one it is a POST."""

    path: str
    form: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    def bytes(self, port: int) -> bytes:
        body = self.form.encode()
        lines = [f"{'POST' if body else 'GET'} {self.path} HTTP/1.1", f"Host: {HOST}:{port}", "Accept: text/html", "Accept-Language: id,en;q=0.5"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        if body:
            lines += [f"Origin: http://{HOST}:{port}", "Sec-Fetch-Site: same-origin"]
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for known, value in self.headers if known == name), "")

    @property
    def text(self) -> str:
        return self.body.decode()


async def ask_all(port: int, asks: Sequence[Ask], *, connections: int) -> tuple[list[Answer], float]:
    """The answers in the order of `asks`, and how many seconds it took. Raises TimeoutError when it takes too long."""
    answers: list[Answer | None] = [None] * len(asks)
    waiting = iter(enumerate([ask.bytes(port) for ask in asks]))

    async def one() -> None:
        reader, writer = await asyncio.open_connection(HOST, port)
        try:
            for place, request in waiting:
                writer.write(request)
                answers[place] = await _answer(reader)
        finally:
            writer.close()
            await writer.wait_closed()

    began = perf_counter()
    async with asyncio.timeout(SECONDS):
        await asyncio.gather(*(one() for _ in range(min(connections, len(asks)))))
    return [answer for answer in answers if answer is not None], perf_counter() - began


async def _answer(reader: asyncio.StreamReader) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = tuple((name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in head[1:] if line))
    length = next((int(value) for name, value in headers if name == "content-length"), 0)
    return Answer(int(head[0].split(" ", 2)[1]), headers, await reader.readexactly(length) if length else b"")


def ask(port: int, *asks: Ask, connections: int = 8) -> list[Answer]:
    """The same for whoever has no loop."""
    return asyncio.run(ask_all(port, asks, connections=connections))[0]
