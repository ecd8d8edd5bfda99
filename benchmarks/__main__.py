"""`python -m benchmarks`: measure, print the tables, and write RESULTS.md.

The full run takes ten to fifteen minutes and some gigabytes below the system's temporary folder; `--quick` two minutes. It
asks loopback only, a bounded number of times.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks import chapters
from benchmarks.report import save, shown

CHAPTERS = {"bare": chapters.against_bare, "plugins": chapters.with_plugins, "cases": chapters.with_cases, "start": chapters.start_and_memory}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true", help="fewer requests and 20,000 cases: to see that everything works; writes no file")
    parser.add_argument("--only", choices=CHAPTERS, action="append", help="only this chapter; writes no file")
    parser.add_argument("--folder", type=Path, help="keep the measured sites here, and take what is there already")
    told = parser.parse_args()
    began, sizes, found = time.monotonic(), chapters.QUICK if told.quick else chapters.FULL, []
    with ExitStack() as stack:
        folder = told.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pendopo-bench-")))
        folder.mkdir(parents=True, exist_ok=True)
        for name in told.only or CHAPTERS:
            for chapter in CHAPTERS[name](folder, sizes):
                print(shown(chapter), flush=True)
                found.append(chapter)
    minutes, seconds = divmod(round(time.monotonic() - began), 60)
    took = f"{minutes} min {seconds} s"
    print(f"\n{took}")
    if not told.quick and not told.only:
        save(found, took)
    return 1 if any(line.met is False for chapter in found for line in chapter.lines) else 0


if __name__ == "__main__":
    sys.exit(main())
