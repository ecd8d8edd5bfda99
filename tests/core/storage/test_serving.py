"""A file is sent so that no browser takes it for a page, and only to whoever may see it."""

from __future__ import annotations

from uuid import uuid4

import anyio
import pytest
from starlette.responses import Response
from starlette.types import Message

from core.database import Database
from core.storage.files import Files, StoredFile
from core.storage.serving import Look, Sight, serve
from tests.core.storage import pictures

pytestmark = pytest.mark.anyio


async def sent(response: Response | None) -> tuple[dict[str, str], bytes]:
    assert response is not None
    messages: list[Message] = []

    async def receive() -> Message:
        await anyio.sleep_forever()
        raise AssertionError

    async def send(message: Message) -> None:
        messages.append(message)

    await response({"type": "http", "method": "GET"}, receive, send)
    headers = {name.decode(): value.decode("latin-1") for name, value in messages[0]["headers"]}
    return headers, b"".join(message.get("body", b"") for message in messages[1:])


def allowed(sight: Sight = "private") -> Look:
    async def look(file: StoredFile) -> Sight:
        return sight

    return look


async def staged(files: Files, content: bytes = b"", name: str = "foto jalan.jpg") -> StoredFile:
    return await files.stage(content or pictures.jpeg() + pictures.HTML, name=name, media_type="", owner="complaints", field="photos", accept=("image", "pdf"))


async def test_row_34_a_picture_of_ours_is_shown_in_a_sandbox_and_kept_by_nobody(database: Database, files: Files) -> None:
    with database.bind():
        file = await staged(files)
        headers, body = await sent(await serve(files, str(file.id), allowed()))

    assert headers["content-type"] == "image/jpeg"
    assert headers["content-security-policy"].startswith("sandbox;")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "private, no-store"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["content-disposition"].startswith('inline; filename="foto jalan.jpg"')
    assert headers["content-length"] == str(len(body)) == str(file.size)
    assert b"<script" not in body


async def test_row_34_a_pdf_is_a_download(database: Database, files: Files) -> None:
    with database.bind():
        file = await staged(files, pictures.PDF + pictures.HTML, "../surat “izin”.pdf")
        headers, body = await sent(await serve(files, str(file.id), allowed()))

    assert headers["content-disposition"] == "attachment; filename=\"surat izin.pdf\"; filename*=UTF-8''surat%20%E2%80%9Cizin%E2%80%9D.pdf"
    assert headers["content-type"] == "application/pdf"
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert body == pictures.PDF + pictures.HTML


async def test_the_small_picture_has_an_address_of_its_own_and_a_pdf_has_none(database: Database, files: Files) -> None:
    with database.bind():
        picture, letter = await staged(files), await staged(files, pictures.PDF, "surat.pdf")
        headers, body = await sent(await serve(files, str(picture.id), allowed(), small=True))

        assert 0 < len(body) < picture.size
        assert "content-length" not in headers or headers["content-length"] == str(len(body))
        assert await serve(files, str(letter.id), allowed(), small=True) is None


async def test_what_everybody_may_see_may_be_kept_for_an_hour(database: Database, files: Files) -> None:
    with database.bind():
        file = await staged(files)
        headers, _ = await sent(await serve(files, str(file.id), allowed("public")))

    assert headers["cache-control"] == "public, max-age=3600"


async def test_row_34_refused_unknown_gone_and_malformed_are_one_answer(database: Database, files: Files) -> None:
    with database.bind():
        file, gone = await staged(files), await staged(files)
        await files.discard([gone.id], owner="complaints")

        assert await serve(files, str(file.id), allowed("")) is None
        for address in (str(uuid4()), str(gone.id), "", "1", "../../etc/passwd", "%00", "x" * 9000):
            assert await serve(files, address, allowed()) is None


async def test_a_question_for_the_headers_gets_no_bytes(database: Database, files: Files) -> None:
    with database.bind():
        file = await staged(files)
        headers, body = await sent(await serve(files, str(file.id), allowed(), head=True))

    assert headers["content-length"] == str(file.size)
    assert body == b""


@pytest.mark.parametrize(("name", "fallback"), [("“”–.jpg", "foto.jpg"), ("ꦗꦭꦤ꧀.jpg", "foto.jpg"), ('a"b\r\nX: y.jpg', "a_b X_ y.jpg")])
async def test_row_35_no_name_breaks_out_of_its_header(name: str, fallback: str, database: Database, files: Files) -> None:
    with database.bind():
        file = await staged(files, name=name)
        headers, _ = await sent(await serve(files, str(file.id), allowed()))

    assert f'filename="{fallback}"' in headers["content-disposition"]
    assert "\n" not in headers["content-disposition"]
