"""Reading a site: what it gives, and that every mistake is named with its place and its mend."""

from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import SiteError
from core.site import load_site
from core.site.load import read_site
from tests.core.site.conftest import PORTAL, Making, problems_of

# code, portal.toml, where, a piece of the message, a piece of the hint
BROKEN_PORTALS = [
    ("site.syntax", "[portal]\nname = Blora\n", "portal.toml:2", "name = Blora", "quotes"),
    ("site.syntax", "[portal]\nname = 'Blora\n", "portal.toml:2", "name = 'Blora", "quotes"),
    ("site.syntax", "[portal\nname = 'x'\n", "portal.toml:1", "[portal", "key = value"),
    ("site.syntax", "[portal]\nname = 'x'\nzzz\n", "portal.toml:3", "zzz", "key = value"),
    ("site.syntax", "a = " + "[" * 4000, "portal.toml", "deep", ""),
    ("site.syntax", "a = " + "9" * 5000, "portal.toml", "digits", ""),
    ("site.duplicate", "[portal]\nname = 'x'\n\nname = 'y'\n", "portal.toml:4", "first in line 2", "Keep one"),
    ("site.duplicate", "[portal]\nname = 'x'\n[portal]\nregion = '33.16'\n", "portal.toml:3", "first in line 1", "Keep one"),
    ("site.encoding", "[portal]\nname = 'Café'\n".encode("latin-1"), "portal.toml:2", "0xe9", "'é'"),
    ("site.encoding", "[portal]\nname = 'x'\n".encode("utf-16"), "portal.toml", "UTF-16", "UTF-8"),
    ("site.missing_key", "", "portal.toml", "'portal.name' is missing", "[portal]"),
    ("site.missing_key", "# nothing\n[portal]\nregion = '33.16'\n", "portal.toml:2", "'portal.name' is missing", "name ="),
    ("site.unknown_key", "[portal]\nname = 'x'\nregoin = '33.16'\n", "portal.toml:3", "'portal.regoin'", "'region'"),
    ("site.unknown_key", "[portal]\nname = 'x'\nalowed_hosts = ['*']\n", "portal.toml:3", "'portal.alowed_hosts'", "Known:"),
    ("site.unknown_key", "[portal]\nname = 'x'\n[databse]\nurl = 'sqlite://x'\n", "portal.toml:3", "'databse'", "'database'"),
    ("site.unknown_key", PORTAL + "[plugins]\nenabled = ['complaints']\n[plugins.complaint]\na = 1\n", "portal.toml:6", "[plugins.complaint]", "'complaints'"),
    ("site.type", "[portal]\nname = 5\n", "portal.toml:2", "is 5; it must be text", "quotes"),
    ("site.type", "portal = 5\n", "portal.toml:1", "is 5; it must be a table", "header"),
    ("site.type", "[portal]\nname = 'x'\nregion = 33.16\n", "portal.toml:3", "is 33.16", "quotes"),
    ("site.type", PORTAL + "languages = 'id'\n", "portal.toml:4", "must be a list", "brackets"),
    ("site.type", PORTAL + "[plugins]\nstrict = 'yes'\n", "portal.toml:5", "must be true or false", "without quotes"),
    ("site.type", PORTAL + "[server]\nport = '8000'\n", "portal.toml:5", "must be a whole number", "without quotes"),
    ("site.type", PORTAL + "[server]\nport = 8000.5\n", "portal.toml:5", "must be a whole number", "Write it"),
    ("site.value", PORTAL + "[server]\nport = 70000\n", "portal.toml:5", "less than or equal to 65535", ""),
    ("site.value", "[portal]\nname = ''\n", "portal.toml:2", "at least 1 character", "top of every page"),
    ("site.value", PORTAL + "[mail]\nencryption = 'startls'\n", "portal.toml:5", "'startls'", "'starttls'"),
    ("site.language", PORTAL + "languages = [\n  'id',\n  'idn',\n]\n", "portal.toml:6", "'portal.languages[2]' is 'idn'", "'id'"),
    ("site.repeated", PORTAL + "languages = ['id', 'id']\n", "portal.toml:4", "twice", "Keep one"),
    ("site.timezone", PORTAL + "timezone = 'Asia/Jakart'\n", "portal.toml:4", "no such time zone", "Asia/Jakarta"),
    ("site.timezone", PORTAL + "timezone = '../../etc/passwd'\n", "portal.toml:4", "no such time zone", "Asia/Jakarta"),
    ("site.region", "[portal]\nname = 'x'\nregion = '3316'\n", "portal.toml:3", "'3316'", '"33.16"'),
    ("site.theme", PORTAL + "theme = '../blora'\n", "portal.toml:4", "'../blora'", "bare name"),
    ("site.locked", PORTAL + "locked = ['plugin']\n", "portal.toml:4", "'plugin'", "'plugins'"),
    ("site.public_url", PORTAL + "public_url = 'http://portal.example.id'\n", "portal.toml:4", "not encrypted", "insecure_http"),
    ("site.public_url", PORTAL + "public_url = 'portal.example.id'\n", "portal.toml:4", "not an address", "https://"),
    ("site.public_url", PORTAL + "public_url = 'https://[::1'\n", "portal.toml:4", "not an address", "https://"),
    ("site.public_url", PORTAL + "public_url = 'https://portal.example.id/blora'\n", "portal.toml:4", "more than a host", "leave out"),
    ("site.public_url", PORTAL + "public_url = 'https://a@portal.example.id'\n", "portal.toml:4", "", ""),
    ("site.local_mode", PORTAL + "[server]\nhost = '0.0.0.0'\n", "portal.toml:5", "only this computer", "public_url"),
    ("site.slug", PORTAL + "[plugins]\nenabled = ['../x']\n", "portal.toml:5", "'../x'", "bare name"),
    ("site.slug", PORTAL + "[plugins]\nenabled = ['plugins.complaints; import os']\n", "portal.toml:5", "import os", "bare name"),
    ("site.repeated", PORTAL + "[plugins]\nenabled = ['cases', 'cases']\n", "portal.toml:5", "'cases' stands there twice", "Keep one"),
    ("site.required", PORTAL + "[plugins]\nenabled = ['cases']\nrequired = ['case']\n", "portal.toml:6", "'case'", "'cases'"),
    ("site.segment", PORTAL + "[paths]\naduan = '/lapor'\n", "portal.toml:5", "'/lapor'", "without a slash"),
    ("site.paths", PORTAL + "[paths]\naduan = 'x'\nlacak = 'x'\n", "portal.toml:6", "the same name 'x'", "of its own"),
    ("site.menu_id", PORTAL + "[menus]\nhide = ['jobs']\n", "portal.toml:5", "'jobs'", "complaints.new"),
    ("site.url", PORTAL + "[database]\nurl = 'mysql://x'\n", "portal.toml:5", "'mysql://x'", "sqlite://"),
    ("site.trusted_proxies", PORTAL + "[limits]\ntrusted_proxies = ['*']\n", "portal.toml:5", "'*'", "10.0.0.7"),
    ("site.trusted_proxies", PORTAL + "[limits]\ntrusted_proxies = ['0.0.0.0/0']\n", "portal.toml:5", "trust everybody", "own address"),
    ("site.mail", PORTAL + "[mail]\nhost = 'mail.example.id'\nfrom = 'Blora'\n", "portal.toml:6", "'Blora'", "from ="),
    ("site.help", PORTAL + "[help]\nphone = 'siang saja'\n", "portal.toml:5", "'siang saja'", "telephone"),
    ("site.help", PORTAL + "[help]\nemail = 'a@b.id?bcc=x@y.id'\n", "portal.toml:5", "bcc", "e-mail"),
]
# code, the file's text, where, message, hint
BROKEN_REGIONS = [
    ("site.column", "code,nama,kind\n", "regions.csv:1", "'nama'", "'name'"),
    ("site.column", "code,name\n33.16.01,Jati\n", "regions.csv:1", "'kind' is missing", "code,name,kind"),
    ("site.table", "\n\n", "regions.csv", "empty", "code,name,kind"),
    ("site.row", "code,name,kind\n33.16.01,Jati\n", "regions.csv:2", "2 values for 3 columns", "double quotes"),
    ("site.row", 'code,name,kind\n33.16.01,"Jati,kecamatan\n', "regions.csv:2", "cannot be read", "double quotes"),
    ("site.row", "code,name,kind\n33.16.01,,kecamatan\n", "regions.csv:2", "name is empty", "Every row"),
    ("site.row", "code,name,kind\n33.16.01,Ja\x07ti,kecamatan\n", "regions.csv:2", "cannot be shown", "anew"),
    ("site.row.twice", "code,name,kind\n33.16.01,Jati,kecamatan\n33.16.01,Jati,kecamatan\n", "regions.csv:3", "first in regions.csv:2", "Keep one"),
    ("site.region.kind", "code,name,kind\n33.16.01,Jati,kecamtan\n", "regions.csv:2", "'kecamtan'", "'kecamatan'"),
    ("site.region.code", "code,name,kind\n331601,Jati,kecamatan\n", "regions.csv:2", "'331601'", "33.16.01"),
    ("site.region.code", "code,name,kind\n32.11.01,Wado,kecamatan\n", "regions.csv:2", "outside the regency 33.16", "portal.region"),
    ("site.region.district", "code,name,kind\n33.16.01.2001,Bangkleyan,desa\n", "regions.csv:2", "no kecamatan", "33.16.01,…,kecamatan"),
    ("site.region.empty", "code,name,kind\n33.16.01,Jati,kecamatan\n", "regions.csv:2", "no village", "33.16.01.2001"),
    ("site.region.postal_code", "code,name,kind,postal_code\n33.16.01,Jati,kecamatan,5838\n", "regions.csv:2", "'5838'", "Five digits"),
]
BROKEN_OTHERS = [
    ("site.agency.id", "agencies_csv", "id,name\nDPUPR,Dinas\n", "agencies.csv:2", "'DPUPR'", "Lower-case"),
    ("site.row.twice", "agencies_csv", "id,name\na,A\na,B\n", "agencies.csv:3", "first in agencies.csv:2", "Keep one"),
    ("site.emergency.number", "emergency_csv", "number,name_id\nsatu,Polisi\n", "emergency.csv:2", "'satu'", "112"),
    ("site.emergency.icon", "emergency_csv", "number,name_id,icon\n110,Polisi,<b>\n", "emergency.csv:2", "'<b>'", "bare name"),
    ("site.holiday.date", "holidays_csv", "date,type,name\n11-12-2026,libur_daerah,Hari jadi\n", "holidays.csv:2", "'11-12-2026'", "2026-12-11"),
    ("site.holiday.date", "holidays_csv", "date,type,name\n2026-02-30,libur_daerah,Hari jadi\n", "holidays.csv:2", "'2026-02-30'", "2026-12-11"),
    ("site.holiday.type", "holidays_csv", "date,type,name\n2026-12-11,libur_dareah,Hari jadi\n", "holidays.csv:2", "'libur_dareah'", "'libur_daerah'"),
]
BROKEN_VARIABLES = [
    ("site.type", "PENDOPO_SERVER__PORT", "delapan", "'delapan'", "Digits"),
    ("site.type", "PENDOPO_PLUGINS__STRICT", "perhaps", "'perhaps'", "true or false"),
    ("site.slug", "PENDOPO_PLUGINS__ENABLED", "cases, ../x", "'../x'", "bare name"),
    ("site.public_url", "PENDOPO_PORTAL__PUBLIC_URL", "http://portal.example.id", "not encrypted", "https"),
    ("site.unknown_key", "PENDOPO_PORTAL__NMAE", "x", "'portal.nmae'", "'name'"),
    ("site.variable", "PENDOPO_DATABASE_URL", "sqlite://x", "no setting", "PENDOPO_DATABASE__URL"),
    ("site.variable", "PENDOPO_PLUGIN__CASES__A", "1", "no setting", "PENDOPO_PLUGINS__CASES__A"),
    ("site.variable", "PENDOPO_PORTAL__NAME__FIRST", "x", "single value", "joined by __"),
]


