"""Asking elsewhere: named hosts only, never inwards, one look-up, ten seconds, 2 MiB."""

from __future__ import annotations

import asyncio
import datetime as dt
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from core import outgoing
from core.errors import OutgoingError, PluginError, SiteError
from core.outgoing import LARGEST, Outgoing, is_public, split
from core.plugins.manifest import read_manifest
from core.requests import running_plugin
from core.testing.portals import make_site, serving

pytestmark = pytest.mark.anyio


class Elsewhere:
    """A real server on this computer that answers with what it is told to, and remembers what was asked."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.asked: list[bytes] = []
        self.port = 0
        self.ended = asyncio.Event()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.asked.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(self.answer)
            await writer.drain()
            if not self.answer:
                await reader.read()  # says nothing until the other side goes
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            with suppress(OSError, ssl.SSLError):
                await writer.wait_closed()
            self.ended.set()


def said(body: bytes = b"ok", status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


@asynccontextmanager
async def standing(answer: bytes, tls: ssl.SSLContext | None = None) -> AsyncIterator[Elsewhere]:
    there = Elsewhere(answer)
    server = await asyncio.start_server(there.talk, "127.0.0.1", 0, ssl=tls)
    there.port = server.sockets[0].getsockname()[1]
    try:
        yield there
    finally:
        server.close()
        await server.wait_closed()
        if there.asked:
            await there.ended.wait()


class Names:
    """A name server: for each look-up the next of its answers, and how often it was asked."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = answers
        self.times = 0

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        answer = self.answers[min(self.times, len(self.answers) - 1)]
        self.times += 1
        return answer


@asynccontextmanager
async def way_out(*hosts: str, inside: Sequence[str] = (), names: Names | None = None, tls: ssl.SSLContext | None = None) -> AsyncIterator[Outgoing]:
    http = Outgoing({}, hosts, inside, resolve=names or outgoing.look_up, tls=tls)
    try:
        yield http
    finally:
        await http.close()


async def test_a_host_inside_is_asked_where_the_site_names_it_with_its_port() -> None:
    async with standing(said(b'{"taken": true}')) as there, way_out(inside=[f"127.0.0.1:{there.port}"]) as http:
        answer = await http.post(f"http://127.0.0.1:{there.port}/kirim?a=1", b"{}", headers={"Content-Type": "application/json"})

    assert answer.ok
    assert answer.json() == {"taken": True}
    head = there.asked[0].decode().lower()
    assert head.startswith("post /kirim?a=1 http/1.1")
    assert f"host: 127.0.0.1:{there.port}" in head
    assert "content-type: application/json" in head


@pytest.mark.parametrize(
    "address",
    [
        "https://other.example/",
        "https://api.gateway.example/",
        "https://gateway.example.evil.example/",
        "https://gateway.example:8443/",
        "http://gateway.example/",
        "https://gateway.example@evil.example/",
        "https://u:p@gateway.example/",
        "ftp://gateway.example/",
        "file:///etc/passwd",
        "https:///nothing",
        "not an address",
        "https://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1/",
        "https://[::1]/",
        "https://0x7f.1/",
        "https://0x7f000001/",
        "https://2130706433/",
        "https://017700000001/",
        "https://127.1/",
        "https://localhost/",
    ],
)
async def test_row_50_a_host_that_was_not_named_is_not_asked(address: str) -> None:
    names = Names(["93.184.215.14"])

    async with way_out("gateway.example", names=names) as http:
        with pytest.raises(OutgoingError) as refused:
            await http.get(address)

    assert refused.value.code in ("outgoing.host", "outgoing.address")
    assert names.times == 0, "refused before any name is looked up"


@pytest.mark.parametrize("name", ["169.254.169.254", "127.0.0.1", "0x7f.1", "0x7f000001", "2130706433", "017700000001", "127.1", "localhost"])
async def test_row_50_another_spelling_of_this_computer_is_known_once_it_is_looked_up(name: str) -> None:
    async with way_out(name) as http:
        with pytest.raises(OutgoingError) as refused:
            await http.get(f"https://{name}/")

    assert refused.value.code == "outgoing.inward"


