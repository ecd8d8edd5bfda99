"""Run the rules, each inside its own boundary, and write the score card."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from core.errors import PluginError
from core.kit.bench import Bench, bench_for
from core.kit.rule import TIERS, Finding, Rule
from core.kit.rules import RULES
from core.plugins.boundary import told
from core.plugins.plugin import BOUNDARY

MOST_SHOWN = 12
"""Findings of one rule on the card; the document has them all."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a rule found, and how long it took."""

    rule: Rule
    findings: tuple[Finding, ...]
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Card:
    """All results of one plugin. `tier` is the highest whose rules, and all below, found nothing; empty for none."""

    slug: str
    results: tuple[Result, ...]
    seconds: float

    @property
    def tier(self) -> str:
        reached = ""
        for tier in TIERS:
            if any(result.findings for result in self.results if result.rule.tier == tier):
                break
            reached = tier
        return reached

    @property
    def broken(self) -> tuple[Result, ...]:
        return tuple(result for result in self.results if result.findings)

    def as_dict(self) -> dict[str, Any]:
        return {
            "plugin": self.slug, "tier": self.tier, "seconds": round(self.seconds, 2),
            "rules": [
                {
                    "rule": one.rule.name, "tier": one.rule.tier, "title": one.rule.title, "ok": not one.findings, "ms": round(one.milliseconds, 1),
                    "page": one.rule.page, "findings": [{"message": f.message, "where": f.where, "hint": f.hint} for f in one.findings],
                }
                for one in self.results
            ],
        }  # fmt: skip

    def lines(self) -> Iterator[str]:
        """The card as people read it."""
        for tier in TIERS:
            yield f"\n{tier}"
            for result in (one for one in self.results if one.rule.tier == tier):
                yield f"  {'ok' if not result.findings else '!!'}  {result.rule.name:<13} {result.rule.title}"
                for finding in result.findings[:MOST_SHOWN]:
                    yield f"        {finding.where + ': ' if finding.where else ''}{finding.message}"
                    yield from ([f"            {finding.hint}"] if finding.hint else [])
                if len(result.findings) > MOST_SHOWN:
                    yield f"        and {len(result.findings) - MOST_SHOWN} more"
                if result.findings:
                    yield f"        See {result.rule.page}"
        yield f"\n{self.slug}: {self.tier or 'no tier yet'}, in {self.seconds:.1f} s."


async def check_plugin(slug: str, *, scratch: Path, site: Path | None = None, folders: Sequence[Path] = ()) -> Card:
    """Hold one plugin against every rule, on a portal with it and what it requires. UsageError when it is not found."""
    began = perf_counter()
    bench = bench_for(slug, scratch, site=site, folders=folders)
    results: list[Result] = []
    rules = RULES if _readable(bench) else [rule for rule in RULES if rule.name == "manifest"]
    async with AsyncExitStack() as stack:
        for rule in sorted(rules, key=lambda one: one.serving):
            if rule.serving and bench.portal is None:
                await stack.enter_async_context(bench.open())
            results.append(await _result(rule, bench))
    order = {rule.name: number for number, rule in enumerate(sorted(RULES, key=lambda one: TIERS.index(one.tier)))}
    return Card(slug, tuple(sorted(results, key=lambda one: order[one.rule.name])), perf_counter() - began)


async def _result(rule: Rule, bench: Bench) -> Result:
    began = perf_counter()
    found: dict[Finding, None] = {}
    try:
        async for finding in rule.check(bench):
            found.setdefault(finding)
    except BOUNDARY as error:  # a rule runs the plugin's code: one that fails must not hide what the others find
        found.setdefault(Finding(f"the rule could not look at it: {told(error)}", "", "Mend what the other rules name; else report it to Pendopo."))
    return Result(rule, tuple(found), (perf_counter() - began) * 1000)


def _readable(bench: Bench) -> bool:
    """Whether there is a manifest to go by; what is wrong with it is the rule `manifest`'s to say."""
    try:
        return bool(bench.manifest)
    except PluginError:
        return False


def on_the_command_line(slug: str, site: Path) -> Card:
    """The same where no event loop runs, with what the plugin logs on the way left out: the card names it."""
    import logging

    logging.disable(logging.CRITICAL)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            return asyncio.run(check_plugin(slug, scratch=Path(scratch), site=site))
    finally:
        logging.disable(logging.NOTSET)


def assert_plugin_ok(slug: str, *, tier: str = "gold", site: Path | None = None, folders: Sequence[Path] = ()) -> None:
    """Fail, with all findings, unless the plugin keeps every rule up to `tier`. Called where no event loop runs."""
    with tempfile.TemporaryDirectory() as scratch:
        card = asyncio.run(check_plugin(slug, scratch=Path(scratch), site=site, folders=folders))
    if not card.tier or TIERS.index(card.tier) < TIERS.index(tier):
        raise AssertionError("\n".join(card.lines()))
