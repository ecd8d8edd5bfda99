"""Gateways for SMS and WhatsApp: one signed request a message, to the site's own address and no other."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.errors import SiteError
from core.portal import Portal
from core.testing import FrozenClock
from plugins.cases.api import Reporter
from plugins.notifications.api import ChannelDown
from plugins.notifications.models import FAILED, QUEUED, SENT, Delivery
from plugins.notifications.sending import send_due

from .persons import citizen
from .post_office import PostOffice, text_of
from .world import PLUGINS, ROAD, context_of, deliver, open_one, portal_on

pytestmark = pytest.mark.anyio
KEY = "kunci-gerbang-yang-cukup-panjang-0123456789"
BY_PHONE = replace(ROAD, reporter=Reporter(phone="+6281234567890"))


@dataclass
class Gateway:
    """A real HTTP server that takes messages, or refuses them as it is told to."""

    status: int = 200
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0
    talks: set[asyncio.Task[Any]] = field(default_factory=set)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self.talks.add(task)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:]) if name}
            self.taken.append((headers, await reader.readexactly(int(headers["content-length"]))))
            writer.write(f"HTTP/1.1 {self.status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            await writer.drain()
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
            self.talks.discard(task)

    @property
    def messages(self) -> list[dict[str, str]]:
        return [json.loads(body) for _headers, body in self.taken]


@asynccontextmanager
async def gateway_at_work() -> AsyncIterator[Gateway]:
    there = Gateway()
    server = await asyncio.start_server(there.talk, "127.0.0.1", 0)
    there.port = server.sockets[0].getsockname()[1]
    try:
        yield there
    finally:
        server.close()
        await server.wait_closed()
        await asyncio.gather(*there.talks, return_exceptions=True)


def toml(port: int, *names: str, more: str = "") -> str:
    urls = "".join(f'{name}_url = "http://127.0.0.1:{port}/{name}"\n' for name in names or ("whatsapp",))
    return f'{more}[outgoing]\ninside = ["127.0.0.1:{port}"]\n[plugins.notifications]\ngateway_key = "{KEY}"\n{urls}'


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    async with gateway_at_work() as there:
        yield there


@pytest.fixture
async def portal(tmp_path: Path, gateway: Gateway, office: PostOffice, clock: FrozenClock) -> AsyncIterator[Portal]:
    async with portal_on(tmp_path / "site", office, toml=toml(gateway.port, "whatsapp", "sms"), clock=clock) as (opened, _client):
        yield opened


async def test_who_left_a_number_alone_is_told_by_one_gateway(portal: Portal, gateway: Gateway, office: PostOffice) -> None:
    opened = await open_one(portal, BY_PHONE)

    await deliver(portal)

    assert office.box == []
    assert len(gateway.messages) == 1
    message = gateway.messages[0]
    assert message["to"] == "+6281234567890"
    assert message["channel"] == "whatsapp"
    assert message["text"] == f"Uji Melayani: {opened.case.ticket} sudah kami terima http://127.0.0.1:8000/lacak/{opened.keys.secret}"


async def test_who_left_both_is_told_once_by_mail(portal: Portal, gateway: Gateway, office: PostOffice) -> None:
    await open_one(portal)

    await deliver(portal)

    assert len(office.box) == 1
    assert gateway.messages == []


async def test_what_a_gateway_gets_is_signed_as_the_page_says(portal: Portal, gateway: Gateway, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The receiver is the one of docs/notifications.md, word for word."""
    page = (Path(__file__).parents[3] / "docs" / "notifications.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.+?)```", page, re.DOTALL)
    assert code
    names: dict[str, Any] = {}
    exec(code[1], names)  # our own page
    monkeypatch.setattr(names["time"], "time", lambda: clock.now().timestamp())
    await open_one(portal, BY_PHONE)
    await deliver(portal)
    headers, body = gateway.taken[0]

    is_genuine = names["is_genuine"]
    assert is_genuine(KEY.encode(), headers, body)
    assert not is_genuine(KEY.encode(), headers, body.replace(b"8123", b"8124"))
    assert not is_genuine(b"another key", headers, body)
    clock.move(timedelta(minutes=6))
    assert not is_genuine(KEY.encode(), headers, body), "an old request that is sent again is noticed"
    later = {**headers, "pendopo-timestamp": str(int(clock.now().timestamp()))}
    assert not is_genuine(KEY.encode(), later, body), "its time cannot be written anew"