@pytest.mark.parametrize(
    "found",
    [
        ["127.0.0.1"], ["10.1.2.3"], ["172.16.0.1"], ["192.168.1.1"], ["100.64.0.1"], ["169.254.169.254"], ["0.0.0.0"], ["255.255.255.255"], ["224.0.0.1"],
        ["::1"], ["::"], ["fe80::1%eth0"], ["fc00::1"], ["fec0::1"], ["ff02::1"], ["::ffff:127.0.0.1"], ["::ffff:169.254.169.254"], ["64:ff9b::7f00:1"],
        ["2002:7f00:1::"], ["93.184.215.14", "127.0.0.1"],
    ],
)  # fmt: skip
async def test_row_50_a_name_that_leads_inwards_is_not_asked(found: list[str]) -> None:
    async with way_out("gateway.example", names=Names(found)) as http:
        with pytest.raises(OutgoingError) as refused:
            await http.get("https://gateway.example/")

    assert refused.value.code == "outgoing.inward"


async def test_row_50_a_name_is_looked_up_once_and_the_address_that_was_looked_at_is_asked() -> None:
    """DNS rebinding: the second answer would lead elsewhere, and is never asked for."""
    async with standing(said()) as there, standing(said(b"inner")) as inner:
        names = Names(["127.0.0.1"], ["127.0.0.2"])
        async with way_out(inside=[f"gateway.example:{there.port}"], names=names) as http:
            answer = await http.get(f"http://gateway.example:{there.port}/")

    assert answer.text == "ok"
    assert names.times == 1
    assert f"host: gateway.example:{there.port}" in there.asked[0].decode().lower()
    assert inner.asked == []


async def test_row_50_a_second_look_that_leads_inwards_is_refused() -> None:
    names = Names(["127.0.0.1"], ["127.0.0.1"])

    async with way_out("gateway.example", names=names) as http:
        for _ in range(2):
            with pytest.raises(OutgoingError, match="own network"):
                await http.get("https://gateway.example/")


async def test_row_50_a_redirect_is_handed_back_and_not_followed() -> None:
    async with standing(said(b"inner")) as inner:
        there = f"http://127.0.0.1:{inner.port}/"
        async with standing(said(b"", "302 Found", f"Location: {there}")) as first, way_out(inside=[f"127.0.0.1:{first.port}"]) as http:
            answer = await http.get(f"http://127.0.0.1:{first.port}/")

    assert (answer.status, answer.headers["location"]) == (302, there)
    assert inner.asked == []


async def test_row_50_an_answer_that_is_too_long_is_refused_whatever_it_says_of_its_length() -> None:
    endless = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * (LARGEST + 1)
    async with standing(endless) as there, way_out(inside=[f"127.0.0.1:{there.port}"]) as http:
        with pytest.raises(OutgoingError, match="2 MiB"):
            await http.get(f"http://127.0.0.1:{there.port}/")


async def test_an_answer_as_long_as_allowed_comes_whole() -> None:
    async with standing(said(b"x" * LARGEST)) as there, way_out(inside=[f"127.0.0.1:{there.port}"]) as http:
        assert len((await http.get(f"http://127.0.0.1:{there.port}/")).body) == LARGEST


async def test_row_50_a_compressed_answer_which_nobody_asked_for_is_refused() -> None:
    async with standing(said(b"xx", "200 OK", "Content-Encoding: gzip")) as there, way_out(inside=[f"127.0.0.1:{there.port}"]) as http:
        with pytest.raises(OutgoingError, match="compressed"):
            await http.get(f"http://127.0.0.1:{there.port}/")


async def test_row_50_an_answer_that_does_not_come_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "TOTAL_SECONDS", 0.3)

    async with standing(b"") as there, way_out(inside=[f"127.0.0.1:{there.port}"]) as http:
        with pytest.raises(OutgoingError) as given_up:
            await http.get(f"http://127.0.0.1:{there.port}/")

    assert given_up.value.code == "outgoing.failed"


