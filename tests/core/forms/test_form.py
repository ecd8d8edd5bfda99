"""A form is data; what makes no sense is refused where it is declared or compiled."""

from __future__ import annotations

from typing import Any

import pytest

from core.access import PUBLIC
from core.errors import DeclarationError
from core.fields import Choice, Consent, Is, LongText, Place, Text
from core.forms import Answers, Form, FormFields, Receipt, Step
from core.forms.compiled import CompiledForm, compile_form
from core.forms.reading import Option, Reading
from core.language import gettext_lazy as _

T = _("Title")


async def send(request: Any, answers: Answers) -> Receipt:
    return Receipt("ADU-7K3F-9Q2M")


async def similar(request: Any, answers: Answers) -> list[tuple[str, Any]]:
    return []


def a_form() -> Form:
    return Form(
        "report",
        T,
        [
            Step("what", T, [LongText("description", T), Choice("kind", T, options=[("road", T), ("other", T)]), Text("other", T, when=Is("kind", "other"))]),
            Step("similar", T, [Choice("same_as", T, options=similar, optional=True)]),
            Step("who", T, [Consent("show_name", T, optional=True), Text("name", T, when=Is("show_name", True))], when=Is("kind", "road")),
        ],
    )


def compiled(*extra: tuple[str, FormFields]) -> CompiledForm:
    return compile_form(a_form(), "complaints", extra)


def test_routes_of_a_form_are_data_with_the_forms_own_name() -> None:
    form = a_form()

    (route,) = form.routes("/lapor", on_submit=send, access=PUBLIC)

    assert (route.path, route.form, route.name, route.prepare) == ("/lapor", form, "report", None)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Form("complaints.report", T, [Step("a", T, [Text("x", T)])]),
        lambda: Form("report", T, []),
        lambda: Form("report", T, [Step("a", T, [Text("x", T)]), Step("a", T, [Text("y", T)])]),
        lambda: Form("report", T, [Step("a", T, [Text("x", T)]), Step("b", T, [Text("x", T)])]),
        lambda: Form("report", T, [Step("a", T, [Text("place_village", T), Place("place", T)])]),
        lambda: Form("report", T, [Step(f"s{n}", T, [Text(f"x{n}_{m}", T) for m in range(50)]) for n in range(10)]),
        lambda: Step("a", T, [Text(f"x{n}", T) for n in range(500)]),
        lambda: Step("periksa", T, [Text("x", T)]),
        lambda: Step("A b", T, [Text("x", T)]),
        lambda: Step("a", T, []),
        lambda: Step("a", T, ["x"]),  # type: ignore[list-item]
        lambda: FormFields("report", "a", [Text("x", T)]),
        lambda: Receipt(""),
        lambda: Receipt("ADU-7K3F-9Q2M-TOO-LONG"),
        lambda: Receipt("ADU-7K3F-9Q2M", location="https://evil.example/"),
        lambda: Receipt("ADU-7K3F-9Q2M", location="//evil.example"),
        lambda: a_form().routes("lapor/", on_submit=send, access=PUBLIC),
        lambda: a_form().routes("/lapor", on_submit=send, access="public"),  # type: ignore[arg-type]
        lambda: a_form().routes("/lapor", on_submit=lambda request, answers: None, access=PUBLIC),  # type: ignore[arg-type, return-value]
        lambda: compiled(("health", FormFields("complaints.report", "whom", [Text("x", T)]))),
        lambda: compiled(("health", FormFields("complaints.report", "who", [Text("x", T, when=Is("nothing", "x"))]))),
        lambda: compiled(*[("health", FormFields("complaints.report", "who", [Text("x", T)]))] * 2),
        lambda: compile_form(Form("f", T, [Step("a", T, [Text("x", T, when=Is("y", "1")), Text("y", T)])]), "demo"),
        lambda: compile_form(Form("f", T, [Step("a", T, [Choice("x", T, options=lambda plugin: 7)])]), "demo"),  # type: ignore[arg-type, unused-ignore]
    ],
)
def test_a_senseless_form_is_refused_with_a_hint(make: Any) -> None:
    with pytest.raises(DeclarationError) as refused:
        make()

    assert refused.value.hint


