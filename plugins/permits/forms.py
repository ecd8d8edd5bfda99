"""The form of a type, made from its file: its own questions, then the documents, then who applies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core import Form, Step, fields
from core.language import gettext_lazy as _

from .kinds import Asked, PermitType

FIXED = frozenset({"documents", "applicant", "name", "nik", "birth_place", "birth_date", "address", "phone", "email", "true"})
"""Steps and fields that every application has."""
CONTACT = ("name", "nik", "phone", "email")
"""Kept with the case's person; everything else is kept with the application."""


def form_of(kind: PermitType) -> Form:
    """The form under which somebody applies; `permits.<key>` in full."""
    own = [Step(step.name, step.title, tuple(field_of(asked) for asked in step.fields)) for step in kind.steps]
    return Form(kind.key, kind.title, (*own, _documents(kind), _applicant()))


def _documents(kind: PermitType) -> Step:
    asked = [
        fields.File(
            one.field, one.title, hint=one.hint, optional=one.optional, most=one.most, when=one.when,
            missing=_("Add the document “{label}”; it is still missing"),
        )
        for one in kind.requirements
    ]  # fmt: skip
    saved = fields.Information("saved", _("One after the other, with breaks"), text=_(
        "Each document is kept as soon as you have added it. You can save and go on another day. A clear photo of a page is enough."
    ))  # fmt: skip
    return Step("documents", _("Documents"), (saved, *asked))


def _applicant() -> Step:
    return Step("applicant", _("Who applies?"), (
        fields.Text("name", _("Name, as on the KTP"), longest=100, autocomplete="name"),
        fields.Nik("nik", _("NIK"), hint=_("It is kept encrypted. Only officers who work on your application see it.")),
        fields.Text("birth_place", _("Place of birth"), longest=80),
        fields.Date("birth_date", _("Date of birth"), latest=0),
        fields.LongText("address", _("Address"), rows=3, longest=300, hint=_("As on the KTP, with RT/RW, village and kecamatan.")),
        fields.Phone("phone", _("Telephone number"), hint=_("To ask you back and to tell you how it goes.")),
        fields.Email("email", _("E-mail address"), optional=True),
        fields.Consent("true", _("What I have written and the documents are true. I know that false statements are an offence.")),
    ))  # fmt: skip


def field_of(asked: Asked) -> fields.Field:
    """The field of one question. Raises DeclarationError for values that make no sense."""
    given: dict[str, Any] = {"hint": asked.hint, "optional": asked.optional, "when": asked.when}
    return _KINDS[asked.kind](asked, given)


def _bounds(asked: Asked, *names: str) -> dict[str, Any]:
    return {name: value for name in names if (value := getattr(asked, name)) is not None}


def _options(asked: Asked) -> tuple[fields.Option, ...]:
    return tuple(fields.Option(one.value, one.label) for one in asked.choices)


def _information(asked: Asked, given: Mapping[str, Any]) -> fields.Field:
    return fields.Information(asked.name, asked.label, text=asked.text or asked.label, when=given["when"])


_KINDS: Mapping[str, Callable[[Asked, dict[str, Any]], fields.Field]] = {
    "text": lambda asked, given: fields.Text(asked.name, asked.label, **_bounds(asked, "longest"), **given),
    "long_text": lambda asked, given: fields.LongText(asked.name, asked.label, **_bounds(asked, "longest"), **given),
    "number": lambda asked, given: fields.Number(asked.name, asked.label, **_bounds(asked, "least", "most", "decimals"), **given),
    "rupiah": lambda asked, given: fields.Rupiah(asked.name, asked.label, **_bounds(asked, "least", "most"), **given),
    "date": lambda asked, given: fields.Date(asked.name, asked.label, **_bounds(asked, "earliest", "latest"), **given),
    "choice": lambda asked, given: fields.Choice(asked.name, asked.label, options=_options(asked), **given),
    "choices": lambda asked, given: fields.Choices(asked.name, asked.label, options=_options(asked), **given),
    "yes_no": lambda asked, given: fields.YesNo(asked.name, asked.label, **given),
    "region": lambda asked, given: fields.Region(asked.name, asked.label, **given),
    "place": lambda asked, given: fields.Place(asked.name, asked.label, **given),
    "plate": lambda asked, given: fields.Plate(asked.name, asked.label, **given),
    "phone": lambda asked, given: fields.Phone(asked.name, asked.label, **given),
    "email": lambda asked, given: fields.Email(asked.name, asked.label, **given),
    "nik": lambda asked, given: fields.Nik(asked.name, asked.label, **given),
    "information": _information,
}
