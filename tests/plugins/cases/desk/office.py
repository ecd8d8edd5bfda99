"""What the tests of the desk share: officers with their rights, and forms found by where they lead."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from core.testing import forms_in
from core.testing.client import Client
from tests.plugins.cases.world import World

EVERYTHING = ("cases.view", "cases.verify", "cases.handle", "cases.supervise")
PEOPLE: dict[str, dict[str, Any]] = {
    "sari": {"name": "Sari", "posts": [("dpupr", EVERYTHING, ())]},
    "budi": {"name": "Budi", "posts": [("dpupr", ("cases.view", "cases.handle"), ())]},
    "tono": {"name": "Tono", "posts": [("dlh", EVERYTHING, ())]},
    "rina": {"name": "Rina", "posts": [("dpupr", ("cases.view", "cases.handle", "cases.identity"), ())]},
    "jepon": {"name": "Joko", "posts": [("dpupr", ("cases.view", "cases.handle"), ("33.16.08",))]},
    "pusat": {"name": "Citra", "permissions": ["cases.view", "cases.view_all", "cases.verify", "cases.replies"], "agencies": ["dinkominfo"]},
    "pengelola": {"name": "Ayu", "permissions": ["cases.view_all", "cases.verify", "cases.replies"]},
    "lihat": {"name": "Lina", "posts": [("dpupr", ("cases.view",), ())]},
    "inspektur": {"name": "Indra", "posts": [("inspektorat", EVERYTHING, ())]},
}


@dataclass(slots=True)
class Office:
    """A running portal with clients who are officers."""

    world: World
    new_client: Callable[[], Awaitable[Client]]
    seated: dict[str, Client] = field(default_factory=dict)

    async def officer(self, who: str) -> Client:
        """The client of an officer who has signed in."""
        if who not in self.seated:
            client = await self.new_client()
            await client.sign_in(who, kind="officer", **PEOPLE[who])
            self.seated[who] = client
        return self.seated[who]


def text_of(page: Any) -> str:
    """What a person reads."""
    main = page.text[page.text.index("<main") : page.text.index("</main>")] if "<main" in page.text else page.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).strip()


async def send(client: Client, page: Any, ending: str, *, button: tuple[str, str] | None = None, files: Any = (), **values: Any) -> Any:
    """Fill in the form that leads to an address with this ending, and send it."""
    form = next(form for form in forms_in(page.text) if form.action.partition("?")[0].endswith(ending))
    sent = form.filled(**values) + ([button] if button else [])
    return await client.send_form(page, form, sent, files)
