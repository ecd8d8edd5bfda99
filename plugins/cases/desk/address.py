"""What the queue's address asks for, and addresses of it. Names from a request go through fixed sets; what is unknown is not asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as parts_of
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from .queue import CONDITIONS, MINE, NOBODYS, Asked

if TYPE_CHECKING:
    from core import Request

NAMES: Mapping[str, str] = {
    "condition": "keadaan", "assignee": "petugas", "service": "layanan", "district": "kecamatan", "state": "langkah",
    "agency": "instansi", "category": "kelompok", "words": "q", "after": "sesudah",
}  # fmt: skip
"""Our names, and how they stand in the address."""
LONGEST = 100


def read(query: Mapping[str, str]) -> Asked:
    """What is asked for. A condition or an officer that does not exist is nothing asked."""
    given = {name: str(query.get(word, "")).strip()[:LONGEST].replace("\x00", "") for name, word in NAMES.items()}
    if given["condition"] not in CONDITIONS:
        given["condition"] = ""
    if given["assignee"] not in (MINE, NOBODYS):
        given["assignee"] = ""
    return Asked(**given)


def query_of(asked: Asked, **changes: str) -> str:
    """The same as a query, without where the page begins; with `changes`."""
    given = {part.name: getattr(asked, part.name) for part in parts_of(asked)} | {"after": ""} | changes
    return urlencode({NAMES[name]: value for name, value in given.items() if value})


def address(request: Request, asked: Asked, **changes: str) -> str:
    query = query_of(asked, **changes)
    path = str(request.url_for("cases:desk"))
    return f"{path}?{query}" if query else path
