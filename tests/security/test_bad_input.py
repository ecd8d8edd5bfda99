"""The list of bad input, one by one, through the whole portal: refused or taken, never a failure, and what was typed stays."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes, quote_plus

import httpx2
import pytest

from core.portal import Portal
from core.security.csrf import FIELD
from core.testing import form_in, make_site, serving
from core.testing.client import HOST, Client
from plugins.cases.models import Case
from tests.plugins.complaints.reporting import CATEGORY, CONTACT, PLACE, PROBLEM, report, step, ticket_of, to_the_check
from tests.security.whole import FILES, PATIENT, PLUGINS, SAMPLES

pytestmark = pytest.mark.anyio

OURS = {"Origin": HOST, "Sec-Fetch-Site": "same-origin"}
URLENCODED = "application/x-www-form-urlencoded"
SETTINGS = PATIENT.replace("[plugins.complaints]\n", '[plugins.complaints]\nnik = "optional"\n')
NUMBERS = {
    "plugins/numbers/plugin.toml": 'slug = "numbers"\nversion = "1.0.0"\nplugin_api = 1\ntitle = { id = "Angka" }\nsummary = { id = "Angka" }\n'
    'segments = ["angka"]\ncategory = "information"\nicon = "clock"\n',
    "plugins/numbers/__init__.py": "",
    "plugins/numbers/hooks.py": '''"""A form with a day, a number and an amount."""

from core import PUBLIC, Form, Receipt, Step, fields, hookimpl
from core.language import gettext_lazy as _

ASK = Form("ask", _("Ask"), (Step("ask", _("Ask"), (fields.Date("day", _("Day")), fields.Number("count", _("Count")), fields.Rupiah("paid", _("Paid")))),))


async def take(request, answers):
    return Receipt("ANG-7K3F-9Q2X")


@hookimpl
def register_routes():
    return ASK.routes("/", on_submit=take, access=PUBLIC)
''',
}


@pytest.fixture(scope="module")
async def whole(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Portal, Client]]:
    site = make_site(tmp_path_factory.mktemp("whole") / "site", toml=SETTINGS, files={**FILES, **NUMBERS})
    async with serving(site, plugins=[*PLUGINS, "numbers"], folders=[SAMPLES]) as both:
        yield both


@pytest.fixture
async def client(whole: tuple[Portal, Client]) -> Client:
    """Somebody who has not been here before."""
    whole[1].cookies.clear()
    return whole[1]


def encoded(pairs: Sequence[tuple[str, str | bytes]]) -> bytes:
    return "&".join(f"{quote_plus(name)}={quote_from_bytes(value) if isinstance(value, bytes) else quote_plus(value)}" for name, value in pairs).encode()


async def token(client: Client, path: str = "/aduan/lapor") -> str:
    return dict(form_in((await client.get(path)).text).fields)[FIELD]


async def post(client: Client, path: str, pairs: Sequence[tuple[str, str | bytes]] = (), *, body: bytes | None = None, **headers: str) -> httpx2.Response:
    """A form as no browser would send it."""
    named = {"Content-Type": URLENCODED, **OURS, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return await client.post(path, content=encoded(pairs) if body is None else body, headers={name: value for name, value in named.items() if value})


async def first_step(client: Client, text: str | bytes, *more: tuple[str, str | bytes]) -> httpx2.Response:
    return await post(client, "/aduan/lapor/problem", [(FIELD, await token(client)), ("description", text), *more])


async def at_contact(client: Client) -> httpx2.Response:
    page = await client.get("/aduan/lapor")
    for answers in (PROBLEM, PLACE, CATEGORY):
        page = await step(client, page, **answers)
    return await step(client, page, similar="new") if page.url.path.endswith("/similar") else page


# ---------------------------------------------------------------- forms


async def test_bad_input_01_a_text_that_is_too_long(client: Client) -> None:
    assert (await first_step(client, "a" * 1_000_000)).status_code in (400, 413)

    long = await first_step(client, "panjang " * 7_000)
    assert long.status_code == 422
    assert "panjang panjang" in long.text
    assert 'id="description-error"' in long.text


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> di sini",
        '"><img src=x onerror=alert(1)> di sini',
        "{{7*7}} di depan pasar",
        "${7*7} di depan pasar",
        "<div hx-get='/x'>di sini",
    ],
)
async def test_bad_input_02_and_03_markup_is_stored_raw_and_shown_as_text(client: Client, text: str) -> None:
    ticket = ticket_of(await report(client, description=text))

    page = await client.get(f"/aduan/{ticket}")

    assert (await Case.get(ticket=ticket)).public_text == text
    assert text not in page.text or "<" not in text
    assert "49" not in re.findall(r"<h1[^>]*>(.*?)</h1>", page.text)[0]


@pytest.mark.parametrize(
    "text",
    [b"a\x00b c d e f", b"a\x07b c d e f", b"a\x1bb c d e f", b"\xed\xa0\x80 lone surrogate", b"\xff not text", b"\xc3\x28 broken", b"\xf5\x80\x80\x80 far"],
)
async def test_bad_input_04_what_is_no_text_is_refused(client: Client, text: bytes) -> None:
    answer = await first_step(client, text)

    assert answer.status_code == 400
    assert await Case.filter(public_text__contains="lone").count() == 0


@pytest.mark.parametrize("mark", ["\u202e", "\u200b", "👩‍👩‍👧‍👦", "e\u0301\u0323", "🇮🇩", "ก็"])
async def test_bad_input_05_every_character_that_people_type_is_taken_and_counted_as_people_count(client: Client, mark: str) -> None:
    fits = await first_step(client, "Jalan rusak " + mark * 200)
    assert fits.status_code == 303, fits.text

    ticket = ticket_of(await report(client, description=f"Jalan rusak {mark} parah"))
    assert unicodedata.normalize("NFC", mark) in (await Case.get(ticket=ticket)).public_text
    assert (await client.get(f"/aduan/{ticket}")).status_code == 200


@pytest.mark.parametrize(
    ("nik", "taken"),
    [
        ("3316091708950001", True), ("33.1609.170895.0001", True), ("3316 0917 0895 0001", True), ("３３１６０９１７０８９５０００１", True),
        ("3316095708950001", True), ("331609170895000", False), ("33160917089500011", False), ("33160917089500O1", False), ("3316093913990001", False),
        ("0" * 16, False), ("9" * 16, False), ("';DROP TABLE x", False), ("-316091708950001", False),
    ],
)  # fmt: skip
async def test_bad_input_06_a_nik_is_understood_or_named_as_wrong_and_stands_in_no_address(client: Client, nik: str, taken: bool) -> None:
    page = await at_contact(client)

    answer = await client.fill(page, holding="_draf", **CONTACT, nik=nik)

    assert answer.status_code == (303 if taken else 422), answer.text
    assert nik not in answer.headers.get("location", "")
    assert taken or 'id="nik-error"' in answer.text


@pytest.mark.parametrize(
    ("phone", "taken"),
    [
        ("081234567890", True), ("+62 812-3456-7890", True), ("62812 3456 7890", True), ("(0296) 531 123", True), ("+1 900 123 4567", False), (";DROP", False),
        ("0812", False), ("0" * 40, False), ("+62" + "8" * 30, False), ("NaN", False),
    ],
)  # fmt: skip
async def test_bad_input_07_a_telephone_number(client: Client, phone: str, taken: bool) -> None:
    page = await at_contact(client)

    answer = await client.fill(page, holding="_draf", **{**CONTACT, "phone": phone})

    assert answer.status_code == (303 if taken else 422), answer.text
    assert taken or phone in answer.text, "what was typed is still there"


@pytest.mark.parametrize(
    ("email", "status"),
    [
        ("a" * 250 + "@contoh.id", 422),
        ('"a b"@x', 422),
        ("a@b", 422),
        ("@", 422),
        ("a@b@c.id", 422),
        ("siti@contoh.id", 303),
        ("a@b.id\r\nBcc: x@y.id", 400),
        ("a@b.id\nBcc: x", 400),
    ],
)
async def test_bad_input_08_a_mail_address_never_brings_a_line_of_its_own(client: Client, email: str, status: int) -> None:
    page = await at_contact(client)

    answer = await client.fill(page, holding="_draf", **{**CONTACT, "email": email})

    assert answer.status_code in ({400, 422} if status == 400 else {status}), answer.text


@pytest.mark.parametrize(
    "day", ["31-02-2026", "2026-02-31", "00-00-0000", "01-01-0000", "31-12-9999", "NaN", "1e309", "-0", str(2**70), "9" * 300, "٣١-١٢-٢٠٢٦", "", "x"]
)
async def test_bad_input_09_a_day_that_is_none_is_named(client: Client, day: str) -> None:
    page = await client.get("/angka")

    answer = await client.fill(page, holding="_draf", day=day, count="1", paid="1")

    assert answer.status_code in (303, 422)
    assert answer.status_code == 422 or day == "31-12-9999"


@pytest.mark.parametrize("name", ["count", "paid"])
@pytest.mark.parametrize(
    "number", ["NaN", "inf", "-inf", "1e309", "-0", "-1", str(2**63), str(2**70), "9" * 400, "0x10", "1_000", "١٢", "1,5,5", "--1", "'", "1;2"]
)
async def test_bad_input_09_a_number_that_is_none_is_named(client: Client, name: str, number: str) -> None:
    page = await client.get("/angka")

    answer = await client.fill(page, holding="_draf", **{"day": "24-11-2026", "count": "1", "paid": "1", name: number})

    assert answer.status_code in (303, 422)
    assert answer.status_code == 422 or number in ("-0", "١٢")


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("91", "111"),
        ("-91", "111"),
        ("-7", "181"),
        ("NaN", "NaN"),
        ("inf", "-inf"),
        ("1e309", "1"),
        (str(2**70), "1"),
        ("a", "b"),
        ("", "111"),
        ("-7", ""),
        ("'", ";"),
    ],
)
async def test_bad_input_10_a_spot_that_is_nowhere_is_named_or_left_out(client: Client, latitude: str, longitude: str) -> None:
    page = await client.get("/aduan/lapor")
    page = await step(client, page, **PROBLEM)

    answer = await client.fill(page, holding="_draf", **PLACE, place_latitude=latitude, place_longitude=longitude)

    assert answer.status_code in (303, 422), answer.text


async def test_bad_input_11_a_field_sent_twice_is_refused(client: Client) -> None:
    assert (await first_step(client, "Lubang di depan pasar", ("description", "another text here"))).status_code == 400


async def test_row_11_bad_input_12_fields_that_the_form_does_not_have_change_nothing(client: Client) -> None:
    page = await client.get("/aduan/lapor")
    for n, answers in enumerate((PROBLEM, PLACE, CATEGORY, CONTACT)):
        form = form_in(page.text, "_draf")
        more = {
            "state": "closed",
            "status": "closed",
            "owner": "admin",
            "owner_id": "1",
            "id": "5",
            "opd": "9",
            "agency": "dlh",
            "version": "9",
            "_method": "DELETE",
            "role": "admin",
        }
        sent = [*form.filled(**answers), *more.items()]
        page = await client.follow(await client.send_form(page, form, sent))
        assert page.status_code == 200, n
        if page.url.path.endswith("/similar"):
            page = await step(client, page, similar="new")
    ticket = ticket_of(await client.follow(await client.fill(page, holding="_key")))

    case = await Case.get(ticket=ticket)
    assert (case.state, case.owner, case.agency, case.version, case.visibility) == ("received", "", "dpupr", 1, "public")


@pytest.mark.parametrize("count", [201, 1_000_000])
async def test_bad_input_13_too_many_fields_are_refused_quickly(client: Client, count: int) -> None:
    csrf = await token(client)
    body = encoded([(FIELD, csrf), ("description", "Lubang di depan pasar")]) + b"&a=b" * count
    began = time.process_time()

    answer = await post(client, "/aduan/lapor/problem", body=body)

    assert answer.status_code in (400, 413)
    assert time.process_time() - began < max(0.5, 0.05 * len(body) / 100_000)


async def test_bad_input_14_a_semicolon_separates_nothing(client: Client) -> None:
    body = encoded([(FIELD, await token(client)), ("description", "Lubang di depan pasar")]) + b"&x=;description=overwritten"

    assert (await post(client, "/aduan/lapor/problem", body=body)).status_code == 303


@pytest.mark.parametrize("value", ["", "x", "A" * 22 + "." + "B" * 43, "\u2713"])
async def test_bad_input_15_a_token_that_does_not_fit_shows_what_was_typed_again(client: Client, value: str) -> None:
    pairs = [*([(FIELD, value)] if value else []), ("description", "Lubang besar & dalam")]

    answer = await post(client, "/aduan/lapor/problem", pairs)

    assert answer.status_code == 403
    assert 'value="Lubang besar &amp; dalam"' in answer.text
    again = await client.follow(await client.fill(answer, holding="description"))
    assert "/place" in str(again.url)


async def test_bad_input_15_a_token_of_another_session_does_not_fit(client: Client) -> None:
    await first_step(client, "Lubang di depan pasar")
    theirs = await token(client)
    client.cookies.clear()
    await first_step(client, "Lampu di depan pasar")

    assert (await post(client, "/aduan/lapor/problem", [(FIELD, theirs), ("description", "x" * 20)])).status_code == 403


async def test_bad_input_16_the_same_key_twice_is_one_ticket_and_with_other_answers_409(client: Client) -> None:
    page = await to_the_check(client)
    first = await client.fill(page, holding="_key")
    again = await client.fill(page, holding="_key")
    form = form_in(page.text, "_key")
    other = await client.send_form(page, form, [(name, "0" * 64 if name == "_digest" else value) for name, value in form.filled()])

    assert first.status_code == again.status_code == 303
    assert first.headers["location"] == again.headers["location"]
    assert other.status_code == 409


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "", "application/xml", "application/x-www-form-urlencodedx", "multipart/related; boundary=x"]
)
async def test_bad_input_17_what_is_no_form_is_refused(client: Client, kind: str) -> None:
    answer = await post(client, "/aduan/lapor/problem", body=b'{"description": "Lubang di depan pasar"}', Content_Type=kind)

    assert answer.status_code == 415


BOUND = b'--x\r\nContent-Disposition: form-data; name="description"\r\n\r\nLubang di depan pasar\r\n--x--\r\n'


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", BOUND), ("multipart/form-data; boundary=", BOUND), (f"multipart/form-data; boundary={'x' * 300}", BOUND),
        ("multipart/form-data; boundary=x; charset=nope", BOUND), ("multipart/form-data; boundary=x", BOUND[:-9]),
        ("multipart/form-data; boundary=x", BOUND[:40]),
        ("multipart/form-data; boundary=x", b""), ("multipart/form-data; boundary=y", BOUND),
        ("application/x-www-form-urlencoded; charset=nope", b"description=a"),
    ],
)  # fmt: skip
async def test_bad_input_18_a_multipart_form_that_is_not_whole_is_refused(client: Client, kind: str, body: bytes) -> None:
    assert (await post(client, "/aduan/lapor/problem", body=body, Content_Type=kind)).status_code in (400, 415)


# ---------------------------------------------------------------- addresses and headers


@pytest.mark.parametrize("page", ["0", "-1", "1e9", "abc", "٣", str(2**70), ""])
async def test_bad_input_19_and_20_pages_and_orders_that_there_are_not(client: Client, page: str) -> None:
    for query in ({"page": page}, {"after": page}, {"sort": page}, {"sort": "owner__pwhash"}, {"sort": "-"}, {"sort": ";DROP"}):
        assert (await client.get("/aduan", params=query)).status_code in (200, 404)


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/\t/evil.example", "https:evil.example", "", "x"]
)
async def test_row_15_bad_input_21_a_redirect_leads_to_a_path_of_ours(client: Client, target: str) -> None:
    answer = await client.post("/tampilan", data={"bahasa": "en", "kembali": target}, headers=OURS)

    assert answer.status_code == 303
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize("words", ["x" * 7_000, "%", "_", "'", '"', "*", "NEAR(", '"unbalanced', "a AND", "-", "^", "col:x", "{a", "\u0000", "😀" * 500])
async def test_bad_input_22_a_search_for_anything(client: Client, words: str) -> None:
    for path in ("/cari", "/aduan"):
        assert (await client.get(path, params={"q": words})).status_code in ((200,) if "\u0000" not in words else (200, 400))


@pytest.mark.parametrize("language", ["x" * 10_000, "../../x", "en;q=abc", "id-ID,en;q=2;;", "\x7f", "*;q=0", ",,,,"])
async def test_bad_input_23_a_language_that_there_is_not_is_indonesian(client: Client, language: str) -> None:
    page = await client.get("/", headers={"Accept-Language": language})

    assert page.status_code == 200
    assert '<html lang="id"' in page.text or language.startswith(("en", "id-ID"))


async def test_bad_input_24_what_htmx_says_is_repeated_nowhere_and_opens_nothing(client: Client) -> None:
    said: Mapping[str, str] = {
        "HX-Target": '"><script>zqx', "HX-Current-URL": "javascript:zqx", "HX-Trigger": "zqx<x>", "HX-Request": "true", "HX-Boosted": "true",
        "HX-Source": "zqx",
    }  # fmt: skip
    for path in ("/", "/aduan", "/cari?q=a", "/tidak-ada", "/aduan/lapor", "/klinik/saya"):
        page = await client.get(path, headers=said)
        assert "zqx" not in page.text
        assert not any("zqx" in value for value in page.headers.values())
    assert (await client.get("/konsol/dummy", headers=said)).status_code in (303, 403)


@pytest.mark.parametrize(
    "cookie",
    [
        "pendopo_sid=" + "x" * 43,
        "pendopo_sid=" + "A" * 16_000,
        "; ".join(f"a{n}=b" for n in range(200)),
        "pendopo_sid=../../x",
        'pendopo_sid="; x=y',
        "=;=;",
        "bahasa=xx; tampilan=<script>",
        "pendopo_sid=a; pendopo_sid=b",
    ],
)
async def test_bad_input_25_a_cookie_that_says_nothing_is_a_strangers(client: Client, cookie: str) -> None:
    page = await client.get("/klinik/saya", headers={"Cookie": cookie})

    assert page.status_code in (303, 400, 431)
    assert "<script>" not in page.text
    home = await client.get("/", headers={"Cookie": cookie})
    assert home.status_code in (200, 400, 431)


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "FOO", "PUT", "PATCH", "DELETE", "PROPFIND", "OPTIONS"])
async def test_bad_input_26_other_methods_are_told_which_there_are(client: Client, method: str) -> None:
    answer = await client.request(method, "/aduan", headers=OURS)
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]

    hidden: Any = await client.post("/aduan/lapor/problem?_method=GET", data={"_method": "DELETE"}, headers={**OURS, "X-HTTP-Method-Override": method})
    assert hidden.status_code in (403, 422)


def test_every_item_of_the_list_has_its_test() -> None:
    named = re.findall(r"def test_\w*?bad_input_(\d\d)(?:_and_(\d\d))?", Path(__file__).read_text(encoding="utf-8"))

    assert {int(number) for pair in named for number in pair if number} == set(range(1, 27))
