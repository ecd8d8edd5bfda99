"""`pendopo serve` as its operator meets it: a process that starts, says where, serves, and stops when told to."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from core.commands.main import main
from core.errors import UsageError
from core.testing import make_site
from core.web.server import Options, listen, read_site

SLOW_PLUGIN = {
    "plugins/slow/plugin.toml": 'slug = "slow"\nversion = "1.0.0"\nplugin_api = 1\ntitle = { id = "Lambat" }\nsummary = { id = "Lambat" }\n'
    'segments = ["lambat"]\ncategory = "information"\nicon = "clock"\n',
    "plugins/slow/__init__.py": "",
    "plugins/slow/hooks.py": '''"""Pages that take their time."""
import asyncio
import os
import time

from core import PUBLIC, Response, Route, hookimpl


async def slow(request):
    await asyncio.sleep(1.0)
    return Response("selesai")


async def stuck(request):
    time.sleep(60)


async def who(request):
    return Response(str(os.getpid()))


async def post(request):
    return Response("diterima")


@hookimpl
def register_routes():
    return [
        Route("/", slow, name="slow", access=PUBLIC),
        Route("/macet", stuck, name="stuck", access=PUBLIC),
        Route("/siapa", who, name="who", access=PUBLIC),
        Route("/kirim", post, name="post", access=PUBLIC, methods=("POST",)),
    ]
''',
}


class Process:
    """A running `pendopo serve`."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self.process = process
        self.log = log
        self.port = 0

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def ready(self) -> None:
        wait_for(lambda: self.process.poll() is not None or "Ctrl+C" in self.said(), 30)
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", self.said())
        assert found, self.said()
        self.port = int(found[1])

    def connect(self, request: str) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        connection.sendall(request.replace("\n", "\r\n").encode())
        return connection

    def get(self, path: str) -> str:
        with closing(self.connect(f"GET {path} HTTP/1.1\nHost: 127.0.0.1:{self.port}\nConnection: close\n\n")) as connection:
            return read_all(connection)

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)


def read_all(connection: socket.socket) -> str:
    pieces = []
    try:
        while piece := connection.recv(65_536):
            pieces.append(piece)
    except ConnectionResetError:
        pass
    return b"".join(pieces).decode()


def wait_for(happened: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@contextmanager
def serve(folder: Path, *options: str) -> Iterator[Process]:
    log = folder / "log"
    command = [sys.executable, "-m", "core.commands.main", "--site", str(folder), "serve", "--port", "0", *options]
    with log.open("w") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=stream, text=True, cwd=Path(__file__).parents[3])
    running = Process(process, log)
    try:
        running.ready()
        yield running
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_site(tmp_path, toml='[plugins]\nenabled = ["slow"]\n', files=SLOW_PLUGIN)
    return tmp_path


def test_a_fresh_site_is_migrated_served_and_stopped_with_0(folder: Path) -> None:
    with serve(folder) as server:
        home = server.get("/")
        code = server.stop()

    assert home.startswith("HTTP/1.1 200")
    assert "\nserver:" not in home.lower()
    assert code == 0
    assert "Local mode" in server.said()
    assert "Traceback" not in server.said()


def test_row_59_a_stop_answers_what_is_under_way_and_ends_with_0(folder: Path) -> None:
    with serve(folder) as server:
        address = f"Host: 127.0.0.1:{server.port}\n"
        answering = [server.connect(f"GET /lambat HTTP/1.1\n{address}\n") for _ in range(50)]
        sending = [
            server.connect(f"POST /lambat/kirim HTTP/1.1\n{address}Content-Type: application/x-www-form-urlencoded\nContent-Length: 99\n\na") for _ in range(50)
        ]
        assert server.get("/lambat/siapa").startswith("HTTP/1.1 200")  # whoever came before has been let in
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        answers = [read_all(connection) for connection in answering]
        cut = [read_all(connection) for connection in sending]
        code = server.process.wait(30)
        took = time.monotonic() - began
        for connection in [*answering, *sending]:
            connection.close()

    assert all(answer.startswith("HTTP/1.1 200") and answer.endswith("selesai") for answer in answers)
    assert all(answer.startswith("HTTP/1.1 503") for answer in cut)
    assert code == 0
    assert took <= 25


def test_row_59_two_signals_stop_at_once(folder: Path) -> None:
    with serve(folder) as server:
        connection = server.connect(f"GET /lambat HTTP/1.1\nHost: 127.0.0.1:{server.port}\n\n")
        server.get("/lambat/siapa")
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        wait_for(lambda: refuses(server.port))
        code = server.stop()
        connection.close()

    assert code == 0
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("options", [(), ("--workers", "2")])
def test_a_signal_reads_the_sites_files_again_and_no_request_fails_meanwhile(options: tuple[str, ...], folder: Path) -> None:
    with serve(folder, *options) as server:
        wait_for(lambda: server.get("/lambat/siapa").startswith("HTTP/1.1 200"), 30)
        (folder / "portal.toml").write_text((folder / "portal.toml").read_text().replace('enabled = ["slow"]', "enabled = []"))
        server.process.send_signal(signal.SIGHUP)
        answers = []
        wait_for(lambda: answers.append(server.get("/")[:12]) is None and all(server.get("/lambat/siapa").startswith("HTTP/1.1 404") for _ in range(8)), 30)
        (folder / "portal.toml").write_text("[portal]\nnam")
        server.process.send_signal(signal.SIGHUP)
        wait_for(lambda: "cannot be built" in server.said())
        after = server.get("/")
        code = server.stop()

    assert set(answers) == {"HTTP/1.1 200"}
    assert after.startswith("HTTP/1.1 200")
    assert code == 0


