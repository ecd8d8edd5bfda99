"""`pendopo demo` makes people who can sign in at once; how is printed once, and only where nobody else comes."""

from __future__ import annotations

import base64
import json
import re
import shutil
from pathlib import Path

import pytest

from core import Context
from core.commands.main import main
from core.portal import Portal
from core.site.shipped import shipped
from core.testing import FrozenClock
from plugins.accounts.demo import fill
from plugins.accounts.models import Account
from plugins.accounts.totp import SECONDS, code_at

from .persons import another, enter

pytestmark = pytest.mark.anyio
LINE = re.compile(r"^(\S+@contoh\.id) +((?:[0-9a-z]{4}-){3}[0-9a-z]{4}) +((?:[A-Z2-7]{4} ?)+|-) +(.+)$", re.MULTILINE)


async def made(portal: Portal, capsys: pytest.CaptureFixture[str]) -> dict[str, tuple[str, str, str]]:
    """Address → password, secret, what."""
    await fill(Context(portal, "accounts"), 10, lambda _n: None)
    return {who: (password, re.sub(r"\s", "", secret), what) for who, password, secret, what in LINE.findall(capsys.readouterr().out)}


async def test_everybody_of_the_demo_signs_in_with_what_was_printed(portal: Portal, clock: FrozenClock, capsys: pytest.CaptureFixture[str]) -> None:
    people = await made(portal, capsys)

    assert len(people) == await Account.all().count() == 14
    assert len({password for password, _secret, _what in people.values()}) == 14
    for who, (password, secret, _what) in people.items():
        browser = another(portal)
        answer = await enter(browser, who, password)
        if secret != "-":
            assert answer.headers["location"] == "/masuk/kode"
            code = code_at(base64.b32decode(secret), int(clock.now().timestamp()) // SECONDS)
            answer = await browser.fill(await browser.get("/masuk/kode"), code=code, holding="code")
        assert answer.headers["location"] == "/akun", who


async def test_row_24_filling_twice_makes_nobody_twice_and_shows_no_password_again(portal: Portal, capsys: pytest.CaptureFixture[str]) -> None:
    await made(portal, capsys)

    assert await made(portal, capsys) == {}
    assert await Account.all().count() == 14


def test_row_24_a_site_with_a_public_address_gets_no_such_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "blora"
    shutil.copytree(shipped("sites")["blora"], folder, ignore=shutil.ignore_patterns("data"))
    file = folder / "portal.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("[portal]\n", '[portal]\npublic_url = "https://blora.example.go.id"\n', 1), encoding="utf-8")

    assert main(["demo", "--cases", "2", "--site", str(folder)]) != 0

    said = capsys.readouterr()
    assert "@contoh.id" not in said.out
    assert "public address" in said.err


def test_officers_of_the_demo_have_cases_at_their_desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The cases are made first; officers work where they lie."""
    folder = tmp_path / "blora"
    shutil.copytree(shipped("sites")["blora"], folder, ignore=shutil.ignore_patterns("data"))
    assert main(["demo", "--cases", "60", "--site", str(folder)]) == 0
    people = {who for who, *_rest in LINE.findall(capsys.readouterr().out)}
    agencies = {who.partition("@")[0].partition(".")[2] for who in people if who.startswith("handler.")}

    assert len(agencies) == 4
    for agency in agencies:
        assert main(["cases", "list", "--open", "--agency", agency.replace("-", "_"), "--json", "--site", str(folder)]) == 0
        assert json.loads(capsys.readouterr().out), agency