async def test_a_server_that_is_not_there_is_an_error_that_names_it() -> None:
    async with standing(said()) as gone:
        port = gone.port

    async with way_out(inside=[f"127.0.0.1:{port}"]) as http:
        with pytest.raises(OutgoingError, match=r"127\.0\.0\.1 could not be asked"):
            await http.get(f"http://127.0.0.1:{port}/")


async def test_an_answer_that_is_not_json_is_an_error() -> None:
    async with standing(said(b"<html>")) as there, way_out(inside=[f"127.0.0.1:{there.port}"]) as http:
        answer = await http.get(f"http://127.0.0.1:{there.port}/")

    with pytest.raises(OutgoingError, match="not JSON"):
        answer.json()


async def test_the_certificate_must_be_the_names_own_although_the_address_is_asked(tmp_path: Path) -> None:
    server, client = contexts_of("gateway.example", tmp_path)
    async with standing(said(), tls=server) as there:
        inside = [f"gateway.example:{there.port}", f"other.example:{there.port}"]
        async with way_out(inside=inside, names=Names(["127.0.0.1"]), tls=client) as trusting:
            assert (await trusting.get(f"https://gateway.example:{there.port}/")).ok
            with pytest.raises(OutgoingError, match="certificate"):
                await trusting.get(f"https://other.example:{there.port}/")
        async with way_out(inside=inside, names=Names(["127.0.0.1"])) as strict:
            with pytest.raises(OutgoingError, match="certificate"):
                await strict.get(f"https://gateway.example:{there.port}/")


async def test_a_plugin_asks_its_own_hosts_and_no_other_plugins() -> None:
    http = Outgoing({"vehicle_tax": ["samsat.example"], "jobs": ["kerja.example"]}, resolve=Names(["127.0.0.1"]))

    async def asks(slug: str, address: str) -> str:
        token = running_plugin.set(slug)
        try:
            with pytest.raises(OutgoingError) as refused:
                await http.get(address)
        finally:
            running_plugin.reset(token)
        return refused.value.code

    assert await asks("vehicle_tax", "https://samsat.example/") == "outgoing.inward", "allowed, and only then looked up"
    assert await asks("jobs", "https://samsat.example/") == "outgoing.host"
    assert await asks("", "https://samsat.example/") == "outgoing.host"


async def test_a_portal_asks_what_its_site_names(tmp_path: Path) -> None:
    async with standing(said()) as there:
        site = make_site(tmp_path, toml=f'[outgoing]\ninside = ["127.0.0.1:{there.port}"]\n')
        async with serving(site) as (portal, _client):
            assert (await portal.http.get(f"http://127.0.0.1:{there.port}/")).ok


def test_public_addresses_are_public() -> None:
    assert all(is_public(address) for address in ("93.184.215.14", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"))


def contexts_of(name: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a certificate for `name`, and a client's that trusts it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    pem, secret = folder / "server.pem", folder / "server.key"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem, secret)
    client = ssl.create_default_context(cafile=str(pem))
    return server, client


def test_hosts_are_written_without_scheme_path_or_wildcard(tmp_path: Path) -> None:
    for number, host in enumerate(("https://a.example", "a.example/x", "*.example", "A.example", "a.example:0", "a b")):
        with pytest.raises(SiteError) as refused:
            make_site(tmp_path / str(number), toml=f'[outgoing]\nhosts = ["{host}"]\n')
        assert refused.value.code == "site.host"
        file = tmp_path / f"{number}.toml"
        file.write_text(f'slug = "asks"\nversion = "1.0.0"\nplugin_api = 1\ntitle = "x"\nhosts = ["{host}"]\n')
        with pytest.raises(PluginError, match="must be a host"):
            read_manifest(file, "asks")


def test_hosts_with_a_port_and_addresses_are_hosts(tmp_path: Path) -> None:
    site = make_site(tmp_path, toml='[outgoing]\nhosts = ["a.example", "a.example:8443"]\ninside = ["127.0.0.1:9000", "[::1]:9000", "sms"]\n')

    assert site.config.outgoing.inside == ("127.0.0.1:9000", "[::1]:9000", "sms")
    assert [split(name) for name in site.config.outgoing.inside] == [("127.0.0.1", 9000), ("::1", 9000), ("sms", 443)]
