"""Regular expressions that a plugin declares: never able to stop the portal.

A pattern only ever sees 200 characters, and one whose time explodes (`(a+)+$`) is refused when it is declared.
"""

from __future__ import annotations

import re
import time

from core.errors import DeclarationError

LONGEST = 200
_PATIENCE = 0.02
"""CPU seconds that one match of a declared pattern may take. A good one takes a few microseconds."""


def compile_pattern(pattern: str, where: str) -> re.Pattern[str]:
    """The compiled pattern, matched against a whole answer; raises `DeclarationError` for a wrong or a dangerous one."""
    try:
        compiled = re.compile(pattern)
    except (re.error, TypeError, RecursionError, OverflowError) as error:
        raise DeclarationError(f"{where} has the pattern {pattern!r}: {error}", hint="Write a regular expression of Python.", code="form.pattern") from None
    if len(pattern) > LONGEST or _explodes(compiled):
        hint = "Avoid a repetition inside a repetition, such as (a+)+; a few plain parts are enough."
        raise DeclarationError(f"{where} has the pattern {pattern!r}, which can take very long", hint=hint, code="form.pattern")
    return compiled


def _explodes(pattern: re.Pattern[str]) -> bool:
    """Grow hostile texts slowly, so that the first slow match is only a little slower than the last quick one."""
    letters = sorted({"a", "0", " ", "-", *(c for c in pattern.pattern if c.isalnum())})
    pieces = [*letters[:24], "".join(letters)[:6], "a0", "a "]
    for piece in pieces:
        length = 4
        while length <= LONGEST:
            text = (piece * length)[:length] + "\x00"
            begun = time.thread_time()
            pattern.fullmatch(text)
            if time.thread_time() - begun > _PATIENCE:
                return True
            length = length + 1 if length < 28 else int(length * 1.3)
    return False
