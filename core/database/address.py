"""Where the database is: `[database] url` read strictly, and turned into what the engine wants.

- `sqlite://data/portal.db`: relative to the site's folder;
- `sqlite:///var/lib/portal.db`: absolute;
- `postgres://user:password@host:5432/name`, with the options `?minsize=1&maxsize=5&ssl=require&host=/run/postgresql`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from core.errors import DatabaseError, did_you_mean

Kind = Literal["sqlite", "postgres"]

WHERE = "[database] url"
BUSY_SECONDS = 5.0
"""How long a write waits for another process's transaction before it is refused."""

_OPTIONS = ("host", "maxsize", "minsize", "ssl")


@dataclass(frozen=True, slots=True)
class Address:
    """One database: its kind, its file (SQLite) and what the driver is given."""

    kind: Kind
    shown: str
    path: Path | None = None
    credentials: dict[str, Any] = field(default_factory=dict, repr=False)

    def connection(self, *, migrating: bool = False) -> dict[str, Any]:
        """Tortoise's description of the connection. A migrating one has no foreign keys on SQLite: a table rebuild would delete children."""
        if self.kind == "postgres":
            pool = {"minsize": 1, "maxsize": 1} if migrating else {}
            return {"engine": "core.database.postgres", "credentials": {**self.credentials, **pool}}
        return {"engine": "core.database.sqlite", "credentials": {"file_path": str(self.path), "foreign_keys": "OFF" if migrating else "ON"}}


def read_address(url: str, folder: Path) -> Address:
    """The database that `url` names; relative files lie in `folder`. Anything unclear is a DatabaseError."""
    scheme, separator, rest = url.partition("://")
    if separator and scheme == "sqlite":
        return _sqlite(rest, folder)
    if separator and scheme in ("postgres", "postgresql"):
        return _postgres(url)
    raise DatabaseError(
        f"{scheme or url!r} is not a database we know",
        where=WHERE,
        hint=did_you_mean(scheme, ("sqlite", "postgres")) or "sqlite://data/portal.db, or postgres://user:password@host/name.",
        code="database.url",
    )


def _sqlite(rest: str, folder: Path) -> Address:
    if not rest or "?" in rest or ":memory:" in rest or "\x00" in rest:
        raise DatabaseError(f"sqlite://{rest} does not name a file", where=WHERE, hint="A path such as sqlite://data/portal.db.", code="database.url")
    path = Path(rest)
    return Address("sqlite", f"sqlite://{rest}", path if path.is_absolute() else folder.absolute() / path)


def _postgres(url: str) -> Address:
    try:
        parts = urlsplit(url)
        port = parts.port or 5432
    except ValueError as error:
        raise DatabaseError(f"The address cannot be read: {error}", where=WHERE, hint="postgres://user:password@host:5432/name.", code="database.url") from None
    options = dict(parse_qsl(parts.query))
    unknown = sorted(set(options) - set(_OPTIONS))
    if unknown:
        raise DatabaseError(f"Unknown option {unknown[0]!r}", where=WHERE, hint=did_you_mean(unknown[0], _OPTIONS), code="database.url")
    name = unquote(parts.path.lstrip("/"))
    host = options.get("host", parts.hostname or "localhost")
    if not name:
        raise DatabaseError("The address does not name a database", where=WHERE, hint=f"postgres://user:password@{host}/name.", code="database.url")
    credentials: dict[str, Any] = {
        "user": unquote(parts.username) if parts.username else None,
        "password": unquote(parts.password) if parts.password else None,
        "host": host,
        "port": port,
        "database": name,
        "minsize": _size(options, "minsize", 1),
        "maxsize": _size(options, "maxsize", 5),
    }
    if "ssl" in options:
        credentials["ssl"] = options["ssl"]
    return Address("postgres", f"postgres://{host}:{port}/{name}", None, credentials)


def _size(options: dict[str, str], name: str, otherwise: int) -> int:
    text = options.get(name, str(otherwise))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 100:
        raise DatabaseError(f"{name} is {text!r}", where=WHERE, hint="A number from 1 to 100.", code="database.url")
    return int(text)
