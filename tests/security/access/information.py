"""Information: an announcement and a draft of the handler's agency, DPUPR, a page, and an agency of the site."""

from __future__ import annotations

from core.portal.running import context_of
from plugins.information.models import NEWS, PAGE, Article
from plugins.information.skm import ELEMENTS
from plugins.information.writing import Written, publish_as

from .world import NOWHERE, World

ANSWER = dict.fromkeys(ELEMENTS, "3")


async def things(world: World) -> None:
    context = context_of(world.portal, "information")
    news = await publish_as(context, NEWS, Written("Jalan ditutup", "Isi.", "dpupr"))
    page = await publish_as(context, PAGE, Written("Jam layanan", "Isi."))
    draft = await publish_as(context, NEWS, Written("Belum terbit", "Isi.", "dpupr"))
    await Article.filter(id=draft.id).update(start=None, draft={"title": "Belum terbit", "text": "Isi.", "agency": "dpupr", "area": ""})
    for route, one in (("article", news), ("page", page)):
        world.ask_for(f"information:{route}", "published", code=one.code)
        world.ask_for(f"information:{route}", "absent", code="nobody")
    world.ask_for("information:article", "draft", code=draft.code)
    world.ask_for("information:agency", "known", agency="dpupr")
    world.ask_for("information:agency", "absent", agency="nobody")
    for route in ("survey", "thanks", "answer"):
        world.ask_for(f"information:{route}", "of a service", service="complaints.report", form=ANSWER)
        world.ask_for(f"information:{route}", "absent", service="nobody.nothing", form=ANSWER)
    for route in ("begin", "write"):
        world.ask_for(f"information:{route}", "announcement", kind="pengumuman")
        world.ask_for(f"information:{route}", "page", kind="halaman")
        world.ask_for(f"information:{route}", "absent", kind="nobody")
    for route in ("edit", "change"):
        world.ask_for(f"information:{route}", "of DPUPR", id=news.id)
        world.ask_for(f"information:{route}", "page", id=page.id)
        world.ask_for(f"information:{route}", "draft", id=draft.id)
        world.ask_for(f"information:{route}", "absent", id=NOWHERE)
