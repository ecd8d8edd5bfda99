"""A table's declaration refuses what would fail only when somebody imports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tortoise import fields as columns
from tortoise.models import Model

from core import CITIZEN, fields, permission
from core.errors import DeclarationError
from core.language import gettext_lazy as _
from core.tables import Column, TableImport
from core.tables.declaration import heading


class Shop(Model):
    """A table with a unique number."""

    number = columns.CharField(max_length=20, unique=True)
    name = columns.CharField(max_length=20)


async def does(*_given: Any) -> Any:
    """Stands for a function of the plugin."""


def plain(*_given: Any) -> Any:
    """The same, and not `async`."""


NUMBER, NAME = fields.Text("number", _("Number")), fields.Text("name", _("Name"))


def table(**more: Any) -> TableImport:
    given: dict[str, Any] = {"columns": [NUMBER, NAME], "key": "number", "access": permission("load"), "write": does}
    return TableImport("shops", _("Shops"), **{**given, **more})


def test_a_table_with_a_model_and_one_with_functions() -> None:
    assert table(write=None, model=Shop, whole=True).key_column.field is NUMBER
    assert [column.name for column in table(known=does, keys=does, remove=does, whole=True, keep="list").every] == ["number", "name"]


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: table(access=CITIZEN), "table.access"),
        (lambda: table(access="load"), "table.access"),
        (lambda: table(columns=[]), "table.column"),
        (lambda: table(columns=[NUMBER, NUMBER]), "table.column"),
        (lambda: table(columns=[NUMBER, Column(NAME, aliases=("NUMBER",))]), "table.column"),
        (lambda: table(columns=[NUMBER, fields.Photos("photo", _("Photo"))]), "table.column"),
        (lambda: table(columns=[NUMBER, fields.Consent("yes", _("Yes"))]), "table.column"),
        (lambda: table(columns=[NUMBER, fields.Text("name", _("Name"), when=fields.Filled("number"))]), "table.column"),
        (lambda: table(columns=[NUMBER, fields.Choice("kind", _("Kind"), options=does)]), "table.column"),
        (lambda: Column(NAME, aliases="nama"), "table.column"),  # type: ignore[arg-type]
        (lambda: Column(NAME, aliases=("--",)), "table.column"),
        (lambda: table(key="nummer"), "table.key"),
        (lambda: table(columns=[fields.Text("number", _("Number"), optional=True)]), "table.key"),
        (lambda: table(write=None), "table.write"),
        (lambda: table(model=Shop), "table.write"),
        (lambda: table(write=None, model=Shop, known=does), "table.write"),
        (lambda: table(write=plain), "table.write"),
        (lambda: table(whole=True), "table.whole"),
        (lambda: table(keys=does, remove=does), "table.whole"),
        (lambda: table(check=does), "table.check"),
        (lambda: table(write=None, model=int), "table.model"),
        (lambda: table(write=None, model=Shop, columns=[NUMBER, fields.Text("nama", _("Name"))]), "table.model"),
        (lambda: table(write=None, model=Shop, key="name"), "table.model"),
        (lambda: table(title="Shops"), "form.text"),
        (lambda: table(keep="shops.list"), "declaration.id"),
    ],
)
def test_what_would_fail_later_is_refused_with_its_mend(make: Callable[[], object], code: str) -> None:
    if code == "form.text":
        make = lambda: TableImport("shops", "Shops", [NUMBER], "number", access=permission("load"), write=does)  # type: ignore[arg-type]

    with pytest.raises(DeclarationError) as error:
        make()

    assert error.value.code == code
    assert error.value.hint


def test_headings_are_compared_without_case_signs_and_spaces() -> None:
    assert heading(" No._POLISI ") == heading("no polisi") == "no polisi"
