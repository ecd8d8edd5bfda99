"""Every page of notifications, as somebody meets it who was told a few things."""

from __future__ import annotations

from dataclasses import replace

from core.portal import Portal
from plugins.cases.api import CONFIDENTIAL, add_entry
from plugins.notifications.leaving import secret_of
from plugins.notifications.models import Delivery, Inbox

from .persons import Person, citizen, officer
from .post_office import PostOffice
from .world import HANDLER, ROAD, context_of, deliver, open_one

TEMPLATE = "/konsol/notifications/templat/cases.received/id"


async def told_a_few_things(portal: Portal, office: PostOffice) -> tuple[Person, Person]:
    """A citizen with an inbox, and an administrator who changed a template; something has failed."""
    person, admin = await citizen(portal), await officer(portal, "admin@uji.go.id", roles=("handler",), admin=True, proved=True)
    office.refusals["warga@contoh.id"] = "550 no such user"
    opened = await open_one(portal, replace(ROAD, owner=person.id, title="Lubang <besar> & dalam"))
    await add_entry(context_of(portal), opened.case.id, HANDLER, "Kami datang besok.", public=True)
    await open_one(portal, replace(ROAD, owner=person.id, visibility=CONFIDENTIAL))
    await deliver(portal)
    for subject in ("Tiket {ticket} kami catat", "Tiket {ticket} tercatat"):
        page = await admin.client.get(TEMPLATE)
        await admin.client.fill(page, subject=subject, body="Terima kasih.", button=("_do", "save"), holding="subject")
    return person, admin


async def addresses(portal: Portal, person: Person) -> dict[str, list[str]]:
    """Addresses of every page, by who opens them."""
    row = await Inbox.filter(actor=person.id).first()
    delivery = await Delivery.filter(person=person.id).first()
    assert row is not None
    assert delivery is not None
    leave = f"/pesan/berhenti/{secret_of(portal, delivery.person, delivery.kind, delivery.channel)}"
    return {
        "person": ["/pesan", f"/pesan/{row.id}", "/pesan/pengaturan", leave, f"{leave}?selesai=all"],
        "admin": [
            "/pesan",
            "/pesan/pengaturan",
            "/konsol/notifications",
            TEMPLATE,
            "/konsol/notifications/kiriman",
            "/konsol/notifications/kiriman?keadaan=queued",
        ],
    }


async def every_page(portal: Portal, office: PostOffice) -> dict[str, str]:
    """The HTML of every page, those with mistakes and the preview too."""
    person, admin = await told_a_few_things(portal, office)
    pages = {}
    for who, paths in (await addresses(portal, person)).items():
        client = person.client if who == "person" else admin.client
        for n, path in enumerate(paths):
            answer = await client.get(path)
            assert answer.status_code == 200, path
            pages[f"{who}-{n}"] = answer.text
    page = await person.client.get("/pesan/pengaturan")
    pages["mistake"] = (await person.client.fill(page, every="day", **{"from": "22", "until": ""}, holding="every")).text
    page = await admin.client.get(TEMPLATE)
    pages["wrong words"] = (await admin.client.fill(page, subject="{title}", body="{", button=("_do", "save"), holding="subject")).text
    pages["preview"] = (await admin.client.fill(page, subject="{ticket}", body="{title}\n\nDua.", button=("_do", "preview"), holding="subject")).text
    return pages
