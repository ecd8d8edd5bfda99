"""The only way from an uploaded picture to one that is stored: decoded and made anew in a process of its own.

`clean` is that way. It starts `resize.py` with no environment, waits at most ten seconds, and trusts nothing but an answer
of the expected shape: a crash, a signal, a limit reached or a surprising word all mean that the picture is refused.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import anyio

from core.storage import refusals, resize
from core.storage.refusals import UploadRefused

AT_ONCE = 2
"""Pictures converted at the same time in one process of the portal."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG made by us, at most 2048 px, and its small one, at most 320 px."""

    full: bytes
    small: bytes
    width: int
    height: int
    fingerprint: str = ""
    """Sixty-four bits of what is seen, as 16 hex digits; of a copy of the picture few of them differ."""
    taken: str = ""
    """When the camera says that it was taken: an ISO moment, without an offset where it did not know its own."""
    place: tuple[float, float] | None = None
    """Where, as latitude and longitude."""


async def clean(content: bytes, media_type: str, limiter: anyio.CapacityLimiter | None = None) -> Picture:
    """The picture made anew from its pixels. `media_type` is what its first bytes say. Raises `UploadRefused`."""
    return await anyio.to_thread.run_sync(_convert, content, media_type, limiter=limiter)


def _convert(content: bytes, media_type: str) -> Picture:
    command = [sys.executable, "-I", "-B", str(Path(resize.__file__)), media_type]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=resize.SECONDS, env=_environment(), check=False)
    except subprocess.TimeoutExpired:
        raise UploadRefused(refusals.BROKEN) from None
    except OSError:
        raise UploadRefused(refusals.FAILED) from None
    return _answer(done.stdout)


def _environment() -> dict[str, str]:
    """Only what a Python may need to start: secrets of the portal's own environment stay here."""
    return {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}


def _answer(output: bytes) -> Picture:
    line, _, pictures = output.partition(b"\n")
    try:
        facts = json.loads(line)
        if "refused" in facts:
            raise UploadRefused(refusals.SIZE, refusals.PIXELS) if facts["refused"] == "size" else UploadRefused(refusals.BROKEN)
        width, height, full, small = (int(facts[name]) for name in ("width", "height", "full", "small"))
        seen, taken, place = _fingerprint(facts["fingerprint"]), _moment(facts.get("taken")), _point(facts.get("place"))
    except (ValueError, KeyError, TypeError):
        raise UploadRefused(refusals.BROKEN) from None
    if min(width, height, full, small) < 1 or len(pictures) != full + small:
        raise UploadRefused(refusals.BROKEN)
    return Picture(pictures[:full], pictures[full:], width, height, seen, taken, place)


def _fingerprint(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9a-f]{16}", value, re.ASCII):
        raise ValueError(value)
    return value


def _moment(value: object) -> str:
    """The moment, if it is one: what a camera says may be nonsense, and then nothing was said."""
    try:
        return datetime.fromisoformat(value).isoformat() if isinstance(value, str) and len(value) <= 32 else ""
    except ValueError:
        return ""


def _point(value: object) -> tuple[float, float] | None:
    if not isinstance(value, list) or len(value) != 2:
        return None
    latitude, longitude = (float(part) for part in value)
    return (latitude, longitude) if -90 <= latitude <= 90 and -180 <= longitude <= 180 else None