@pytest.mark.parametrize(("code", "text", "where", "message", "hint"), BROKEN_PORTALS)
def test_a_mistake_in_portal_toml_is_named_with_line_value_and_mend(make: Making, code: str, text: str | bytes, where: str, message: str, hint: str) -> None:
    (problem,) = problems_of(make(text))

    assert (problem.code, problem.where) == (code, where)
    assert message in problem.message
    assert hint.lower() in problem.hint.lower()


@pytest.mark.parametrize(("code", "text", "where", "message", "hint"), BROKEN_REGIONS)
def test_a_bad_row_of_regions_is_named_with_line_value_and_mend(make: Making, code: str, text: str, where: str, message: str, hint: str) -> None:
    (problem,) = problems_of(make(regions_csv=text))

    assert (problem.code, problem.where) == (code, where)
    assert message in problem.message
    assert hint in problem.hint


@pytest.mark.parametrize(("code", "file", "text", "where", "message", "hint"), BROKEN_OTHERS)
def test_a_bad_row_of_any_other_table_is_named_too(make: Making, code: str, file: str, text: str, where: str, message: str, hint: str) -> None:
    (problem,) = problems_of(make(**{file: text}))

    assert (problem.code, problem.where) == (code, where)
    assert message in problem.message
    assert hint in problem.hint


