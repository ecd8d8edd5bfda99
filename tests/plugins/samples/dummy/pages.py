"""Its pages, and what else runs while serving."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from markupsafe import Markup

from core import Actor, Answers, Context, Erasure, Event, Health, Hit, Receipt, Request, Response, Subject, emit, render, render_fragment, transaction
from core.errors import RequestError

from .api import Opened
from .models import Clinic
from .settings import Settings

heard: list[Event] = []
lives: list[str] = []


async def clinics(request: Request) -> Response:
    limit = request.settings(Settings).page_size
    rows = await Clinic.all().order_by("name").limit(limit)
    return render(request, "dummy/clinics.html", {"clinics": rows}, block="list")


async def clinic(request: Request) -> Response:
    found = await Clinic.get_or_none(id=request.path_params["clinic"])
    if found is None:
        raise RequestError(404, "")
    return render(request, "dummy/clinics.html", {"clinics": [found]})


async def busy(request: Request) -> Response:
    return render(request, "dummy/clinics.html", {"clinics": []})


async def open_clinic(request: Request) -> Response:
    async with transaction():
        made = await Clinic.create(name=request.posted.one("name"))
        await emit(Opened(clinic=made.id, subject=str(made.id)))
        await request.portal.changed("dummy.list")
    return await clinics(request)


async def take_ticket(request: Request, answers: Answers) -> Receipt:
    made = await Clinic.create(name=answers["name"])
    await emit(Opened(clinic=made.id))
    return Receipt("DUM-7K3F-9Q2M", location=f"/klinik/{made.id}")


async def card(request: Request) -> Markup | None:
    return render_fragment(request, "dummy/card.html", {"count": await Clinic.all().count()})


async def personal_card(request: Request) -> Markup | None:
    return Markup("<p>personal</p>") if request.actor.signed_in else None


async def open_queues(request: Request) -> int | None:
    return 7


async def find(request: Request, words: str, limit: int) -> Sequence[Hit]:
    return [Hit(c.name, request.url_for("dummy:clinic", clinic=c.id).path) for c in await Clinic.filter(name=words).limit(limit)]


async def listen(context: Context, event: Opened) -> None:
    heard.append(event)


async def sweep(context: Context) -> None:
    lives.append("swept")


async def check(context: Context) -> Health:
    return Health("ok", "the registry answers")


async def scan(context: Context, content: bytes, media_type: str) -> str:
    return "EICAR" if b"EICAR" in content else ""


async def export(context: Context, subject: Subject) -> Mapping[str, Any]:
    return {"clinics": []}


async def erase(context: Context, subject: Subject) -> Erasure:
    return Erasure(erased=("nothing",))


async def write(context: Context, rows: Sequence[Mapping[str, Any]]) -> None:
    await Clinic.bulk_create([Clinic(name=row["name"]) for row in rows])


async def known(context: Context, names: Sequence[Any]) -> Mapping[Any, Mapping[str, Any]]:
    return {clinic["name"]: clinic for clinic in await Clinic.filter(name__in=names).values("name")}


async def keys(context: Context) -> Sequence[Any]:
    return [name for (name,) in await Clinic.all().values_list("name")]


async def remove(context: Context, names: Sequence[Any]) -> None:
    await Clinic.filter(name__in=names).delete()


async def fill(context: Context, count: int, advance: Callable[[int], None]) -> None:
    for number in range(count):
        await Clinic.create(name=f"Klinik {number}")
        advance(1)


@asynccontextmanager
async def connection(context: Context) -> AsyncIterator[None]:
    lives.append("opened")
    yield
    lives.append("closed")


async def find_actor(request: Request, mark: str) -> Actor | None:
    return Actor(mark, "citizen")
