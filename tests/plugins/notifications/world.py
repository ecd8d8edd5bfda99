"""A portal that writes to people, and what happens in it."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from core import Context
from core.portal import Portal
from core.portal.running import worker_of
from core.testing import make_site, serving
from core.testing.client import Client
from core.testing.portals import REGIONS
from plugins.cases.api import By, NewCase, Opened, Reporter, open_case
from tests.plugins.complaints.reporting import AGENCIES, CATEGORIES

from .post_office import PostOffice

PLUGINS = ("accounts", "cases", "complaints", "notifications", "door")
DOORS = Path(__file__).parent / "doors"
FILES = {"regions.csv": REGIONS, "agencies.csv": AGENCIES, "complaints.toml": CATEGORIES}
VERIFIER, HANDLER = By("verifier", "a1", "Sari"), By("handler", "a2", "Budi")
REPORTER = By("reporter")
HEAD = '[portal]\nname = "Uji Melayani"\nregency = "Kabupaten Uji"\nregion = "33.16"\nlanguages = ["id", "en"]\n'


def mail_toml(office: PostOffice) -> str:
    return f'[mail]\nhost = "127.0.0.1"\nport = {office.port}\nfrom = "Uji Melayani <portal@uji.go.id>"\nencryption = "none"\n'


def portal_on(
    folder: Path, office: PostOffice | None = None, *, toml: str = "", plugins: tuple[str, ...] = PLUGINS, **more: Any
) -> AbstractAsyncContextManager[tuple[Portal, Client]]:
    head = "" if "[portal]" in toml else HEAD
    written = head + toml + "\n" + (mail_toml(office) if office else "")
    return serving(make_site(folder, toml=written, files=FILES), plugins=plugins, folders=[DOORS], **more)


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
)


def context_of(portal: Portal) -> Context:
    return Context(portal, "complaints", "id")


async def open_one(portal: Portal, new: NewCase = ROAD) -> Opened:
    return await open_case(context_of(portal), new)


async def deliver(portal: Portal) -> None:
    """Let the worker do what is due: events to notices, notices to letters."""
    await worker_of(portal).drain()


async def run_tasks(portal: Portal) -> None:
    """Let the worker run the tasks that are due."""
    await worker_of(portal).run_due_tasks()
