"""A worker in a process of its own: `python -m tests.core.outbox.one_worker URL SENT [die] [later=SECONDS]`.

Its listener appends the key of each delivery to the file SENT, as if a mail were sent. With `die` the process kills itself
with SIGKILL after the first one, before it can be marked; `later` moves its clock. It ends when nothing is left, or on SIGTERM.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.database import Database, tables
from core.events import Listener
from core.outbox import Outbox, OutboxWorker
from core.plugins.boundary import Boundary
from core.plugins.declarations import Owned
from core.requests import Context
from tests.core.outbox.conftest import EVENTS, JAKARTA, Moved, context_of


class MovedClock:
    def __init__(self, by: float) -> None:
        self.by = timedelta(seconds=by)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.by


async def main(url: str, sent: Path, *options: str) -> None:
    async def send(context: Context, event: Moved) -> None:
        with sent.open("a") as file:
            file.write(f"{context.key}\n")
        if "die" in options:
            os.kill(os.getpid(), signal.SIGKILL)
        await asyncio.sleep(0.002)

    by = next((float(option.partition("=")[2]) for option in options if option.startswith("later=")), 0.0)
    database = Database(url, folder=sent.parent)
    await database.open()
    try:
        outbox = Outbox(database, EVENTS, [Owned("notifications", Listener(Moved, send))], MovedClock(by))
        worker = OutboxWorker(outbox, boundary=Boundary(), context=context_of, zone=JAKARTA)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, worker.stop)
        ending = asyncio.create_task(stop_when_done(worker))
        await worker.run()
        ending.cancel()
    finally:
        await database.close()


async def stop_when_done(worker: OutboxWorker) -> None:
    with worker.outbox.bind():
        while await tables.Outbox.filter(state="waiting").exists():
            await asyncio.sleep(0.05)
    worker.stop()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:]))
