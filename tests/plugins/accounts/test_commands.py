"""`pendopo users`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from core.commands.main import main
from core.testing import make_site
from tests.plugins.complaints.reporting import AGENCIES

Run = Callable[..., tuple[int, str, str]]
EMAIL = "sari@blorakab.go.id"


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    make_site(tmp_path / "site", toml='[plugins]\nenabled = ["accounts"]\n', files={"agencies.csv": AGENCIES})

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(["--site", str(tmp_path / "site"), "users", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_row_24_the_first_administrator_comes_by_a_link_from_the_command_line(run: Run) -> None:
    assert json.loads(run("list", "--json")[1]) == []

    code, out, err = run("add", "--admin", "Sari Dewi", "--email", EMAIL)

    assert code == 0
    assert out.startswith("http://127.0.0.1:8000/masuk/tautan/")
    assert len(out.strip().rpartition("/")[2]) == 43
    assert "24 hours" in err
    (listed,) = json.loads(run("list", "--json")[1])
    assert {key: listed[key] for key in ("kind", "state", "name", "who", "administrator", "second_factor", "roles")} == {
        "kind": "officer", "state": "invited", "name": "Sari Dewi", "who": EMAIL, "administrator": True, "second_factor": False, "roles": ["administrator"],
    }  # fmt: skip


def test_an_officer_is_added_with_roles_and_agencies_linked_disabled_and_reset(run: Run) -> None:
    made = json.loads(run("add", "--officer", "Ani", "--email", "ani@blorakab.go.id", "--role", "handler", "--agency", "dpupr", "--agency", "dlh", "--json")[1])
    assert json.loads(run("list", "--json")[1])[0]["roles"] == ["handler@dlh", "handler@dpupr"]

    again = json.loads(run("link", "ani@blorakab.go.id", "--json")[1])
    assert again["id"] == made["id"]
    assert again["link"] != made["link"]
    assert json.loads(run("reset-mfa", made["id"], "--json")[1]) == {"id": made["id"], "done": "reset"}
    assert json.loads(run("disable", "ani@blorakab.go.id", "--json")[1])["done"] == "disabled"
    assert json.loads(run("list", "--json")[1])[0]["state"] == "disabled"
    assert "disabled" in run("list")[1]
    assert json.loads(run("list", "--citizens", "--json")[1]) == []
    assert run("link", made["id"])[0] == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "--email", EMAIL), "whom to add"),
        (("add", "--admin", "Sari", "--email", "sari"), "a name and an e-mail address"),
        (("add", "--officer", "Ani", "--email", EMAIL), "held in an agency"),
        (("add", "--officer", "Ani", "--email", EMAIL, "--role", "handlr", "--agency", "dpupr"), "Did you mean 'handler'"),
        (("add", "--officer", "Ani", "--email", EMAIL, "--role", "handler", "--agency", "dpu"), "Did you mean 'dpupr'"),
        (("disable", "nobody@contoh.id"), "nobody signs in with this"),
        (("reset-mfa", "x"), "nobody signs in with this"),
    ],
)
def test_what_is_wrong_is_said_with_its_mend(run: Run, arguments: tuple[str, ...], said: str) -> None:
    code, _out, err = run(*arguments)

    assert code == 2
    assert said in err


def test_an_address_is_one_accounts_only(run: Run) -> None:
    run("add", "--admin", "Sari Dewi", "--email", EMAIL)

    code, _out, err = run("add", "--admin", "Sari Dewi", "--email", EMAIL.upper())

    assert code == 2
    assert "somebody has this address already" in err