async def test_a_repetition_has_the_same_id_and_a_time_of_its_own(portal: Portal, gateway: Gateway, clock: FrozenClock) -> None:
    gateway.status = 503
    await open_one(portal, BY_PHONE)
    await deliver(portal)
    assert await Delivery.filter(state=QUEUED).count() == 1
    gateway.status = 202
    clock.move(timedelta(minutes=1))

    await send_due(context_of(portal))

    first, second = (headers for headers, _body in gateway.taken)
    assert first["pendopo-id"] == second["pendopo-id"] == gateway.messages[0]["id"]
    assert first["pendopo-timestamp"] != second["pendopo-timestamp"]
    assert (await Delivery.get()).state == SENT


async def test_a_message_that_the_gateway_refuses_for_good_has_failed(portal: Portal, gateway: Gateway) -> None:
    gateway.status = 422
    await open_one(portal, BY_PHONE)

    await deliver(portal)

    row = await Delivery.get()
    assert (row.state, row.tries, row.error) == (FAILED, 1, "the gateway answered 422")


async def test_a_redirect_is_no_reason_to_send_numbers_elsewhere(portal: Portal, gateway: Gateway) -> None:
    gateway.status = 307
    await open_one(portal, BY_PHONE)

    await deliver(portal)

    assert len(gateway.taken) == 1
    assert (await Delivery.get()).state == QUEUED


async def test_row_50_a_gateway_that_the_site_does_not_let_be_asked_gets_nothing(tmp_path: Path, gateway: Gateway, clock: FrozenClock) -> None:
    written = toml(gateway.port).replace(f'127.0.0.1:{gateway.port}"]', 'other.example"]')
    async with portal_on(tmp_path / "site", toml=written, clock=clock) as (portal, _client):
        await open_one(portal, BY_PHONE)
        await deliver(portal)

        row = await Delivery.get()
        assert row.state == QUEUED
        assert "may not ask" in row.error
    assert gateway.taken == []


async def test_no_telephone_is_written_to_at_night(portal: Portal, gateway: Gateway, clock: FrozenClock) -> None:
    clock.stand(datetime(2026, 11, 24, 16, 30, tzinfo=UTC))  # 23.30 WIB
    await open_one(portal, BY_PHONE)
    await deliver(portal)
    assert gateway.taken == []
    assert (await Delivery.get()).due == datetime(2026, 11, 24, 23, 0, tzinfo=UTC), "six in the morning"
    clock.stand(datetime(2026, 11, 24, 23, 0, tzinfo=UTC))

    await send_due(context_of(portal))

    assert len(gateway.taken) == 1


async def test_a_gateway_needs_a_key(tmp_path: Path, gateway: Gateway) -> None:
    written = toml(gateway.port, more="").replace(KEY, "pendek")
    with pytest.raises(SiteError, match="gateway_key"):
        async with portal_on(tmp_path / "site", toml="[plugins]\nstrict = true\n" + written):
            pass


async def test_codes_go_by_the_same_channels_at_once(portal: Portal, gateway: Gateway, office: PostOffice, clock: FrozenClock) -> None:
    from plugins.accounts.api import register_code_carriers

    clock.stand(datetime(2026, 11, 24, 18, 0, tzinfo=UTC))  # one at night: whoever asks for a code is awake
    carriers = {owned.value.name: owned.value for owned in portal.declared(register_code_carriers)}
    context = context_of(portal)
    assert [await carriers[name].healthy(context) for name in ("email", "whatsapp", "sms")] == [True, True, True]

    await carriers["email"].send(context, "siti@contoh.id", "Kode Anda 123456, berlaku 5 menit.", "123456")
    await carriers["whatsapp"].send(context, "+6281234567890", "Kode Anda 123456, berlaku 5 menit.", "123456")

    assert "123456" in text_of(office.box[0])
    assert "123456" not in office.subjects[0], "a subject is seen by whoever looks at the screen"
    assert "123456" in gateway.messages[0]["text"]
    assert await Delivery.all().count() == 0, "a code is written down nowhere"


