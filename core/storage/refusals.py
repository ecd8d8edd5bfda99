"""Why a file is refused: six causes, each with a sentence that says what to do."""

from __future__ import annotations

from typing import Any

from core.errors import StorageError
from core.language import Text
from core.language import gettext_lazy as _

EMPTY = "upload.empty"
TYPE = "upload.type"
SIZE = "upload.size"
BROKEN = "upload.broken"
VIRUS = "upload.virus"
FAILED = "upload.failed"

SENTENCES: dict[str, Text] = {
    EMPTY: _("The file is empty. Choose another file."),
    TYPE: _("This file is not of a type that can be sent here. Choose one of: {types}."),
    SIZE: _("The file is too large. It may be at most {limit} MB."),
    BROKEN: _("The picture cannot be read. It may be damaged. Take it again or choose another one."),
    VIRUS: _("The file was refused because it may harm other people's devices. Choose another file."),
    FAILED: _("The file could not be kept just now. Try again in a few minutes. What you have already entered is kept."),
}

DISAGREES = _("The name of this file says something else than its content: it is really {found}. Choose the original file.")
PIXELS = _("The picture has too many pixels. Send it smaller, for example as a screenshot, or choose another one.")
UNCHECKED = _("The file could not be checked just now. Try again in a few minutes. What you have already entered is kept.")


class UploadRefused(StorageError):
    """A file that is not kept. `code` is the cause; `text` with `values` is the sentence for the person who sent it."""

    code = FAILED

    def __init__(self, code: str, text: Text | None = None, **values: Any) -> None:
        self.text = text or SENTENCES[code]
        self.values = values
        super().__init__(self.text.id.format(**values), code=code)