def test_fields_of_another_plugin_stand_in_their_step_and_their_values_stay_apart(reading: Reading) -> None:
    form = compiled(("health", FormFields("complaints.report", "what", [Text("other", T), Text("where", T, when=Is("other", "far"))])))
    step = form.steps[0]
    raws = step.read({"description": ["A hole"], "kind": ["road"], "health__other": ["far"], "health__where": ["Cepu"]})

    values, errors = step.validate(raws, reading)

    assert errors == {}
    answers = form.answers(values)
    assert answers.values == {"description": "A hole", "kind": "road", "other": ""}
    assert answers.extra == {"health": {"other": "far", "where": "Cepu"}}
    assert form.as_json(answers)["health"] == {"other": "far", "where": "Cepu"}


def test_a_field_whose_condition_is_false_is_not_asked_and_what_was_typed_there_is_left_out(reading: Reading) -> None:
    step = compiled().steps[0]

    road = step.validate({"description": "A hole", "kind": "road", "other": "typed before"}, reading)
    other = step.validate({"description": "A hole", "kind": "other", "other": ""}, reading)

    assert road == ({"description": "A hole", "kind": "road", "other": ""}, {})
    assert list(other[1]) == ["other"]


def test_a_condition_on_a_field_that_is_not_asked_itself_does_not_hold(reading: Reading) -> None:
    form = Form("f", T, [Step("a", T, [Consent("a", T, optional=True), Text("b", T, when=Is("a", True)), Text("c", T, when=Is("b", "x"))])])
    step = compile_form(form, "demo").steps[0]

    assert [placed.key for placed in step.shown({"a": "no", "b": "x"}, reading)] == ["a"]


def test_a_step_whose_condition_is_false_is_not_asked() -> None:
    step = compiled().steps[2]

    assert step.asked({"kind": "road"})
    assert not step.asked({"kind": "other"})


def test_a_choice_that_came_back_empty_is_left_out_and_one_with_options_is_checked(reading: Reading) -> None:
    from dataclasses import replace

    step = compiled().steps[1]
    nothing, two = replace(reading, options={"same_as": ()}), replace(reading, options={"same_as": (Option("ADU-1", T), Option("ADU-2", T))})

    assert step.shown({}, nothing) == ()
    assert step.validate({"same_as": "ADU-2"}, two) == ({"same_as": "ADU-2"}, {})
    assert list(step.validate({"same_as": "ADU-3"}, two)[1]) == ["same_as"]


def test_choices_may_be_asked_of_the_plugin_once_at_start() -> None:
    form = Form("f", T, [Step("a", T, [Choice("x", T, options=lambda plugin: [(plugin, T)])])])

    step = compile_form(form, "demo", plugins={"demo": "the plugin"}).steps[0]  # type: ignore[dict-item]

    assert step.fields[0].options == (Option("the plugin", T),)


def test_errors_stand_in_the_order_of_the_page(reading: Reading) -> None:
    assert list(compiled().steps[0].validate({}, reading)[1]) == ["description", "kind"]


def test_a_form_describes_its_answers_as_json_schema() -> None:
    schema = compiled().json_schema()

    assert schema["properties"]["kind"]["enum"] == ["road", "other"]
    assert schema["properties"]["description"]["maxLength"] == 1000
    assert set(schema["required"]) == {"description", "kind"}


def test_facts_say_question_and_answer_for_what_was_asked(reading: Reading) -> None:
    step = compiled().steps[0]
    raws = {"description": "One\n\nTwo", "kind": "road"}

    facts = step.facts(step.validate(raws, reading)[0], raws, reading)

    assert [(fact.key, fact.lines) for fact in facts] == [("description", ("One", "Two")), ("kind", ("Title",))]


def test_a_field_on_which_others_depend_refreshes_the_page(reading: Reading) -> None:
    views = compiled().steps[0].views({}, {}, reading)

    assert {view.name: view.refreshes for view in views} == {"description": False, "kind": True}


def test_a_view_names_what_explains_its_input(reading: Reading) -> None:
    form = compile_form(Form("f", T, [Step("a", T, [LongText("x", T, hint=_("Help"))])]), "demo")

    (view,) = form.steps[0].views({}, {"x": "Wrong"}, reading)

    assert view.described_by == "x-hint x-error x-left"


def test_the_fields_of_forms_do_not_load_pydantic() -> None:
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-c", "import sys, core.fields, core.forms; print('pydantic' in sys.modules)"], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "False"
