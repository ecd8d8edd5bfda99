"""The reference and the portal do the same work: each proves itself, and their pages are of one size."""

from __future__ import annotations

import shutil
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks import processes, works
from benchmarks.bare.data import make_database
from benchmarks.chapters import Chapter, Line
from benchmarks.client import Answer, Ask, ask
from benchmarks.processes import Server
from benchmarks.report import shown, written
from benchmarks.rounds import Figures, interleave, measure
from benchmarks.sites import fill_home, make_home
from core.site import load_site
from tests.benchmarks.conftest import CASES


@pytest.fixture(scope="session")
def bare(measured: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("bare") / "bare.db"
    make_database(file, load_site(measured, {}))
    return file


def pages(server: Server, work: works.Work, count: int = 20) -> list[Answer]:
    answers = ask(server.port, *work.asks(server, count))
    work.check(answers)
    return answers


def size(answers: list[Answer]) -> float:
    return sum(len(answer.body) for answer in answers) / len(answers)


@pytest.mark.timeout(180)
def test_both_do_the_work_and_their_pages_are_of_one_size(measured: Path, bare: Path, tmp_path: Path) -> None:
    make_home(tmp_path)
    fill_home(tmp_path)
    with processes.bare(bare) as reference, processes.ours(measured, uncached=True) as ours, processes.ours(tmp_path) as home:
        for work, server in ((works.home(), home), (works.listed(), ours), (works.followed(CASES), ours)):
            assert 0.9 <= size(pages(server, work)) / size(pages(reference, work)) <= 1.2, work.name


@pytest.mark.timeout(180)
def test_an_accepted_report_is_exactly_one_case_with_its_entry(measured: Path, bare: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(measured, site)
    work = works.submitted()
    with processes.bare(bare) as reference, processes.ours(site) as ours:
        before = works.count_cases(site / "data" / "portal.db", "cases_case"), works.count_cases(bare, "complaint")
        for server in (reference, ours):
            assert len({answer.header("location") for answer in pages(server, work, 6)}) == 6
        after = works.count_cases(site / "data" / "portal.db", "cases_case"), works.count_cases(bare, "complaint")

    assert (after[0] - before[0], after[1] - before[1]) == (6, 6)
    with closing(sqlite3.connect(bare)) as database:
        assert database.execute("SELECT count(*) FROM complaint WHERE id NOT IN (SELECT complaint FROM history)").fetchone() == (0,)


def test_a_server_that_answers_something_else_is_found_out() -> None:
    wrong = Answer(200, (), b"<h1>Maintenance</h1>")

    for work in (works.home(), works.listed(), works.followed(CASES), works.submitted()):
        with pytest.raises(works.WrongWorkError, match=work.name):
            work.check([wrong])


def test_a_round_reads_cpu_and_rate_and_the_ratio_is_the_median_of_the_rounds(bare: Path) -> None:
    with processes.bare(bare) as server:
        figures = interleave({"a": (server, works.home()), "b": (server, works.home())}, rounds=3, requests=60, warm_up=5)
        one = Figures()
        measure(server, works.home(), [Ask("/")] * 60, one)

    assert [len(found.micros) for found in figures.values()] == [3, 3]
    assert one.bytes > 10_000
    assert one.rate > 0
    assert Figures([100, 400, 100]).against(Figures([200, 200, 400])) == 2.0


def test_the_client_gives_up_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.client.SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(TimeoutError):
        ask(silent.getsockname()[1], Ask("/"), connections=1)


def test_the_report_says_what_was_missed_and_names_no_machine() -> None:
    chapter = Chapter("Title", ("one", "two"), [Line("W1", ("1", "2"), "≥ 3", False), Line("W2", ("3", "4"))], "A note.")

    assert "| W1 | 1 | 2 | ≥ 3 | **missed** |" in written(chapter)
    assert "A note." in shown(chapter)
