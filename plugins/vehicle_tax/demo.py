"""`pendopo demo` for the vehicle tax: a small table of made-up vehicles. Every bill made of it says that it is a trial."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from core import transaction

from .calculator import today
from .importing import write_rows
from .models import VehicleRow

if TYPE_CHECKING:
    from core import Context

SEED = 331600
VEHICLES = 60
PLATES: Mapping[str, tuple[str, tuple[str, ...]]] = {"33.16": ("K", ("E", "N", "Y", "EN", "NE", "YE")), "32.11": ("Z", ("A", "B", "C", "AB", "BC"))}
"""Letters of the plates of a regency, before and after the number."""
MODELS = (
    ("motorcycle", "Honda Beat", 13, 16), ("motorcycle", "Honda Vario 125", 17, 20), ("motorcycle", "Yamaha NMAX", 22, 28),
    ("motorcycle_200", "Kawasaki W250", 50, 60), ("minibus", "Toyota Avanza", 120, 190), ("minibus", "Suzuki Ertiga", 130, 200),
    ("sedan", "Toyota Vios", 110, 210), ("pickup", "Daihatsu Gran Max", 80, 130), ("truck", "Mitsubishi Colt Diesel", 210, 330),
)  # fmt: skip
"""Kind, model, and sale values between which it lies, in millions of rupiah."""


async def fill(context: Context, count: int, advance: Callable[[int], None]) -> None:
    """Lay a table of vehicles. `count` is of cases and does not matter here; a table that is not ours is left alone."""
    if await VehicleRow.filter(trial=False).exists():
        sys.stdout.write("There are imported vehicles already: no trial vehicles were made.\n")
        return
    rows = list(_vehicles(context.portal.site.config.portal.region, today(context), Random(SEED)))
    async with transaction():
        await write_rows(context, rows, as_of=today(context), trial=True)
    advance(count)
    first, second = rows[:2]
    sys.stdout.write(f"Vehicles of the trial, to look up: {first['plate']} with {first['chassis']}, {second['plate']} with {second['chassis']} (late).\n")


def _vehicles(region: str, day: date, random: Random) -> Iterator[dict[str, Any]]:
    """The first is due soon, the second is late; all have other plates."""
    letter, series = PLATES.get(region, PLATES["33.16"])
    seen: set[str] = set()
    while len(seen) < VEHICLES:
        n = len(seen)
        plate = f"{letter} {random.randrange(1001, 9999)} {random.choice(series)}"
        if plate in seen:
            continue
        seen.add(plate)
        kind, model, least, most = MODELS[1] if n == 0 else random.choice(MODELS)
        year = random.randrange(2014, day.year)
        due = day + timedelta(days=24 if n == 0 else -40 if n == 1 else random.randrange(-200, 330))
        yield {
            "plate": plate, "chassis": f"{random.randrange(10_000, 99_999)}", "kind": kind, "description": f"{model}, {year}", "province": "",
            "ownership": 1 if n < 2 else random.choice((1, 1, 1, 2, 3)), "njkb": random.randrange(least * 10, most * 10) * 100_000, "due": due,
            "renewal": _fifth(due, random.randrange(5)),
        }  # fmt: skip


def _fifth(due: date, years: int) -> date:
    """The end of the plate's five years, on the day of the year that the tax is due."""
    return due.replace(year=due.year + years, day=min(due.day, 28))
