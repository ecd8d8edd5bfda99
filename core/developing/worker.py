"""The process that serves while developing. Whatever keeps it from starting is written down for the one that watches over it.

Nothing of the portal is imported before it runs: a mistake in the core must end here, not before.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
import threading
import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from core.web.server import Options

TROUBLE = "trouble.json"


def run_worker(options: Options, listener: socket.socket, folder: Path, let_out: tuple[str, ...]) -> None:
    """Serve until told to stop; ends with 1 and `trouble.json` in `folder` when it cannot."""
    threading.Thread(target=_follow_parent, daemon=True).start()
    (folder / TROUBLE).unlink(missing_ok=True)
    if sys.dont_write_bytecode:  # compiling all of it anew takes 0.3 s of each start, and here it lies in nobody's way
        sys.dont_write_bytecode, sys.pycache_prefix = False, str(folder / "bytecode")
    try:
        from core.developing.serving import work

        code = work(options, listener, folder, let_out)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever it is, the developer is told
        (folder / TROUBLE).write_text(json.dumps(_told(error)), encoding="utf-8")
        sys.stderr.write(f"pendopo: {error}\n" if hasattr(error, "hint") else traceback.format_exc())
        code = 1
    sys.exit(code)


def _follow_parent() -> None:
    """Stop when the process that watches is gone, however it ended: nobody could stop this one any more."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _told(error: BaseException) -> list[dict[str, str]]:
    """Each problem as `where`, `message`, `hint` and `detail`."""
    if hasattr(error, "hint"):
        problems = getattr(error, "problems", ()) or (error.problem(),)  # type: ignore[attr-defined]  # a PendopoError, which may not be importable
        return [{"where": one.where, "message": one.message, "hint": one.hint, "detail": ""} for one in problems]
    last = traceback.extract_tb(error.__traceback__)[-1:]
    where = f"{last[0].filename}:{last[0].lineno}" if last else ""
    if isinstance(error, SyntaxError):
        where = f"{error.filename}:{error.lineno}"
    detail = "".join(traceback.format_exception(error))
    return [{"where": where, "message": f"{type(error).__name__}: {error}", "hint": "Mend the file and save it.", "detail": detail}]