async def test_a_code_that_cannot_be_sent_is_said_at_once(portal: Portal, gateway: Gateway, office: PostOffice) -> None:
    from plugins.accounts.api import register_code_carriers

    carriers = {owned.value.name: owned.value for owned in portal.declared(register_code_carriers)}
    gateway.status = 500
    await office.close()

    for name, to in (("email", "siti@contoh.id"), ("whatsapp", "+6281234567890")):
        with pytest.raises(ChannelDown):
            await carriers[name].send(context_of(portal), to, "Kode Anda 123456.", "123456")


async def test_a_channel_that_is_not_set_up_carries_nothing(tmp_path: Path, office: PostOffice) -> None:
    from plugins.accounts.api import register_code_carriers

    async with portal_on(tmp_path / "site", office) as (portal, _client):
        carriers = {owned.value.name: owned.value for owned in portal.declared(register_code_carriers)}

        assert [await carriers[name].healthy(context_of(portal)) for name in ("email", "whatsapp", "sms")] == [True, False, False]


async def test_a_channel_in_trouble_shows_in_the_health_of_the_portal(portal: Portal, gateway: Gateway, office: PostOffice, clock: FrozenClock) -> None:
    from plugins.notifications.tasks import channels, failed

    assert (await channels(context_of(portal))).state == "ok"
    await office.close()
    clock.move(timedelta(minutes=6))
    down = await channels(context_of(portal))
    assert (down.state, "mail server" in down.sentence) == ("degraded", True)
    await office.open()
    clock.move(timedelta(minutes=6))
    gateway.status = 422
    assert (await channels(context_of(portal))).state == "ok"
    await open_one(portal, BY_PHONE)
    await deliver(portal)

    assert (await failed(context_of(portal))).state == "degraded"
    clock.move(timedelta(days=2))
    assert (await failed(context_of(portal))).state == "ok"


async def test_somebody_may_want_both_and_choose_it(portal: Portal, gateway: Gateway, office: PostOffice) -> None:
    from plugins.accounts.models import Account

    person = await citizen(portal)
    sealed = portal.cipher.seal("accounts_account", "phone", person.id, "+6281111111111")
    await Account.filter(id=person.id).update(phone=sealed, phone_proved=portal.clock.now())
    page = await person.client.get("/pesan/pengaturan")
    assert "0811-••••-1111" in page.text
    await person.client.fill(page, channel_email=["cases.received"], channel_whatsapp=["cases.received"], every="once", holding="every")

    await open_one(portal, replace(ROAD, owner=person.id, reporter=Reporter()))
    await deliver(portal)

    assert (len(office.box), len(gateway.taken)) == (1, 1)


async def test_another_plugin_brings_a_channel_and_its_faults_cost_its_own_letters_only(tmp_path: Path, office: PostOffice, clock: FrozenClock) -> None:
    async with portal_on(tmp_path / "site", office, plugins=(*PLUGINS, "pigeon"), clock=clock) as (portal, _client):
        opened = await open_one(portal, BY_PHONE)
        await deliver(portal)
        assert (tmp_path / "site" / "pigeons.txt").read_text() == f"+6281234567890 {opened.case.ticket} sudah kami terima\n"
        (tmp_path / "site" / "storm").touch()
        await open_one(portal, BY_PHONE)
        await open_one(portal)
        await deliver(portal)

        waiting = await Delivery.get(state=QUEUED)
        assert (waiting.channel, waiting.error) == ("pigeon", "SystemExit: lost")
        assert len(office.box) == 1


def test_the_signature_is_plain_hmac() -> None:
    from plugins.notifications.gateway import signed

    made = signed(b"key", 1795486320, b'{"a": 1}')

    assert made == {
        "Pendopo-Timestamp": "1795486320",
        "Pendopo-Signature": "v1=" + hmac.new(b"key", b'1795486320.{"a": 1}', hashlib.sha256).hexdigest(),
    }
