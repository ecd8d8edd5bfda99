"""Types are data: all seven hold together, and each mistake in one is named with its file, line, value and mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.portal import Portal, build_portal
from core.testing import make_site
from core.testing.portals import REGIONS
from plugins.cases.api import read_procedure, run_examples
from plugins.permits.settings import Settings
from plugins.permits.type_files import types_of

from .conftest import AGENCIES, PLUGINS

ROOT = Path(__file__).parents[3] / "plugins" / "permits"
SEVEN = {"keramaian", "pbg", "penelitian", "reklame", "sip-bidan", "sip-perawat", "sip-sanitarian"}
GOOD = """\
title = { id = "Izin Uji", en = "Test permit" }
summary = { id = "Untuk diuji.", en = "To be tested." }
product = { id = "Surat Izin Uji", en = "Test permit" }
icon = "house"
way = "checked"
technical = "health"
fee = 0
valid_months = 12

[days]
check = 1

[[steps]]
name = "what"
title = { id = "Apa?", en = "What?" }

[[steps.fields]]
name = "place"
kind = "choice"
label = { id = "Tempat", en = "Place" }
choices = [{ value = "own", label = { id = "Sendiri", en = "Own" } }]

[[steps.fields]]
name = "until"
kind = "date"
label = { id = "Sampai", en = "Until" }

[[requirements]]
id = "ktp"
title = { id = "KTP", en = "KTP" }
when = { is = ["place", "own"] }

