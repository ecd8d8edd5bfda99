"""Argon2id for passwords: 19 MiB, two passes, one lane (OWASP's least), two at a time and twenty in the queue.

Each hash takes 50 ms of a core and 19 MiB; without a bound, a flood of sign-ins would starve every other page.
"""

from __future__ import annotations

import asyncio
import functools
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from core.errors import Busy

from .passwords import MOST_BYTES, as_bytes

T = TypeVar("T")

MEMORY, PASSES, LANES = 19 * 1024, 2, 1
PARAMETERS = f"$argon2id$v=19$m={MEMORY},t={PASSES},p={LANES}$"
NOBODY = PARAMETERS + "bKfbG+8Bdn7OJ8EH1GOw3w$b3xlUAMhSBllHILPyVnRNT2c3KuAJtL/1WWHaenrbCM"
"""A digest that belongs to nobody: who is not known costs the same time as who is."""


class Hashing:
    """Hashes in threads; `Busy` when too many wait."""

    def __init__(self, *, at_once: int = 2, queue: int = 20) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="argon2")
        self._most = at_once + queue
        self._under_way = 0

    async def make(self, password: str) -> str:
        """The digest to keep, in the PHC format."""
        raw = as_bytes(password)
        if len(raw) > MOST_BYTES:
            raise ValueError("A password has at most 1,024 bytes.")
        return await self._work(lambda: _derive(raw))

    async def fits(self, password: str, kept: str) -> bool:
        """Whether `password` is the one of the digest `kept`. An empty digest fits nothing, and costs the same."""
        raw = as_bytes(password)
        if len(raw) > MOST_BYTES:
            return False
        found = await self._work(lambda: _verify(raw, kept or NOBODY))
        return found and bool(kept)

    async def _work(self, work: Callable[[], T]) -> T:
        if self._under_way >= self._most:
            raise Busy("Very many people are signing in at this moment.", retry_after=2)
        self._under_way += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._under_way -= 1


@functools.cache
def hashing() -> Hashing:
    """The one of this process: it is the machine's cores that are shared, whatever portals run on them."""
    return Hashing()


def is_outdated(kept: str) -> bool:
    """Whether a digest was made with other parameters, and is made anew when its owner signs in."""
    return not kept.startswith(PARAMETERS)


def _derive(raw: bytes) -> str:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    return Argon2id(salt=os.urandom(16), length=32, iterations=PASSES, lanes=LANES, memory_cost=MEMORY).derive_phc_encoded(raw)


def _verify(raw: bytes, kept: str) -> bool:
    from cryptography.exceptions import InvalidKey
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    try:
        Argon2id.verify_phc_encoded(raw, kept)
    except InvalidKey:
        return False
    return True
