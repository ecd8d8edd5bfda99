"""Files and images: what people hand in, made harmless, kept in a folder or a bucket, and sent back with care."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.lazy import lazy

if TYPE_CHECKING:
    from core.storage.files import Files as Files
    from core.storage.files import StoredFile as StoredFile
    from core.storage.refusals import UploadRefused as UploadRefused

_HOME = {"Files": "core.storage.files", "StoredFile": "core.storage.files", "UploadRefused": "core.storage.refusals"}

__all__ = ["Files", "StoredFile", "UploadRefused"]

__getattr__, __dir__ = lazy(__name__, _HOME)
