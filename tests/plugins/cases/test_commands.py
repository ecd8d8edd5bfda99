"""The command: an officer lists, shows and moves cases; whoever checks proves timelines."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core import Context
from core.commands.console import Call
from core.commands.main import main
from core.testing import make_site
from plugins.cases.api import open_case
from tests.plugins.cases.world import AGENCIES, REGIONS, ROAD, SERVICES

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with `cases`, and the sample service as its own plugin."""
    folder = tmp_path / "site"
    shutil.copytree(SERVICES / "repair", folder / "plugins" / "repair")
    make_site(folder, toml='[plugins]\nenabled = ["cases", "repair"]\n', files={"agencies.csv": AGENCIES, "regions.csv": REGIONS})
    return folder


@pytest.fixture
def ticket(site: Path) -> str:
    async def work(portal: object) -> str:
        opened = await open_case(Context(portal, "repair", "id"), ROAD)  # type: ignore[arg-type]
        return str(opened.case.ticket)

    return Call(str(site)).run(work)


@pytest.fixture
def run(site: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(["--site", str(site), "cases", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_show_is_what_the_contract_says(run: Run, ticket: str) -> None:
    code, out, _ = run("show", ticket, "--json")

    shown = json.loads(out)
    assert code == 0
    assert {"ticket", "service", "state", "agency", "due", "transitions", "timeline"} <= set(shown)
    assert (shown["ticket"], shown["service"], shown["state"], shown["agency"]) == (ticket, "repair.report", "received", "dpupr")
    assert shown["transitions"] == ["forward", "refuse"]
    assert [entry["kind"] for entry in shown["timeline"]] == ["opened"]


def test_an_officer_moves_a_case_under_their_name(run: Run, ticket: str) -> None:
    code, out, _ = run("move", ticket.lower(), "forward", "--note", "Diteruskan.", "--as", "Sari", "--agency", "dlh")
    shown = json.loads(run("show", ticket, "--json")[1])
    listed = json.loads(run("list", "--json", "--agency", "dlh")[1])

    assert code == 0
    assert "planned" in out
    assert (shown["state"], shown["agency"]) == ("planned", "dlh")
    assert (shown["timeline"][1]["name"], shown["timeline"][1]["text"]) == ("Sari", "Diteruskan.")
    assert [row["ticket"] for row in listed] == [ticket]


def test_a_list_withholds_what_a_confidential_case_is_about_and_its_ticket_tells(run: Run, site: Path) -> None:
    async def work(portal: object) -> str:
        opened = await open_case(Context(portal, "repair", "id"), replace(ROAD, visibility="confidential"))  # type: ignore[arg-type]
        return str(opened.case.ticket)

    ticket = Call(str(site)).run(work)

    listed, shown = run("list")[1], run("show", ticket)[1]
    as_json = json.loads(run("list", "--json")[1])

    assert ticket in listed
    assert "Lubang" not in listed
    assert (as_json[0]["title"], as_json[0]["visibility"]) == ("(confidential)", "confidential")
    assert "Lubang di jalan depan Pasar Jepon" in shown


def test_other_answers_are_given_by_name(run: Run, ticket: str) -> None:
    assert run("move", ticket, "refuse", "--note", "Sudah ada.", "--set", "reason=double", "--as", "Sari")[0] == 0
    assert json.loads(run("show", ticket, "--json")[1])["state"] == "refused"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("show", "PBK-0000-0000"), "no case"),
        (("show", "hello"), "A ticket is three letters"),
        (("move", "{ticket}", "foward", "--as", "Sari"), "Did you mean 'forward'?"),
        (("move", "{ticket}", "start", "--as", "Sari"), "does not lead out of it"),
        (("move", "{ticket}", "refuse", "--as", "Sari"), "asks for 'note'"),
        (("move", "{ticket}", "forward", "--agency", "dpup", "--as", "Sari"), "Did you mean 'dpupr'?"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_exit_code_1(run: Run, ticket: str, arguments: tuple[str, ...], says: str) -> None:
    code, _, err = run(*(argument.format(ticket=ticket) for argument in arguments))

    assert code == 1
    assert says in err
    assert "Traceback" not in err


def test_verify_says_intact_and_finds_a_changed_word(run: Run, ticket: str, site: Path) -> None:
    run("move", ticket, "forward", "--note", "Diteruskan.", "--as", "Sari")
    intact = run("verify")

    async def tamper(portal: object) -> None:
        from plugins.cases.models import EntryText

        await EntryText.all().update(text="Ditolak.")

    Call(str(site)).run(tamper)
    broken = run("verify", "--json")

    assert (intact[0], "intact" in intact[1]) == (0, True)
    assert broken[0] == 1
    assert json.loads(broken[1])["faults"] == [f"{ticket}, entry 2: its text was changed"]


def test_the_examples_of_every_procedure_can_be_played(run: Run) -> None:
    code, out, _ = run("examples")

    assert code == 0
    assert "Late, and still done" in out


def test_a_broken_procedure_of_the_site_is_named_with_every_line_and_drops_its_service(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (SERVICES / "repair" / "procedure.toml").read_text("utf-8")
    broken = text.replace("limit = 3\n", "limit = -3\n").replace('who = "handler"\nlimit = 5', 'who = "handlr"\nlimit = 5')
    (site / "procedures").mkdir()
    (site / "procedures" / "repair.toml").write_text(broken, "utf-8")

    code = main(["--site", str(site), "check", "--json"])
    found = json.loads(capsys.readouterr().out)

    assert code == 1
    assert {"cases": "registered", "repair": "failed"}.items() <= {one["slug"]: one["state"] for one in found["plugins"]}.items()
    places = [problem["where"].rpartition("repair.toml:")[2] for problem in found["problems"] if "procedures" in problem["where"]]
    lines = broken.splitlines()
    assert sorted(lines[int(place) - 1] for place in places) == ["limit = -3", 'who = "handlr"']