@pytest.mark.parametrize(("code", "variable", "value", "message", "hint"), BROKEN_VARIABLES)
def test_a_wrong_value_from_the_environment_is_named_by_its_variable(make: Making, code: str, variable: str, value: str, message: str, hint: str) -> None:
    (problem,) = problems_of(make(), {variable: value})

    assert (problem.code, problem.where) == (code, variable)
    assert message in problem.message
    assert hint in problem.hint


def test_every_problem_of_every_file_comes_at_once_in_the_order_of_the_lines(make: Making) -> None:
    folder = make(
        "[portal]\nnmae = 'x'\ntimezone = 'Mars'\n[plugins]\nstrict = 1\n",
        regions_csv="code,name,kind\nx,Jati,kecamatan\n",
        agencies_csv="id,name\n?,A\n",
        holidays_csv="date,type,name\nx,libur_daerah,A\n",
    )

    problems = problems_of(folder, {"PENDOPO_SERVER__PORT": "x"})

    assert [problem.where for problem in problems] == [
        *("portal.toml:1", "portal.toml:2", "portal.toml:3", "portal.toml:5"),
        *("PENDOPO_SERVER__PORT", "agencies.csv:2", "holidays.csv:2", "regions.csv:2"),
    ]
    assert all(problem.hint for problem in problems)


