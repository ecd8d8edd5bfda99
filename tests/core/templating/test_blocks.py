"""Every template of the house compiles, and every block of a page is rendered alone as htmx asks for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.testing import make_site, serving

pytestmark = pytest.mark.anyio
SAMPLES = Path(__file__).parents[2] / "plugins" / "samples"


async def test_every_template_compiles_in_every_language(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["cases", "complaints", "dummy"], folders=[SAMPLES]) as (portal, _client):
        names = portal.templates.loader.list_templates()

        assert {"page.html", "home.html", "error.html", "dummy/clinics.html"} <= set(names)
        for language in portal.site.languages:
            for name in names:
                portal.templates.compiled(language, name)


@pytest.mark.parametrize("path", ["/klinik", "/layanan", "/cari?q=klinik"])
async def test_htmx_gets_the_block_and_a_person_the_page(path: str, tmp_path: Path) -> None:
    async with serving(make_site(tmp_path), plugins=["dummy"], folders=[SAMPLES]) as (_portal, client):
        whole = await client.get(path)
        part = await client.get(path, headers={"HX-Request": "true", "HX-Request-Type": "partial"})

        assert "<html" in whole.text
        assert "<html" not in part.text
        assert part.text.strip() in whole.text
        assert "HX-Request-Type" in whole.headers["vary"]
