"""Accounts: the owner's child, office, devices and data; and an officer's account for administrators."""

from __future__ import annotations

from plugins.accounts.models import Office
from tests.plugins.accounts.persons import id_of, officer
from tests.plugins.accounts.test_offices import claim
from tests.plugins.accounts.test_wards import add

from .world import NO_SECRET, NOWHERE, World


async def things(world: World) -> None:
    from plugins.accounts.models import Ward

    owner = world.people["owner"]
    added = await add(owner, "anak", born="05-03-2015")
    assert added.status_code == 303, added.text
    child = await Ward.get()
    for route in ("end_ward", "answer_ward", "decide_claim"):
        world.ask_for(f"accounts:{route}", "own", id=child.id, form={"answer": "no"})
        world.ask_for(f"accounts:{route}", "absent", id=NOWHERE, form={"answer": "no"})
    for route in ("new_ward", "add_ward"):
        world.ask_for(f"accounts:{route}", "a child", kind="anak")
        world.ask_for(f"accounts:{route}", "absent", kind="nobody")
    world.ask_for("accounts:choose_ward", "own", form={"ward": str(child.id)})
    world.ask_for("accounts:choose_ward", "absent", form={"ward": NOWHERE})
    await claim(owner, world.clock)
    office = await Office.get(account=world.ids["owner"])
    for route in ("office_decree", "decide_office", "take_office", "give_up_office"):
        world.ask_for(f"accounts:{route}", "own", id=office.id)
        world.ask_for(f"accounts:{route}", "absent", id=NOWHERE)
    for route in ("office_step", "office_save"):
        world.ask_for(f"accounts:{route}", "first", step="office")
        world.ask_for(f"accounts:{route}", "absent", step="nobody")
    world.ask_for("accounts:office_receipt", "absent", secret=NO_SECRET)
    world.ask_for("accounts:office_file", "absent", file=NOWHERE)
    for route in ("invitation", "accept"):
        world.ask_for(f"accounts:{route}", "absent", secret=NO_SECRET)
    world.ask_for("accounts:end_device", "absent", device="0" * 16)
    for route in ("go_elsewhere", "leaving_for", "came_back", "unlink"):
        world.ask_for(f"accounts:{route}", "absent", method="nobody")
    await _an_officer(world)


async def _an_officer(world: World) -> None:
    """Somebody whom only administrators may look at; what is sent leaves them as they are."""
    await officer(world.portal, world.clock, "eko@uji.go.id", roles=("handler",), agencies=("dpupr",), name="Eko")
    subject = await id_of(world.portal, "eko@uji.go.id")
    forms = {"switch": {"active": "1"}, "set_administrator": {"administrator": "0"}}
    for route in ("person", "add_rights", "take_rights", "set_administrator", "their_absence", "save_their_absence", "renew_link", "switch"):
        world.ask_for(f"accounts:{route}", "an officer", id=subject, form=forms.get(route, {}))
        world.ask_for(f"accounts:{route}", "absent", id=NOWHERE, form=forms.get(route, {}))
