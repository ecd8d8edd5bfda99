"""What building a portal leaves out, since it costs time and brings nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def lightly() -> Iterator[None]:
    """No looking for garbage while nearly everything that is made stays, and no reading of each model's source for comments on its columns.

    Tortoise parses the whole file of a model again for each of its classes, for `#:` comments, which nothing here reads: a sixth
    of the start of a portal with nine plugins. The garbage collector takes another tenth.
    """
    from tortoise import models

    collecting, read_comments = gc.isenabled(), models._get_comments
    gc.disable()
    models._get_comments = _no_comments
    try:
        yield
    finally:
        models._get_comments = read_comments
        if collecting:
            gc.enable()


def _no_comments(cls: type) -> dict[str, str]:
    return {}
