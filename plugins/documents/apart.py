"""Work that runs in a process of its own, beside the loop: setting a letter, signing it, looking at its signatures."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import anyio

from core.errors import PendopoError

from . import press, seal

LONGEST = 30.0
"""Seconds until a process that does not answer is ended, however little it computes; its own limit of computing ends it far sooner."""
_KILLED = {
    signal.SIGABRT: "it asks for too much memory",
    signal.SIGKILL: "it takes too long",
    signal.SIGXCPU: "it takes too long",
    signal.SIGSEGV: "it goes too deep",
}


class PressFailed(PendopoError):
    """A template that makes no PDF: broken, too slow, too greedy or too long."""

    code = "documents.template"


class SealFailed(PendopoError):
    """A PDF that could not be signed, or whose signatures cannot be read."""

    code = "documents.seal"


@dataclass(frozen=True, slots=True)
class Signature:
    """What one signature is worth: `intact` says that nothing it covers was changed, `whole` that it covers all, `trusted` that its certificate is known."""

    intact: bool
    whole: bool
    trusted: bool
    name: str
    issuer: str
    when: str

    @property
    def holds(self) -> bool:
        return self.intact and self.whole


@dataclass(frozen=True, slots=True)
class Looked:
    """What is in a signed PDF. `id` is the same before and after signing."""

    signatures: tuple[Signature, ...]
    id: str
    pages: int


async def set_letter(files: Mapping[str, bytes], moment: datetime) -> bytes:
    """The PDF of the template `main.typ`, which may read the other `files`. Raises PressFailed."""
    return await anyio.to_thread.run_sync(_set_letter, files, moment)


async def sign(pdf: bytes, *, certificate: str, key: str, name: str, reason: str, place: str) -> bytes:
    """The PDF with a signature by that certificate (PEM). Raises SealFailed."""
    task = {"do": "sign", "certificate": certificate, "key": key, "name": name, "reason": reason, "place": place}
    return (await anyio.to_thread.run_sync(_seal, task, pdf))[1]


async def look(pdf: bytes, trust: Sequence[bytes], moment: datetime) -> Looked:
    """What is in a PDF that the portal or its signer made, judged by certificates that are valid at that moment. Raises SealFailed."""
    task = {"do": "look", "trust": [one.decode() for one in trust], "moment": moment.isoformat()}
    facts, _nothing = await anyio.to_thread.run_sync(_seal, task, pdf)
    return Looked(tuple(Signature(**one) for one in facts["signatures"]), facts["id"], facts["pages"])


def _set_letter(files: Mapping[str, bytes], moment: datetime) -> bytes:
    with tempfile.TemporaryDirectory(prefix="pendopo-") as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        try:
            facts, pdf = _run(press, b"", folder, str(int(moment.timestamp())))
        except ValueError as error:
            raise PressFailed(f"the template makes no PDF: {error}", hint="Make it shorter: a letter takes less than a second.") from None
    if "error" in facts:
        where = f" ({facts['place']})" if facts["place"] else ""
        raise PressFailed(f"the template makes no PDF: {facts['error']}{where}", hint=" ".join(facts["hints"]) or "See docs/documents.md.")
    return pdf


def _seal(task: Mapping[str, Any], pdf: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        facts, made = _run(seal, json.dumps(task).encode() + b"\n" + pdf, None)
    except ValueError as error:
        raise SealFailed(f"a PDF could not be {'signed' if task['do'] == 'sign' else 'read'}: {error}", hint="See docs/documents.md.") from None
    if "error" in facts:
        raise SealFailed(f"a PDF could not be {'signed' if task['do'] == 'sign' else 'read'}: {facts['error']}", hint="See docs/documents.md.")
    return facts, made


def _run(script: ModuleType, given: bytes, folder: str | None, *arguments: str) -> tuple[dict[str, Any], bytes]:
    """What a script answers. ValueError, with a sentence, when it does not."""
    command = [sys.executable, "-I", "-B", str(script.__file__), *arguments]
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=LONGEST, env=_environment(), cwd=folder, check=False)
    except subprocess.TimeoutExpired:
        raise ValueError("it takes too long") from None
    line, _, made = done.stdout.partition(b"\n")
    try:
        return json.loads(line), made
    except ValueError:
        raise ValueError(_KILLED.get(signal.Signals(-done.returncode), "it was ended") if done.returncode < 0 else _last(done.stderr)) from None


def _environment() -> dict[str, str]:
    """Only what a Python may need to start: secrets of the portal's own environment stay here. One thread sets a letter: each would reserve memory."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
    return kept | {"RAYON_NUM_THREADS": "1"}


def _last(said: bytes) -> str:
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:200] if lines else "it said nothing"
