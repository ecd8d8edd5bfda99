"""Signing in with OpenID Connect, against a real provider (npm `oidc-provider`) that the test starts: what is believed, and what is not."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from core.portal import Portal
from core.testing import FrozenClock, forms_in
from core.testing.client import Client
from plugins.accounts.models import Account, Login
from tests.plugins.accounts.conftest import PLUGINS, portal_on
from tests.plugins.accounts.persons import another, citizen, officer, press

ROOT = Path(__file__).parents[3]
BACK = "http://127.0.0.1:8000/masuk/lewat/oidc/kembali"
SECRET = "rahasia dan panjang: 0123456789 abcdef"

pytestmark = [pytest.mark.anyio, pytest.mark.node, pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The provider's address, while it listens."""
    if not (ROOT / "node_modules" / "oidc-provider").is_dir():
        pytest.skip("npm packages for tests: with a network, `./pendopo test` fetches them")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    node = shutil.which("node") or "node"
    with subprocess.Popen(
        [node, str(Path(__file__).parent / "provider.mjs"), str(port), BACK], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            said: list[str] = []
            for line in process.stdout or ():
                said.append(line)
                if "listening" in line:
                    break
            else:
                raise AssertionError("".join(said))
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@pytest.fixture
def clock() -> FrozenClock:
    """The provider's clock is the machine's, so ours begins there."""
    return FrozenClock(datetime.now(UTC))


def at(folder: Path, clock: FrozenClock, issuer: str, **settings: str) -> AbstractAsyncContextManager[tuple[Portal, Client]]:
    values = {"issuer": issuer, "client_id": "portal", "client_secret": SECRET, "title": "SSO Blora", **settings}
    lines = "\n".join(f'{name} = "{value}"' for name, value in values.items())
    inside = sorted(
        {urlsplit(address).netloc for address in (issuer, issuer.replace("127.0.0.1", "localhost"), issuer.replace("localhost", "127.0.0.1")) if address}
    )
    toml = f"[outgoing]\ninside = {inside!r}\n\n[plugins.oidc]\n{lines}\n".replace("'", '"')
    return portal_on(folder, clock=clock, toml=toml, plugins=(*PLUGINS, "oidc"))


@pytest.fixture
async def opened(tmp_path: Path, clock: FrozenClock, issuer: str) -> AsyncIterator[tuple[Portal, Client]]:
    async with at(tmp_path / "site", clock, issuer) as both:
        yield both


@pytest.fixture
def client(opened: tuple[Portal, Client]) -> Client:
    return opened[1]


@pytest.fixture
def portal(opened: tuple[Portal, Client]) -> Portal:
    return opened[0]


async def leave(client: Client, at: str = "/masuk") -> str:
    """Press the button; the address at the provider where the browser is sent."""
    answer = await press(client, await client.get(at), "/masuk/lewat/oidc")
    assert answer.headers["location"] == "/masuk/lewat/oidc", answer.text
    page = await client.get("/masuk/lewat/oidc")
    link = re.search(r'id="lanjut" href="([^"]+)"', page.text)
    assert link is not None, page.text
    return link[1].replace("&amp;", "&")


async def sign_in_there(address: str, who: str = "siti") -> str:
    """Sign in at the provider and agree; the address of ours that it sends the browser back to."""
    parts = urlsplit(address)
    async with httpx2.AsyncClient(base_url=f"{parts.scheme}://{parts.netloc}") as browser:
        answer = await browser.get(address)
        for _step in range(12):
            if answer.status_code in (302, 303):
                to = answer.headers["location"]
                if to.startswith(BACK):
                    return to.removeprefix("http://127.0.0.1:8000")
                answer = await browser.get(to)
                continue
            form = next(one for one in forms_in(answer.text) if one.method == "post")
            fields: dict[str, str] = dict(form.filled())
            if fields.get("prompt") == "login":
                fields |= {"login": who, "password": "x"}
            answer = await browser.post(form.action, data=fields)
        raise AssertionError(answer.text)


async def come_back(client: Client, who: str = "siti") -> httpx2.Response:
    return await client.get(await sign_in_there(await leave(client), who))


async def test_a_citizen_comes_for_the_first_time_and_again(client: Client, portal: Portal) -> None:
    assert "Masuk dengan SSO Blora" in (await client.get("/masuk")).text

    answer = await come_back(client)

    assert answer.headers["location"] == "/akun", answer.text
    assert "Siti Rahmawati" in (await client.get("/akun")).text
    row = await Account.get()
    assert row.email_proved is not None
    other = another(portal)
    assert (await come_back(other)).headers["location"] == "/akun"
    assert (await Account.all().count(), await Login.all().count()) == (1, 1)
    assert "siti" not in (await Login.get()).subject


async def test_what_the_provider_is_asked_for_is_the_code_flow_with_pkce_a_nonce_and_a_state(client: Client) -> None:
    asked = parse_qs(urlsplit(await leave(client)).query)

    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == 43
    assert len(asked["nonce"][0]) == len(asked["state"][0]) == 43
    assert asked["redirect_uri"] == [BACK]


@pytest.mark.parametrize("name", ["nonce", "code_challenge", "state"])
async def test_an_answer_to_another_question_is_not_believed(client: Client, name: str) -> None:
    address = await leave(client)
    value = parse_qs(urlsplit(address).query)[name][0]

    answer = await client.get(await sign_in_there(address.replace(value, value[::-1])))

    assert answer.status_code == 403
    assert "tidak dapat dipercaya" in answer.text
    assert await Account.all().count() == 0


async def test_an_expired_token_is_not_believed(client: Client, clock: FrozenClock) -> None:
    back = await sign_in_there(await leave(client))
    clock.move(timedelta(minutes=3))

    answer = await client.get(back)

    assert answer.status_code == 403
    assert "tidak dapat dipercaya" in answer.text


async def test_a_token_from_the_future_is_not_believed(client: Client, clock: FrozenClock) -> None:
    clock.move(timedelta(minutes=-3))

    assert (await come_back(client)).status_code == 403


async def test_a_provider_that_calls_itself_otherwise_is_not_believed(tmp_path: Path, clock: FrozenClock, issuer: str) -> None:
    async with at(tmp_path / "wrong", clock, issuer.replace("127.0.0.1", "localhost")) as (_portal, client):
        answer = await press(client, await client.get("/masuk"), "/masuk/lewat/oidc")

        assert answer.status_code == 403
        assert "tidak dapat dipercaya" in answer.text


async def test_an_answer_that_names_another_issuer_is_not_believed(client: Client) -> None:
    back = await sign_in_there(await leave(client))
    assert "iss=" in back

    answer = await client.get(re.sub(r"iss=[^&]+", "iss=https%3A%2F%2Fevil.example", back))

    assert answer.status_code == 403


@pytest.mark.parametrize(("client_id", "status"), [("elliptic", 303), ("shared", 403)])
async def test_keys_of_the_provider_count_and_the_shared_secret_never_signs(
    tmp_path: Path, clock: FrozenClock, issuer: str, client_id: str, status: int
) -> None:
    async with at(tmp_path / "site", clock, issuer, client_id=client_id) as (_portal, client):
        assert (await come_back(client)).status_code == status


async def test_with_a_wrong_secret_nobody_comes_in(tmp_path: Path, clock: FrozenClock, issuer: str) -> None:
    async with at(tmp_path / "site", clock, issuer, client_secret="salah") as (_portal, client):
        assert (await come_back(client)).status_code == 403


async def test_a_way_back_is_good_once_and_in_the_browser_that_left(client: Client, portal: Portal) -> None:
    back = await sign_in_there(await leave(client))
    other = another(portal)
    await other.get("/masuk")

    assert (await other.get(back)).status_code == 403
    assert (await client.get(back)).status_code == 303
    await press(client, await client.get("/akun"), "/keluar")
    assert (await client.get(back)).status_code == 403


async def test_whoever_says_no_there_is_told_that_nothing_happened(client: Client) -> None:
    state = parse_qs(urlsplit(await leave(client)).query)["state"][0]

    answer = await client.get(f"/masuk/lewat/oidc/kembali?error=access_denied&state={state}")

    assert answer.status_code == 403
    assert "Tidak ada yang berubah di sini" in answer.text


async def test_a_provider_that_does_not_answer_is_said_at_once(tmp_path: Path, clock: FrozenClock) -> None:
    async with at(tmp_path / "site", clock, "http://127.0.0.1:9") as (_portal, client):
        answer = await press(client, await client.get("/masuk"), "/masuk/lewat/oidc")

        assert answer.status_code == 403
        assert "sedang tidak menjawab" in answer.text


async def test_an_account_that_is_here_is_linked_by_its_owner_and_not_by_an_address(client: Client, portal: Portal) -> None:
    other = another(portal)
    await citizen(other)

    refused = await come_back(client)
    assert refused.status_code == 403
    assert "hubungkan" in refused.text
    back = await sign_in_there(await leave(other, "/akun/masuk-lewat"))
    assert (await other.get(back)).headers["location"] == "/akun/masuk-lewat?terhubung=1"

    assert (await come_back(client)).headers["location"] == "/akun"
    assert await Account.all().count() == 1
    await press(other, await other.get("/akun/masuk-lewat"), "/akun/masuk-lewat/oidc/lepas")
    await press(client, await client.get("/akun"), "/keluar")
    assert (await come_back(client)).status_code == 403


async def test_an_address_that_was_not_proved_there_makes_no_account(client: Client) -> None:
    answer = await come_back(client, "unproved")

    assert answer.status_code == 403
    assert await Account.all().count() == 0


async def test_row_27_an_officer_shows_the_second_factor_of_this_portal_after_it(client: Client, portal: Portal, clock: FrozenClock) -> None:
    one = await officer(portal, clock, "siti@contoh.id")
    clock.move(datetime.now(UTC) - clock.now())
    back = await sign_in_there(await leave(one.client, "/akun/masuk-lewat"))
    assert (await one.client.get(back)).headers["location"] == "/akun/masuk-lewat?terhubung=1"

    answer = await come_back(client)

    assert answer.headers["location"] == "/masuk/kode"
    assert (await client.get("/akun")).status_code == 303


async def test_without_an_issuer_nothing_is_offered(tmp_path: Path, clock: FrozenClock) -> None:
    async with at(tmp_path / "site", clock, "") as (_portal, client):
        assert "lewat/oidc" not in (await client.get("/masuk")).text
        assert (await client.get("/masuk/lewat/oidc")).status_code == 404
