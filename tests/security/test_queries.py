"""What stands in an address is words: no list, search or page takes it for a name of a column, a piece of SQL, or falls over it."""

from __future__ import annotations

import re
import string
from collections.abc import AsyncIterator
from urllib.parse import quote

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.portal import Portal
from core.testing.client import Client
from plugins.cases.models import Person
from plugins.complaints.finding import index
from tests.security.whole import PATIENT, ROAD, open_one, whole_portal

pytestmark = pytest.mark.anyio

LISTS = {
    "/": ("q", "sort", "page"),
    "/layanan": ("q", "peristiwa", "instansi", "sort", "page", "after"),
    "/cari": ("q", "sumber", "sort", "page"),
    "/aduan": ("q", "state", "category", "district", "after", "sort", "order", "page", "size", "limit", "owner__pwhash", "agency", "visibility"),
    "/lacak": ("tiket", "code", "secret", "sort"),
    "/aduan/lapor": ("draf", "hilang", "dihapus", "simpan"),
    "/aduan/lapor/problem": ("draf", "ubah", "simpan", "periksa"),
    "/aduan/lapor/periksa": ("draf",),
    "/klinik": ("q", "sort", "page", "after"),
    "/masuk": ("next",),
    "/petugas": ("q", "keadaan", "petugas", "layanan", "kecamatan", "langkah", "instansi", "kelompok", "sesudah", "sort", "owner__pwhash"),
    "/petugas/banyak": ("pilih",),
    "/_potongan/home.cards": ("q",),
    "/aduan/nilai/" + "A" * 43: ("beres",),
}
"""Every page that reads its query, with names that it knows and names that it does not."""
READ = ("q", "state", "category", "district", "after", "tiket", "draf", "periksa", "next")
"""Those that a page reads; of the others one value in four is tried."""
INJECTIONS = (
    "'", "''", "\"", "`", "\\", "';", "'--", "' OR '1'='1", "\" OR \"\"=\"", "' OR 1=1--", "1' OR '1'='1' /*", "') OR ('1'='1",
    "1; DROP TABLE cases_case", "'; DROP TABLE cases_case;--", "1 UNION SELECT NULL", "' UNION SELECT name, phone FROM cases_person--",
    "1 AND SLEEP(5)", "1; SELECT pg_sleep(5)", "1 AND 1=(SELECT COUNT(*) FROM sqlite_master)", "';ATTACH DATABASE '/tmp/x' AS x;--",
    "%' AND 1=1 AND '%'='", "admin'/*", "1/**/OR/**/1", "0x31303235", "CHAR(39)", "${jndi:ldap://x}", "$(id)", "`id`", "|id", ";id",
    "-", "--", "-id", "id", "-opened", "owner__pwhash", "owner__pwhash__startswith", "person__phone", "state__in", "pk", "id__gt", "?", "*", "random",
    "NaN", "inf", "-inf", "1e309", "-0", "-1", "0", "1e9", "٣", "１２", str(2**31), str(2**63), str(2**70), str(-(2**70)),
    "9" * 400, "0" * 5000,
    "%", "_", "%%", "NEAR(", "NEAR(a b, 2)", "a AND", "OR", "NOT", "AND OR NOT", "a*", "*a", "\"a", "(a", "a)", "col:a", "^a", "{a b}", "a + b", "a - b",
    "AAAA", "e30=", "WyIyMDI2IiwxXQ", "bnVsbA", "W251bGwsbnVsbF0", "WzFlMzA5LDFd", "W10", "eyJhIjoxfQ", "====",
    "😀" * 40, "\u202e\u200b\u0301" * 30, "x" * 7000,
    "../../../etc/passwd", "..\\..\\x", "/etc/passwd", "file:///etc/passwd", "//evil.example", "https://evil.example", "javascript:alert(1)",
    "\ufeff", "\ud7ff",
)  # fmt: skip


@pytest.fixture(scope="module")
async def whole(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Portal, Client]]:
    async with whole_portal(tmp_path_factory.mktemp("whole") / "site", toml=PATIENT) as (portal, client):
        for _ in range(15):
            opened = await open_one(portal, ROAD)
            await index(portal, opened.case, "sisi utara")
        yield portal, client


def bare(page: httpx2.Response) -> str:
    """A page without its own address, its token and its reference."""
    text = page.text
    for own in (str(page.url), page.url.raw_path.decode(), page.url.path, quote(page.url.path, safe="")):
        text = text.replace(own.replace("&", "&amp;"), "")
    return re.sub(r'value="[^"]*"|<code class="num">[0-9a-f]+</code>', "", text)


def tickets(page: httpx2.Response) -> list[str]:
    """The complaints of a list, in its order."""
    return re.findall(r'id="aduan-([^"]+)"', page.text)


