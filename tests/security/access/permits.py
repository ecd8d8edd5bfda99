"""Permits: a building application of the owner at DPUPR, with a document that was rejected."""

from __future__ import annotations

from plugins.cases.api import By, add_entry, find_case, move
from plugins.permits.models import REJECTED, Paper
from tests.plugins.permits.applying import apply_to_build, context_of, link_of, ticket_of

from .world import NO_SECRET, NOWHERE, World

TOML = '[plugins.permits]\ntypes = ["pbg"]\n\n[plugins.permits.offices]\nissuing = "dpupr"\nbuilding = "dpupr"\n'
ABSENT = "IZN-7K3F-9Q2X"


async def things(world: World) -> None:
    portal, owner = world.portal, world.people["owner"]
    receipt = await apply_to_build(owner)
    ticket, secret = ticket_of(receipt), link_of(receipt).rpartition("/")[2]
    case = await find_case(ticket)
    paper, other = (await Paper.filter(case=case.id).order_by("requirement"))[:2]
    await Paper.filter(id=paper.id).update(state=REJECTED, reason="Tidak terbaca")
    await add_entry(context_of(portal), case.id, By("verifier"), "Ditolak: KTP.", marks={"papers_rejected": True})
    await move(context_of(portal), case.id, "ask", By("verifier"), {"note": "KTP tidak terbaca."})
    stranger = await find_case(ticket_of(await apply_to_build(world.people["citizen"])))
    foreign = await Paper.filter(case=stranger.id).first()
    assert foreign is not None
    world.ask_for("permits:type", "offered", kind="pbg")
    world.ask_for("permits:type", "absent", kind="nobody")
    for route in ("step", "save"):
        world.ask_for(f"permits:pbg_{route}", "first", step="building")
        world.ask_for(f"permits:pbg_{route}", "absent", step="nobody")
    world.ask_for("permits:pbg_receipt", "secret", secret=receipt.url.path.rpartition("/")[2])
    world.ask_for("permits:pbg_receipt", "absent", secret=NO_SECRET)
    world.ask_for("permits:pbg_file", "absent", file=NOWHERE)
    for route in ("file", "replacement", "send_replacement"):
        world.ask_for(f"permits:{route}", "own", secret=secret, paper=paper.id)
        world.ask_for(f"permits:{route}", "of another application", secret=secret, paper=foreign.id)
        world.ask_for(f"permits:{route}", "absent", secret=NO_SECRET, paper=paper.id)
    world.ask_for("permits:replacement", "accepted", secret=secret, paper=other.id)
    for route in ("pay", "renew"):
        world.ask_for(f"permits:{route}", "own", secret=secret)
        world.ask_for(f"permits:{route}", "absent", secret=NO_SECRET)
    for route in ("papers", "judge", "inspection", "send_inspection", "fee", "send_fee"):
        world.ask_for(f"permits:{route}", "own", ticket=ticket)
        world.ask_for(f"permits:{route}", "absent", ticket=ABSENT)
    world.ask_for("permits:desk_file", "own", ticket=ticket, paper=paper.id)
    world.ask_for("permits:desk_file", "of another application", ticket=ticket, paper=foreign.id)
    world.ask_for("permits:desk_file", "absent", ticket=ABSENT, paper=paper.id)
    world.ask_for("permits:inspection_photo", "absent", ticket=ticket, file=NOWHERE)
