"""A declared value that does not fit its type is refused where it enters, with the field's name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core import PUBLIC, Fragment, MenuItem, Route, Service, Task, Text
from core.errors import DeclarationError
from core.plugins.checks import check_value, field_types, fits


async def page(_request: Any) -> Any:
    """Stands for a page."""


def test_what_fits_passes() -> None:
    check_value(Route("/", page, name="list", access=PUBLIC), (Route,), "register_routes")
    check_value(MenuItem("list", Text("List"), route="a:list"), (MenuItem,), "register_menus")
    check_value(Service("queue", Text("Queue"), "a:list", steps=(Text("One"),)), (Service,), "register_services")
    check_value(Task("sweep", page, every=timedelta(hours=1)), (Task,), "register_tasks")


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (MenuItem("list", "List", route="a:list"), "label"),  # type: ignore[arg-type]
        (MenuItem("list", Text("List"), route=None), "route"),  # type: ignore[arg-type]
        (MenuItem("list", Text("List"), route="a:list", badge="7"), "badge"),  # type: ignore[arg-type]
        (Fragment("home.cards", page, weight="40"), "weight"),  # type: ignore[arg-type]
        (Fragment("home.cards", page, weight=True), "weight"),
        (Fragment("home.cards", page, access="public"), "access"),  # type: ignore[arg-type]
        (Service("queue", Text("Queue"), "a:list", steps=["One"]), "steps"),  # type: ignore[arg-type]
        (Service("queue", Text("Queue"), "a:list", steps=("One",)), "steps"),  # type: ignore[arg-type]
    ],
)
def test_what_does_not_fit_is_named_by_its_field(value: object, field: str) -> None:
    with pytest.raises(DeclarationError, match=rf"\.{field} is ") as caught:
        check_value(value, (type(value),), "register_things")

    assert caught.value.hint.startswith("It must be")


def test_a_value_of_another_kind_is_refused() -> None:
    with pytest.raises(DeclarationError, match="register_menus returned str"):
        check_value("a menu", (MenuItem,), "register_menus")


def test_types_are_strict() -> None:
    assert fits(1, int)
    assert not fits(True, int)
    assert not fits("1", int)
    assert fits(None, field_types(Service)["summary"])
    assert not fits((1, "x"), tuple[int, ...])
