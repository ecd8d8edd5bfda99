"""What is asked, W1 to W4: the requests, and the proof that each answer is really the work."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.bare.words import WAY
from benchmarks.cases import secret_of
from benchmarks.citizens import STEPS, ready_to_send
from benchmarks.client import Answer, Ask, ask
from benchmarks.processes import Server

CARD = 'class="card is-link report"'


class WrongWorkError(Exception):
    """A server answered, but did not do the work that is measured."""


@dataclass(frozen=True, slots=True)
class Work:
    """`asks(server, count)` makes the requests, `proves(answer)` says whether one did the work; `rows` counts what was written."""

    name: str
    title: str
    asks: Callable[[Server, int], Sequence[Ask]]
    proves: Callable[[Answer], bool]
    writes: bool = False

    def check(self, answers: Sequence[Answer]) -> None:
        for answer in answers:
            if not self.proves(answer):
                raise WrongWorkError(f"{self.name}: an answer of status {answer.status} and {len(answer.body)} bytes is not the work")


def _home(_server: Server, count: int) -> Sequence[Ask]:
    return [Ask("/")] * count


def home() -> Work:
    def proves(answer: Answer) -> bool:
        return answer.status == 200 and answer.text.count('class="tile"') == 12 and answer.text.count('class="card-title"') == 10

    return Work("W1", "home: 12 services, 10 news", _home, proves)


def listed() -> Work:
    """Every state, five pages deep; the addresses of further pages are read off the pages, as a reader does."""

    def asks(server: Server, count: int) -> Sequence[Ask]:
        paths: list[str] = []
        for state in WAY:
            path = f"/aduan?state={state}"
            for _ in range(5):
                text = ask(server.port, Ask(path))[0].text
                if text.count(CARD) < 20:
                    break  # with few cases the last page of a state is a short one
                paths.append(path)
                if 'rel="next" href="' not in text:
                    break
                path = text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
        return [Ask(paths[n % len(paths)]) for n in range(count)]

    def proves(answer: Answer) -> bool:
        return answer.status == 200 and answer.text.count(CARD) == 20

    return Work("W2", "public list: 20 of 100,000, filtered by state", asks, proves)


def submitted() -> Work:
    """One case, durable. Ours is the last request of the form; the reference has only that one."""

    def asks(server: Server, count: int) -> Sequence[Ask]:
        if server.name == "bare":
            return [Ask("/aduan", urlencode({"village": "Jepon", "landmark": "pasar", **STEPS["problem"], **STEPS["category"], **STEPS["contact"]}))] * count
        return ready_to_send(server.port, count)

    return Work("W3", "submit one case, durable", asks, lambda answer: answer.status == 303 and len(answer.header("location")) > 40, writes=True)


def followed(cases: int) -> Work:
    """Two hundred cases of all ages, each with its whole history."""

    def asks(_server: Server, count: int) -> Sequence[Ask]:
        chosen = [(2 * n + 1) * cases // 400 for n in range(200)]
        return [Ask(f"/lacak/{secret_of(chosen[n % 200])}") for n in range(count)]

    def proves(answer: Answer) -> bool:
        return answer.status == 200 and 'class="timeline"' in answer.text and answer.text.count('class="dot"') in range(1, 6)

    return Work("W4", "tracking page: one case and its history", asks, proves)


def count_cases(database: Path, table: str) -> int:
    """How many cases a server has written down by now."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as found:
        return int(found.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
