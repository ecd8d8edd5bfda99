"""Nothing leaves the machine while developing, and all of it can be read."""

from __future__ import annotations

import re
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import pytest

from core.developing.outbox import MOST, Caught, Post, Store
from core.errors import OutgoingError
from core.requests import running_plugin
from core.testing.client import Client
from tests.core.developing.workshop import Working, tree_site, working

pytestmark = pytest.mark.anyio


def letter(subject: str = "Kabar dari Blora", text: str = "Baris satu\n.titik di depan\n") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "portal@contoh.id", "siti@contoh.id", subject
    message.set_content(text)
    message.add_alternative("<p>Baris <b>satu</b></p><script>alert(1)</script>", subtype="html")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="surat.pdf")
    return message


async def send(post: Post, message: EmailMessage) -> None:
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=post.port, use_tls=False, start_tls=False) as server:
        await server.send_message(message)


async def newest(at: Working) -> str:
    """The page of what was caught last."""
    listed = await at.client.get("/_dev/outbox")
    return (await at.client.get(re.findall(r'"(/_dev/outbox/\d+)"', listed.text)[0])).text


async def test_a_mail_is_caught_whole(tmp_path: Path) -> None:
    async with working(tree_site(tmp_path)) as at:
        await send(at.post, letter("Pertama"))
        await send(at.post, letter("Kabar – “Blora”"))
        listed = await at.client.get("/_dev/outbox")
        page = await newest(at)

    caught = at.post.store.newest()[0]
    assert caught.to == "siti@contoh.id"
    assert caught.text.splitlines() == ["Baris satu", ".titik di depan"]
    assert caught.attachments == ("surat.pdf, 8 bytes",)
    assert listed.text.index("Kabar – “Blora”") < listed.text.index("Pertama")
    assert ".titik di depan" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "Content-Type: multipart" in page


async def test_a_call_of_another_host_is_kept_and_not_made(tmp_path: Path) -> None:
    async with working(tree_site(tmp_path)) as at:
        answer = await at.client.get("/pohon/tanya")
        page = await newest(at)

    assert "202 {}" in answer.text
    assert "POST https://sms.example/kirim" in page
    assert "&lt;b&gt;halo&lt;/b&gt;" in page
    assert "Content-Type: application/json" in page


async def test_what_may_not_be_asked_is_refused_as_ever_and_what_is_let_out_is_asked(tmp_path: Path) -> None:
    async with working(tree_site(tmp_path), let_out=["sms.example"]) as at:
        http = at.workshop.portal.http
        token = running_plugin.set("tree")
        try:
            with pytest.raises(OutgoingError) as refused:
                await http.get("https://other.example/")
            with pytest.raises(OutgoingError) as asked:
                await http.get("https://sms.example/")  # a name that nobody has (RFC 2606)
        finally:
            running_plugin.reset(token)

    assert refused.value.code == "outgoing.host"
    assert asked.value.code in ("outgoing.failed", "outgoing.inward")
    assert at.post.store.newest() == []


async def test_the_code_for_signing_in_lies_in_the_outbox(tmp_path: Path) -> None:
    async with working(tree_site(tmp_path, "accounts", "notifications")) as at:
        client: Client = at.client
        page = await client.get("/masuk")
        page = await client.follow(await client.fill(page, holding="who", who="siti@contoh.id"))
        found = re.search(r"\b\d{6}\b", at.post.store.newest()[0].text)
        assert found
        page = await client.follow(await client.fill(page, holding="code", code=found[0]))

    assert page.status_code == 200
    assert "/masuk/kode-sekali" not in str(page.url)


def test_the_oldest_give_way_and_a_store_outlives_its_process(tmp_path: Path) -> None:
    store = Store(tmp_path / "caught")
    for number in range(MOST + 5):
        store.add(Caught(str(10**18 + number), "mail", "siti@contoh.id", str(number), "", "", ""))

    again = Store(tmp_path / "caught").newest()

    assert len(again) == MOST
    assert again[0].subject == str(MOST + 4)
    assert (tmp_path / "caught").stat().st_mode & 0o777 == 0o700
    assert store.find("../../etc/passwd") is None
