"""A process that imports a large table, to be measured and to be killed: `works.py FOLDER URL FILE measure|confirm|work`."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import threading
import time
from datetime import date
from pathlib import Path
from typing import Any

import psutil

from core.access import Actor
from core.portal import Portal, build_portal
from core.portal.running import running
from core.testing import make_site

SAMPLES = Path(__file__).parents[2] / "plugins" / "samples"
NAME = "registry.vehicles"


class Watch(threading.Thread):
    """The most memory that this process and the ones it started had at once, each by itself, in MiB."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.own = self.other = 0.0

    def run(self) -> None:
        me = psutil.Process()
        while True:
            self.own = max(self.own, me.memory_info().rss / 2**20)
            for child in me.children():
                try:
                    if "reader.py" in " ".join(child.cmdline()):
                        self.other = max(self.other, child.memory_info().rss / 2**20)
                except psutil.Error:
                    continue
            time.sleep(0.02)


def spent() -> float:
    """Seconds of CPU of this process and of those that it started and that have ended."""
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


async def measure(portal: Portal, file: Path) -> dict[str, Any]:
    """Read and write the file; seconds of CPU, which do not depend on what else the machine does, and MiB."""
    watch = Watch()
    watch.start()
    began, since = spent(), time.monotonic()
    with file.open("rb") as stream:
        run = await begin(portal, stream, keep=False)
        await portal.imports.take(run, portal.imports.tables[NAME], stream)
    read = spent()
    await portal.imports.put(run, portal.imports.tables[NAME], state="ready")
    return {
        "state": run.state, "rows": run.total, "bad": run.bad, "read": read - began, "write": spent() - read, "passed": time.monotonic() - since,
        "own": watch.own, "reader": watch.other,
    }  # fmt: skip


async def begin(portal: Portal, stream: Any, *, keep: bool) -> Any:
    return await portal.imports.begin(NAME, stream, actor=Actor("a", "officer"), language="id", file="data", as_of=date(2026, 11, 1), source="", keep=keep)


async def main(folder: Path, url: str, file: Path, what: str) -> None:
    site = make_site(folder, toml=f'[database]\nurl = "{url}"\n')
    async with running(build_portal(site, plugins=["registry"], folders=[SAMPLES]), migrate=True) as portal:
        with portal.outbox.bind():
            if what == "measure":
                sys.stdout.write(json.dumps(await measure(portal, file)) + "\n")
                return
            if what == "confirm":
                with file.open("rb") as stream:
                    run = await begin(portal, stream, keep=True)
                await portal.imports.work()
                await portal.imports.confirm(run)
            sys.stdout.write("working\n")
            sys.stdout.flush()
            if what == "work":
                await portal.imports.work()
            sys.stdout.write("done\n")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), sys.argv[4]))
