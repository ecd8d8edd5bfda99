"""A payment gateway as docs/payments.md describes it: a real HTTP server with its own memory, which checks signatures and calls back."""

from __future__ import annotations

import asyncio
import binascii
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

KEY = "kunci-gerbang-yang-cukup-panjang-0123456789"
NMID = "ID1020261234567"


def tag(number: str, value: str) -> str:
    return f"{number}{len(value):02d}{value}"


def qris_of(amount: str, bill: str = "KB1", *, nmid: str = NMID, currency: str = "360", more: str = "") -> str:
    """A payload as an acquirer would make one."""
    national = tag("00", "ID.CO.QRIS.WWW") + tag("02", nmid) + tag("03", "UBE")
    parts = [tag("00", "01"), tag("01", "12"), tag("51", national), tag("52", "9311"), tag("53", currency), tag("54", amount), more]
    body = "".join(parts) + tag("58", "ID") + tag("59", "PENDOPO UJI COBA") + tag("60", "BLORA") + tag("62", tag("01", bill)) + "6304"
    return body + f"{binascii.crc_hqx(body.encode(), 0xFFFF):04X}"


def signed(key: str, at: int, body: bytes) -> dict[str, str]:
    """Written here again, from the page: a gateway does not import ours."""
    return {"Pendopo-Timestamp": str(at), "Pendopo-Signature": "v1=" + hmac.new(key.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()}


@dataclass
class Bank:
    """What it knows, and how it is to behave."""

    port: int = 0
    status: int = 200
    qris: str = ""
    """A payload to give instead of a right one; "none" for no QRIS at all."""
    stall: float = 0.0
    charges: dict[str, dict[str, Any]] = field(default_factory=dict)
    reports: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    unsigned: int = 0
    talks: set[asyncio.Task[Any]] = field(default_factory=set)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self.talks.add(task)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            method, path, _version = head[0].split(" ")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:]) if name}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            await asyncio.sleep(self.stall)
            status, answer = self.answer(method, path, headers, body)
            said = json.dumps(answer).encode()
            writer.write(f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(said)}\r\nConnection: close\r\n\r\n".encode() + said)
            await writer.drain()
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
            self.talks.discard(task)

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        proved = body or f"{method} {path}".encode()
        expected = signed(KEY, int(headers["pendopo-timestamp"]), proved)["Pendopo-Signature"]
        if not hmac.compare_digest(expected, headers["pendopo-signature"]):
            self.unsigned += 1
            return 401, {}
        self.asked.append(f"{method} {path}")
        if self.status != 200:
            return self.status, {}
        if method == "POST" and path == "/v1/charges":
            return 200, self.make(json.loads(body))
        found = path.removeprefix("/v1/charges/")
        if method == "DELETE":
            return (200, {}) if self.charges.pop(found, None) else (404, {})
        return (200, {"reports": self.reports.get(found, [])}) if found in self.charges else (404, {})

    def make(self, order: dict[str, Any]) -> dict[str, Any]:
        """One code for one id, however often it is asked for."""
        if order["id"] not in self.charges:
            number = len(self.charges) + 1
            qris = self.qris or qris_of(str(order["amount"]), order["number"])
            self.charges[order["id"]] = {
                "reference": f"BANK-{number}", "code": f"8808{number:011d}", "qris": "" if qris == "none" else qris,
                "guide": [{"id": "Lewat ATM Bank Uji.", "en": "At an ATM of Bank Uji."}],
            }  # fmt: skip
        return self.charges[order["id"]]

    def knows(self, order: str, state: str, amount: int, at: datetime, reference: str = "RRN1") -> None:
        """From now on it answers so when asked."""
        self.reports.setdefault(order, []).append(report(order, state, amount, at, reference, event=f"ev-{state}-{reference}"))


def report(order: str, state: str, amount: int, at: datetime, reference: str = "RRN1", *, event: str = "", currency: str = "IDR") -> dict[str, Any]:
    """What a gateway tells."""
    return {
        "order": order, "event": event or f"ev-{state}-{reference}", "state": state, "at": at.isoformat(), "amount": amount, "currency": currency,
        "reference": reference, "channel": "Bank Uji, mobile",
    }  # fmt: skip


@asynccontextmanager
async def bank_at_work() -> AsyncIterator[Bank]:
    there = Bank()
    server = await asyncio.start_server(there.talk, "127.0.0.1", 0)
    there.port = server.sockets[0].getsockname()[1]
    try:
        yield there
    finally:
        server.close()
        await server.wait_closed()
        await asyncio.gather(*there.talks, return_exceptions=True)