def refuses(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return True
    return False


@pytest.mark.slow
def test_row_59_a_plugin_that_blocks_everything_does_not_hold_up_the_stop(folder: Path) -> None:
    with serve(folder) as server:
        connection = server.connect(f"GET /lambat/macet HTTP/1.1\nHost: 127.0.0.1:{server.port}\n\n")
        wait_for(lambda: blocked(server))
        began = time.monotonic()
        code = server.stop()
        connection.close()

    assert code == 0
    assert time.monotonic() - began <= 25


def blocked(server: Process) -> bool:
    """Whether the server takes a connection and says nothing."""
    with closing(server.connect(f"GET /sehat HTTP/1.1\nHost: 127.0.0.1:{server.port}\nConnection: close\n\n")) as connection:
        connection.settimeout(0.5)
        try:
            return not connection.recv(1)
        except TimeoutError:
            return True


def test_several_workers_serve_one_sqlite_site_and_one_that_dies_is_replaced(folder: Path) -> None:
    with serve(folder, "--workers", "2") as server:
        wait_for(lambda: server.get("/").startswith("HTTP/1.1 200"), 30)
        seen: set[str] = set()
        wait_for(lambda: len(note(seen, server)) == 2, 30)
        victim = int(next(iter(seen)))
        os.kill(victim, signal.SIGKILL)
        fresh: set[str] = set()
        wait_for(lambda: len(note(fresh, server) - {str(victim)}) == 2, 30)
        code = server.stop()

    assert code == 0
    assert f"worker {victim} ended" in server.said()
    assert "Traceback" not in server.said()


def note(seen: set[str], server: Process) -> set[str]:
    """Ask who answers, and remember it."""
    answer = server.get("/lambat/siapa")
    if answer.startswith("HTTP/1.1 200"):
        seen.add(answer.rpartition("\r\n\r\n")[2])
    return seen


def test_row_14_and_18_the_log_of_a_running_server_is_json_without_the_query(folder: Path) -> None:
    with serve(folder) as server:
        server.get("/cari?q=3316011201850001&x=rahasia")
        server.stop()

    [line] = [line for line in server.said().splitlines() if '"path": "/cari"' in line]
    assert '"status": 200' in line
    assert "rahasia" not in server.said()
    assert "3316011201850001" not in server.said()


def test_a_broken_site_names_every_problem_and_does_not_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "portal.toml").write_text('[portal]\nname = 5\nregion = "33.16"\nalowed = 1\n\n[plugin]\nx = 1\n', encoding="utf-8")

    code = main(["--site", str(tmp_path), "serve", "--port", "0"])

    said = capsys.readouterr().err
    assert code == 1
    assert said.count("portal.toml:") >= 3
    assert "Traceback" not in said
    assert not (tmp_path / "data").exists()


def test_strict_refuses_what_is_otherwise_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_site(tmp_path, toml='[plugins]\nenabled = ["nowhere"]\n')

    assert main(["--site", str(tmp_path), "serve", "--port", "0", "--strict"]) == 1
    assert "nowhere" in capsys.readouterr().err


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.org"])
def test_local_mode_listens_to_this_computer_only(tmp_path: Path, host: str) -> None:
    make_site(tmp_path)

    with pytest.raises(UsageError, match="public_url") as caught:
        listen(read_site(Options(tmp_path, host=host, port=0)))

    assert "https" in caught.value.hint


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2"])
def test_loopback_needs_no_public_url(tmp_path: Path, host: str) -> None:
    make_site(tmp_path)

    with closing(listen(read_site(Options(tmp_path, host=host, port=0)))) as listener:
        assert listener.getsockname()[1] > 0


def test_a_taken_port_is_said_to_be_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_site(tmp_path)
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        code = main(["--site", str(tmp_path), "serve", "--port", str(taken.getsockname()[1])])

    assert code == 2
    assert "--port" in capsys.readouterr().err


def test_row_06_a_public_address_without_https_is_refused_unless_it_is_a_trial(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "portal.toml").write_text('[portal]\nname = "Uji"\nregion = "33.16"\npublic_url = "http://layanan.example.go.id"\n', encoding="utf-8")

    assert main(["--site", str(tmp_path), "serve", "--port", "0"]) == 1
    assert "insecure_http" in capsys.readouterr().err


def test_a_site_in_public_that_is_behind_names_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import sqlite3

    site = make_site(tmp_path, toml='[portal]\nname = "Uji"\nregency = "Kabupaten Uji"\nregion = "33.16"\npublic_url = "https://layanan.example.go.id"\n')
    assert main(["--site", str(tmp_path), "migrate"]) == 0
    assert site.database_file is not None
    with closing(sqlite3.connect(site.database_file)) as connection:
        table = next(name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'") if "migration" in name)
        assert connection.execute(f"DELETE FROM {table} WHERE app = 'core' AND name > '0001_initial'").rowcount > 0
        connection.commit()

    code = main(["--site", str(tmp_path), "serve", "--port", "0"])

    assert code == 1
    assert "migrat" in capsys.readouterr().err.lower()


def test_row_38_the_keys_of_another_site_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_site(tmp_path)
    with serve(tmp_path) as server:
        server.stop()
    (tmp_path / "data" / "secrets.toml").unlink()
    other = make_site(tmp_path / "other")
    assert other.secrets
    (tmp_path / "other" / "data" / "secrets.toml").rename(tmp_path / "data" / "secrets.toml")

    code = main(["--site", str(tmp_path), "serve", "--port", "0"])

    assert code == 1
    assert "keys do not fit" in capsys.readouterr().err
