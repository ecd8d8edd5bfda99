"""A whole portal for tests that look at all of it: cases, complaints, the dummy plugin that touches every hook, the sample identity."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from pathlib import Path

from core import Context
from core.portal import Portal
from core.testing import FrozenClock, make_site, serving
from core.testing.client import Client
from core.testing.portals import REGIONS
from plugins.cases.api import By, Case, NewCase, Opened, Reporter, open_case
from tests.plugins.complaints.reporting import AGENCIES, CATEGORIES

PLUGINS = ("sample_identity", "cases", "complaints", "dummy")
SAMPLES = Path(__file__).parents[1] / "plugins" / "samples"
ANSWERS = "id,question_id,answer_id,link\nsim,Di mana mengurus SIM?,Di kantor polisi.,https://contoh.id/sim\n"
FILES = {"regions.csv": REGIONS, "agencies.csv": AGENCIES, "answers.csv": ANSWERS, "complaints.toml": CATEGORIES}
PATIENT = "[plugins.complaints]\nunknown_per_minute = 600\n\n[limits]\nsubmissions_per_device = 1000\nsubmissions_per_address = 100000\n"
"""Limits that a test which asks thousands of times does not run into."""


def whole_portal(
    folder: Path, *, toml: str = PATIENT, plugins: tuple[str, ...] = PLUGINS, clock: FrozenClock | None = None
) -> AbstractAsyncContextManager[tuple[Portal, Client]]:
    return serving(make_site(folder, toml=toml, files=FILES), plugins=plugins, folders=[SAMPLES], clock=clock)


def context_of(portal: Portal) -> Context:
    return Context(portal, "complaints", "id")


ROAD = NewCase(
    service="complaints.report",
    procedure="complaints.complaint",
    title="Lubang di depan pasar",
    public_text="Lubang besar di depan pasar.",
    agency="dpupr",
    district="33.16.08",
    village="33.16.08.1001",
    category="roads",
    reporter=Reporter("Siti Aminah", "+6281234567890", "siti@contoh.id"),
    answers={"complaints": {"description": "Lubang besar di depan pasar."}},
)


async def open_one(portal: Portal, new: NewCase = ROAD) -> Opened:
    return await open_case(context_of(portal), new)


VERIFIER = By("verifier", "a1", "Sari")
HANDLER = By("handler", "a2", "Budi")

__all__ = ["HANDLER", "PATIENT", "PLUGINS", "ROAD", "SAMPLES", "VERIFIER", "Case", "context_of", "open_one", "whole_portal"]
