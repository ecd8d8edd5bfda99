"""A real `pendopo serve` of a small site with complaints, and people who report over a socket."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from core.testing import make_site
from core.testing.client import Client
from tests.plugins.complaints.reporting import CATEGORY, CONTACT, PLACE, PROBLEM, step
from tests.security.whole import FILES, PATIENT

HOUSE = Path(__file__).parents[2]
LISTENER = {
    "plugins/listening/plugin.toml": 'slug = "listening"\nversion = "1.0.0"\nplugin_api = 1\nrequires = ["cases>=1,<2"]\ntitle = { id = "Mendengar" }\n'
    'summary = { id = "Mendengar" }\nsegments = ["mendengar"]\ncategory = "information"\nicon = "clock"\n',
    "plugins/listening/__init__.py": "",
    "plugins/listening/hooks.py": '"""Hears of every case."""\n\nfrom core import Listener, hookimpl\n\n\nasync def hear(context, event):\n    pass\n\n\n'
    '@hookimpl\ndef register_listeners():\n    return [Listener("cases.opened", hear), Listener("cases.moved", hear)]\n',
}


def complaints_site(folder: Path, *plugins: str, toml: str = "") -> Path:
    """A site that reports come to; `plugins` are enabled before the others."""
    enabled = ", ".join(f'"{one}"' for one in (*plugins, "cases", "complaints", "listening"))
    make_site(folder, toml=f"[plugins]\nenabled = [{enabled}]\n\n{PATIENT}{toml}", files={**FILES, **LISTENER})
    return folder


@dataclass(slots=True)
class Served:
    """A running process."""

    process: subprocess.Popen[str]
    log: Path
    port: int = 0

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def wait(self) -> None:
        deadline = time.monotonic() + 60
        while "Ctrl+C" not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", self.said())
        assert found
        self.port = int(found[1])

    def kill(self) -> None:
        """As a power cut ends it, as far as a process can tell."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(40)


@contextmanager
def served(folder: Path, *options: str, name: str = "log") -> Iterator[Served]:
    log = folder / name
    command = [sys.executable, "-m", "core.commands.main", "--site", str(folder), "serve", "--port", "0", *options]
    with log.open("w") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=stream, text=True, cwd=HOUSE)
    running = Served(process, log)
    try:
        running.wait()
        yield running
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


class Phone(Client):
    """A person's browser on a portal that listens."""

    def __init__(self, base: str) -> None:
        super().__init__(address=base, timeout=30)

    async def check_page(self, words: str) -> httpx2.Response:
        """Everything filled in; the check page, with its key."""
        page = await self.get("/aduan/lapor")
        for answers in ({**PROBLEM, "description": words}, PLACE, CATEGORY, CONTACT):
            page = await step(self, page, **answers)
            if page.url.path.endswith("/similar"):
                page = await step(self, page, similar="new")
        assert page.url.path == "/aduan/lapor/periksa", (page.status_code, page.text[:2000])
        return page
