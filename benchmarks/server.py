"""Serve a measured site as `pendopo serve` does: the same hall, worker, protocol and log. What differs is said here.

The day is always the same (the clock is ours), the port is the one that is told, and `--uncached` takes the kept pages away so
that a page's own work can be measured; a portal has no such switch.

    python -m benchmarks.server SITE --port 8123 [--uncached] [--plugins FOLDER]
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
    more = sorted(home.name for home in told.plugins.iterdir()) if told.plugins else []
    portal = portal_of(told.site, more=more, folders=[told.plugins] if told.plugins else [], port=told.port)
    if told.uncached:
        portal.pages.most = 0
    return work(Options(told.site), listen(portal.site), portal)


if __name__ == "__main__":
    sys.exit(main())
