"""Files and images: what people hand in, made harmless, kept in a folder or a bucket, and sent back with care."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.storage.files import Files as Files
    from core.storage.files import StoredFile as StoredFile
    from core.storage.refusals import UploadRefused as UploadRefused

_HOME = {"Files": "core.storage.files", "StoredFile": "core.storage.files", "UploadRefused": "core.storage.refusals"}

__all__ = ["Files", "StoredFile", "UploadRefused"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOME[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
