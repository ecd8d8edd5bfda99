"""The chain of a timeline: each entry's digest holds the one before, and salted digests of what lies apart.

Pure. A salt makes a short text unguessable from its digest; erasing a text erases its salt with it, and the chain stays
whole. Nothing that could be a person's words or name is part of what is hashed in the open.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Link:
    """What an entry's digest is made of."""

    case: UUID
    n: int
    at: datetime
    actor: str
    kind: str
    public: bool
    data: str
    previous: str

    def digest(self) -> str:
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        parts = [str(self.case), self.n, at, self.actor, self.kind, bool(self.public), self.data, self.previous]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def as_json(data: Mapping[str, Any]) -> str:
    """JSON that is written the same way each time."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def new_salt() -> str:
    return secrets.token_hex(SALT_BYTES)


def salted(salt: str, content: str) -> str:
    """The digest that an entry keeps of a text, a name or a file."""
    return hmac.new(bytes.fromhex(salt), content.encode(), hashlib.sha256).hexdigest()


def root_of(previous: str, heads: Mapping[str, str]) -> str:
    """One digest for a day: the one of the day before, and the head of every chain that grew (case id → digest)."""
    grown = hashlib.sha256(previous.encode())
    for case in sorted(heads):
        grown.update(f"\n{case} {heads[case]}".encode())
    return grown.hexdigest()
