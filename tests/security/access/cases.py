"""Cases: the owner's, of which one is confidential and one with another agency; and one about the officials of DPUPR."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from plugins.cases.api import CONFIDENTIAL, By, Opened, add_entry, move
from tests.core.storage import pictures
from tests.security.whole import HANDLER, ROAD, VERIFIER, context_of, open_one

from .world import NO_SECRET, NOWHERE, World

TOML = "[plugins.cases]\ncode_tries_per_hour = 60\n"
NO_TICKET = "ADU-7K3F-9Q2X"


async def photo(world: World) -> UUID:
    return (await world.portal.files.stage(pictures.jpeg((64, 64)), name="foto.jpg", media_type="image/jpeg", owner="complaints", field="photos")).id


async def things(world: World) -> None:
    mine = world.ids["owner"]
    shown, secret_photo, inside = await photo(world), await photo(world), await photo(world)
    context = context_of(world.portal)
    own = await open_one(world.portal, replace(ROAD, owner=mine, files=[shown]))
    await move(context, own.case.id, "forward", VERIFIER, {"agency": "dpupr"})
    await add_entry(context, own.case.id, HANDLER, "Catatan petugas.", files=[inside])
    hidden = await open_one(world.portal, replace(ROAD, owner=mine, visibility=CONFIDENTIAL, files=[secret_photo]))
    abroad = await open_one(world.portal, replace(ROAD, owner=mine, agency="dlh"))
    about_officials = await open_one(world.portal, replace(ROAD, owner=mine, visibility=CONFIDENTIAL, agency="inspektorat", category="conduct"))
    cases = {"own": own, "of another agency": abroad, "confidential": hidden, "about its officials": about_officials}
    await _citizens_pages(world, own, hidden, {"shown": shown, "secret": secret_photo, "inside": inside})
    _desk(world, {name: one.case.ticket for name, one in cases.items()}, str(own.case.id), shown, secret_photo)


async def closed_one(world: World) -> Opened:
    """A complaint that was worked on and closed."""
    opened = await open_one(world.portal, replace(ROAD, owner=world.ids["owner"]))
    for step, by in (("forward", VERIFIER), ("start", HANDLER), ("finish", HANDLER), ("agree", By("reporter"))):
        await move(context_of(world.portal), opened.case.id, step, by, {"note": "Sudah."} if step in ("start", "finish") else {})
    return opened


async def _citizens_pages(world: World, own: Opened, hidden: Opened, files: dict[str, UUID]) -> None:
    """What a link opens, it opens for whoever holds it; nothing else does."""
    for name in ("follow", "handled"):
        for thing, secret in {"key": hidden.keys.secret, "wrong key": NO_SECRET, "ticket": own.case.ticket, "case id": own.case.id}.items():
            world.ask_for(f"cases:{name}", thing, secret=secret)
    for name in ("file", "small_file"):
        world.ask_for(f"cases:{name}", "key", secret=hidden.keys.secret, file=files["secret"])
        world.ask_for(f"cases:{name}", "wrong key", secret=NO_SECRET, file=files["secret"])
        world.ask_for(f"cases:{name}", "of another case", secret=own.keys.secret, file=files["secret"])
        world.ask_for(f"cases:{name}", "inside", secret=own.keys.secret, file=files["inside"])
    world.ask_for("cases:act", "wrong key", secret=NO_SECRET, transition="complete")
    world.ask_for("cases:act", "an officer's step", secret=hidden.keys.secret, transition="forward")
    world.ask_for("cases:act", "not now", secret=hidden.keys.secret, transition="agree")
    world.ask_for("cases:find", "wrong code", form={"ticket": own.case.ticket, "code": "AAA-AAA"})
    world.ask_for("cases:find", "absent", form={"ticket": NO_TICKET, "code": "AAA-AAA"})
    world.ask_for("cases:find", "code", form={"ticket": own.case.ticket, "code": own.keys.code})


def _desk(world: World, tickets: dict[str, str], id: str, shown: UUID, secret_photo: UUID) -> None:
    """The same cases by their tickets. What is sent is never enough to change one."""
    known = {**tickets, "absent": NO_TICKET, "case id": id}
    for name in ("case", "identity", "open_identity", "note", "assign", "merge", "separate"):
        for thing, ticket in known.items():
            world.ask_for(f"cases:desk_{name}", thing, ticket=ticket, form={"officer": "nobody"})
    for thing, ticket in known.items():
        world.ask_for("cases:desk_act", thing, ticket=ticket, transition="start")
    for name in ("file", "small_file"):
        world.ask_for(f"cases:desk_{name}", "own", ticket=tickets["own"], file=shown)
        world.ask_for(f"cases:desk_{name}", "of another case", ticket=tickets["own"], file=secret_photo)
        world.ask_for(f"cases:desk_{name}", "confidential", ticket=tickets["confidential"], file=secret_photo)
        world.ask_for(f"cases:desk_{name}", "absent", ticket=NO_TICKET, file=shown)
    for route, name in {"desk_results": "run", "desk_bundle": "bundle", "desk_drop_view": "view"}.items():
        world.ask_for(f"cases:{route}", "absent", **{name: NOWHERE})
    for name in ("reply", "save_reply", "remove_reply"):
        world.ask_for(f"cases:{name}", "absent", reply=NOWHERE)
