"""Walking through the clinic's report as a person without JavaScript does."""

from __future__ import annotations

from typing import Any

import httpx2

from core.testing.client import Client

WHAT = {"description": "A lamp is broken since Sunday"}
WHERE = {"place_district": "33.16.08", "place_village": "33.16.08.1001", "place_landmark": "In front of the market"}
KIND = {"kind": "road"}
WHO = {"name": "Siti Rahmawati", "phone": "0812-3456 7890"}


async def step(client: Client, page: httpx2.Response, **values: Any) -> httpx2.Response:
    """Fill in a step, press the main button, and go where it leads."""
    answer = await client.fill(page, holding="_draf", **values)
    return await client.follow(answer)


async def to_the_check(client: Client, **what: Any) -> httpx2.Response:
    page = await client.get("/klinik/lapor")
    for values in (WHAT | what, WHERE, KIND, WHO):
        page = await step(client, page, **values)
    assert page.url.path == "/klinik/lapor/periksa", page.text
    return page


async def sent() -> list[str]:
    """What the clinic has received."""
    from tortoise.connection import get_connection

    rows = await get_connection("default").execute_query_dict("SELECT answers FROM clinic_sent ORDER BY id")
    return [row["answers"] for row in rows]
