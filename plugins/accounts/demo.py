"""`pendopo demo` for accounts: an administrator, officers of some agencies, some citizens, each with a password of its own.

What is needed to sign in is printed once and kept nowhere: passwords, and the secrets that an authenticator takes.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core import transaction
from core.identifiers import CROCKFORD

from . import people, totp
from .contacts import Contact
from .hashing import hashing
from .models import CITIZEN, OFFICER, Account

if TYPE_CHECKING:
    from core import Context, Portal

AGENCIES = 4
"""Of so many agencies there are officers: of those with the most to do, or else the first of the site's file."""
NAMES = (
    "Sari Dewi",
    "Ani Lestari",
    "Budi Santoso",
    "Citra Wulandari",
    "Dedi Prasetyo",
    "Eka Nuraini",
    "Fajar Hidayat",
    "Galuh Pratiwi",
    "Hendra Wijaya",
    "Intan Puspita",
    "Joko Prabowo",
)
CITIZENS = (("Siti Rahmawati", "siti"), ("Joko Susilo", "joko"), ("Maya Anggraini", "maya"))
HEADINGS = ("who", "password", "authenticator", "what")


@dataclass(frozen=True, slots=True)
class Person:
    """Who is made; `given` are roles in agencies."""

    name: str
    email: str
    what: str
    given: tuple[people.Given, ...] = ()
    administrator: bool = False

    @property
    def kind(self) -> str:
        return OFFICER if self.given or self.administrator else CITIZEN


async def fill(context: Context, count: int, advance: Callable[[int], None]) -> None:
    """Make whoever is not there yet, and print how they sign in. `count` is of cases and does not matter here."""
    rows = [row for one in cast(context.portal, await _agencies(context.portal)) if (row := await _make(context.portal, one))]
    advance(count)
    if not rows:
        sys.stdout.write("The people of the demo are there already; their passwords were printed once and are kept nowhere.\n")
        return
    widths = [max(len(row[n]) for row in (HEADINGS, *rows)) for n in range(len(HEADINGS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in (HEADINGS, *rows)]
    sys.stdout.write("\n".join(["People of the demo. This is shown once; keep it.", "", *lines, ""]))
    sys.stdout.write("\nType the authenticator's secret into any app for codes that change every 30 seconds (SHA-1, 6 digits).\n")


async def _agencies(portal: Portal) -> list[str]:
    found: list[str] = []
    if portal.runs("cases"):
        from plugins.cases.api import busiest_agencies

        found = [agency for agency in await busiest_agencies(AGENCIES) if agency in portal.site.agencies]
    return [*found, *(agency for agency in portal.site.agencies if agency not in found)][:AGENCIES]


def cast(portal: Portal, agencies: Sequence[str]) -> Iterator[Person]:
    """The administrator, the regent, a treasurer, an officer who checks new cases for all these agencies, their officers, and citizens."""
    names = iter(NAMES)
    yield Person(next(names), "admin@contoh.id", "administrator", administrator=True)
    yield Person(next(names), "bupati@contoh.id", "regent: reads the overview", (people.Given("regent", ""),))
    if agencies and portal.runs("payments"):
        yield Person("Endang Lestari", "bendahara@contoh.id", "treasurer: reconciles payments", (people.Given("treasurer", agencies[0]),))
    if agencies:
        yield Person(next(names), "verifier@contoh.id", "verifier of all agencies below", tuple(people.Given("verifier", agency) for agency in agencies))
    for agency in agencies:
        for role in ("handler", "supervisor"):
            given = (people.Given(role, agency),)
            yield Person(next(names), f"{role}.{agency.replace('_', '-')}@contoh.id", f"{role} of {portal.site.agencies[agency].name}", given)
    for name, word in CITIZENS:
        yield Person(name, f"{word}@contoh.id", "citizen")


async def _make(portal: Portal, person: Person) -> tuple[str, ...] | None:
    """The line that is printed, or None for who is there already."""
    password = "-".join("".join(secrets.choice(CROCKFORD) for _ in range(4)) for _ in range(4)).lower()
    new = people.NewAccount(person.kind, person.name, Contact("email", person.email), await hashing().make(password), person.administrator, proved=True)
    secret = totp.new_secret() if person.kind == OFFICER else ""
    try:
        async with transaction():
            row = await people.create(portal, new)
            if secret:
                await Account.filter(id=row.id).update(totp=people.seal(portal, row, "totp", secret))
                await people.bind(portal, row.id, person.given)
    except people.Taken:
        return None
    return person.email, password, totp.in_groups(secret) or "-", person.what
