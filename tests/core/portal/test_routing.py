"""Paths lead to pages whatever order they were written in; names lead back to paths."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from core import CITIZEN, PUBLIC, Route, permission
from core.errors import DeclarationError, PendopoError
from core.portal.routing import Routing, core_endpoint, endpoint_of


async def page(_request: Any) -> Any:
    """Stands for a page."""


def route(path: str, name: str, **more: Any) -> Route:
    return Route(path, page, name=name, access=more.pop("access", PUBLIC), **more)


def routing(*routes: Route, segments: tuple[str, ...] = ("klinik", "antrean"), renamed: dict[str, str] | None = None) -> Routing:
    return Routing([core_endpoint("core", route("/", "home")), *(endpoint_of("dummy", r, segments, renamed or {}) for r in routes)])


def found(table: Routing, path: str, method: str = "GET") -> str:
    match = table.match(path, method)
    return match.endpoint.name if match.endpoint else f"none {','.join(match.allowed)}"


def test_literals_come_before_parameters_and_rests_come_last() -> None:
    table = routing(route("/{rest:path}", "rest"), route("/{clinic}", "one"), route("/baru", "new"), route("/{clinic}/foto", "photos"), route("/", "list"))

    assert found(table, "/klinik") == "dummy:list"
    assert found(table, "/klinik/baru") == "dummy:new"
    assert found(table, "/klinik/7") == "dummy:one"
    assert found(table, "/klinik/7/foto") == "dummy:photos"
    assert found(table, "/klinik/7/a/b") == "dummy:rest"
    assert found(table, "/") == "core:home"
    assert found(table, "/elsewhere") == "none "


def test_a_known_path_with_another_method_says_what_is_allowed() -> None:
    table = routing(route("/", "list"), route("/", "make", methods=("POST",)), route("/{n:int}", "one", methods=("DELETE",)))

    assert found(table, "/klinik", "POST") == "dummy:make"
    assert found(table, "/klinik", "HEAD") == "dummy:list"
    assert found(table, "/klinik", "PUT") == "none GET,HEAD,POST"
    assert found(table, "/klinik/7", "GET") == "none DELETE"
    assert found(table, "/klinik/x", "DELETE") == "none "


def test_parameters_are_converted() -> None:
    table = routing(route("/{n:int}", "number"), route("/u/{id:uuid}", "id"))
    some = uuid.uuid4()

    assert table.match("/klinik/7", "GET").params == {"n": 7}
    assert table.match(f"/klinik/u/{some}", "GET").params == {"id": some}
    assert table.match(f"/klinik/{2**63 - 1}", "GET").endpoint is not None
    assert table.match(f"/klinik/{2**63}", "GET").endpoint is None


def test_a_site_may_rename_a_segment_and_addresses_follow() -> None:
    table = routing(route("/{n:int}", "one"), route("/", "queue", segment="antrean"), renamed={"klinik": "puskesmas"})

    assert table.url_for("dummy:one", n=7) == "/puskesmas/7"
    assert table.url_for("dummy:queue") == "/antrean"
    assert found(table, "/klinik/7") == "none "


def test_the_console_is_below_its_plugins_name() -> None:
    table = routing(route("/", "console", segment="konsol"), route("/x", "x", segment="konsol"))

    assert table.url_for("dummy:console") == "/konsol/dummy"
    assert found(table, "/konsol/dummy/x") == "dummy:x"


def test_an_unknown_name_or_parameter_is_an_error_with_the_nearest() -> None:
    table = routing(route("/{n:int}", "one"))

    with pytest.raises(PendopoError, match="Did you mean 'dummy:one'"):
        table.url_for("dummy:on")
    with pytest.raises(PendopoError, match="takes"):
        table.url_for("dummy:one")
    with pytest.raises(PendopoError, match="takes"):
        table.url_for("dummy:one", n=1, m=2)


def test_a_segment_that_the_manifest_does_not_list_is_refused() -> None:
    with pytest.raises(DeclarationError, match="antrian"):
        routing(route("/", "queue", segment="antrian"))


@pytest.mark.parametrize("path", ["klinik", "//x", "/x/", "/a b", "/{x", "/{X}", "/../x", "/{x:any}", "", "/x?y"])
def test_a_path_that_is_none_is_refused(path: str) -> None:
    with pytest.raises(DeclarationError, match="has the path"):
        route(path, "x")


def test_a_page_is_async_a_method_is_known_and_a_kept_page_is_public() -> None:
    def plain(_request: Any) -> Any:
        """Not async."""

    with pytest.raises(DeclarationError, match="async def"):
        Route("/", plain, name="x", access=PUBLIC)
    with pytest.raises(DeclarationError, match="methods"):
        route("/", "x", methods=("GTE",))
    with pytest.raises(DeclarationError, match="methods"):
        route("/", "x", methods=())
    with pytest.raises(DeclarationError, match="PUBLIC"):
        route("/", "x", access=CITIZEN, keep="list")
    with pytest.raises(DeclarationError, match="PUBLIC"):
        route("/", "x", access=permission("a"), keep="list")
    with pytest.raises(DeclarationError):
        route("/", "a.b")


@pytest.mark.parametrize("more", [{}, {"token": False}, {"methods": ("POST",)}, {"token": False, "methods": ("GET", "POST")}])
def test_row_5_a_raw_body_is_read_only_where_no_token_of_a_page_is_asked_for(more: dict[str, Any]) -> None:
    with pytest.raises(DeclarationError, match="raw body"):
        route("/panggilan", "called", raw=True, **more)

    assert routing(route("/panggilan", "called", raw=True, token=False, methods=("POST",))).match("/klinik/panggilan", "POST").endpoint is not None
