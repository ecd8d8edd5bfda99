"""Values against a model: all mistakes at once, and text of the environment as what its field holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from core.reading import Document, FromEnvironment, Values, checked, parse_toml, salvaged


class Inner(BaseModel):
    depth: int = 1


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str


class Settings(BaseModel):
    """As a plugin writes it: nothing special."""

    page_size: int = Field(default=20, ge=1, description="How many rows a page has.")
    names: tuple[str, ...] = ()
    rate: Decimal = Decimal(1)
    since: date | None = None
    mode: Literal["open", "closed"] = "open"
    inner: Inner = Inner()
    titles: dict[str, str] = {}
    active: bool | None = None
    lines: tuple[Strict, ...] = ()
    token: SecretStr = SecretStr("")

    @field_validator("since")
    @classmethod
    def _since(cls, value: date | None) -> date | None:
        if value and value.year < 2000:
            raise ValueError("nothing is that old")
        return value


def values_of(text: str, variables: Mapping[str, str] | None = None) -> Values:
    document = parse_toml(text, "portal.toml")
    assert isinstance(document, Document)
    table = document.values.setdefault("plugins", {}).setdefault("jobs", {})
    table.update({key: FromEnvironment(value) for key, value in (variables or {}).items()})
    named = {("plugins", "jobs", key): f"PENDOPO_PLUGINS__JOBS__{key.upper()}" for key in variables or {}}
    return Values(document.values, document, named).below("plugins", "jobs")


def test_what_toml_holds_becomes_what_the_model_wants() -> None:
    made, problems = checked(Settings, values_of("[plugins.jobs]\nnames = ['a']\nrate = '1.05'\nsince = 2026-11-24\ninner = { depth = 2 }\n"))

    assert problems == []
    assert made == Settings(names=("a",), rate=Decimal("1.05"), since=date(2026, 11, 24), inner=Inner(depth=2))


def test_what_the_environment_holds_becomes_what_the_model_wants() -> None:
    variables = {"page_size": "5", "names": "a, b", "active": "yes", "titles": "{ id = 'Kerja' }", "rate": "1.5", "since": "2026-11-24"}

    made, problems = checked(Settings, values_of("", variables))

    assert problems == []
    assert made == Settings(page_size=5, names=("a", "b"), active=True, titles={"id": "Kerja"}, rate=Decimal("1.5"), since=date(2026, 11, 24))


def test_all_mistakes_come_at_once_each_with_its_line_and_mend() -> None:
    text = "[plugins.jobs]\npage_sice = 5\npage_size = 0\nmode = 'opne'\nsince = 1999-01-01\n[plugins.jobs.inner]\ndpeth = 1\n"

    made, problems = checked(Settings, values_of(text, {"names": "[1"}), "settings")

    assert made is None
    assert {(problem.code, problem.where) for problem in problems} == {
        ("settings.unknown_key", "portal.toml:2"),
        ("settings.value", "portal.toml:3"),
        ("settings.value", "portal.toml:4"),
        ("settings.value", "portal.toml:5"),
        ("settings.unknown_key", "portal.toml:7"),
        ("settings.type", "PENDOPO_PLUGINS__JOBS__NAMES"),
    }
    said = "\n".join(map(str, problems))
    for piece in ("'plugins.jobs.page_sice'", "'page_size'", "How many rows a page has.", "'open'", "nothing is that old", "'depth'"):
        assert piece in said


def test_an_unknown_key_is_refused_even_by_a_model_that_does_not_mind() -> None:
    made, problems = checked(Settings, values_of("[plugins.jobs]\nx = 1\n"))

    assert made is None
    assert [problem.code for problem in problems] == ["site.unknown_key"]


@pytest.mark.parametrize("text", ["token = 5", "[plugins.jobs.token]\nx = 'hunter2'"])
def test_a_value_whose_name_says_that_it_is_secret_is_not_shown(text: str) -> None:
    _, problems = checked(Settings, values_of(f"[plugins.jobs]\n{text}\n"))

    assert [problem.message for problem in problems] == ["'plugins.jobs.token' is not shown here; it must be text"]


def test_an_unknown_key_in_a_list_of_tables_is_found_too() -> None:
    made, problems = checked(Settings, values_of("[[plugins.jobs.lines]]\nname = 'a'\n[[plugins.jobs.lines]]\nnmae = 'b'\n"))

    assert made is None
    assert [(problem.code, problem.where, problem.message) for problem in problems] == [
        ("site.missing_key", "portal.toml:3", "'plugins.jobs.lines[2].name' is missing"),
        ("site.unknown_key", "portal.toml:4", "there is no setting 'plugins.jobs.lines[2].nmae'"),
    ]


def test_a_model_is_made_of_what_is_sound_and_the_rest_is_told() -> None:
    text = "[plugins.jobs]\npage_size = 0\nmode = 'closed'\nnames = [5]\nx = 1\n[plugins.jobs.inner]\ndepth = 'deep'\n[plugins.jobs.titles]\nid = 5\n"

    made, problems = salvaged(Settings, values_of(text))

    assert made == Settings(mode="closed")
    assert len(problems) == 5


class Pair(BaseModel):
    low: int = 1
    high: int = 9

    @model_validator(mode="after")
    def _in_order(self) -> Pair:
        if self.low > self.high:
            raise ValueError("low must not be above high")
        return self


def test_a_rule_about_two_values_is_not_called_broken_when_one_of_them_was_left_out() -> None:
    assert [problem.where for problem in salvaged(Pair, values_of("[plugins.jobs]\nlow = 20\nhigh = 'x'\n"))[1]] == ["portal.toml:3"]
    assert len(salvaged(Pair, values_of("[plugins.jobs]\nlow = 20\nhigh = 10\n"))[1]) == 1
