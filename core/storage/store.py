"""Where the bytes lie: a folder of the site, or a bucket that speaks S3. The same few verbs for both.

    file://data/files                                       relative to the site's folder; the default
    s3://bucket/prefix?endpoint=https://s3.example&region=… keys come from the environment, never from this address

A write is whole or absent, and on a folder it is on the disk (fsync) before it is acknowledged.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import anyio

from core.errors import SiteError, StorageError, did_you_mean
from core.storage.names import is_key

if TYPE_CHECKING:
    from obstore.store import ObjectStore

CHUNK = 256 << 10
RESERVE = 256 << 20
"""Bytes that uploads leave free on the disk: the database must still be able to write."""
_OPTIONS = ("endpoint", "region", "virtual_hosted_style_request")


class Store:
    """A folder or a bucket. Raises `StorageError` when it cannot be reached, `FileNotFoundError` for what is not there."""

    def __init__(self, url: str, folder: Path, *, reserve: int = RESERVE) -> None:
        self.root: Path | None = None
        self.reserve = reserve
        address = urlsplit(url or "file://data/files")
        if address.scheme == "file":
            self.root = (folder / (address.netloc + address.path)).resolve()
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        elif address.scheme == "s3":
            self._bucket = _bucket(address.netloc, address.path.strip("/"), dict(parse_qsl(address.query, keep_blank_values=True)))
        else:
            raise SiteError(
                f"Files cannot be kept at {url!r}",
                where="storage.url",
                hint='Use "file://data/files" or "s3://bucket/prefix?endpoint=https://…".',
                code="storage.url",
            )

    @cached_property
    def _bucket(self) -> ObjectStore:
        """A folder's is made with its first file: the library behind it takes 5 MiB, which a process that serves no file need not have."""
        from obstore.store import LocalStore

        assert self.root is not None  # a real bucket was set when the address was read
        return LocalStore(self.root)

    async def put(self, key: str, content: bytes) -> None:
        """Write one object whole; afterwards it survives a power cut."""
        try:
            await self._bucket.put_async(key, content, use_multipart=False)
            if self.root is not None:
                await anyio.to_thread.run_sync(_to_disk, self.root / key)
        except _failures() as error:
            raise StorageError("A file could not be written", where=key, hint=str(error).partition("\n")[0], code="storage.write") from error

    async def stream(self, key: str) -> AsyncIterator[bytes]:
        """The object's bytes; found before the first one is asked for."""
        self._refuse_outsider(key)
        try:
            found = await self._bucket.get_async(key)
        except FileNotFoundError:
            raise
        except _failures() as error:
            raise StorageError("A file could not be read", where=key, hint=str(error).partition("\n")[0], code="storage.read") from error
        return _chunks(found.stream(CHUNK))

    async def delete(self, key: str) -> None:
        """Remove one object; that it was not there is no error."""
        self._refuse_outsider(key)
        try:
            await self._bucket.delete_async(key)
        except FileNotFoundError:
            pass
        except _failures() as error:
            raise StorageError("A file could not be removed", where=key, hint=str(error).partition("\n")[0], code="storage.remove") from error

    def has_room(self, size: int) -> bool:
        """Whether `size` bytes fit and the reserve stays; a bucket always says yes."""
        if self.root is None:
            return True
        try:
            return shutil.disk_usage(self.root).free - size >= self.reserve
        except OSError:
            return False

    def _refuse_outsider(self, key: str) -> None:
        """Only names of ours are opened, and in a folder nothing that a link leads elsewhere."""
        if not is_key(key):
            raise FileNotFoundError(key)
        if self.root is not None and not (self.root / key).resolve().is_relative_to(self.root):
            raise FileNotFoundError(key)


async def _chunks(stream: Any) -> AsyncIterator[bytes]:
    async for chunk in stream:
        yield bytes(chunk)


def _bucket(name: str, prefix: str, options: dict[str, str]) -> ObjectStore:
    """S3 with short deadlines: a bucket that is away must not hold a citizen's upload for minutes."""
    from datetime import timedelta

    from obstore.exceptions import BaseError
    from obstore.store import S3Store

    if unknown := sorted(set(options) - set(_OPTIONS)):
        hint = "Keys come from the environment: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY." if "key" in unknown[0] else did_you_mean(unknown[0], _OPTIONS)
        raise SiteError(f"The address of the files has the unknown option {unknown[0]!r}", where="storage.url", hint=hint, code="storage.url")
    plain = options.get("endpoint", "").startswith("http://")
    try:
        return S3Store(
            name,
            prefix=prefix or None,
            client_options={"allow_http": plain, "connect_timeout": timedelta(seconds=5), "timeout": timedelta(seconds=20)},
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=10)},
            **options,  # type: ignore[arg-type]
        )
    except BaseError as error:
        raise SiteError("The bucket for files cannot be used", where="storage.url", hint=str(error).partition("\n")[0], code="storage.url") from error


def _to_disk(file: Path) -> None:
    for path in (file, file.parent, file.parent.parent):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _failures() -> tuple[type[Exception], ...]:
    from obstore.exceptions import BaseError

    return (BaseError, OSError, ValueError)
