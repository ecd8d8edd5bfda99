"""What is sent without the form's token changes nothing. Who may open what is said in `tests/security/access/notifications.csv`."""

from __future__ import annotations

import pytest

from core.portal import Portal

from .persons import citizen
from .world import ROAD, deliver, open_one

pytestmark = pytest.mark.anyio

POSTS = (
    "/pesan/baca",
    "/pesan/pengaturan",
    "/pesan/0191c0de-0000-7000-8000-000000000000/dibaca",
    "/pesan/0191c0de-0000-7000-8000-000000000000/hapus",
)


@pytest.mark.parametrize("path", POSTS)
async def test_row_5_a_post_without_the_token_changes_nothing(portal: Portal, path: str) -> None:
    person = await citizen(portal)
    await open_one(portal, ROAD)
    await deliver(portal)

    assert (await person.client.post(path, data={"x": "1"})).status_code == 403
