"""The fixtures that pytest knows wherever the distribution is installed, used as a plugin's developer uses them."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.testing import FrozenClock

PLUGIN = {
    "plugin.toml": 'slug = "trees"\nversion = "1.0.0"\nplugin_api = 1\ntitle = "Pohon"\nsegments = ["pohon"]\n',
    "__init__.py": "",
    "hooks.py": """
from core import CITIZEN, PUBLIC, Permission, Route, Text, hookimpl, permission, render

async def page(request):
    return render(request, "trees/page.html")

@hookimpl
def register_permissions():
    return [Permission("fell", Text("Fell trees"))]

@hookimpl
def register_routes():
    return [
        Route("/", page, name="list", access=PUBLIC),
        Route("/saya", page, name="mine", access=CITIZEN),
        Route("/tebang", page, name="fell", access=permission("fell")),
    ]
""",
    "templates/trees/page.html": '{% extends "page.html" %}{% block main %}<h1>Pohon</h1><p>{{ actor.name }}</p>{% endblock %}\n',
    "tests/test_trees.py": """
import datetime
import pytest

pytestmark = pytest.mark.anyio

async def test_people_are_told_apart(client, citizen, officer):
    assert (await client.get("/pohon")).status_code == 200
    assert (await client.get("/pohon/saya")).status_code == 303
    assert "Siti" in (await citizen.get("/pohon/saya")).text
    assert (await citizen.get("/pohon/tebang")).status_code == 403
    assert (await officer.get("/pohon/tebang")).status_code == 200

@pytest.fixture
def site_files():
    return {"holidays.csv": "date,type,name\\n2026-11-26,libur_daerah,Hari jadi\\n"}

async def test_the_clock_knows_the_days_off_of_the_site(portal, clock):
    clock.forward(working_days=3)
    assert portal.clock.now().date() == datetime.date(2026, 11, 30)

async def test_nothing_was_mailed(mails):
    assert await mails.sent() == []

@pytest.mark.plugins("notifications")
async def test_others_may_be_chosen_and_what_they_require_comes_along(portal):
    assert [plugin.slug for plugin in portal.in_order] == ["accounts", "notifications"]
""",
}


def run_tests(folder: Path, files: dict[str, str]) -> subprocess.CompletedProcess[str]:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    call = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "-W", "error", str(folder)]
    return subprocess.run(call, cwd=folder.parent, capture_output=True, text=True, check=False)


def test_a_plugins_tests_have_its_portal_without_a_line_of_their_own(tmp_path: Path) -> None:
    ended = run_tests(tmp_path / "trees", PLUGIN)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "4 passed" in ended.stdout


def test_who_has_other_ways_to_sign_in_is_told_so(tmp_path: Path) -> None:
    test = 'import pytest\npytestmark = pytest.mark.anyio\n\n@pytest.mark.plugins("accounts")\nasync def test_it(citizen): pass\n'

    ended = run_tests(tmp_path / "trees", {**PLUGIN, "tests/test_trees.py": test})

    assert "this portal has another way to sign in than tests have" in ended.stdout


def test_what_pytest_reads_at_its_start_brings_nothing_heavy_along() -> None:
    heavy = ("starlette", "pydantic", "tortoise", "jinja2", "babel", "typer", "httpx2", "core.site", "core.portal")
    code = f"import sys, pytest; before = set(sys.modules); import core.testing.fixtures; print([m for m in {heavy!r} if m in set(sys.modules) - before])"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("days", "ends"), [(0, date(2026, 11, 24)), (1, date(2026, 11, 25)), (3, date(2026, 11, 27)), (4, date(2026, 11, 30)), (9, date(2026, 12, 7))]
)
def test_a_clock_goes_on_by_working_days(days: int, ends: date) -> None:
    clock = FrozenClock(datetime(2026, 11, 24, 2, 0, tzinfo=UTC))

    clock.forward(working_days=days)

    assert clock.now().date() == ends
    assert clock.now().hour == 2


def test_the_day_is_the_one_of_the_zone() -> None:
    clock = FrozenClock(datetime(2026, 11, 26, 20, 0, tzinfo=UTC))  # Friday, 03.00 in Jakarta

    clock.forward(working_days=1)

    assert clock.now() == datetime(2026, 11, 29, 20, 0, tzinfo=UTC)


def test_time_does_not_run_back() -> None:
    with pytest.raises(ValueError, match="does not run back"):
        FrozenClock().forward(days=-1)
