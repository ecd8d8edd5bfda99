"""`pendopo worker`: deliver events and run tasks in a process of its own, so that the web has its cores to itself."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING, Annotated

import typer

from core.commands.console import note, say, site_folder

if TYPE_CHECKING:
    from core.portal import Portal

app = typer.Typer(add_completion=False)


@app.command("worker")
def worker(ctx: typer.Context, once: Annotated[bool, typer.Option("--once", help="Do what is due now, and end.")] = False) -> None:
    """Deliver events to their listeners and run scheduled tasks, until SIGTERM or Ctrl-C.

    Any number may run beside each other and beside the web: each event and each task is one worker's at a time.
    `pendopo serve --no-worker` leaves them all to this one. Example: pendopo worker --site sites/blora
    """
    from core.commands.opening import at_work

    asyncio.run(at_work(site_folder(ctx), _once if once else _until_told))


async def _until_told(portal: Portal) -> None:
    """Work until told to end; what is under way then has ten seconds."""
    from core.portal.running import worker_of

    at_work = worker_of(portal)
    loop = asyncio.get_running_loop()
    for told in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(told, at_work.stop)
    note(f"{portal.site.name}: working as {at_work.name}. End with Ctrl-C.")
    await at_work.run()
    note("ended")


async def _once(portal: Portal) -> None:
    from core.portal.running import worker_of

    at_work = worker_of(portal)
    delivered, ran = await at_work.drain(), await at_work.run_due_tasks()
    say(f"{delivered} deliveries tried, {len(ran)} tasks run.")
