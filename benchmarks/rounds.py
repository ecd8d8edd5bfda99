"""Measuring side by side: every round asks each server in turn, so that a noisy moment hits all of them; the median of the rounds counts."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.client import Answer, Ask, ask_all
from benchmarks.processes import Server
from benchmarks.works import Work

CONNECTIONS = 8


@dataclass(slots=True)
class Figures:
    """What one server needed for one work, round by round: CPU microseconds a request, requests a second; and bytes of the last answer."""

    micros: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    bytes: int = 0

    @property
    def cpu(self) -> float:
        return median(self.micros)

    @property
    def rate(self) -> float:
        return median(self.rates)

    def add(self, more: Figures) -> None:
        """Take in further rounds."""
        self.micros += more.micros
        self.rates += more.rates
        self.bytes = more.bytes

    def against(self, reference: Figures) -> float:
        """The reference's CPU over ours, the median of the rounds' own ratios: more than 1 is less CPU than the reference."""
        return median(theirs / own for theirs, own in zip(reference.micros, self.micros, strict=True))


def measure(server: Server, work: Work, asks: Sequence[Ask], figures: Figures, *, connections: int = CONNECTIONS) -> Sequence[Answer]:
    """One turn: ask all, prove the answers, note what it cost."""
    before = server.cpu()
    answers, seconds = asyncio.run(ask_all(server.port, asks, connections=connections))
    used = server.cpu() - before
    work.check(answers)
    figures.micros.append(used * 1e6 / len(asks))
    figures.rates.append(len(asks) / seconds)
    figures.bytes = len(answers[-1].body)
    return answers


def interleave(
    pairs: Mapping[str, tuple[Server, Work]], *, rounds: int, requests: int, warm_up: int = 100, connections: int = CONNECTIONS
) -> dict[str, Figures]:
    """Figures by name. Every second round goes the other way round, so that nobody is always first."""
    figures = {name: Figures() for name in pairs}
    asks: dict[str, Sequence[Ask]] = {}
    for name, (server, work) in pairs.items():
        asks[name] = work.asks(server, requests * rounds if work.writes else requests)
        if not work.writes:
            measure(server, work, asks[name][:warm_up], Figures())
    for n in range(rounds):
        for name in list(pairs) if n % 2 == 0 else list(pairs)[::-1]:
            server, work = pairs[name]
            turn = asks[name][n * requests : (n + 1) * requests] if work.writes else asks[name]
            measure(server, work, turn, figures[name], connections=connections)
    return figures


def pooled(runs: Iterable[Mapping[str, Figures]]) -> dict[str, Figures]:
    """The rounds of several runs, each with servers of its own: two starts of the same program differ by some percent in where its memory lies."""
    found: dict[str, Figures] = {}
    for run in runs:
        for name, figures in run.items():
            found.setdefault(name, Figures()).add(figures)
    return found
