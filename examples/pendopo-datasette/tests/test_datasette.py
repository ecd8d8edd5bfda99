"""Datasette answers below /data, and the portal decides who reads it and under which headers."""

import json
import sqlite3

import pytest

pytestmark = [pytest.mark.anyio, pytest.mark.plugins("datasette")]


@pytest.fixture
def site(site):
    """A site with one small table, made before the portal is built."""
    (site.folder / "opendata").mkdir()
    with sqlite3.connect(site.folder / "opendata" / "desa.db") as database:
        database.execute("create table villages (code text primary key, name text)")
        database.executemany("insert into villages values (?, ?)", [("33.16.08.2002", "Bacem"), ("33.16.08.1001", "Jepon")])
    database.close()
    return site


@pytest.fixture
def site_toml(request):
    public = "false" if request.node.get_closest_marker("closed") else "true"
    return f'[plugins.datasette]\nfiles = ["desa.db"]\npublic = {public}\n'


async def test_the_tile_leads_to_the_list_of_databases(client):
    assert 'href="/data"' in (await client.get("/")).text
    page = await client.get("/data")
    assert page.status_code == 200
    assert "/data/desa" in page.text


async def test_a_table_is_read_as_a_page_and_as_json(client):
    page = await client.get("/data/desa/villages")
    rows = await client.get("/data/desa/villages.json?_shape=array&name=Bacem")

    assert "Bacem" in page.text
    assert [row["code"] for row in json.loads(rows.text)] == ["33.16.08.2002"]
    assert rows.headers["content-type"].startswith("application/json")


async def test_its_own_files_come_from_below_the_prefix(client):
    assert "/data/-/static/app.css" in (await client.get("/data")).text
    assert (await client.get("/data/-/static/app.css")).headers["content-type"].startswith("text/css")


async def test_the_headers_are_the_portals(client):
    theirs, ours = (await client.get("/data/desa/villages")).headers, (await client.get("/")).headers

    assert theirs["content-security-policy"] == ours["content-security-policy"]
    assert theirs["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in theirs
    assert "set-cookie" not in theirs


async def test_it_cannot_be_posted_to(client):
    assert (await client.post("/data/desa", data={"sql": "select 1"}, headers={"Origin": client.address})).status_code in (403, 405)


async def test_no_query_of_ones_own_unless_the_site_allows_it(client):
    assert (await client.get("/data/desa?sql=select+1")).status_code == 403


@pytest.mark.closed
async def test_a_closed_one_is_for_officers_alone(client, citizen, officer):
    for path in ("/data", "/data/desa/villages.json"):
        assert (await client.get(path)).status_code in (303, 401, 403)
        assert (await citizen.get(path)).status_code == 403
        assert (await officer.get(path)).status_code == 200
