"""`pendopo token`: what a monitor on another machine needs to read `/metrics` and the details of `/siap`."""

from __future__ import annotations

import typer

from core.commands.console import say, site_folder


def app(ctx: typer.Context) -> None:
    """Print the token, to be sent as `Authorization: Bearer …`. It is made from the site's keys. Example: pendopo token"""
    from core.site import load_site
    from core.web.readiness import metrics_token

    say(metrics_token(load_site(site_folder(ctx))))
