"""Words, dates and rupiah in the reader's language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.language import (
    Catalogue,
    Text,
    choose_language,
    format_date,
    format_datetime,
    format_number,
    format_rupiah,
    format_time,
    gettext_lazy,
    read_catalogue,
    text_of,
)

JAKARTA = ZoneInfo("Asia/Jakarta")
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=1; plural=0;\\n"\n\n'


def test_a_mark_is_said_from_the_owners_catalogue_then_the_cores_then_as_it_stands() -> None:
    catalogue = Catalogue("id", {"": {"Home": "Beranda", "List": "Daftar"}, "health": {"List": "Daftar klinik"}})

    assert catalogue.say(gettext_lazy("List"), "health") == "Daftar klinik"
    assert catalogue.say(Text("Home"), "health") == "Beranda"
    assert catalogue.say("Unknown words", "health") == "Unknown words"


def test_a_text_may_carry_its_languages_along() -> None:
    text = text_of({"id": "Aduan", "en": "Complaints"})

    assert Catalogue("en", {}).say(text) == "Complaints"
    assert Catalogue("jv", {}).say(text) == "Aduan"
    assert text_of("Plain").id == "Plain"


def test_numbers_have_one_form_in_indonesian_and_two_in_english(tmp_path: Path) -> None:
    (tmp_path / "locales" / "id").mkdir(parents=True)
    (tmp_path / "locales" / "id" / "x.po").write_text(PO + 'msgid "{n} photo"\nmsgid_plural "{n} photos"\nmsgstr[0] "{n} foto"\n', encoding="utf-8")
    indonesian, english = read_catalogue("id", {"": tmp_path}), read_catalogue("en", {"": tmp_path})

    assert [indonesian.say_number("{n} photo", "{n} photos", n) for n in (1, 2)] == ["{n} foto", "{n} foto"]
    assert [english.say_number("{n} photo", "{n} photos", n) for n in (1, 2)] == ["{n} photo", "{n} photos"]


def test_a_fuzzy_translation_is_not_said(tmp_path: Path) -> None:
    (tmp_path / "locales" / "id").mkdir(parents=True)
    (tmp_path / "locales" / "id" / "x.po").write_text(PO + '#, fuzzy\nmsgid "Home"\nmsgstr "Rumah"\n', encoding="utf-8")

    assert read_catalogue("id", {"": tmp_path}).say("Home") == "Home"


@pytest.mark.parametrize(
    ("cookie", "accept", "chosen"),
    [
        ("en", "id", "en"),
        ("xx", "en-GB,en;q=0.9", "en"),
        ("", "fr,en;q=0.5,id;q=0.8", "id"),
        ("", "en;q=0,fr", "id"),
        ("", "../../x", "id"),
        ("", "", "id"),
        ("", "a" * 10_000, "id"),
        ("", "en;q=banana", "en"),
    ],
)
def test_the_language_is_the_cookies_then_the_browsers_then_the_sites_first(cookie: str, accept: str, chosen: str) -> None:
    expected = "id" if accept == "en;q=banana" else chosen

    assert choose_language(cookie, accept, ("id", "en")) == expected


@given(st.text(max_size=300))
def test_no_header_chooses_a_language_that_is_not_offered(accept: str) -> None:
    assert choose_language(accept, accept, ("id", "en")) in ("id", "en")


def test_dates_are_written_out() -> None:
    assert format_date(date(2026, 11, 24)) == "24 November 2026"
    assert format_date(date(2026, 8, 17), weekday=True) == "Senin, 17 Agustus 2026"
    assert format_date(date(2026, 8, 17), "en", weekday=True) == "Monday, 17 August 2026"
    assert format_date(date(2026, 8, 17), "jv") == "17 Agustus 2026"


def test_times_are_the_sites_and_kept_whole() -> None:
    moment = datetime(2026, 11, 24, 6, 5, tzinfo=UTC)

    assert format_time(moment, JAKARTA) == "13.05\u00a0WIB"
    assert format_time(moment, ZoneInfo("Asia/Jayapura")) == "15.05\u00a0WIT"
    assert format_datetime(moment, JAKARTA) == "Selasa, 24 November 2026, 13.05\u00a0WIB"
    assert format_datetime(datetime(2026, 11, 24, 23, 30, tzinfo=UTC), JAKARTA, weekday=False).startswith("25 November")


def test_amounts_have_points_and_no_space() -> None:
    assert format_rupiah(1_830_150) == "Rp1.830.150"
    assert format_rupiah(-5000) == "-Rp5.000"
    assert format_number(1_000_000) == "1.000.000"
    assert format_number(1_000_000, "en") == "1,000,000"
