"""Codes of an authenticator: RFC 6238 with SHA-1, six digits, thirty seconds, which every app knows."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

SECONDS = 30
DIGITS = 6
_AROUND = (0, -1, 1)
"""Steps beside the present one that count too: phones' clocks are some seconds off."""


def new_secret() -> str:
    """160 random bits in base 32, as apps take it."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of a time step (RFC 4226, 5.3)."""
    digest = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    at = digest[-1] & 0x0F
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(secret: str, code: str, now: datetime, after: int = 0) -> int | None:
    """The time step that `code` belongs to, now or one beside it; never one up to `after`, whose code was taken before."""
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        return None
    raw, present = base64.b32decode(secret), int(now.timestamp()) // SECONDS
    fitting = [present + beside for beside in _AROUND if hmac.compare_digest(code_at(raw, present + beside), code)]
    return next((step for step in fitting if step > after), None)


def address(secret: str, who: str, issuer: str) -> str:
    """What the QR code holds: `otpauth://totp/…`."""
    given = urlencode({"secret": secret, "issuer": issuer, "algorithm": "SHA1", "digits": DIGITS, "period": SECONDS}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(who)}?{given}"


def in_groups(secret: str) -> str:
    """The secret in groups of four, to be typed by hand."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
