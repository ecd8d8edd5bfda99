"""Complaints: their public pages, forms and drafts, what is rated, moderated and entered for somebody."""

from __future__ import annotations

import re
from dataclasses import replace

from core.testing import form_in
from plugins.cases.api import CONFIDENTIAL
from tests.core.storage import pictures
from tests.plugins.complaints.reporting import add_photo, report
from tests.security.whole import ROAD, open_one

from .cases import NO_TICKET, closed_one, photo
from .world import NO_SECRET, NOWHERE, World

TOML = "[plugins.complaints]\nunknown_per_minute = 600\n"


async def things(world: World) -> None:
    await _public_pages(world)
    done, going = await closed_one(world), await open_one(world.portal, replace(ROAD, owner=world.ids["owner"]))
    for name in ("rate", "send_rating"):
        for thing, secret in {"key": done.keys.secret, "wrong key": NO_SECRET, "of an open one": going.keys.secret}.items():
            world.ask_for(f"complaints:{name}", thing, secret=secret)
    await _own_form(world)
    for name in ("report", "counter", "resident"):
        first = "problem" if name == "report" else "all"
        for route in ("step", "save"):
            world.ask_for(f"complaints:{name}_{route}", "first", step=first)
            world.ask_for(f"complaints:{name}_{route}", "absent", step="nobody")
        world.ask_for(f"complaints:{name}_receipt", "absent", secret=NO_SECRET)
        world.ask_for(f"complaints:{name}_file", "absent", file=NOWHERE)


async def _public_pages(world: World) -> None:
    shown, secret_photo = await photo(world), await photo(world)
    mine = replace(ROAD, owner=world.ids["owner"])
    public, anonymous = await open_one(world.portal, replace(mine, files=[shown])), await open_one(world.portal, replace(mine, visibility="anonymous"))
    hidden = await open_one(world.portal, replace(mine, visibility=CONFIDENTIAL, files=[secret_photo]))
    about = await open_one(world.portal, replace(mine, visibility=CONFIDENTIAL, agency="inspektorat", category="conduct"))
    tickets = {"public": public.case.ticket, "anonymous": anonymous.case.ticket, "confidential": hidden.case.ticket}
    tickets |= {"about officials": about.case.ticket, "absent": NO_TICKET}
    for thing, ticket in {**tickets, "case id": str(public.case.id)}.items():
        world.ask_for("complaints:detail", thing, ticket=ticket)
    for name in ("moderation", "send_moderation"):
        for thing, ticket in tickets.items():
            world.ask_for(f"complaints:{name}", thing, ticket=ticket)
    for name in ("photo", "small_photo"):
        world.ask_for(f"complaints:{name}", "public", ticket=public.case.ticket, file=shown)
        world.ask_for(f"complaints:{name}", "confidential", ticket=hidden.case.ticket, file=secret_photo)
        world.ask_for(f"complaints:{name}", "of another case", ticket=public.case.ticket, file=secret_photo)
        world.ask_for(f"complaints:{name}", "absent", ticket=NO_TICKET, file=shown)
        world.ask_for(f"complaints:{name}", "absent file", ticket=public.case.ticket, file=NOWHERE)


async def _own_form(world: World) -> None:
    """A receipt of the owner, and a draft with a photo that waits."""
    owner = world.people["owner"]
    receipt = await report(owner)
    world.ask_for("complaints:report_receipt", "own", secret=receipt.url.path.rpartition("/")[2])
    page = await add_photo(owner, await owner.get("/aduan/lapor"), ("foto.jpg", pictures.jpeg(), "image/jpeg"))
    found = re.search(r"/aduan/lapor/berkas/([0-9a-f-]{36})\?draf=(\d+)", page.text)
    assert found, page.text
    draft = {"draf": found[2]}
    world.ask_for("complaints:report_file", "own", file=found[1], query=draft)
    world.ask_for("complaints:report_step", "own draft", step="problem", query=draft)
    world.ask_for("complaints:report_check", "own draft", query=draft)
    assert form_in(page.text, "_draf")
