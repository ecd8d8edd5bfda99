"""Fields of pages that are no forms: drawn by the house's macros, with ids of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import Request
from core.fields import PageFields, mistakes
from core.testing import make_site, serving

pytestmark = pytest.mark.anyio


@pytest.fixture
async def request_(tmp_path: Path):
    async with serving(make_site(tmp_path)) as (portal, _client):
        yield Request({"type": "http", "headers": [], "pendopo.portal": portal, "pendopo.language": "id"})


async def test_what_was_typed_stands_in_the_fields_and_mistakes_lead_to_them(request_: Request) -> None:
    made = PageFields(request_, {"street": "Jl. Pemuda", "kind": "b"}, {"kind": "Pilih yang lain"}, prefix="tanya")
    views = [made.line("street", "Jalan"), made.choose("kind", "Jenis", [("a", "Satu"), ("b", "Dua", "Yang kedua")], look="radios")]

    assert [(view.id, view.name, view.value) for view in views] == [("tanya-street", "street", "Jl. Pemuda"), ("tanya-kind", "kind", "b")]
    assert [(one.id, one.chosen, one.hint) for one in views[1].choices] == [("tanya-kind", False, ""), ("tanya-kind-1", True, "Yang kedua")]
    assert views[1].described_by == "tanya-kind-error"
    assert mistakes(views) == [("tanya-kind", "Pilih yang lain")]


async def test_a_password_is_never_shown_again(request_: Request) -> None:
    field = PageFields(request_, {"password": "rahasia"}).line("password", "Kata sandi", attributes={"type": "password"})

    assert field.value == ""


async def test_several_tick_boxes_and_own_words_for_what_may_stay_empty(request_: Request) -> None:
    made = PageFields(request_, {"photos": ["2"]})
    ticked = made.choose("photos", "Foto", [("1", "Satu"), ("2", "Dua")], look="checkboxes", optional=True)

    assert [one.chosen for one in ticked.choices] == [False, True]
    assert ticked.optional == "(opsional)"
    assert made.words("why", "Mengapa?", optional="bila perlu").optional == "bila perlu"
    assert made.choose("agency", "Instansi", [], none="Semua").words["none"] == "Semua"