def test_the_environment_goes_over_the_file_and_the_file_over_the_default(make: Making) -> None:
    folder = make(PORTAL + "timezone = 'Asia/Makassar'\n[plugins]\nenabled = ['cases']\n[plugins.cases]\nstart = 2\n")
    environ = {
        "PENDOPO_PORTAL__NAME": "Lain",
        "PENDOPO_PLUGINS__ENABLED": "cases,complaints",
        "PENDOPO_SERVER__PORT": "9000",
        "PENDOPO_PLUGINS__CASES__END": "7",
    }

    site = load_site(folder, environ)

    assert (site.name, site.zone, site.languages) == ("Lain", ZoneInfo("Asia/Makassar"), ("id", "en"))
    assert site.config.plugins.enabled == ("cases", "complaints")
    assert site.config.server.port == 9000
    assert dict(site.plugin_values("cases")) == {"start": 2, "end": "7"}
    assert {path: site.source(path) for path in ("portal.name", "portal.timezone", "portal.theme", "plugins.cases.start", "plugins.cases.end")} == {
        "portal.name": "PENDOPO_PORTAL__NAME",
        "portal.timezone": "portal.toml:4",
        "portal.theme": "default",
        "plugins.cases.start": "portal.toml:8",
        "plugins.cases.end": "PENDOPO_PLUGINS__CASES__END",
    }
    assert site.plugin_values("cases").where("start") == "portal.toml:8"
    assert site.where("plugins.cases.absent") == "portal.toml:7"


@pytest.mark.parametrize(("value", "meant"), [("true", True), ("1", True), ("no", False), ("OFF", False)])
def test_yes_and_no_are_understood_in_the_environment(make: Making, value: str, meant: bool) -> None:
    assert load_site(make(), {"PENDOPO_PLUGINS__STRICT": value}).config.plugins.strict is meant


