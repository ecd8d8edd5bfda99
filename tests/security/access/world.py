"""A whole site with every plugin that ships, the people who come to it, and what they ask for."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from core.portal import Portal
from core.portal.running import worker_of
from core.testing import FrozenClock, make_site, serving
from core.testing.client import Client
from tests.plugins.accounts.persons import Officer, another, citizen, id_of, officer
from tests.plugins.accounts.test_offices import claim, decide
from tests.security.whole import FILES

HERE = Path(__file__).parent
UNFINISHED: frozenset[str] = frozenset()
"""Not in the matrix yet: whoever finishes one takes it out of here, and no bundled site enables it before."""
PLUGINS = tuple(sorted({file.parent.name for file in (HERE.parents[2] / "plugins").glob("*/plugin.toml")} - UNFINISHED))
"""Every other plugin that ships is part of the matrix."""
PEOPLE: Mapping[str, str] = {
    "stranger": "nobody",
    "citizen": "somebody else with an account",
    "owner": "the citizen whose everything is",
    "official": "a citizen who heads an RT, by a decree that was compared",
    "handler": "an officer of DPUPR, whose case it is",
    "supervisor": "the supervisor there",
    "elsewhere": "verifier, handler and supervisor of another agency, DLH",
    "inspector": "the same at the inspectorate, which has the confidential cases about officials",
    "central": "who verifies for all agencies",
    "regent": "who reads numbers",
    "administrator": "who runs the portal",
}
ALL = ("verifier", "handler", "supervisor")
OFFICERS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...], bool]] = {
    "handler": (("handler",), ("dpupr",), False),
    "supervisor": (("supervisor",), ("dpupr",), False),
    "elsewhere": (ALL, ("dlh",), False),
    "inspector": (ALL, ("inspektorat",), False),
    "central": (("verifier",), ("dinkominfo",), True),
    "regent": (("regent",), (), False),
    "administrator": ((), (), True),
}
"""Roles, agencies, and whether they are administrators too."""
NOWHERE = "0191c0de-0000-7000-8000-000000000000"
NO_SECRET = "A" * 43
LIMITS = "[limits]\nsubmissions_per_device = 1000\nsubmissions_per_address = 100000\n"


@dataclass(slots=True)
class Asked:
    """What is sent to a route: parameters of its path, query, and form."""

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class World:
    """The portal, its people by the columns of the table, and what is asked for."""

    portal: Portal
    clock: FrozenClock
    people: dict[str, Client] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    officers: dict[str, Officer] = field(default_factory=dict)
    asked: dict[str, dict[str, Asked]] = field(default_factory=dict)

    def ask_for(self, route: str, thing: str, *, query: Mapping[str, str] | None = None, form: Mapping[str, str] | None = None, **path: object) -> None:
        """Ask `route` for `thing`, which stands in the table's second column."""
        self.asked.setdefault(route, {})[thing] = Asked({name: str(value) for name, value in path.items()}, query or {}, form or {})

    async def deliver(self) -> None:
        """Let events become messages."""
        await worker_of(self.portal).drain()


def module_of(plugin: str) -> ModuleType | None:
    """What a plugin says of its objects."""
    return importlib.import_module(f"tests.security.access.{plugin}") if (HERE / f"{plugin}.py").is_file() else None


@asynccontextmanager
async def whole_world(folder: Path) -> AsyncIterator[World]:
    """The site with everybody in it and everything that they own."""
    modules = [module for one in ("core", *PLUGINS) if (module := module_of(one))]
    toml = "\n".join([LIMITS, *(getattr(one, "TOML", "") for one in modules)])
    files = {**FILES, **{name: text for one in modules for name, text in getattr(one, "FILES", {}).items()}}
    clock = FrozenClock()
    async with AsyncExitStack() as stack:
        portal, _client = await stack.enter_async_context(serving(make_site(folder, toml=toml, files=files), plugins=PLUGINS, clock=clock))
        world = World(portal, clock)
        await _come(world)
        for client in world.people.values():
            stack.push_async_callback(client.aclose)
        for module in modules:
            if hasattr(module, "things"):
                await module.things(world)
        yield world


async def _come(world: World) -> None:
    portal = world.portal
    world.people["stranger"] = another(portal)
    for who, name in (("owner", "Siti Rahmawati"), ("citizen", "Budi Santoso"), ("official", "Joko Susilo")):
        world.people[who] = await citizen(another(portal), f"{who}@contoh.id", name=name)
        world.ids[who] = await id_of(portal, f"{who}@contoh.id")
    for who, (roles, agencies, admin) in OFFICERS.items():
        email = f"{who}@uji.go.id"
        one = await officer(portal, world.clock, email, roles=roles, agencies=agencies, admin=admin, name=who.capitalize())
        world.officers[who], world.people[who], world.ids[who] = one, one.client, await id_of(portal, email)
    from plugins.accounts.models import Office

    await claim(world.people["official"], world.clock)
    await decide(world.officers["supervisor"], await Office.get(account=world.ids["official"]), "yes")
