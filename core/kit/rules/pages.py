"""Rules about what its pages answer: each was asked as a stranger, a citizen and an officer, each form sent empty and with rubbish."""

from __future__ import annotations

from collections.abc import AsyncIterator

import brotli

from core.kit.bench import Bench
from core.kit.html import faults, needs_script, summary_faults
from core.kit.rule import Finding, Rule

MOST_PAGE_BYTES = 14_000
MOST_STYLE_BYTES = 4_000
"""Compressed: what a slow phone loads in about a second."""
MOST_STATEMENTS = 8
"""Of a page, with the two that know who asks."""


async def answers(bench: Bench) -> AsyncIterator[Finding]:
    """No page fails, whoever asks, and no form whatever is sent."""
    for visit in bench.visits:
        if visit.status >= 500:
            yield Finding(f"a {visit.who} is answered {visit.status}", visit.where, "Look at the log: what is not there is 404, what is wrong in a form 422.")
        elif visit.method == "POST" and visit.status == 200 and visit.text:
            yield Finding("a form is answered with 200", visit.where, "Answer 303 to a page, or 422 with what is wrong.")


async def mistakes(bench: Bench) -> AsyncIterator[Finding]:
    for visit in bench.visits:
        if visit.method == "POST" and visit.status == 422:
            for message, hint in summary_faults(visit.text):
                yield Finding(message, visit.where, hint)


async def accessible(bench: Bench) -> AsyncIterator[Finding]:
    for page in bench.pages:
        for message, hint in faults(page.text):
            yield Finding(message, page.where, hint)


async def plain(bench: Bench) -> AsyncIterator[Finding]:
    for page in bench.pages:
        for message, hint in needs_script(page.text):
            yield Finding(message, page.where, hint)


async def weight(bench: Bench) -> AsyncIterator[Finding]:
    for page in bench.pages:
        size = len(brotli.compress(page.text.encode(), quality=5))
        if size > MOST_PAGE_BYTES:
            yield Finding(f"the page has {size} bytes compressed; at most {MOST_PAGE_BYTES}", page.where, "Show less at once: pages of a list.")
    size = sum(len(brotli.compress(file.read_bytes(), quality=11)) for file in sorted((bench.folder / "static").glob("*.css")))
    if size > MOST_STYLE_BYTES:
        yield Finding(f"its style has {size} bytes compressed; at most {MOST_STYLE_BYTES}", "static", "Use the components of the theme.")


async def statements(bench: Bench) -> AsyncIterator[Finding]:
    for visit in bench.visits:
        if visit.method == "GET" and visit.statements > MOST_STATEMENTS:
            hint = "Ask for all rows at once; serve --dev shows which statements a page asks."
            yield Finding(f"a {visit.who}'s page asks {visit.statements} statements; at most {MOST_STATEMENTS}", visit.where, hint)


RULES = (
    Rule("answers", "bronze", "no page and no form fails, whatever is asked and sent", answers, serving=True),
    Rule("mistakes", "silver", "a refused form says what is wrong, and where", mistakes, serving=True),
    Rule("accessible", "silver", "its pages can be heard and used by keyboard", accessible, serving=True),
    Rule("plain", "silver", "it works without JavaScript", plain, serving=True),
    Rule("weight", "gold", "its pages are light", weight, serving=True),
    Rule("statements", "gold", "a page asks the database a few times", statements, serving=True),
)
