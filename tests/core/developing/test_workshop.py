"""What `serve --dev` shows of a portal at work, and to whom."""

from __future__ import annotations

import re
from pathlib import Path

import httpx2
import pytest

from core.database.quick import Quick
from core.database.sqlite import Client as Connection
from core.errors import SiteError
from core.outgoing import Outgoing
from tests.core.developing.workshop import HOOKS, Working, tree_site, working

pytestmark = pytest.mark.anyio

INSIDE = {"/_dev", "/_dev/requests", "/_dev/outbox", "/_dev/hooks", "/_dev/changes", "/_dev/static/live.js"}


def bar_of(page: httpx2.Response) -> str:
    """The bar of a page; empty when there is none."""
    found = re.search(r'<aside class="dev-bar".*?</aside>', page.text, re.DOTALL)
    return found[0] if found else ""


async def opened(at: Working, page: httpx2.Response) -> httpx2.Response:
    return await at.client.get(f"/_dev/requests/{page.headers['x-request-id']}")


async def test_a_page_has_a_bar_after_all_that_is_its_own(tmp_path: Path) -> None:
    async with working(tree_site(tmp_path)) as at:
        page = await at.client.get("/pohon")

    bar = bar_of(page)
    assert "200 ·" in bar
    assert "3 statements" in bar
    assert "1 repeated" in bar
    assert "tree:home" in bar
    assert "tree/home.html" in bar
    assert f"/_dev/requests/{page.headers['x-request-id']}" in bar
    assert page.text.index("</footer>") < page.text.index(bar)
    assert int(page.headers["content-length"]) == len(page.content)
    assert "<script src=" in page.text.partition("</head>")[0]


async def test_a_piece_that_htmx_asks_for_has_none_but_is_among_the_requests(tmp_path: Path) -> None:
    async with working(tree_site(tmp_path)) as at:
        piece = await at.client.get("/pohon", headers={"HX-Request": "true", "HX-Request-Type": "partial"})
        requests = await at.client.get("/_dev/requests")

    assert "daun0" in piece.text
    assert "_dev" not in piece.text
    assert piece.headers["x-request-id"] in requests.text


async def test_a_request_shows_its_statements_whose_code_ran_and_its_templates(tmp_path: Path) -> None:
    async with working(tree_site(tmp_path)) as at:
        trees = await opened(at, await at.client.get("/pohon"))
        home = await opened(at, await at.client.get("/"))

    assert trees.text.count("CAST(?1 AS INTEGER)") == 3
    assert trees.text.count("3 times") == 3
    assert re.search(r"plugins/tree/hooks\.py:11", trees.text), "the line that asked"
    assert "fragment home.side" in home.text
    assert "tree/leaf.html" in home.text
    assert "home.html" in home.text


async def test_pages_are_not_kept_so_each_shows_what_it_costs(tmp_path: Path) -> None:
    async with working(tree_site(tmp_path)) as at:
        first, second = await at.client.get("/"), await at.client.get("/", headers={"Accept-Encoding": "br"})

    assert "core:home" in bar_of(first)
    assert "core:home" in bar_of(second)
    assert "etag" not in second.headers


async def test_what_fails_is_told_with_file_and_line(tmp_path: Path) -> None:
    async with working(tree_site(tmp_path)) as at:
        page = await at.client.get("/pohon/gagal")
        request = await opened(at, page)
        hooks = await at.client.get("/_dev/hooks?plugin=tree")

    line = next(number for number, text in enumerate(HOOKS.splitlines(), 1) if "pohon" in text and "return {}" in text)
    assert page.status_code == 500
    assert "KeyError" in bar_of(page)
    assert f"plugins/tree/hooks.py:{line}" in bar_of(page)
    assert "Traceback" in request.text
    assert "KeyError" in hooks.text


async def test_a_template_that_cannot_be_read_is_told_with_its_line(tmp_path: Path) -> None:
    tree_site(tmp_path)
    (tmp_path / "plugins/tree/templates/tree/home.html").write_text('{% extends "page.html" %}\n{% block main %}\n{% if %}\n', encoding="utf-8")
    async with working(tmp_path) as at:
        page = await at.client.get("/pohon")

    assert page.status_code == 500
    assert "TemplateSyntaxError" in bar_of(page)
    assert "tree/home.html:3" in bar_of(page)


