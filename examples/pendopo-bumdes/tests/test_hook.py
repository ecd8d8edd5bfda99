"""Kinds of enterprises come from every plugin that answers the hook of bumdes."""

import pytest

pytestmark = pytest.mark.anyio

TABLE = """\
number;name;village;kind;offers
AHU-1;Tirta Makmur;Bacem;water;Air galon
AHU-2;Kopi Jepon;Jepon;coffee;Kopi bubuk
AHU-3;Toko Kunden;Kunden;shop;Sembako
"""


@pytest.fixture
async def rows(portal):
    """What an import would have written."""
    enterprise = portal.plugin("bumdes").modules["models"].Enterprise
    for line in TABLE.splitlines()[1:]:
        number, name, village, kind, offers = line.split(";")
        await enterprise.create(number=number, name=name, village=village, kind=kind, offers=offers)


@pytest.mark.plugins("bumdes")
async def test_without_a_table_the_page_says_so(client):
    assert 'href="/bumdes"' in (await client.get("/")).text
    assert "Belum ada BUMDes" in (await client.get("/bumdes")).text


@pytest.mark.plugins("bumdes", "coffee")
async def test_another_plugin_names_a_kind(client, rows):
    page = (await client.get("/bumdes")).text

    assert "Coffee from the hills" in page
    assert "Air minum" in page


@pytest.mark.plugins("bumdes", "coffee")
async def test_of_two_kinds_with_one_id_the_first_stands(client, rows):
    page = (await client.get("/bumdes")).text

    assert "Toko</span>" in page
    assert "Never said" not in page


@pytest.mark.plugins("bumdes")
async def test_a_kind_that_nobody_names_is_shown_by_its_word(client, rows):
    assert "coffee" in (await client.get("/bumdes")).text