@pytest.mark.parametrize("value", ["id,en", "['id', 'en']", '["id","en"]', " id , en "])
def test_a_list_in_the_environment_is_separated_by_commas_or_written_as_toml(make: Making, value: str) -> None:
    assert load_site(make(), {"PENDOPO_PORTAL__LANGUAGES": value}).languages == ("id", "en")


def test_variables_of_others_and_of_pendopo_itself_are_left_alone(make: Making) -> None:
    assert problems_of(make(), {"PENDOPO_SITE": "x", "PATH": "/bin", "PENDOPO_": "x", "PENDOPO_PYTHON": "x"}) == ()


@pytest.mark.parametrize("text", ["\ufeff" + PORTAL, PORTAL.replace("\n", "\r\n")])
def test_what_windows_editors_write_is_read(make: Making, text: str) -> None:
    assert load_site(make(text), {}).name == "Blora Melayani"


def test_what_spreadsheets_write_is_read(make: Making) -> None:
    folder = make(regions_csv="\ufeffcode;name;kind;postal_code\r\n33.16.01;Jati;kecamatan;\r\n33.16.01.2001;Bangkleyan;desa;58384\r\n;;;\r\n")

    regions = load_site(folder, {}).regions

    assert [village.name for village in regions.villages("33.16.01")] == ["Bangkleyan"]


