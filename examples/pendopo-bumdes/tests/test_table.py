"""The table comes as a file."""

import pytest

pytestmark = [pytest.mark.anyio, pytest.mark.plugins("bumdes")]

TABLE = "number;name;village;kind;offers\nAHU-1;Tirta Makmur;Bacem;water;Air galon\n"


async def test_an_officer_finds_the_table_among_the_imports(officer):
    assert "bumdes.enterprises" in (await officer.get("/konsol/impor")).text


async def test_a_citizen_may_not_import(citizen):
    assert (await citizen.get("/konsol/impor/bumdes.enterprises")).status_code in (403, 404)
