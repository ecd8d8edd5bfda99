"""A citizen registers with a code that comes by mail: accounts and messages, together as people meet them."""

from __future__ import annotations

import re

import pytest

from core.portal import Portal
from plugins.accounts.models import Account
from plugins.notifications.models import Delivery

from .persons import another
from .post_office import PostOffice, text_of

pytestmark = pytest.mark.anyio


async def test_a_code_comes_by_mail_and_lets_its_reader_in(portal: Portal, office: PostOffice) -> None:
    client = another(portal)
    page = await client.follow(await client.fill(await client.get("/daftar"), name="Siti Rahmawati", who="siti@contoh.id", holding="who"))
    assert office.to == ["siti@contoh.id"]
    code = re.search(r"\b(\d{3} ?\d{3})\b", text_of(office.box[0]))
    assert code, text_of(office.box[0])
    assert code[1].replace(" ", "") not in str(office.box[0]["Subject"]).replace(" ", "")

    page = await client.follow(await client.fill(page, code=code[1], holding="code"))

    assert page.status_code == 200
    assert (await client.get("/akun")).status_code == 200
    assert (await client.get("/pesan")).status_code == 200
    assert (await Account.get()).email_proved is not None
    assert await Delivery.all().count() == 0


async def test_a_mail_server_that_is_down_is_said_to_whoever_waits_for_a_code(portal: Portal, office: PostOffice) -> None:
    await office.close()
    client = another(portal)

    answer = await client.fill(await client.get("/daftar"), name="Siti Rahmawati", who="siti@contoh.id", holding="who")
    page = await client.follow(answer)

    assert page.status_code < 500
    assert "kode" in page.text.lower()
    assert not await Account.filter(email_proved__isnull=False).exists()
