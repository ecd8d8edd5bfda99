"""Workers that cannot start are given up; those that can are stopped together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

REPOSITORY = Path(__file__).parents[3]


def run(tmp_path: Path, worker: str, *, young: float = 5.0) -> subprocess.Popen[str]:
    """A crew of two in a process of its own; each worker notes its id in a file. One that dies younger than `young` seconds could not start."""
    program = tmp_path / "program.py"
    program.write_text(
        textwrap.dedent(
            f"""
            import os, sys, time
            from pathlib import Path
            from core.web import crew

            def work():
                Path(r"{tmp_path}", f"worker-{{os.getpid()}}").touch()
                {worker}

            if __name__ == "__main__":
                crew.YOUNG_SECONDS = {young}
                sys.exit(crew.Crew(work, (), 2, lambda said: print(said, flush=True)).run())
            """
        ),
        encoding="utf-8",
    )
    return subprocess.Popen([sys.executable, str(program)], env={**os.environ, "PYTHONPATH": str(REPOSITORY)}, stdout=subprocess.PIPE, text=True)


def workers(tmp_path: Path) -> list[int]:
    return [int(file.name.removeprefix("worker-")) for file in tmp_path.glob("worker-*")]


def test_workers_that_cannot_start_are_given_up_after_three(tmp_path: Path) -> None:
    crew = run(tmp_path, "sys.exit(1)")

    said, _ = crew.communicate(timeout=30)

    assert crew.returncode == 1
    assert "giving up" in said


def test_a_stop_reaches_every_worker(tmp_path: Path) -> None:
    crew = run(tmp_path, "time.sleep(60)")
    deadline = time.monotonic() + 20
    while len(workers(tmp_path)) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.05)

    crew.send_signal(signal.SIGTERM)
    crew.communicate(timeout=20)

    assert crew.returncode == 0
    assert not [worker for worker in workers(tmp_path) if Path(f"/proc/{worker}").exists()]


def test_failures_are_counted_anew_once_a_worker_has_lived(tmp_path: Path) -> None:
    """Three workers that die early in a year are no reason to close the portal; three in a row are."""
    crew = run(tmp_path, "time.sleep(60)", young=1.0)
    dead: set[int] = set()

    def kill_two(*, aged: float) -> None:
        """The next two that come, when each is so many seconds old."""
        for _ in range(2):
            deadline = time.monotonic() + 20
            while not (found := [worker for worker in workers(tmp_path) if worker not in dead and age(tmp_path, worker) > aged]):
                assert crew.poll() is None, "given up"
                assert time.monotonic() < deadline
                time.sleep(0.02)
            os.kill(found[0], signal.SIGKILL)
            dead.add(found[0])

    try:
        for aged in (0.0, 1.5, 0.0, 1.5):
            kill_two(aged=aged)
    finally:
        crew.send_signal(signal.SIGTERM)
        crew.communicate(timeout=20)
    assert crew.returncode == 0


def age(tmp_path: Path, worker: int) -> float:
    return time.time() - (tmp_path / f"worker-{worker}").stat().st_mtime