def test_a_folder_without_a_site_says_how_to_make_one(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        (problem,) = problems_of(folder)

        assert problem.code == "site.missing"
        assert "pendopo new" in problem.hint


def test_a_portal_toml_that_cannot_be_read_is_a_problem_and_no_traceback(make: Making) -> None:
    folder = make()
    (folder / "portal.toml").unlink()
    (folder / "portal.toml").mkdir()

    assert [problem.code for problem in problems_of(folder)] == ["site.unreadable"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_of_somebody_else_is_a_problem_and_no_traceback(make: Making) -> None:
    folder = make()
    (folder / "portal.toml").chmod(0)

    assert [problem.code for problem in problems_of(folder)] == ["site.unreadable"]


def test_a_file_too_large_to_be_one_of_ours_is_not_read(make: Making) -> None:
    assert [problem.code for problem in problems_of(make("#" * (4 * 2**20 + 1)))] == ["site.size"]


def test_a_password_in_the_file_is_refused_and_never_shown(make: Making) -> None:
    problems = problems_of(make(PORTAL + "[mail]\nhost = 'x'\nfrom = 'a@b.id'\npassword = 'hunter2'\n"))

    assert [problem.code for problem in problems] == ["site.password"]
    assert "PENDOPO_MAIL__PASSWORD" in problems[0].hint
    assert "hunter2" not in str(problems)


def test_the_mail_password_comes_from_the_environment_and_hides_in_what_is_printed(make: Making) -> None:
    site = load_site(make(), {"PENDOPO_MAIL__PASSWORD": "hunter2"})

    assert site.config.mail.password.get_secret_value() == "hunter2"
    assert "hunter2" not in repr(site)


def test_a_database_password_is_neither_shown_in_a_message_nor_in_the_site(make: Making) -> None:
    (problem,) = problems_of(make(PORTAL + "[database]\nurl = 'mysql://pendopo:hunter2@db/x'\n"))
    assert "hunter2" not in str(problem)
    (problem,) = problems_of(make(PORTAL + "[database]\nurl = postgres://pendopo:hunter2@db/x\n"))
    assert "hunter2" not in str(problem)
    site = load_site(make(PORTAL + "[database]\nurl = 'postgres://pendopo:hunter2@db/x'\n"), {})
    assert "hunter2" not in repr(site)
    assert [warning.code for warning in site.warnings] == ["site.password", "site.regions"]


@pytest.mark.parametrize("value", ["https://Portal.Example.id", "https://portal.example.id/"])
def test_a_public_address_ends_local_mode_and_is_kept_in_one_form(make: Making, value: str) -> None:
    assert load_site(make(), {}).local
    site = load_site(make(PORTAL + f"public_url = '{value}'\n"), {})

    assert not site.local
    assert site.config.portal.public_url == "https://portal.example.id"


def test_http_is_allowed_for_a_trial_and_warned_of(make: Making) -> None:
    site = load_site(make(PORTAL + "public_url = 'http://192.168.1.5:8000'\ninsecure_http = true\n"), {})

    assert site.config.portal.public_url == "http://192.168.1.5:8000"
    assert next((w.code, w.severity, w.where) for w in site.warnings) == ("site.insecure", "warning", "portal.toml:5")


def test_row_f15_nobody_is_believed_about_addresses_unless_the_site_names_them(make: Making) -> None:
    assert load_site(make(), {}).config.limits.trusted_proxies == ()
    assert load_site(make(PORTAL + "[limits]\ntrusted_proxies = ['10.0.0.7', '10.1.2.3/24']\n"), {}).config.limits.trusted_proxies == (
        "10.0.0.7/32",
        "10.1.2.0/24",
    )


def test_help_becomes_links_in_the_order_shown(make: Making) -> None:
    text = (
        PORTAL
        + "[help]\naddress = 'Jl. Pemuda 12'\nphone = '(0296) 531028'\nwhatsapp = '0812-0000-0000'\nemail = 'a@b.id'\nhours = { id = 'Senin', en = 'Monday' }\n"
    )

    site = load_site(make(text), {})

    assert [(contact.kind, contact.href) for contact in site.help] == [
        ("whatsapp", "https://wa.me/6281200000000"),
        ("phone", "tel:+62296531028"),
        ("email", "mailto:a@b.id"),
        ("address", ""),
    ]
    assert site.help[0].note.by_language == {"id": "Senin", "en": "Monday"}


def test_local_days_off_come_in_the_order_of_the_days(make: Making) -> None:
    site = load_site(make(holidays_csv="# ours\ndate,type,name,decree\n2027-12-11,libur_daerah,Hari jadi,SK 1\n2026-12-11,libur_daerah,Hari jadi,\n"), {})

    assert [(day.date.year, day.decree) for day in site.holidays] == [(2026, ""), (2027, "SK 1")]


def test_a_sound_portal_toml_makes_a_site_even_when_a_table_is_broken(make: Making) -> None:
    site, problems = read_site(make(agencies_csv="id,name\n?,A\n"), {})

    assert site is not None
    assert [problem.code for problem in problems] == ["site.agency.id"]


def test_another_file_of_the_site_is_read_with_its_lines(make: Making) -> None:
    folder = make()
    (folder / "more.toml").write_text("[[category]]\nid = 'a'\n[[category]]\nid = 'b'\n")
    site = load_site(folder, {})

    assert site.document("more.toml").where(("category", 1, "id")) == "more.toml:4"
    with pytest.raises(SiteError, match=r"none\.toml is missing"):
        site.document("none.toml")


PIECES = st.sampled_from(
    [
        '"',
        "'",
        '"""',
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        "=",
        ".",
        ",",
        "#",
        "\n",
        "\r\n",
        "\\",
        "portal",
        "name",
        "plugins",
        "x",
        "1",
        "true",
        "\x00",
        "é",
        "-",
        "1979-05-27",
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=80))
def test_no_text_whatever_brings_the_reader_down(make: Making, text: str) -> None:
    for problem in problems_of(make((PORTAL + text).encode("utf-8", "surrogatepass"))):
        assert problem.code
        assert problem.where


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=200))
def test_no_bytes_whatever_bring_the_reader_down(make: Making, raw: bytes) -> None:
    folder = make(raw)
    (folder / "regions.csv").write_bytes(raw)

    assert problems_of(folder)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    key=st.sampled_from(["portal", "plugins", "paths", "menus", "database", "limits", "mail", "help", "server", "x"]),
    value=VALUES.filter(lambda v: v is not None),
)
def test_no_value_whatever_brings_the_checks_down(make: Making, key: str, value: object) -> None:
    import tomlkit

    try:
        text = tomlkit.dumps({key: value})
    except (TypeError, ValueError, AttributeError, UnicodeError):
        return

    problems_of(make(text.encode("utf-8", "surrogatepass")))