[renewal]
before_days = 30
"""


def built(folder: Path, *, text: str = "", settings: str = "", name: str = "uji", files: dict[str, str] | None = None) -> Portal:
    more = {f"permits/{name}.toml": text} if text else {}
    site = make_site(folder, toml=settings, files={"regions.csv": REGIONS, "agencies.csv": AGENCIES, **more, **(files or {})})
    return build_portal(site, plugins=[*PLUGINS])


def problems_of(portal: Portal) -> list[str]:
    plugin = portal.plugin("permits")
    assert plugin is not None
    return [
        f"{problem.where}: {problem.message} | {problem.hint}"
        for problem in portal.problems
        if problem.code.startswith("permits.") and problem.severity == "error"
    ]


def line_with(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.split("\n"), 1) if part in line)


def test_all_seven_types_are_offered(tmp_path: Path) -> None:
    portal = built(tmp_path / "site")
    plugin = portal.plugin("permits")
    assert plugin is not None

    assert {kind.id for kind in types_of(plugin).all} == SEVEN
    assert {name for name in portal.tables.services if name.startswith("permits.")} == {f"permits.{name.replace('-', '_')}" for name in SEVEN}


def test_a_site_adds_a_type_without_python(tmp_path: Path) -> None:
    portal = built(tmp_path / "site", text=GOOD, settings='[plugins.permits]\ntypes = ["uji", "pbg"]\n')
    plugin = portal.plugin("permits")
    assert plugin is not None

    assert problems_of(portal) == []
    assert {kind.id for kind in types_of(plugin).all} == {"uji", "pbg"}
    assert portal.form("permits.uji").step("documents") is not None


def test_a_type_of_the_site_stands_in_the_place_of_the_plugins_own(tmp_path: Path) -> None:
    portal = built(tmp_path / "site", text=GOOD, name="penelitian")
    plugin = portal.plugin("permits")
    assert plugin is not None
    kind = types_of(plugin).find("penelitian")

    assert kind is not None
    assert kind.title.id == "Izin Uji"


@pytest.mark.parametrize(
    ("old", "new", "says", "mend", "line"),
    [
        ('way = "checked"', 'way = "cheked"', "there is no procedure 'cheked'", "Did you mean 'checked'", 'way = "cheked"'),
        ('way = "checked"', 'way = "charged"', "has the state 'fee', and the type has not a fee", "fee = 150000", 'way = "charged"'),
        ("fee = 0", "fee = 50000", "the type has a fee, and the procedure 'checked' has no state 'fee'", 'way = "charged"', "fee = 50000"),
        ("fee = 0", 'fee = "gratis"', "fee is 'gratis'", "Whole rupiah", 'fee = "gratis"'),
        ("fee = 0", "fee = -1", "fee is -1", "Whole rupiah", "fee = -1"),
        ("technical =", "technikal =", "there is no key 'technikal'", "Did you mean 'technical'", "technikal ="),
        ('icon = "house"', 'icon = "House!"', "icon is 'House!'", "bare name of an icon", "House!"),
        ("valid_months = 12", 'valid_months = "satu tahun"', "valid_months is 'satu tahun'", "integer", "satu tahun"),
        ("valid_months = 12", "valid_months = 0", "it can be renewed, and never expires", "valid_months", "[renewal]"),
        ("valid_months = 12", 'valid_months = 12\nnot_after = "place"', "not_after is 'place', which is no date", "until", "not_after"),
        ("check = 1", "chek = 1", "there is no key 'chek'", "Did you mean 'check'", "chek = 1"),
        ("check = 1", 'check = "satu"', "check is 'satu'", "integer", 'check = "satu"'),
        ('kind = "choice"', 'kind = "choose"', "kind is 'choose'", "choice", 'kind = "choose"'),
        ('name = "until"', 'name = "place"', "the field 'place' stands there twice", "a name of its own", "name = "),
        ('name = "until"', 'name = "nik"', "'nik' is the name of a field that every application has", "another name", 'name = "nik"'),
        ('name = "until"', 'name = "Sampai"', "name is 'Sampai'", "Lower-case letters", 'name = "Sampai"'),
        ('when = { is = ["place", "own"] }', 'when = { is = ["plase", "own"] }', "the condition reads 'plase'", "Did you mean 'place'", "plase"),
        ('when = { is = ["place", "own"] }', 'when = { equals = "own" }', "when is a table", "is = [", "equals"),
        ("before_days = 30", 'before_days = 30\nanswers = { plce = "own" }', "there is no field 'plce'", "Did you mean 'place'", "answers"),
        ('title = { id = "KTP", en = "KTP" }', "", "title is missing", "Write title", "[[requirements]]"),
        (', label = { id = "Sendiri", en = "Own" } }]', " }]", "label is missing", "Write label", "choices"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_file_line_value_and_mend(tmp_path: Path, old: str, new: str, says: str, mend: str, line: str) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1) if 'name = "until"' not in old else GOOD.replace(old, new)

    found = problems_of(built(tmp_path / "site", text=text, settings='[plugins.permits]\ntypes = ["uji"]\n'))

    assert any(says in one and mend in one and one.startswith("permits/uji.toml:") for one in found), found
    if line != "name = ":
        assert any(one.startswith(f"permits/uji.toml:{line_with(text, line)}:") and says in one for one in found), found


def test_names_of_types_and_offices_are_checked_against_what_there_is(tmp_path: Path) -> None:
    settings = '[plugins.permits]\ntypes = ["pgb"]\n\n[plugins.permits.offices]\nissuing = "dpmtsp"\n'

    found = problems_of(built(tmp_path / "site", settings=settings))

    assert any("portal.toml:8" in one and "'pgb'" in one and "Did you mean 'pbg'" in one for one in found), found
    assert any("portal.toml:11" in one and "'dpmtsp'" in one and "Did you mean 'dpmptsp'" in one for one in found), found


def test_a_name_that_is_part_of_an_address_of_ours_is_refused(tmp_path: Path) -> None:
    found = problems_of(built(tmp_path / "site", text=GOOD, name="saya"))

    assert any("a type cannot be called 'saya'" in one for one in found), found


def test_a_procedure_of_the_site_must_be_able_to_carry_permits(tmp_path: Path) -> None:
    own = (
        (ROOT / "procedures" / "checked.toml")
        .read_text("utf-8")
        .replace('id = "checked"', 'id = "short"')
        .replace('to = "issued"\nwho = "system"', 'to = "issued"\nwho = "supervisor"')
    )
    own = own.replace("service = true\n", "")

    found = problems_of(built(tmp_path / "site", files={"procedures/permits-short.toml": own}))

    assert any("permits-short.toml" in one and "no transition 'issue' from 'issue' that system makes" in one for one in found), found


@pytest.mark.parametrize("file", sorted((ROOT / "procedures").glob("*.toml")), ids=lambda file: file.stem)
def test_the_stories_of_a_procedure_come_out_as_written(file: Path) -> None:
    procedure = read_procedure(file, settings=Settings.model_fields)

    outcomes = run_examples(procedure, [])

    assert len(outcomes) >= 4
    assert [f"{one.title}: {one.differences}" for one in outcomes if not one.ok] == []


@pytest.mark.parametrize(("address", "name", "warned"), [("https://uji.example", "", True), ("https://uji.example", "Rahmat Hidayat", False), ("", "", False)])
def test_a_portal_for_citizens_without_a_signatory_is_warned_and_its_permits_run(tmp_path: Path, address: str, name: str, warned: bool) -> None:
    head = f'[portal]\nname = "Uji Melayani"\nregency = "Kabupaten Uji"\nregion = "33.16"\npublic_url = "{address}"\n'
    site = make_site(tmp_path / "site", toml=f'{head}[plugins.permits]\nsignatory_name = "{name}"\n', files={"regions.csv": REGIONS, "agencies.csv": AGENCIES})
    portal = build_portal(site, plugins=list(PLUGINS))

    said = [one for one in portal.problems if (one.code, one.where) == ("documents.signatory", "[plugins.permits]")]
    assert [one.severity for one in said] == (["warning"] if warned else [])
    assert portal.plugin("permits") is not None
