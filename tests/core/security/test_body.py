"""A posted form arrives whole and as text, or is refused with the reason."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote_plus, urlencode

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import Request

from core.errors import RequestError
from core.security.body import FormLimits, PostedForm, read_form

pytestmark = pytest.mark.anyio

BOUNDARY = "----pendopo"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
FORM = "application/x-www-form-urlencoded"


def request_of(body: bytes, content_type: str | None, *, chunk: int = 1000) -> Request:
    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(body), chunk):
            yield body[start : start + chunk]

    stream = chunks()

    async def receive() -> dict[str, Any]:
        piece = await anext(stream, None)
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    headers = [] if content_type is None else [(b"content-type", content_type.encode("latin-1"))]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": headers, "query_string": b""}, receive)


async def post(body: bytes | str, content_type: str | None = FORM, limits: FormLimits | None = None, *, chunk: int = 1000) -> PostedForm:
    return await read_form(request_of(body.encode() if isinstance(body, str) else body, content_type, chunk=chunk), limits)


async def refused(body: bytes | str, content_type: str | None = FORM, limits: FormLimits | None = None) -> int:
    with pytest.raises(RequestError) as caught:
        await post(body, content_type, limits)
    return caught.value.status


def part(name: str, value: bytes | str, *, filename: str | None = None, kind: str = "", more: str = "") -> bytes:
    disposition = f'Content-Disposition: form-data; name="{name}"' + (f'; filename="{filename}"' if filename is not None else "")
    content = value.encode() if isinstance(value, str) else value
    return f"--{BOUNDARY}\r\n{disposition}\r\n{f'Content-Type: {kind}' + chr(13) + chr(10) if kind else ''}{more}\r\n".encode() + content + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()


async def test_fields_arrive_in_their_order_with_accents_and_plus_signs() -> None:
    form = await post("judul=Jalan+rusak&isi=50%25+lubang+di+caf%C3%A9&isi=lagi&kosong=")

    assert form.fields == (("judul", "Jalan rusak"), ("isi", "50% lubang di café"), ("isi", "lagi"), ("kosong", ""))
    assert form.every("isi") == ["50% lubang di café", "lagi"]
    assert form.one("kosong", "bawaan") == ""
    assert form.one("tidak-ada", "bawaan") == "bawaan"


@pytest.mark.parametrize("chunk", [1, 7, 64, 100_000])
async def test_a_multipart_form_arrives_whole_however_it_is_cut_up(chunk: int) -> None:
    picture = bytes(range(256)) * 40
    body = part("judul", "Jalan\r\nrusak") + part("photos", picture, filename="C:\\foto\\lubang.jpg", kind="image/jpeg") + END

    with await post(body, MULTIPART, chunk=chunk) as form:
        [photo] = form.files_of("photos")
        assert form.one("judul") == "Jalan\nrusak"
        assert (photo.name, photo.media_type, photo.size, photo.file.read()) == ("lubang.jpg", "image/jpeg", len(picture), picture)


async def test_a_large_file_lies_on_disk_and_arrives_unchanged() -> None:
    picture = b"\xff\xd8" + bytes(3_000_000)

    with await post(part("photos", picture, filename="a.jpg") + END, MULTIPART, chunk=65_536) as form:
        [photo] = form.files
        assert photo.file._rolled
        assert photo.file.read() == picture


async def test_a_file_field_where_nothing_was_chosen_is_no_file() -> None:
    form = await post(part("photos", b"", filename="", kind="application/octet-stream") + END, MULTIPART)

    assert form.files == ()


@pytest.mark.parametrize("kind", ["application/json", "text/plain", None, "", "application/xml", "multipart/mixed; boundary=x", "x" * 9000])
async def test_row_13_only_forms_are_read_as_forms(kind: str | None) -> None:
    assert await refused('{"judul": "x"}', kind) == 415


async def test_row_13_a_multipart_body_cut_before_its_end_is_refused() -> None:
    whole = part("judul", "Jalan rusak") + part("photos", b"\xff\xd8" * 900, filename="a.jpg") + END

    for length in (0, 1, 20, len(whole) // 2, len(whole) - len(END), len(whole) - 4):
        assert await refused(whole[:length], MULTIPART) == 400


@pytest.mark.parametrize(
    "body",
    ["judul=%00", "judul=a%07b", "judul=%1b%5b0m", "judul=%7f", "judul=%FF", "judul=%ED%A0%80", "judul=%C0%AF", "%00=x", "=x", f"{'n' * 201}=x", "ju%0Adul=x"],
)
async def test_row_13_control_characters_and_broken_text_are_refused(body: str) -> None:
    assert await refused(body) == 400


@pytest.mark.parametrize("value", [b"a\x00b", b"\xff\xfe", b"\xed\xa0\x80", b"\x1b[0m"])
async def test_row_13_the_same_holds_for_multipart(value: bytes) -> None:
    assert await refused(part("judul", value) + END, MULTIPART) == 400


@pytest.mark.parametrize("value", ["tab\there", "baris\r\nbaru", "emoji 👩‍👩‍👧", "a" + "\u0301" * 100, "\u202eRLO\u200b"])
async def test_everything_that_people_type_is_accepted(value: str) -> None:
    form = await post("judul=" + quote_plus(value))

    assert form.one("judul") == value.replace("\r\n", "\n")


async def test_a_field_sent_twice_is_refused_where_one_is_meant() -> None:
    form = await post("status=new&status=closed&name=x")

    with pytest.raises(RequestError) as caught:
        form.only_once(["name", "status"])
    assert caught.value.status == 400
    assert form.one("name") == "x"


async def test_a_semicolon_separates_nothing() -> None:
    form = await post("role=user&x=;role=admin")

    assert form.every("role") == ["user"]
    assert form.one("x") == ";role=admin"


async def test_row_13_at_most_200_fields() -> None:
    assert len((await post("&".join(f"f{n}=x" for n in range(200)))).fields) == 200
    assert await refused("&".join(f"f{n}=x" for n in range(201))) == 400
    assert await refused("a=&" * 1_000_000) == 400
    assert await refused(b"".join(part(f"f{n}", "x") for n in range(201)) + END, MULTIPART) == 400


async def test_row_13_at_most_10_files() -> None:
    files = [part("photos", b"\xff\xd8", filename=f"{n}.jpg") for n in range(11)]

    with await post(b"".join(files[:10]) + END, MULTIPART) as form:
        assert len(form.files) == 10
    assert await refused(b"".join(files) + END, MULTIPART) == 400


async def test_row_13_at_most_64_kilobytes_a_field() -> None:
    assert len((await post("isi=" + "a" * 65_536)).one("isi")) == 65_536
    assert await refused("isi=" + "a" * 65_537) == 413
    assert await refused("isi=" + "%61" * 65_537) == 413
    assert await refused(part("isi", "a" * 65_537) + END, MULTIPART) == 413


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        f"multipart/form-data; boundary={'b' * 300}",
        f"{MULTIPART}; charset=nope",
        f"{FORM}; charset=utf-16",
        'multipart/form-data; boundary="\x01"',
    ],
)
async def test_row_13_an_unusable_boundary_or_charset_is_refused(kind: str) -> None:
    assert await refused(part("judul", "x") + END, kind) == 400


@pytest.mark.parametrize(
    "body",
    [
        b"judul=x",
        f'--{BOUNDARY}\r\nContent-Disposition: attachment; name="a"\r\n\r\nx\r\n'.encode() + END,
        f"--{BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\nx\r\n".encode() + END,
        f"--{BOUNDARY}\r\n\r\nx\r\n".encode() + END,
        part("a", "eA==", more="Content-Transfer-Encoding: base64\r\n") + END,
        part("a", "x", more='Content-Disposition: form-data; name="b"\r\n') + END,
        part("a", "x", more="".join(f"X-{n}: y\r\n" for n in range(20))) + END,
        part("a", "x", more=f"X: {'y' * 5000}\r\n") + END,
    ],
)
async def test_row_13_a_malformed_part_is_refused(body: bytes) -> None:
    assert await refused(body, MULTIPART) == 400


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/cron.d/x", "x"),
        ("CON.jpg", "berkas"),
        ("a.jpg\x00.php", "a.jpg.php"),
        ("\u202egpj.exe", "gpj.exe"),
        ("a.php;.jpg", "a.php_.jpg"),
        ("...", "berkas"),
        ("x" * 300 + ".jpg", "x" * 96 + ".jpg"),
    ],
)
async def test_row_33_a_file_name_is_only_something_to_show(sent: str, shown: str) -> None:
    with await post(part("photos", b"\xff\xd8", filename=sent) + END, MULTIPART) as form:
        assert form.files[0].name == shown


async def test_what_a_refused_form_had_put_on_disk_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    import core.security.body as body_module

    opened: list[Any] = []
    original = body_module.SpooledTemporaryFile
    monkeypatch.setattr(body_module, "SpooledTemporaryFile", lambda **options: opened.append(original(**options)) or opened[-1])

    await refused(part("photos", bytes(2_000_000), filename="a.jpg"), MULTIPART)

    assert [file.closed for file in opened] == [True]


NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)
VALUES = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200)


@given(st.lists(st.tuples(NAMES, VALUES), max_size=20))
@settings(max_examples=150, deadline=None)
def test_whatever_a_browser_encodes_comes_back_unchanged(pairs: list[tuple[str, str]]) -> None:
    form = anyio.run(post, urlencode(pairs))

    assert list(form.fields) == pairs


FRAGMENTS = st.sampled_from(
    [
        f"--{BOUNDARY}", f"--{BOUNDARY}--", "\r\n", "\n", "\r", 'Content-Disposition: form-data; name="a"', "; filename=\"x\"", "filename*=utf-8''%00",
        "Content-Type: image/png", ":", ";", "=", "&", "%", "%00", "%ff", "a=b", "\x00", "é", " ", "-" * 70,
    ]
)  # fmt: skip


@given(st.lists(st.one_of(FRAGMENTS.map(str.encode), st.binary(max_size=30)), max_size=40), st.sampled_from([MULTIPART, FORM]), st.integers(1, 50))
@settings(max_examples=600, deadline=None)
def test_row_13_no_body_whatsoever_does_anything_but_arrive_or_be_refused(pieces: list[bytes], kind: str, chunk: int) -> None:
    async def run() -> None:
        try:
            form = await read_form(request_of(b"".join(pieces), kind, chunk=chunk))
        except RequestError as error:
            statuses.append(error.status)
        else:
            assert all("\x00" not in name + value for name, value in form.fields)
            form.close()

    statuses: list[int] = []

    anyio.run(run)
    assert set(statuses) <= {400, 413, 415}


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_row_13_no_content_type_whatsoever_breaks_the_reader(kind: str) -> None:
    async def run() -> None:
        try:
            await read_form(request_of(b"a=b", kind.encode("utf-8", "ignore").decode("latin-1")))
        except RequestError as error:
            statuses.append(error.status)

    statuses: list[int] = []
    anyio.run(run)
    assert set(statuses) <= {400, 413, 415}