@pytest.mark.parametrize("path", LISTS)
async def test_row_12_no_value_of_a_query_makes_a_page_fail(whole: tuple[Portal, Client], path: str) -> None:
    _portal, client = whole

    for place, name in enumerate(LISTS[path]):
        for value in INJECTIONS if name in READ else INJECTIONS[place % 4 :: 4]:
            address = f"{path}?{name}={quote(value)}"
            answer = await client.get(address, headers={"HX-Request-Type": "partial"} if len(value) % 2 else {})
            expected = (200, 404, 303) if len(address) < 8000 else (200, 303, 404, 414)
            assert answer.status_code in expected, f"{address[:200]} answered {answer.status_code}"
            assert not re.search(r"Traceback|OperationalError|no such column|syntax error|SQL logic", answer.text, re.IGNORECASE), address[:200]
    assert await Person.all().count() == 15


@pytest.mark.parametrize("name", ["sort", "order", "order_by", "page", "size", "owner__pwhash", "person__phone__startswith", "visibility", "agency", "fields"])
async def test_row_12_a_name_that_a_list_does_not_know_changes_nothing(whole: tuple[Portal, Client], name: str) -> None:
    _portal, client = whole
    usual = bare(await client.get("/aduan"))

    for value in ("owner__pwhash", "-", ";DROP", "confidential", "-1", "+62", "title"):
        assert bare(await client.get("/aduan", params={name: value})) == usual


@pytest.mark.parametrize("name", ["state", "category", "district", "after"])
async def test_row_12_a_value_that_a_filter_does_not_know_is_no_filter(whole: tuple[Portal, Client], name: str) -> None:
    _portal, client = whole
    usual = tickets(await client.get("/aduan"))

    for value in ("' OR '1'='1", "owner__pwhash", "%", "received' --", "conduct", "*", "null"):
        assert tickets(await client.get("/aduan", params={name: value})) == usual


async def test_row_12_a_search_is_for_words_and_never_a_question_of_its_own(whole: tuple[Portal, Client]) -> None:
    _portal, client = whole

    assert len(tickets(await client.get("/aduan", params={"q": "lubang"}))) == 12
    for words in ("lubang' OR '1'='1", "lubang AND nichts", 'lubang" OR "nichts', "nothing*", "title:lubang", "%", "_"):
        assert tickets(await client.get("/aduan", params={"q": words})) == [], words


def test_row_12_the_list_of_pages_is_whole(request: pytest.FixtureRequest) -> None:
    """Whatever reads the query in core or a bundled plugin is asked above."""
    house = request.config.rootpath
    readers = {
        str(file.relative_to(house))
        for folder in ("core", "plugins/cases", "plugins/complaints")
        for file in (house / folder).rglob("*.py")
        if "query_params" in file.read_text() and file.parent.name != "developing"  # answers whoever sits at this computer, and nobody else
    }

    assert readers == {
        "core/flow/flow.py", "core/pages/catalogue.py", "core/pages/search.py", "core/portal/kept.py", "plugins/cases/pages.py", "plugins/cases/search.py",
        "plugins/cases/desk/casepage.py", "plugins/cases/desk/exporting.py", "plugins/cases/desk/listing.py", "plugins/cases/desk/many.py",
        "plugins/complaints/pages.py", "plugins/complaints/rating.py",
    }  # fmt: skip


VALUES = (str(2**63), str(2**70), "0", "-1", "ADU-7K3F-9Q2X", "A" * 43, "0191c0de-0000-7000-8000-000000000000", "..", ".", "%", "home.cards", "problem")
NAMES = ("q", "after", "state", "category", "district", "draf", "periksa", "tiket", "next", "ubah", "x", "")
ASKED_WITH = (
    "HX-Request-Type", "HX-Request", "HX-Target", "HX-Current-URL", "Accept-Language", "If-None-Match", "Range", "Accept", "Cookie", "Accept-Encoding",
)  # fmt: skip
PARAMETER = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="/"), min_size=1, max_size=40),
    st.sampled_from(
        [str(2**63), str(2**70), "0", "-1", "ADU-7K3F-9Q2X", "A" * 43, "0191c0de-0000-7000-8000-000000000000", "..", ".", "%", "home.cards", "problem"]
    ),
)
QUERY = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.tuples(st.sampled_from(NAMES), st.text(max_size=30)),
        max_size=5,
    ).map(lambda pairs: "&".join(f"{quote(name)}={quote(value, errors='replace')}" for name, value in pairs)),
)
HEADERS = st.dictionaries(
    st.sampled_from(
        ["HX-Request-Type", "HX-Request", "HX-Target", "HX-Current-URL", "Accept-Language", "If-None-Match", "Range", "Accept", "Cookie", "Accept-Encoding"]
    ),
    st.text(string.printable.strip(), max_size=40),
    max_size=3,
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(which=st.integers(0, 10_000), parameters=st.lists(PARAMETER, min_size=3, max_size=3), query=QUERY, headers=HEADERS)
async def test_row_14_whatever_address_is_asked_nothing_fails(
    whole: tuple[Portal, Client], which: int, parameters: list[str], query: str, headers: dict[str, str]
) -> None:
    portal, client = whole
    readable = [one for one in portal.routing.endpoints if "GET" in one.methods]
    given_now = iter(parameters)
    path = re.sub(r"\{[^}]+\}", lambda _: quote(next(given_now), safe="", errors="replace"), readable[which % len(readable)].path)
    address = f"{path}?{quote(query, safe='=&%+;', errors='replace')}"

    answer = await client.get(address, headers=headers)

    assert answer.status_code < 500, address
