"""A plugin's own template of a form: one that bears the name by chance is told of before anybody asks for the form."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core.portal import build_portal
from core.testing.portals import make_site

from .conftest import PLUGINS


def problems_with(tmp_path: Path, files: dict[str, str]) -> list[tuple[str, str]]:
    """What the portal says of the clinic's templates after these were written, with the file's name."""
    folder = shutil.copytree(PLUGINS, tmp_path / "plugins")
    for name, text in files.items():
        (folder / "clinic" / "templates" / "clinic" / name).write_text(text)
    portal = build_portal(make_site(tmp_path / "site"), plugins=["clinic"], folders=[folder])
    return [(one.code, Path(one.where).name) for one in portal.problems if one.code == "template.form"]


def test_one_that_extends_the_forms_pages_is_its_own(tmp_path: Path) -> None:
    receipt = '{% extends "receipt.html" %}'
    again = '{%- extends "clinic/report_receipt.html" -%}'

    assert problems_with(tmp_path, {"report_receipt.html": receipt, "note_receipt.html": again}) == []


@pytest.mark.parametrize("text", ['{% extends "page.html" %}', "<p>form.html</p>"])
def test_another_page_of_a_forms_name_is_an_error(tmp_path: Path, text: str) -> None:
    assert problems_with(tmp_path, {"report.html": text, "other.html": text}) == [("template.form", "report.html")]
