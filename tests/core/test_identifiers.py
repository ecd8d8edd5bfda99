"""Identifiers: every vector comes out to the letter, and bad input is a sentence, never a crash."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identifiers import (
    CROCKFORD,
    check_ticket,
    luhn_check,
    make_ticket,
    make_tracking_code,
    normalise_phone,
    normalise_ticket,
    normalise_tracking_code,
    parse_nik,
    parse_plate,
)

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "identifiers.json").read_text("utf-8"))
TODAY = date.fromisoformat(VECTORS["nik"]["reference_date"])


@pytest.mark.parametrize(("text", "valid", "sex", "born", "region", "note"), VECTORS["nik"]["cases"])
def test_every_vector_of_the_nik_comes_out(text: str, valid: bool, sex: str, born: str, region: str, note: str) -> None:
    if not valid:
        with pytest.raises(ValueError, match="NIK"):
            parse_nik(text, TODAY)
        return

    nik = parse_nik(text, TODAY)

    assert (nik.number, nik.sex, nik.birth_date.isoformat(), nik.region) == (text, sex, born, region), note


def test_a_birth_year_later_than_today_belongs_to_the_century_before() -> None:
    assert parse_nik("3316092511260001", TODAY).birth_date == date(1926, 11, 25)
    assert parse_nik("3316092411260001", TODAY).birth_date == date(2026, 11, 24)
    assert parse_nik("3316096902000001", TODAY).birth_date == date(2000, 2, 29)


@pytest.mark.parametrize("text", ["3316 0917 0895 0001", "331609-170895-0001", "３３１６０９１７０８９５０００１", " 3316091708950001\n"])
def test_a_nik_may_be_typed_with_gaps_and_full_width_digits(text: str) -> None:
    assert parse_nik(text, TODAY).number == "3316091708950001"


@pytest.mark.parametrize(
    "text", ["", "331609170895000", "33160917089500O1", "3316091708950000", "1016091708950001", "3300091708950001", "3" * 5000, "٣٣١٦٠٩١٧٠٨٩٥٠٠٠١"]
)
def test_what_is_no_nik_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        parse_nik(text, TODAY)


def test_a_nik_never_shows_itself_whole_by_accident() -> None:
    nik = parse_nik("3316091708950001", TODAY)

    assert "3316091708950001" not in repr(nik)
    assert nik.masked == "3316••••••••0001"
    with pytest.raises(ValueError, match="NIK") as refused:
        parse_nik("3316093102900001", TODAY)
    assert "3316093102900001" not in str(refused.value)


@pytest.mark.parametrize(("text", "expected"), VECTORS["phone"]["cases"])
def test_every_vector_of_the_telephone_comes_out(text: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(ValueError, match="telephone"):
            normalise_phone(text)
    else:
        assert normalise_phone(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("812 3456 7890", "+6281234567890"), ("(0296) 531028", "+62296531028"), ("０８１２３４５６７８９０", "+6281234567890")]
)
def test_mobile_and_landline_numbers_are_read_as_people_write_them(text: str, expected: str) -> None:
    assert normalise_phone(text) == expected


@pytest.mark.parametrize("text", ["", "0812-CALL-NOW1", "081234567890;DROP", "081234567890 ext. 5", "tel:081234567890", "+", "0" * 5000])
def test_what_is_no_telephone_number_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        normalise_phone(text)


@pytest.mark.parametrize(("text", "region", "number", "suffix"), VECTORS["plates"]["valid"])
def test_every_vector_of_the_plate_comes_out(text: str, region: str, number: str, suffix: str) -> None:
    plate = parse_plate(text)

    assert (plate.region, plate.number, plate.suffix) == (region, number, suffix)
    assert parse_plate(str(plate)) == plate


@pytest.mark.parametrize("text", [*VECTORS["plates"]["invalid"], "", "K", "K 1234 EN; --", "K" * 5000])
def test_what_is_no_plate_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        parse_plate(text)


def test_a_ticket_is_printed_in_three_groups_and_read_back() -> None:
    assert make_ticket("ADU", 0) == "ADU-0000-0000"
    assert make_ticket("ADU", 1) == "ADU-0000-001Y"
    assert normalise_ticket("adu 7k3f9q2x") == "ADU-7K3F-9Q2X"
    assert check_ticket("ADU-7K3F-9Q2X")
    assert not check_ticket("ADU-7K3F-9Q2M")


def test_misread_letters_are_mended_after_the_prefix_only() -> None:
    ticket = make_ticket("LIO", 32)

    assert ticket == "LIO-0000-010" + luhn_check("0000010")
    assert normalise_ticket("lio-oooo-olo" + ticket[-1]) == ticket
    assert normalise_ticket(ticket).startswith("LIO")


@pytest.mark.parametrize("text", ["", "ADU", "ADU-7K3F-9Q2", "ADU-7K3F-9Q2XX", "AD1-7K3F-9Q2X", "ADU-7K3F-9U2X", "ADU" + "0" * 5000])
def test_what_is_no_ticket_is_refused_with_a_sentence(text: str) -> None:
    assert not check_ticket(text)
    with pytest.raises(ValueError, match=r"\.$|\d characters"):
        normalise_ticket(text)


@pytest.mark.parametrize("prefix", ["", "AD", "ADUX", "adu", "A1U", "ÄDU"])
def test_a_ticket_begins_with_three_capital_letters(prefix: str) -> None:
    with pytest.raises(ValueError, match="three capital letters"):
        make_ticket(prefix)


@pytest.mark.parametrize("number", [-1, 32**7])
def test_a_ticket_has_room_for_seven_characters(number: int) -> None:
    with pytest.raises(ValueError, match="between 0 and"):
        make_ticket("ADU", number)


@given(st.integers(0, 32**7 - 1))
def test_every_ticket_reads_back_as_itself(number: int) -> None:
    ticket = make_ticket("IZN", number)

    assert normalise_ticket(ticket) == ticket
    assert normalise_ticket(ticket.replace("-", "").lower()) == ticket


@given(st.integers(0, 32**7 - 1), st.integers(0, 7), st.sampled_from(CROCKFORD))
def test_a_single_misread_character_is_always_found(number: int, place: int, other: str) -> None:
    letters = make_ticket("ADU", number)[4:].replace("-", "")
    misread = letters[:place] + other + letters[place + 1 :]

    assert check_ticket("ADU" + misread) == (misread == letters)


def test_random_tickets_and_codes_differ() -> None:
    assert len({make_ticket("ADU") for _ in range(200)}) == 200
    assert len({make_tracking_code() for _ in range(200)}) > 190


def test_a_tracking_code_is_read_as_people_type_it() -> None:
    code = make_tracking_code()

    assert normalise_tracking_code(f" {code[:3].lower()} {code[3:]}") == code
    assert normalise_tracking_code("h4x-9to") == "H4X9T0"
    for wrong in ("", "H4X9T", "H4X9TBB", "H4X9T!", "U" * 6):
        with pytest.raises(ValueError, match="tracking code"):
            normalise_tracking_code(wrong)


@pytest.mark.parametrize("read", [parse_nik, normalise_phone, parse_plate, normalise_ticket, normalise_tracking_code])
@given(text=st.text(max_size=80))
def test_no_text_makes_anything_but_an_answer_or_a_sentence(read: object, text: str) -> None:
    assert callable(read)
    with contextlib.suppress(ValueError):
        read(text)


def test_the_rules_load_nothing_heavy() -> None:
    script = "import sys, core.identifiers; print(sorted({'phonenumbers', 'pydantic', 'starlette', 'tortoise'} & set(sys.modules)))"

    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])

    assert printed.stdout.strip() == "[]"
