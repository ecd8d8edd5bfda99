"""Static files under hashed names: immutable in the browser, compressed once, when first asked for."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

PREFIX = "/static/"
_COMPRESSIBLE = (".css", ".js", ".svg", ".json", ".txt", ".webmanifest")


@dataclass(slots=True)
class Asset:
    """One file: its address and its content, plain and compressed."""

    address: str
    media_type: str
    content: bytes
    _compressed: dict[str, bytes] = field(default_factory=dict)

    def encoded(self, accept: str) -> tuple[bytes, str]:
        """The content for an Accept-Encoding header, and the name of the encoding used."""
        if not self.address.endswith(_COMPRESSIBLE):
            return self.content, ""
        for name, compress in _ENCODINGS:
            if name in accept:
                if name not in self._compressed:
                    self._compressed[name] = compress(self.content)
                return self._compressed[name], name
        return self.content, ""


def _brotli(content: bytes) -> bytes:
    import brotli

    return brotli.compress(content, quality=11)  # type: ignore[no-any-return]


_ENCODINGS: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (("br", _brotli), ("gzip", lambda content: gzip.compress(content, 9, mtime=0)))


class Assets:
    """Every static file of the core, the themes and the enabled plugins, read at start."""

    def __init__(self) -> None:
        self._by_name: dict[str, Asset] = {}
        self._by_address: dict[str, Asset] = {}

    def add(self, name: str, content: bytes) -> str:
        """Give `name` (such as `css/portal.css`) its hashed address."""
        digest = hashlib.sha256(content).hexdigest()[:10]
        stem, dot, suffix = name.rpartition(".")
        address = f"{PREFIX}{stem}.{digest}.{suffix}" if dot else f"{PREFIX}{name}.{digest}"
        self._by_name[name] = self.place(address, content)
        return address

    def place(self, address: str, content: bytes) -> Asset:
        """Serve `content` at a full address of the caller's choice, which must change with the content."""
        asset = self._by_address[address] = Asset(address, _media_type(address), content)
        return asset

    def add_folder(self, folder: Path, prefix: str = "") -> None:
        """Add every file below `folder`; links and dot files are left out."""
        for file in _files(folder):
            self.add(f"{prefix}{file.relative_to(folder).as_posix()}", file.read_bytes())

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def address(self, name: str) -> str:
        """The hashed address of a file, or the plain one when there is no such file (the browser then gets a 404)."""
        found = self._by_name.get(name)
        return found.address if found else PREFIX + name

    def at(self, address: str) -> Asset | None:
        return self._by_address.get(address)

    def names(self) -> Mapping[str, str]:
        return {name: asset.address for name, asset in self._by_name.items()}


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        for file in sorted(folder.rglob("*")):
            if file.is_file() and not file.is_symlink() and not any(part.startswith(".") for part in file.relative_to(folder).parts):
                yield file


def _media_type(name: str) -> str:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind in ("image/svg+xml", "application/json") else kind
