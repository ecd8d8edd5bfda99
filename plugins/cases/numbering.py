"""Every case has a number, and its first entry holds it: a case that vanishes whole leaves a gap, before any daily root knows of it.

The number comes from a counter that is raised in the transaction that opens the case, in the same statement as the count
of the list it goes into: whoever opens cases at the same moment on PostgreSQL waits there for each other anyway.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core import Portal

NUMBER = "cases.number"


class Numbers:
    """The numbers that were met, as bits: a million cases take 125 kB."""

    def __init__(self, upto: int) -> None:
        self.upto = upto
        self.highest = 0
        self._seen = bytearray(upto // 8 + 1)

    def see(self, number: int) -> bool:
        """Note `number`; False when it was met before. Those beyond the counter are of cases opened meanwhile."""
        self.highest = max(self.highest, number)
        if not 0 < number <= self.upto:
            return number > 0
        byte, bit = divmod(number, 8)
        again = self._seen[byte] >> bit & 1
        self._seen[byte] |= 1 << bit
        return not again

    def gaps(self) -> Iterable[tuple[int, int]]:
        """The numbers that nobody has, as first and last."""
        first = 0
        for number in range(1, self.upto + 2):
            there = number > self.upto or self._seen[number // 8] >> number % 8 & 1
            if there and first:
                yield first, number - 1
                first = 0
            elif not there and not first:
                first = number


async def last_number(portal: Portal) -> int:
    """How many cases have been given a number."""
    return (await portal.counters.read([NUMBER]))[NUMBER]
