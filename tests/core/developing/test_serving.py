"""`pendopo serve --dev` as a developer meets it: a process, files that are saved, pages that follow."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from core.commands.main import main
from core.testing import make_site
from tests.core.developing.workshop import HOOKS, PAGE, tree_site
from tests.core.web.test_server import Process, serve, wait_for

SECONDS = 5.0
"""On a machine with other work; docs/performance.md says what it takes on one without."""

LOADED = HOOKS.replace('"word": WORD', '"word": str([name for name in __import__("sys").modules if "developing" in name])')


def change(folder: Path, name: str, text: str, shown: Callable[[], bool]) -> float:
    """Save a file and wait for what it changes; seconds."""
    began = time.monotonic()
    (folder / name).write_text(text, encoding="utf-8")
    wait_for(shown, 20)
    return time.monotonic() - began


def test_without_dev_nothing_of_it_is_loaded_and_its_addresses_are_nowhere(tmp_path: Path) -> None:
    tree_site(tmp_path)
    (tmp_path / "plugins/tree/hooks.py").write_text(LOADED, encoding="utf-8")
    with serve(tmp_path) as server:
        page, dev = server.get("/pohon"), server.get("/_dev/requests")

    assert "<p>[] 3" in page
    assert "dev-bar" not in page
    assert dev.startswith("HTTP/1.1 404")


def test_a_site_that_others_are_served_from_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_site(
        tmp_path, toml='[portal]\nname = "Uji"\nregency = "Kabupaten Uji"\nregion = "33.16"\npublic_url = "https://uji.example"\n\n[plugins]\nenabled = []\n'
    )

    code = main(["--site", str(tmp_path), "serve", "--dev", "--port", "0"])

    assert code == 2
    said = capsys.readouterr().err
    assert "https://uji.example" in said
    assert "serve.dev" in said
    assert not (tmp_path / "data").exists()


@pytest.mark.timeout(240)
def test_every_change_shows_itself_and_no_mistake_stops_the_server(tmp_path: Path) -> None:
    tree_site(tmp_path)
    took: dict[str, float] = {}
    toml = (tmp_path / "portal.toml").read_text(encoding="utf-8")
    with serve(tmp_path, "--dev") as server:
        wait_for(lambda: "jati" in server.get("/pohon"), 20)

        took["Python"] = change(tmp_path, "plugins/tree/hooks.py", HOOKS.replace("jati", "mahoni"), lambda: "mahoni" in server.get("/pohon"))
        took["template"] = change(
            tmp_path, "plugins/tree/templates/tree/home.html", PAGE.replace("daun0", "daun-gugur"), lambda: "daun-gugur" in server.get("/pohon")
        )
        took["portal.toml"] = change(tmp_path, "portal.toml", toml.replace("Uji Melayani", "Uji Bermekar"), lambda: "Uji Bermekar" in server.get("/pohon"))
        (tmp_path / "plugins/tree/static").mkdir()
        took["style sheet"] = change(tmp_path, "plugins/tree/static/tree.css", ".daun { color: #123456; }\n", lambda: "#123456" in sheet(server))

        took["syntax error"] = change(tmp_path, "plugins/tree/hooks.py", "def home(:\n", lambda: "plugins/tree/hooks.py:1" in server.get("/pohon"))
        broken, home = server.get("/pohon"), server.get("/")
        took["mended"] = change(tmp_path, "plugins/tree/hooks.py", HOOKS.replace("jati", "trembesi"), lambda: "trembesi" in server.get("/pohon"))

        took["bad portal.toml"] = change(tmp_path, "portal.toml", "[portal\n", lambda: "portal.toml:1" in server.get("/pohon"))
        (tmp_path / "plugins/tree/hooks.py").write_text(HOOKS.replace("jati", "randu"), encoding="utf-8")
        wait_for(lambda: "The portal cannot start" in server.get("/pohon"), 20)
        excuse = server.get("/pohon")
        took["started again"] = change(tmp_path, "portal.toml", toml, lambda: "randu" in server.get("/pohon"))
        code = server.stop()

    assert broken.startswith("HTTP/1.1 503")
    assert "SyntaxError" in broken
    assert home.startswith("HTTP/1.1 200")
    assert excuse.startswith("HTTP/1.1 503")
    assert "portal.toml:1" in excuse
    assert 'http-equiv="refresh"' in excuse
    assert code == 0
    assert {what: seconds for what, seconds in took.items() if seconds > SECONDS} == {}


def sheet(server: Process) -> str:
    found = re.search(r'href="(/tema/[^"]+\.css)"', server.get("/pohon"))
    return server.get(found[1]) if found else ""


def test_requests_wait_for_the_new_process_instead_of_failing(tmp_path: Path) -> None:
    tree_site(tmp_path)
    answers: list[str] = []
    stop = threading.Event()
    with serve(tmp_path, "--dev") as server:
        wait_for(lambda: "jati" in server.get("/pohon"), 20)

        def ask() -> None:
            while not stop.is_set():
                answers.append(server.get("/pohon"))

        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        for word in ("mahoni", "trembesi"):
            change(tmp_path, "plugins/tree/hooks.py", HOOKS.replace("jati", word), lambda: word in "".join(answers[-1:]))  # noqa: B023 - asked within the turn
        stop.set()
        asking.join()

    assert {answer.partition("\r\n")[0] for answer in answers} == {"HTTP/1.1 200 OK"}


def test_open_pages_are_told_of_a_change_and_let_go_when_the_server_stops(tmp_path: Path) -> None:
    tree_site(tmp_path)
    with serve(tmp_path, "--dev") as server:
        wait_for(lambda: "jati" in server.get("/pohon"), 20)
        with server.connect(f"GET /_dev/changes HTTP/1.1\nHost: 127.0.0.1:{server.port}\n\n") as open_page:
            said = ""
            while said.count("event: version") < 1:
                said += open_page.recv(4096).decode()
            (tmp_path / "plugins/tree/templates/tree/leaf.html").write_text("<p>Dua lembar</p>\n", encoding="utf-8")
            while said.count("event: version") < 2:
                said += open_page.recv(4096).decode()
            began = time.monotonic()
            code = server.stop()

    assert "text/event-stream" in said
    assert len(set(re.findall(r"data: (\w+)", said))) == 2
    assert code == 0
    assert time.monotonic() - began < 10


def test_what_was_caught_outlives_a_restart_and_goes_with_the_server(tmp_path: Path) -> None:
    tree_site(tmp_path)
    with serve(tmp_path, "--dev") as server:
        wait_for(lambda: "202" in server.get("/pohon/tanya"), 20)
        change(tmp_path, "plugins/tree/hooks.py", HOOKS.replace("jati", "mahoni"), lambda: "mahoni" in server.get("/pohon"))
        listed = server.get("/_dev/outbox")
        server.stop()
        log = [json.loads(line)["path"] for line in server.said().splitlines() if '"event": "request"' in line]

    assert "sms.example" in listed
    assert not [path for path in log if path.startswith("/_dev")], "the developing pages do not fill the log"
