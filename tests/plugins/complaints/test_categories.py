"""The site's groups of complaints: at most twelve, each to an agency that exists, every mistake with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import SiteError
from core.portal import build_portal
from core.site import load_site
from core.site.shipped import shipped
from core.testing import make_site
from plugins.complaints.categories import Categories, categories_of

from .reporting import AGENCIES, CATEGORIES


def read(folder: Path, text: str = "", agencies: str = AGENCIES) -> Categories:
    site = make_site(folder, files={name: content for name, content in (("complaints.toml", text), ("agencies.csv", agencies)) if content})
    plugin = build_portal(site, plugins=["cases", "complaints"]).plugin("complaints")
    assert plugin is not None
    return categories_of(plugin)


def problems(folder: Path, text: str, agencies: str = AGENCIES) -> list[tuple[str, str]]:
    with pytest.raises(SiteError) as caught:
        read(folder, text, agencies)
    return [(problem.where, f"{problem.message}. {problem.hint}".strip()) for problem in caught.value.problems]


def test_a_category_names_its_agency_its_icon_and_whether_it_is_about_officials(tmp_path: Path) -> None:
    found = read(tmp_path, CATEGORIES)

    assert [(one.id, one.agency, one.icon, one.whistleblowing) for one in found.all] == [
        ("roads", "dpupr", "construction", False),
        ("waste", "dlh", "megaphone", False),
        ("conduct", "inspektorat", "megaphone", True),
    ]
    assert found.whistleblowing == ("conduct",)
    assert found.find("gone") is None


def test_a_site_without_a_file_has_the_defaults_and_sends_them_to_its_first_agency(tmp_path: Path) -> None:
    found = read(tmp_path)

    assert {one.agency for one in found.all} == {"dinkominfo"}
    assert found.whistleblowing == (), "nobody is named who alone may read them"


def test_a_site_without_agencies_has_the_defaults_too(tmp_path: Path) -> None:
    assert {one.agency for one in read(tmp_path, agencies="").all} == {""}


def test_every_mistake_is_named_at_once_with_its_line_and_its_mend(tmp_path: Path) -> None:
    wrong = """\
[[category]]
id = "roads"
title = "Jalan"
agncy = "dpupr"

[[category]]
id = "Big Waste"
title = { id = "", en = "Waste" }

[[category]]
id = "roads"
title = "Jalan lagi"
agency = "dpupu"

[[category]]
id = "conduct"
title = "Petugas"
whistleblowing = true

[[category]]
title = "Tanpa nama"
icon = "../x"
"""

    found = problems(tmp_path, wrong)

    assert ("complaints.toml:4", "there is no key 'agncy'. Did you mean 'agency'?") in found
    assert any(where == "complaints.toml:7" and "id is 'Big Waste'" in said for where, said in found)
    assert any(where == "complaints.toml:8" and said.startswith("title is") for where, said in found)
    assert any(where == "complaints.toml:13" and said == "there is no agency 'dpupu'. Did you mean 'dpupr'?" for where, said in found)
    assert any(where == "complaints.toml:18" and "names no agency" in said for where, said in found)
    assert any(where == "complaints.toml:20" and said.startswith("id is missing") for where, said in found)
    assert any(where == "complaints.toml:22" and said.startswith("icon is '../x'") for where, said in found)


def test_two_categories_of_one_id_are_refused(tmp_path: Path) -> None:
    twice = '[[category]]\nid = "roads"\ntitle = "Jalan"\n\n[[category]]\nid = "roads"\ntitle = "Jalan"\n'

    assert problems(tmp_path, twice) == [("complaints.toml:6", "the category 'roads' stands there twice. Give each an id of its own.")]


def test_more_than_twelve_are_refused(tmp_path: Path) -> None:
    many = "".join(f'[[category]]\nid = "c{n}"\ntitle = "C"\n' for n in range(13))

    ((where, said),) = problems(tmp_path, many)

    assert where == "complaints.toml:37"
    assert "13 categories" in said


@pytest.mark.parametrize("text", ["# nothing\n", "category = 5\n", 'categories = "x"\n', "[[category\n"])
def test_a_file_without_categories_says_how_they_are_written(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, text)


def test_a_broken_file_leaves_the_portal_open_and_closes_only_this_counter(tmp_path: Path) -> None:
    site = make_site(tmp_path, files={"complaints.toml": CATEGORIES.replace("dpupr", "dpuprr"), "agencies.csv": AGENCIES})

    portal = build_portal(site, plugins=["cases", "complaints"])

    assert [(problem.where, problem.hint) for problem in portal.problems if problem.severity == "error"] == [("complaints.toml:4", "Did you mean 'dpupr'?")]
    assert [plugin.slug for plugin in portal.in_order] == ["cases"]


@pytest.mark.parametrize("name", ["blora", "sumedang"])
def test_the_bundled_sites_have_groups_that_can_be_used(name: str) -> None:
    portal = build_portal(load_site(shipped("sites")[name], {}))
    plugin = portal.plugin("complaints")
    assert plugin is not None

    found = categories_of(plugin)

    assert plugin.alive, plugin.why
    assert 8 <= len(found.all) <= 12
    assert all(one.agency in portal.site.agencies for one in found.all)
