"""Signatures between the portal and a provider: HMAC-SHA-256 over timestamp, a point and the raw body, the same both ways.

`Pendopo-Timestamp` is seconds since 1970, `Pendopo-Signature` is `v1=` and 64 hex digits. What is older or newer than five
minutes is refused, so that a call that somebody wrote down cannot be played again later; within them the provider's own
event id makes a repetition count once.
"""

from __future__ import annotations

import hashlib
import hmac
import re

from .providers import CallbackRefused, Called

WINDOW_SECONDS = 300
TIMESTAMP, SIGNATURE = "Pendopo-Timestamp", "Pendopo-Signature"
_DIGITS = re.compile(r"\d{1,12}", re.ASCII)
_SEAL = re.compile(r"v1=([0-9a-f]{64})", re.ASCII)


def sign(key: bytes, timestamp: int, body: bytes) -> dict[str, str]:
    """The two headers that prove `body`."""
    return {TIMESTAMP: str(timestamp), SIGNATURE: f"v1={_sealed(key, str(timestamp), body)}"}


def check_signature(key: bytes, called: Called) -> None:
    """Raise CallbackRefused unless the body was signed with `key` within five minutes of now."""
    timestamp, given = called.headers.get(TIMESTAMP.lower(), ""), _SEAL.fullmatch(called.headers.get(SIGNATURE.lower(), ""))
    if len(key) < 32:
        raise CallbackRefused("no key of at least 32 bytes is set")
    if not _DIGITS.fullmatch(timestamp) or given is None:
        raise CallbackRefused(f"{TIMESTAMP} or {SIGNATURE} is missing, or not written as agreed")
    if not hmac.compare_digest(_sealed(key, timestamp, called.body), given[1]):
        raise CallbackRefused("the signature does not fit the body")
    if abs(called.now.timestamp() - int(timestamp)) > WINDOW_SECONDS:
        raise CallbackRefused(f"it was signed more than {WINDOW_SECONDS // 60} minutes ago, or ahead of time")


def _sealed(key: bytes, timestamp: str, body: bytes) -> str:
    return hmac.new(key, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
