"""The built wheel, not the tree: complete, without data, and a portal is served from it in an empty environment."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.testing.client import Client
from tests.core.storage.pictures import jpeg
from tests.plugins.complaints.reporting import ticket_of, to_the_check

ROOT = Path(__file__).parents[2]
SECRET = f"a secret of a site that was served {'here':>6}"
PHOTO = ("jalan.jpg", jpeg(), "image/jpeg")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository as git would give it, in which Blora was served: its data lies there."""
    folder = tmp_path_factory.mktemp("tree") / "pendopo"
    ignored = shutil.ignore_patterns(".git", ".venv", ".venv.lock", "node_modules", "data.bak", "__pycache__", ".*_cache", "dist", ".hypothesis")
    shutil.copytree(ROOT, folder, ignore=ignored, symlinks=True)
    for site in ("blora", "sumedang"):
        data = folder / "sites" / site / "data"
        (data / "files").mkdir(parents=True, exist_ok=True)
        for name in ("secrets.toml", "portal.db", "files/photo.jpg"):
            (data / name).write_text(SECRET)
    return folder


@pytest.fixture(scope="module")
def wheel(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(target), ".", cwd=tree)
    (built,) = target.glob("pendopo-*.whl")
    return built


@pytest.fixture(scope="module")
def pendopo(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command in an environment that holds the locked packages and the wheel, nothing else."""
    folder = tmp_path_factory.mktemp("empty") / "environment"
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    run(python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(ROOT / "requirements.lock"))
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", str(wheel))
    return folder / "bin" / "pendopo"


def run(*command: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV", "PENDOPO_SITE")}
    ended = subprocess.run(command, capture_output=True, text=True, env=kept, cwd=cwd or "/", check=False, timeout=300)
    assert ended.returncode == 0, f"{' '.join(command)}\n{ended.stdout}\n{ended.stderr}"
    return ended


def contents(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_it_holds_no_data_of_a_site(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert [name for name in archive.namelist() if re.search(r"sites/[^/]+/data/", name)] == []
        assert [name for name in archive.namelist() if SECRET.encode() in archive.read(name)] == []


def test_it_holds_all_that_a_portal_needs(tree: Path, wheel: Path) -> None:
    names = set(contents(wheel))
    needed = {"core/static/vendor/htmx.min.js", "core/static/vendor/icons.svg", "core/py.typed", "core/_shipped/sites/blora/portal.toml"}
    kinds = ("*.py", "*.html", "*.po", "*.toml", "*.css", "*.csv", "*.svg", "*.txt", "*.js", "*.webp", "*.png", "*.woff2", "*.jinja")
    for folder, target in (("core", "core"), ("plugins", "plugins"), ("themes", "core/_shipped/themes"), ("sites", "core/_shipped/sites")):
        for kind in kinds:
            for file in (tree / folder).rglob(kind):
                inside = file.relative_to(tree / folder)
                if not (folder == "sites" and inside.parts[1] == "data") and not {"vendor", "built", "__pycache__"} & set(inside.parts):
                    needed.add(f"{target}/{inside}")

    assert needed - names == set()


def test_it_holds_nothing_but_the_house(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in contents(wheel)}

    assert {top for top in tops if not top.startswith("pendopo-")} == {"core", "plugins"}
    assert [name for name in contents(wheel) if "__pycache__" in name or name.endswith((".pyc", ".mo", ".db"))] == []


def test_a_source_distribution_holds_no_data_either(tree: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "build", "--sdist", "--no-isolation", "--outdir", str(tmp_path), cwd=tree)
    (built,) = tmp_path.glob("pendopo-*.tar.gz")
    shutil.unpack_archive(built, tmp_path / "out")

    assert [path for path in (tmp_path / "out").rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()] == []
    assert list((tmp_path / "out").glob("pendopo-*/build_hooks.py"))


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("example", "start", "answers"),
    [
        ("blora", "/aduan/lapor", {"place_district": "33.16.08", "place_village": "33.16.08.1013", "category": "jalan"}),
        ("sumedang", "/lapor-warga/lapor", {"place_district": "32.11.18", "place_village": "32.11.18.1001", "category": "jalan"}),
    ],
)
async def test_a_site_is_made_from_an_example_checked_and_served_and_takes_a_report(
    pendopo: Path, tmp_path: Path, example: str, start: str, answers: dict[str, str]
) -> None:
    site = tmp_path / "my site"

    run(str(pendopo), "new", str(site), "--from", example)
    checked = json.loads(run(str(pendopo), "check", "--site", str(site), "--json").stdout)
    with served(pendopo, site) as (address, process):
        async with Client(address=address) as citizen:
            page = await citizen.get("/")
            htmx = re.search(r'src="(/static/[^"]*htmx[^"]*\.js)"', page.text)
            assert htmx, "the page does not link htmx"
            script = await citizen.get(htmx[1])
            styles = [await citizen.get(href) for href in re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)]
            receipt = await citizen.follow(await citizen.fill(await to_the_check(citizen, [PHOTO], start=start, **answers), holding="_key"))

        assert (checked["ok"], checked["problems"]) == (True, [])
        assert '<main id="isi"' in page.text
        assert re.search(r"htmx(\.min)?\.[0-9a-f]{8,}\.js|htmx\.[^/]*[0-9a-f]{8,}", htmx[1]), "its name carries no hash"
        assert "htmx" in script.text
        assert "immutable" in script.headers["Cache-Control"]
        assert styles
        assert {style.status_code for style in styles} == {200}

        process.send_signal(signal.SIGTERM)
        assert process.wait(25) == 0
    run(str(pendopo), "demo", "--cases", "3", "--site", str(site))
    cases = json.loads(run(str(pendopo), "cases", "list", "--site", str(site), "--json").stdout)
    assert sum(case["service"] == "complaints.report" for case in cases) == 4
    assert ticket_of(receipt) in {case["ticket"] for case in cases}
    beside = [path for path in pendopo.parents[1].rglob("*") if path.name in ("portal.db", "secrets.toml")]
    assert beside == [], "data was written beside the package"
    assert list((site / "data" / "files").rglob("*.jpg")), "the photo"


@contextmanager
def served(pendopo: Path, site: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    log = site.parent / "serve.log"
    with log.open("w") as output:
        process = subprocess.Popen([str(pendopo), "--site", str(site), "serve", "--port", str(port)], stdout=output, stderr=output, text=True, cwd="/")
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{address}/sehat", timeout=5).close()
                break
            except (urllib.error.URLError, OSError):
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.1)
        yield address, process
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
