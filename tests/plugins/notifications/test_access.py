"""Who may open what: every page of the plugin, asked by a stranger, a citizen, an officer and an administrator."""

from __future__ import annotations

import pytest

from core.portal import Portal
from core.testing import form_in

from .persons import another, citizen, officer
from .world import ROAD, deliver, open_one

pytestmark = pytest.mark.anyio

ROUTES = {
    "notifications:list": ("/pesan", (303, 200, 200, 200)),
    "notifications:choices": ("/pesan/pengaturan", (303, 200, 200, 200)),
    "notifications:message": ("/pesan/0191c0de-0000-7000-8000-000000000000", (303, 404, 404, 404)),
    "notifications:leave": (f"/pesan/berhenti/{'a' * 43}", (404, 404, 404, 404)),
    "notifications:templates": ("/konsol/notifications", (303, 403, 403, 200)),
    "notifications:template": ("/konsol/notifications/templat/cases.moved/id", (303, 403, 403, 200)),
    "notifications:sent": ("/konsol/notifications/kiriman", (303, 403, 403, 200)),
}
POSTS = {
    "notifications:read_all": ("/pesan/baca", (303, 303, 303, 303)),
    "notifications:save_choices": ("/pesan/pengaturan", (303, 422, 422, 422)),
    "notifications:read": ("/pesan/0191c0de-0000-7000-8000-000000000000/dibaca", (303, 404, 404, 404)),
    "notifications:delete": ("/pesan/0191c0de-0000-7000-8000-000000000000/hapus", (303, 404, 404, 404)),
    "notifications:leave_now": (f"/pesan/berhenti/{'a' * 43}", (404, 404, 404, 404)),
    "notifications:save_template": ("/konsol/notifications/templat/cases.moved/id", (303, 403, 403, 422)),
    "notifications:restore_template": ("/konsol/notifications/templat/cases.moved/id/1", (303, 403, 403, 404)),
    "notifications:again": ("/konsol/notifications/kiriman", (303, 403, 403, 303)),
}


async def test_row_8_every_page_answers_whom_it_may(portal: Portal) -> None:
    from core.security.csrf import FIELD

    people = [
        another(portal),
        (await citizen(portal)).client,
        (await officer(portal, "kerja@uji.go.id", roles=("handler", "supervisor"))).client,
        (await officer(portal, "admin@uji.go.id", admin=True)).client,
    ]
    found = {endpoint.name for endpoint in portal.routing.endpoints if endpoint.owner == "notifications"}
    assert found == set(ROUTES) | set(POSTS), "a new page has its line here"

    for place, client in enumerate(people):
        token = form_in((await client.get("/lacak")).text, "ticket").filled()
        given = {name: value for name, value in token if name == FIELD}
        for name, (path, answers) in ROUTES.items():
            assert (await client.get(path)).status_code == answers[place], (name, place)
        for name, (path, answers) in POSTS.items():
            answer = await client.post(path, data=given, headers={"Origin": client.address, "Sec-Fetch-Site": "same-origin"})
            assert answer.status_code == answers[place], (name, place, answer.text[:200])


async def test_row_5_a_post_without_the_token_changes_nothing(portal: Portal) -> None:
    person = await citizen(portal)
    await open_one(portal, ROAD)
    await deliver(portal)

    for path, _answers in POSTS.values():
        if "berhenti" not in path and "konsol" not in path:
            assert (await person.client.post(path, data={"x": "1"})).status_code == 403
