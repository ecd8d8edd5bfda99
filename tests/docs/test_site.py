"""The page about a site names every setting with its default, and its examples are read."""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr
from pydantic_core import PydanticUndefined

from core.commands.check import examine
from core.making.sites import Wanted, make_site
from core.reading.checking import checked
from core.reading.toml import Document, parse_toml
from core.reading.values import Values
from core.site.config import Config
from plugins.cases.settings import Settings as CasesSettings
from plugins.complaints.settings import Settings as ComplaintsSettings
from plugins.documents.settings import Settings as DocumentsSettings
from plugins.education.settings import Settings as EducationSettings
from plugins.health.settings import Settings as HealthSettings
from plugins.information.settings import Settings as InformationSettings
from plugins.jobs.settings import Settings as JobsSettings
from plugins.notifications.settings import Settings as NotificationsSettings
from plugins.payments.settings import Settings as PaymentsSettings
from plugins.permits.settings import Settings as PermitsSettings
from plugins.vehicle_tax.settings import Settings as VehicleTaxSettings
from tests.docs.pages import ROOT, Block, blocks

PAGE = ROOT / "docs" / "site.md"
SECTIONS: dict[str, type[BaseModel]] = {
    **{name: field.annotation for name, field in Config.model_fields.items() if name != "paths"},  # type: ignore[dict-item]
    "plugins.cases": CasesSettings,
    "plugins.complaints": ComplaintsSettings,
    "plugins.documents": DocumentsSettings,
    "plugins.education": EducationSettings,
    "plugins.health": HealthSettings,
    "plugins.information": InformationSettings,
    "plugins.jobs": JobsSettings,
    "plugins.notifications": NotificationsSettings,
    "plugins.payments": PaymentsSettings,
    "plugins.permits": PermitsSettings,
    "plugins.vehicle_tax": VehicleTaxSettings,
}


def said(section: str) -> dict[str, str]:
    """Key → default, of the table below a section's heading."""
    text = PAGE.read_text(encoding="utf-8")
    part = re.split(rf"^##+ `\[{re.escape(section)}\]`$", text, flags=re.MULTILINE)[1].split("\n#")[0]
    return dict(re.findall(r"^\| `(\w+)` \| (.+?) \|", part, re.MULTILINE))


def written(value: Any) -> str:
    if value is PydanticUndefined:
        return "must be said"
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    return f"`{json.dumps(list(value) if isinstance(value, tuple) else value)}`"


@pytest.mark.parametrize("section", SECTIONS)
def test_every_setting_is_on_the_page_with_its_default(section: str) -> None:
    model = SECTIONS[section]

    assert said(section) == {field.alias or name: written(field.default) for name, field in model.model_fields.items()}


def test_every_section_has_its_heading() -> None:
    headings = set(re.findall(r"^##+ `\[([a-z._]+)\]`$", PAGE.read_text(encoding="utf-8"), re.MULTILINE))

    assert headings == {*Config.model_fields, *(name for name in SECTIONS if "." in name)}


def whole_sites() -> list[Block]:
    return [block for page in (PAGE, ROOT / "docs" / "id" / "panduan-operator.md") for block in blocks(page) if block.file == "portal.toml"]


@pytest.mark.parametrize("block", whole_sites(), ids=lambda block: block.page)
def test_a_portal_toml_that_is_shown_opens_a_portal(block: Block, tmp_path: Path) -> None:
    make_site(tmp_path / "kudus", Wanted("Kudus Melayani", "33.19"))
    (tmp_path / "kudus" / "portal.toml").write_text(block.text, encoding="utf-8")

    _site, problems, _plugins = examine(tmp_path / "kudus")

    assert [problem for problem in problems if problem.code != "static.vendor"] == []


def test_the_tables_of_the_guide_are_read(tmp_path: Path) -> None:
    make_site(tmp_path / "kudus", Wanted("Kudus Melayani", "33.19"))
    guide = ROOT / "docs" / "id" / "panduan-operator.md"
    for block in blocks(guide):
        if block.language in ("csv", "toml") and block.file != "portal.toml":
            (tmp_path / "kudus" / block.file).write_text(block.text, encoding="utf-8")

    site, problems, _plugins = examine(tmp_path / "kudus")

    assert [problem for problem in problems if problem.code != "static.vendor"] == []
    assert site is not None
    assert set(site.agencies) == {"dinkominfo", "dpupr"}
    assert [holiday.name for holiday in site.holidays] == ["Hari jadi kabupaten"]
    assert [district.name for district in site.regions.districts] == ["Kaliwungu"]


def test_the_piece_of_a_portal_toml_for_a_server_is_right() -> None:
    (piece,) = [block for block in blocks(ROOT / "docs" / "operating.md") if block.language == "toml"]
    document = parse_toml(piece.text.replace("[portal]", '[portal]\nname = "Kudus Melayani"'), "portal.toml")
    assert isinstance(document, Document)

    _config, problems = checked(Config, Values(document.values, document, {}))

    assert problems == []


@pytest.mark.parametrize("slug", sorted(file.parent.name for file in (ROOT / "plugins").glob("*/settings.py")))
def test_every_setting_of_every_plugin_is_on_a_page(slug: str) -> None:
    """Also of those whose settings stand on a page of their own, in a table or in a piece of a portal.toml."""
    model = import_module(f"plugins.{slug}.settings").Settings
    pages = [text for file in (ROOT / "docs").glob("*.md") if f"[plugins.{slug}]" in (text := file.read_text(encoding="utf-8"))]

    said = {name for text in pages for name in re.findall(r"`(\w+)`|^(?:    )?(\w+) = ", text, re.MULTILINE) for name in name if name}
    assert {field.alias or name for name, field in model.model_fields.items()} - said == set()
