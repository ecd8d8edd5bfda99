"""The days of a card: how long it is valid, by when its holder reports, and whether they may now. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from plugins.cases.api import months_later

MONTHS = 24
EVERY = 6
"""A card is valid for two years, and its holder reports every six months, four times."""
EARLY = timedelta(days=30)
"""So long before its day a report counts for it, and a card may be renewed."""


def valid_until(issued: date) -> date:
    """The last day of the card."""
    return months_later(issued, MONTHS) - timedelta(days=1)


def report_days(issued: date) -> Sequence[date]:
    """The last days of the reports; that of the last one is the card's."""
    return [*(months_later(issued, months) for months in range(EVERY, MONTHS, EVERY)), valid_until(issued)]


def next_report(issued: date, today: date) -> date | None:
    """The day of the report that comes next for whoever has just reported, or has missed one; nothing after the last."""
    return next((day for day in report_days(issued) if day - EARLY > today), None)


def may_report(issued: date, reported: date | None, today: date) -> bool:
    """Whether a report is wanted now: the time of one has begun, and nobody has reported since. A late one is taken, too."""
    begun = max((day - EARLY for day in report_days(issued) if day - EARLY <= today), default=None)
    return begun is not None and today <= valid_until(issued) and (reported is None or reported < begun)


def may_renew(until: date, today: date) -> bool:
    """Near the end of the card, or past it."""
    return today >= until - EARLY


def is_adult(born: date, today: date) -> bool:
    """Whether somebody is 18 or older."""
    return months_later(born, 18 * 12) <= today
