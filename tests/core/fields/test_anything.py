"""Whatever is posted, a field makes a value of it or says what to do: it never crashes, and shows again what was typed."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import fields
from core.forms.reading import Mistake, Reading
from core.language import gettext_lazy as _

LABEL = _("Label")
EVERY = [
    fields.Text("x", LABEL, pattern=r"[A-Z]+\d*"),
    fields.LongText("x", LABEL),
    fields.Email("x", LABEL),
    fields.Phone("x", LABEL),
    fields.Nik("x", LABEL),
    fields.Plate("x", LABEL),
    fields.Number("x", LABEL),
    fields.Number("x", LABEL, decimals=3),
    fields.Rupiah("x", LABEL),
    fields.Date("x", LABEL, latest=0),
    fields.Choice("x", LABEL, options=[("a", LABEL)]),
    fields.Choices("x", LABEL, options=[("a", LABEL)]),
    fields.YesNo("x", LABEL),
    fields.Consent("x", LABEL),
    fields.Region("x", LABEL),
    fields.Place("x", LABEL),
    fields.Group("x", LABEL, fields=[fields.Text("a", LABEL), fields.Date("b", LABEL)]),
]
NAMES = ["x", "x_district", "x_village", "x_landmark", "x_latitude", "x_longitude", "x_count", "x_1_a", "x_1_b", "x_2_a"]
NUMBERS = st.from_regex(r"\A[-+Rp \d.,/e]{1,20}\Z")
TYPED = st.one_of(
    st.text(max_size=300), NUMBERS, st.sampled_from(["33.16.08", "a", "yes", "١٢٣", "²", "１２", "1e400", "-0", "9" * 40, "@", "a@b.c", "a@xn--a.b"])
)


@pytest.mark.parametrize("field", EVERY, ids=lambda field: type(field).__name__)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(posted=st.dictionaries(st.sampled_from(NAMES), st.lists(TYPED, max_size=3), max_size=6))
def test_anything_that_is_posted_is_a_value_or_a_sentence(field: fields.Field, posted: dict[str, list[str]], reading: Reading) -> None:
    own = reading.at("demo", "x")
    raw = field.read(posted, "x")
    errors: dict[str, str] = {}

    try:
        value = field.take(raw, own)
    except Mistake as mistake:
        errors = {f"x_{wrong.part}" if wrong.part else "x": wrong.said(own) for wrong in mistake.wrong}
        assert errors
    else:
        field.facts(value, own)
        field.plain(value)
    field.view(raw, errors, own)
