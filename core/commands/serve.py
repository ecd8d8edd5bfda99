"""`pendopo serve`: open the portal to whoever comes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from core.commands.console import browser_files_problem, note, say_problems, site_folder

if TYPE_CHECKING:
    from core.database.migrator import Step
    from core.web.server import Options

app = typer.Typer(add_completion=False)


@app.command("serve")
def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(help="The address to listen on; else the site's, else 127.0.0.1.", show_default=False)] = "",
    port: Annotated[int, typer.Option(help="The port; else the site's, else 8000; 0 takes a free one.", show_default=False, min=-1, max=65535)] = -1,
    workers: Annotated[int, typer.Option(help="Processes that serve; else the site's, else 1.", show_default=False, min=0, max=64)] = 0,
    dev: Annotated[bool, typer.Option("--dev", help="While developing: follow every change, catch what is sent, show at /_dev what it costs.")] = False,
    let_out: Annotated[list[str] | None, typer.Option(help="With --dev: a host that is really asked; once for each.", show_default=False)] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse to start when any plugin fails.")] = False,
    worker: Annotated[bool, typer.Option("--worker/--no-worker", help="Deliver events and run tasks in here, or leave them to `pendopo worker`.")] = True,
) -> None:
    """Open the portal. Ctrl+C or SIGTERM stops it: requests under way are answered first. SIGHUP reads the site's files again.

    Example: pendopo serve --site sites/blora --port 8080
    """
    from core.web.server import Options

    raise typer.Exit(open_portal(Options(site_folder(ctx), host, port, workers, dev, strict, worker), tuple(let_out or ())))


def open_portal(options: Options, let_out: tuple[str, ...] = ()) -> int:
    """Read, check, migrate, listen, serve; the exit code. Errors of the site and of the call are raised before anything is opened."""
    from core.commands.opening import saying_all
    from core.web.crew import Crew
    from core.web.server import address_of, listen, prepare, read_portal, run_worker, work

    with saying_all(options.folder):
        portal = read_portal(options)
    missing = browser_files_problem()
    say_problems([*portal.problems, *([missing] if missing else [])])
    site = portal.site
    listener = listen(site)
    try:
        asyncio.run(prepare(portal, _tell))
        address = address_of(site, listener)

        def started() -> None:
            note(f"{site.name}: {address}/")
            if site.local:
                note("Local mode: only this computer can open it. Set public_url in portal.toml to serve others.")
            note("Ctrl+C stops it.")

        number = options.workers or site.config.server.workers
        if options.dev:
            from core.developing.supervisor import Supervisor

            started()
            note(f"Developing: {address}/_dev shows requests, mails and hooks. Nothing leaves this computer.")
            return Supervisor(options, listener, portal, let_out).run()
        if number == 1:
            return work(options, listener, portal, started)
        started()
        return Crew(run_worker, (options, listener), number, note).run()
    finally:
        listener.close()


def _tell(step: Step) -> None:
    note(f"Migrating {step.number} of {step.total}: {step.app} {step.name}")
