"""Each field reads what was posted, makes a typed value of it, or says what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core import fields
from core.errors import DeclarationError
from core.forms.reading import Mistake, Reading
from core.language import gettext_lazy as _

LABEL = _("Label")
KINDS = (("road", _("Road")), ("lamp", _("Lamp")), ("other", _("Other")))


def answer(field: fields.Field, posted: dict[str, list[str]], reading: Reading) -> Any:
    """What the field makes of a post: a value, or its sentences by input."""
    own = reading.at("demo", field.name)
    try:
        return field.take(field.read(posted, field.name), own)
    except Mistake as error:
        return {wrong.part: wrong.said(own) for wrong in error.wrong}


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (fields.Text("x", LABEL), "  two   words ", "two words"),
        (fields.Text("x", LABEL, longest=3), "👨‍👩‍👧e\u0301x", "👨‍👩‍👧éx"),
        (fields.Text("x", LABEL, pattern=r"[A-Z]{3}\d+"), "ABC12", "ABC12"),
        (fields.LongText("x", LABEL), "one\r\n\r\ntwo  \n", "one\n\ntwo"),
        (fields.Email("x", LABEL), "Siti@Contoh.ID", "Siti@contoh.id"),
        (fields.Email("x", LABEL), "a@bücher.example", "a@xn--bcher-kva.example"),
        (fields.Phone("x", LABEL), "0812-3456 7890", "+6281234567890"),
        (fields.Nik("x", LABEL), "3316-0952 0485 0001", "3316095204850001"),
        (fields.Plate("x", LABEL), "k1234en", "K 1234 EN"),
        (fields.Number("x", LABEL), "1.500", 1500),
        (fields.Number("x", LABEL), "１２", 12),  # full-width digits
        (fields.Number("x", LABEL, decimals=2), "1,25", Decimal("1.25")),
        (fields.Number("x", LABEL, least=-10), "-0", 0),
        (fields.Rupiah("x", LABEL), "Rp 1.830.150,00", 1830150),
        (fields.Rupiah("x", LABEL), "Rp1.830.150,-", 1830150),
        (fields.Date("x", LABEL), "2026-08-17", date(2026, 8, 17)),
        (fields.Date("x", LABEL), "17/8/2026", date(2026, 8, 17)),
        (fields.Date("x", LABEL), "17 Agustus 2026", date(2026, 8, 17)),
        (fields.Choice("x", LABEL, options=KINDS), "lamp", "lamp"),
        (fields.YesNo("x", LABEL), "no", False),
        (fields.Consent("x", LABEL), "yes", True),
    ],
)
def test_an_answer_becomes_a_typed_value(field: fields.Field, typed: str, value: Any, reading: Reading) -> None:
    assert answer(field, {"x": [typed]}, reading) == value


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (fields.Text("x", LABEL, longest=3), "abcd"),
        (fields.Text("x", LABEL, longest=3), "a" + "\u0315\u0300" * 40),  # few characters, a flood of accents
        (fields.Text("x", LABEL, shortest=3), "ab"),
        (fields.Text("x", LABEL, longest=1000, pattern="a*"), "a" * 201),
        (fields.Email("x", LABEL), "a@b\r\nBcc: x@y"),
        (fields.Email("x", LABEL), '"a b"@example.org'),
        (fields.Email("x", LABEL), "a" * 250 + "@b.id"),
        (fields.Email("x", LABEL), "a@localhost"),
        (fields.Email("x", LABEL), "a@" + "b" * 70 + ".id"),
        (fields.Phone("x", LABEL), "+1 900 555 0100"),
        (fields.Phone("x", LABEL), "0812;DROP"),
        (fields.Nik("x", LABEL), "33160112345600O1"),
        (fields.Nik("x", LABEL), "123456789012345"),
        (fields.Plate("x", LABEL), "1234"),
        *((fields.Number("x", LABEL), typed) for typed in ("NaN", "1e309", "inf", str(2**70), "1,5", "12a", "0x10", "--1")),
        (fields.Number("x", LABEL, most=10), "11"),
        *((fields.Date("x", LABEL), typed) for typed in ("31-02-2026", "0000-01-01", "9999-01-01", "yesterday", "2026-13-01")),
        (fields.Date("x", LABEL, latest=0), "2026-11-25"),
        (fields.Date("x", LABEL, earliest=date(2026, 1, 1)), "2025-12-31"),
        (fields.Choice("x", LABEL, options=KINDS), "bridge"),
        (fields.YesNo("x", LABEL), "maybe"),
        (fields.Consent("x", LABEL), ""),
    ],
)
def test_a_wrong_answer_is_a_sentence_and_never_a_crash(field: fields.Field, typed: str, reading: Reading) -> None:
    said = answer(field, {"x": [typed]}, reading)

    assert isinstance(said, dict)
    assert list(said) == [""]
    assert "{" not in said[""]


@pytest.mark.parametrize(
    ("field", "empty"),
    [
        (fields.Text("x", LABEL, optional=True), ""),
        (fields.Phone("x", LABEL, optional=True), ""),
        (fields.Number("x", LABEL, optional=True), None),
        (fields.Date("x", LABEL, optional=True), None),
        (fields.Choices("x", LABEL, options=KINDS, optional=True), ()),
        (fields.YesNo("x", LABEL, optional=True), None),
        (fields.Consent("x", LABEL, optional=True), False),
        (fields.Region("x", LABEL, optional=True), None),
        (fields.Place("x", LABEL, optional=True), None),
        (fields.Photos("x", LABEL, optional=True), ()),
        (fields.File("x", LABEL, optional=True), ()),
        (fields.Group("x", LABEL, fields=[fields.Text("name", LABEL)], optional=True), ()),
    ],
)
def test_an_optional_field_left_empty_has_its_empty_value_and_an_asked_one_says_what_to_do(field: fields.Field, empty: Any, reading: Reading) -> None:
    asked = replace(field, optional=False)

    assert answer(field, {}, reading) == empty
    assert isinstance(answer(asked, {}, reading), dict)


def test_a_missing_answer_says_what_the_field_says(reading: Reading) -> None:
    field = fields.Text("x", LABEL, missing=_("Write what you saw"))

    assert answer(field, {}, reading) == {"": "Write what you saw"}


def test_an_optional_choice_of_radio_buttons_can_be_let_go_again(reading: Reading) -> None:
    field = fields.Choice("x", LABEL, options=KINDS, optional=True)

    view = field.view("road", {}, reading.at("demo", "x"))

    assert [(choice.value, choice.chosen) for choice in view.choices] == [("road", True), ("lamp", False), ("other", False), ("", False)]
    assert len(replace(field, optional=False).view("", {}, reading.at("demo", "x")).choices) == 3


def test_several_choices_keep_the_order_of_the_options_and_their_bounds(reading: Reading) -> None:
    field = fields.Choices("x", LABEL, options=KINDS, least=1, most=2)

    assert answer(field, {"x": ["other", "road", "road", "unknown"]}, reading) == ("road", "other")
    assert isinstance(answer(field, {"x": ["road", "lamp", "other"]}, reading), dict)


def test_a_region_is_two_inputs_each_with_its_own_sentence(reading: Reading) -> None:
    field = fields.Region("place", LABEL)

    assert field.inputs() == ("place_district", "place_village")
    assert set(answer(field, {}, reading)) == {"district", "village"}
    assert set(answer(field, {"place_district": ["33.16.09"]}, reading)) == {"village"}
    assert set(answer(field, {"place_district": ["33.16.01"], "place_village": ["33.16.09.1001"]}, reading)) == {"village"}
    value = answer(field, {"place_district": ["33.16.09"], "place_village": ["33.16.09.1001"]}, reading)
    assert value == fields.RegionAnswer("33.16.09", "33.16.09.1001")
    assert field.facts(value, reading) == ("Kelurahan Jepon, Kecamatan Jepon",)


def test_a_place_needs_a_landmark_and_takes_coordinates_of_indonesia_only(reading: Reading) -> None:
    field = fields.Place("place", LABEL)
    here = {"place_district": ["33.16.09"], "place_village": ["33.16.09.1001"], "place_landmark": [" in front of the  market "]}

    assert answer(field, here, reading) == fields.PlaceAnswer("33.16.09", "33.16.09.1001", "in front of the market")
    point = answer(field, here | {"place_latitude": ["-6,97"], "place_longitude": ["111.4156789"]}, reading)
    assert (point.latitude, point.longitude) == (-6.97, 111.415679)
    for latitude in ("91", "NaN", "inf", "1e3", "-6.9x"):
        assert set(answer(field, here | {"place_latitude": [latitude], "place_longitude": ["111.4"]}, reading)) == {"latitude"}
    assert set(answer(field, here | {"place_latitude": ["-6.9"]}, reading)) == {"longitude"}
    assert set(answer(field, here | {"place_landmark": [""]}, reading)) == {"landmark"}


def test_a_place_can_be_answered_in_words_alone(reading: Reading) -> None:
    view = fields.Place("place", LABEL).view({}, {}, reading.at("demo", "place"))

    assert [part.name for part in view.parts] == ["place_district", "place_village", "place_landmark", "place_latitude", "place_longitude"]


def test_a_group_names_the_row_and_input_of_each_mistake(reading: Reading) -> None:
    field = fields.Group("children", LABEL, fields=[fields.Text("name", LABEL), fields.Region("home", LABEL), fields.Choice("kind", LABEL, options=KINDS)])
    posted = {"children_count": ["2"], "children_1_name": ["Adi"], "children_1_kind": ["road"], "children_2_home_district": ["33.16.09"]}

    said = answer(field, posted, reading)

    assert set(said) == {"1_home_district", "1_home_village", "2_name", "2_home_village", "2_kind"}


def test_a_group_gives_one_dictionary_a_row_and_never_more_than_its_most(reading: Reading) -> None:
    field = fields.Group("jobs", LABEL, fields=[fields.Text("name", LABEL), fields.Date("since", LABEL, optional=True)], most=2)
    posted = {"jobs_count": ["999"], "jobs_1_name": ["Baker"], "jobs_1_since": ["2020-01-02"], "jobs_2_name": ["Driver"], "jobs_3_name": ["Third"]}

    value = answer(field, posted, reading)

    assert value == ({"name": "Baker", "since": date(2020, 1, 2)}, {"name": "Driver", "since": None})
    assert field.plain(value)[0] == {"name": "Baker", "since": "2020-01-02"}
    assert field.facts(value, reading.at("demo", "jobs")) == ("Baker; 2 January 2020", "Driver")


def test_photos_are_what_was_staged_before_within_their_number(reading: Reading) -> None:
    field = fields.Photos("photos", LABEL, most=2)
    staged = {"id": "1", "name": "road.jpg", "media_type": "image/jpeg", "size": 4_400_000}
    own = reading.at("demo", "photos")

    assert field.take([staged], own) == (fields.Attachment("1", "road.jpg", "image/jpeg", 4_400_000),)
    assert field.view([staged], {}, own).files[0].size == "4,2 MB"
    with pytest.raises(Mistake):
        field.take([staged] * 3, own)


def test_a_nik_is_shown_with_its_middle_hidden_and_never_in_an_error(reading: Reading) -> None:
    field = fields.Nik("nik", LABEL)

    assert field.facts("3316095204850001", reading) == ("3316••••••••0001",)
    assert "33160112345600" not in str(answer(field, {"nik": ["33160112345600O1"]}, reading))


def test_what_a_date_picker_cannot_show_stays_as_typed(reading: Reading) -> None:
    field = fields.Date("day", LABEL)

    wrong, right = field.view("31-02-2026", {}, reading.at("", "day")), field.view("17-8-2026", {}, reading.at("", "day"))

    assert (wrong.attributes["type"], wrong.value) == ("text", "31-02-2026")
    assert (right.attributes["type"], right.value) == ("date", "2026-08-17")


def test_information_asks_nothing(reading: Reading) -> None:
    field = fields.Information("note", LABEL, text=_("One.\n\nTwo."))

    assert field.inputs() == ()
    assert field.view(None, {}, reading).value == ["One.", "Two."]


@pytest.mark.parametrize(
    "make",
    [
        lambda: fields.Text("Name", LABEL),
        lambda: fields.Text("_name", LABEL),
        lambda: fields.Text("a__b", LABEL),
        lambda: fields.Text("a" * 65, LABEL),
        lambda: fields.Text(7, LABEL),  # type: ignore[arg-type]
        lambda: fields.Text("x", "bare"),  # type: ignore[arg-type]
        lambda: fields.Text("x", LABEL, when="public"),  # type: ignore[arg-type]
        lambda: fields.Text("x", LABEL, shortest=5, longest=3),
        lambda: fields.Text("x", LABEL, pattern="("),
        lambda: fields.Number("x", LABEL, least=5, most=3),
        lambda: fields.Date("x", LABEL, latest="today"),  # type: ignore[arg-type]
        lambda: fields.Choice("x", LABEL, options="abc"),  # type: ignore[arg-type]
        lambda: fields.Choice("x", LABEL, options=[("a", LABEL), ("a", LABEL)]),
        lambda: fields.Choice("x", LABEL, options=[("a", "bare")]),  # type: ignore[list-item]
        lambda: fields.Photos("x", LABEL, most=11),
        lambda: fields.Group("x", LABEL, fields=[]),
        lambda: fields.Group("x", LABEL, fields=[fields.Photos("p", LABEL)]),
        lambda: fields.Group("x", LABEL, fields=[fields.Text("a", LABEL)], most=21),
        lambda: fields.Is("x"),
    ],
)
def test_a_senseless_field_is_refused_where_it_is_declared(make: Any) -> None:
    with pytest.raises(DeclarationError) as refused:
        make()

    assert refused.value.hint


def test_a_year_is_said_as_it_is_written(reading: Reading) -> None:
    year = fields.Number("x", LABEL, least=1950, most=2100, grouped=False)

    assert fields.Number("x", LABEL).facts(2018, reading) == ("2,018",)
    assert year.facts(2018, reading) == ("2018",)
    (refused,) = answer(year, {"x": ["1066"]}, reading).values()
    assert "1950 and 2100" in refused