async def test_hooks_are_shown_with_who_answers_them_and_where(tmp_path: Path) -> None:
    async with working(tree_site(tmp_path)) as at:
        await at.client.get("/pohon")
        page = await at.client.get("/_dev/hooks")
        chosen = await at.client.get("/_dev/hooks?plugin=nobody")

    line = next(number for number, text in enumerate(HOOKS.splitlines(), 1) if text.startswith("def register_routes")) - 1
    assert re.search(rf"register_routes.*?<td>tree</td>.*?plugins/tree/hooks\.py:{line}<", page.text, re.DOTALL)
    assert re.search(r"register_tasks</code></th><td>core</td><td colspan=\"4\">nobody", page.text)
    assert re.search(r"<td>tree</td><td>tree:home</td><td class=\"number\">1</td>", page.text)
    assert "tree:home" not in chosen.text


@pytest.mark.parametrize(
    ("headers", "peer"),
    [
        ({}, "10.0.0.7"),
        ({"X-Forwarded-For": "127.0.0.1"}, "127.0.0.1"),
        ({"Forwarded": "for=127.0.0.1"}, "127.0.0.1"),
        ({"Via": "1.1 proxy"}, "127.0.0.1"),
        ({"Host": "evil.example:8000"}, "127.0.0.1"),
        ({"Host": "127.0.0.1.evil.example:8000"}, "127.0.0.1"),
        ({"Host": "127.0.0.1:9999"}, "127.0.0.1"),
    ],
)
async def test_whoever_does_not_ask_from_this_machine_sees_the_portal_only(tmp_path: Path, headers: dict[str, str], peer: str) -> None:
    async with working(tree_site(tmp_path)) as at:
        await at.client.get("/pohon")
        transport = httpx2.ASGITransport(app=at.workshop, client=(peer, 50000))
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as stranger:
            answers = {path: await stranger.get(path, headers=headers) for path in INSIDE}
            page = await stranger.get("/pohon", headers=headers)

    assert {answer.status_code for answer in answers.values()} <= {400, 404}
    assert not any("pohon" in answer.text for answer in answers.values())
    assert "_dev" not in page.text


async def test_the_pages_carry_the_headers_of_all_others_and_only_read(tmp_path: Path) -> None:
    async with working(tree_site(tmp_path)) as at:
        page = await at.client.get("/_dev/requests")
        posted = await at.client.post("/_dev/requests", content=b"")
        nowhere = [await at.client.get(path) for path in ("/_dev/nothing", "/_dev/requests/abc", "/_dev/outbox/..%2f..%2fportal", "/_dev/static/..%2fdesk.py")]

    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert posted.status_code == 405
    assert [answer.status_code for answer in nowhere] == [404] * 4


async def test_what_cannot_be_built_is_told_on_every_page_until_it_is_mended(tmp_path: Path) -> None:
    tree_site(tmp_path)
    good = (tmp_path / "portal.toml").read_text(encoding="utf-8")
    async with working(tmp_path) as at:
        before = at.workshop.version
        (tmp_path / "portal.toml").write_text("[portal\n", encoding="utf-8")
        with pytest.raises(SiteError):
            await at.workshop.rebuild()
        wrong = await at.client.get("/pohon")
        requests = await at.client.get("/_dev/requests")
        during = at.workshop.version
        (tmp_path / "portal.toml").write_text(good, encoding="utf-8")
        await at.workshop.rebuild()
        mended = await at.client.get("/pohon")

    assert wrong.status_code == 503
    assert "portal.toml:1" in wrong.text
    assert "live.js" in wrong.text
    assert requests.status_code == 200
    assert mended.status_code == 200
    assert len({before, during, at.workshop.version}) == 3


async def test_afterwards_everything_is_as_it_was(tmp_path: Path) -> None:
    before = [Connection.execute_query, Quick.ask, Outgoing.request, vars(Connection).keys()]
    async with working(tree_site(tmp_path)):
        assert Quick.ask is not before[1]

    assert [Connection.execute_query, Quick.ask, Outgoing.request, vars(Connection).keys()] == before
