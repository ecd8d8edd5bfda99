"""The portal's keys: made once, kept from others, refused rather than mended."""

from __future__ import annotations

import base64
import multiprocessing
import os
import stat
from pathlib import Path

import pytest

from core.errors import SiteError
from core.site import fresh_secrets, load_site
from core.site.secrets import NAMES
from tests.core.site.conftest import PORTAL, Making, problems_of


def key(seed: int) -> str:
    return base64.b64encode(bytes((seed * 31 + n * 7) % 256 for n in range(32))).decode()


ALL = {**{f"PENDOPO_SECRETS__{name.upper()}": key(n) for n, name in enumerate(NAMES, 1)}, "PENDOPO_SECRETS__CIPHER__K1": key(9)}


def test_the_first_start_makes_keys_of_32_bytes_for_the_owner_alone(make: Making) -> None:
    folder = make()

    made = load_site(folder, {}).secrets

    file = folder / "data" / "secrets.toml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert {len(getattr(made, name)) for name in NAMES} | {len(cipher) for cipher in made.cipher.values()} == {32}
    assert len({*(getattr(made, name) for name in NAMES), *made.cipher.values()}) == 5
    assert list(folder.glob("data/.*")) == []


def test_the_second_start_reads_what_the_first_one_made(make: Making) -> None:
    folder = make()

    assert load_site(folder, {}).secrets == load_site(folder, {}).secrets


def test_reading_a_site_makes_no_keys(make: Making) -> None:
    folder = make()
    load_site(folder, {})

    assert not (folder / "data").exists()


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_row_38_keys_that_others_can_read_are_refused_with_the_mend(make: Making, mode: int) -> None:
    folder = make()
    assert load_site(folder, {}).secrets
    (folder / "data" / "secrets.toml").chmod(mode)

    (problem,) = problems_of(folder)

    assert (problem.code, problem.where) == ("site.secrets.mode", "data/secrets.toml")
    assert f"{mode:04o}" in problem.message
    assert "chmod 600" in problem.hint


def test_row_38_lost_keys_beside_a_database_are_refused_and_not_made_anew(make: Making) -> None:
    folder = make()
    site = load_site(folder, {})
    assert site.secrets
    (folder / "data" / "secrets.toml").unlink()
    (folder / "data" / "portal.db").write_bytes(b"SQLite format 3")

    with pytest.raises(SiteError, match="there is a database") as caught:
        assert load_site(folder, {}).secrets

    assert caught.value.code == "site.secrets.lost"
    assert "safe place" in caught.value.hint
    assert not (folder / "data" / "secrets.toml").exists()


def test_row_38_no_key_is_ever_printed(make: Making) -> None:
    site = load_site(make(), ALL)
    assert site.secrets

    printed = repr(site) + repr(site.secrets) + str(site.secrets.fingerprints()) + repr(site.values)

    assert not [text for text in ALL.values() if text in printed]
    assert not [text for text in ALL.values() if repr(base64.b64decode(text)) in printed]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("changeme", "6 bytes"),
        ("geheim!", "not base64"),
        ("", "0 bytes"),
        (base64.b64encode(b"k" * 31).decode(), "31 bytes"),
        (base64.b64encode(b"k" * 32).decode(), "not random"),
        (base64.b64encode(b"k" * 64).decode(), "64 bytes"),
    ],
)
def test_row_38_a_weak_key_is_refused_and_not_shown(make: Making, value: str, message: str) -> None:
    (problem,) = problems_of(make(), {**ALL, "PENDOPO_SECRETS__CSRF": value})

    assert (problem.code, problem.where) == ("site.secrets.weak", "PENDOPO_SECRETS__CSRF")
    assert message in problem.message
    assert "openssl rand -base64 32" in problem.hint
    assert not value or value not in str(problem)


def test_keys_may_all_come_from_the_environment_and_then_no_file_is_made(make: Making) -> None:
    folder = make()

    made = load_site(folder, {**ALL, "PENDOPO_SECRETS__CIPHER__K2": key(10), "PENDOPO_SECRETS__CIPHER__K10": key(11)}).secrets

    assert list(made.cipher) == ["k1", "k2", "k10"]
    assert made.current == "k10"
    assert not (folder / "data").exists()


def test_some_keys_from_the_environment_and_none_in_a_file_names_those_that_are_missing(make: Making) -> None:
    (problem,) = problems_of(make(), {"PENDOPO_SECRETS__SESSION": key(1)})

    assert problem.code == "site.secrets.missing"
    assert "csrf, chain, index, cipher.k1" in problem.message
    assert "PENDOPO_SECRETS__CSRF" in problem.hint


def test_an_unknown_key_and_one_that_serves_twice_are_refused(make: Making) -> None:
    problems = problems_of(make(), {**ALL, "PENDOPO_SECRETS__SESION": key(20), "PENDOPO_SECRETS__INDEX": key(1)})

    assert {problem.code for problem in problems} == {"site.secrets.unknown", "site.secrets.repeated"}
    assert "'session'" in problems[0].hint + problems[1].hint


def test_a_spoilt_secrets_file_is_refused_without_showing_it(make: Making) -> None:
    folder = make()
    assert load_site(folder, {}).secrets
    file = folder / "data" / "secrets.toml"
    whole = file.read_text()
    for text in (whole.replace('session = "', "session = "), whole[:150], "", whole + "\nsession = 5\n"):
        file.write_text(text)

        problems = problems_of(folder)

        assert problems
        assert not [line for line in whole.splitlines() if " = " in line and line.split('"')[1] in str(problems)]


def test_a_data_folder_that_cannot_be_written_says_what_to_do(make: Making) -> None:
    folder = make()
    (folder / "data").write_text("a file where the folder should be")

    with pytest.raises(SiteError) as caught:
        assert load_site(folder, {}).secrets

    assert caught.value.code.startswith("site.secrets.")
    assert caught.value.hint


def test_fingerprints_tell_keys_apart_and_give_nothing_away() -> None:
    one, other = fresh_secrets(), fresh_secrets()

    assert set(one.fingerprints()) == {*NAMES, "cipher.k1"}
    assert not set(one.fingerprints().values()) & set(other.fingerprints().values())
    assert one.fingerprints() == one.fingerprints()


def _obtain(folder: str, answers: multiprocessing.Queue[dict[str, str]]) -> None:
    answers.put(dict(load_site(Path(folder), {}).secrets.fingerprints()))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="starts processes by fork")
def test_two_first_starts_at_once_end_up_with_the_same_keys(make: Making) -> None:
    folder = make(PORTAL)
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[dict[str, str]] = context.Queue()
    started = [context.Process(target=_obtain, args=(str(folder), answers)) for _ in range(3)]
    for process in started:
        process.start()

    seen = [answers.get(timeout=60) for _ in started]

    for process in started:
        process.join(timeout=30)
    assert seen[0] == seen[1] == seen[2]
