"""Serve a measured site as `pendopo serve` does: the same hall, worker, protocol and log. What differs is said here.

The day is always the same (the clock is ours), the port is the one that is told, and `--uncached` takes the kept pages away so
that a page's own work can be measured; a portal has no such switch.

    python -m benchmarks.server SITE --port 8123 [--uncached] [--plugins FOLDER slug …]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.sites import portal_of
from core.web.server import Options, listen, work


def main() -> int:
    parser = argparse.ArgumentParser(description="Serve a measured site.")
    parser.add_argument("site", type=Path)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--uncached", action="store_true", help="make every page anew")
    parser.add_argument("--plugins", type=Path, help="a folder whose plugins are enabled, too")
    told = parser.parse_args()
    folder = told.plugins
    more = sorted(home.name for home in folder.iterdir()) if folder else []
    portal = portal_of(told.site, more=more, folders=[folder] if folder else [])
    portal.pages.most = 0 if told.uncached else portal.pages.most
    server = portal.site.config.server.model_copy(update={"port": told.port})
    site = portal.site.__replace__(config=portal.site.config.model_copy(update={"server": server})) if hasattr(portal.site, "__replace__") else _with(portal, server)
    portal.site = site
    return work(Options(told.site, port=told.port), listen(site), portal)
