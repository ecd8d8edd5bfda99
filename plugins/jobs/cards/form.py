"""The form of the job-seeker card: what the card says, what a placement officer asks, and the papers that prove it."""

from __future__ import annotations

from collections.abc import Mapping

from core import Form, Step
from core.fields import Choice, Consent, Date, Email, File, LongText, Nik, Number, Option, Phone, Region, Rupiah, Text
from core.language import Text as Words
from core.language import gettext_lazy as _

from ..words import EDUCATION, KINDS

CARD = "jobs.card"
"""Full name: of the form and of its cases."""
PAPERS: Mapping[str, Words] = {"ktp": _("KTP"), "kk": _("Family card (KK)"), "diploma": _("Last diploma"), "certificates": _("Certificates of skills")}
CONTACT = ("name", "nik", "phone", "email")
"""Kept with the case's person; the rest is kept with the card."""
PRINTED = ("birth_place", "birth_date", "sex", "status", "religion", "address", "home", "education", "study", "skills", "wish")
RELIGIONS = ("Islam", "Kristen", "Katolik", "Hindu", "Buddha", "Khonghucu")


def card_form() -> Form:
    """Beside the content of the card, only what helps to find work."""
    return Form("card", _("Job-seeker card (AK/I)"), (_identity(), _address(), _education(), _wish(), _papers()))


def _identity() -> Step:
    return Step("identity", _("Who are you?"), (
        Text("name", _("Name, as on the KTP"), longest=100, autocomplete="name"),
        Nik("nik", _("NIK"), hint=_("It is kept encrypted, and stands on your card.")),
        Text("birth_place", _("Place of birth"), longest=80),
        Date("birth_date", _("Date of birth"), latest=0, hint=_("The card is for those who are 18 or older.")),
        Choice("sex", _("Sex"), options=(("male", _("Male")), ("female", _("Female")))),
        Choice("status", _("Marital status"), options=(
            ("single", _("Not married")), ("married", _("Married")), ("divorced", _("Divorced")), ("widowed", _("Widowed")),
        )),
        Choice("religion", _("Religion"), optional=True, look="select", hint=_("Left empty, the card does not say it."), options=(
            *(Option(one.lower(), Words(one, {})) for one in RELIGIONS), Option("belief", _("Belief in the One God")),
        )),
    ))  # fmt: skip


def _address() -> Step:
    return Step("address", _("Where do you live?"), (
        LongText("address", _("Address"), rows=3, longest=300, hint=_("As on the KTP, with street, RT and RW.")),
        Region("home", _("Kecamatan and village")),
        Phone("phone", _("Telephone number"), hint=_("To ask you back and to remind you of your reports.")),
        Email("email", _("E-mail address"), optional=True),
    ))  # fmt: skip


def _education() -> Step:
    return Step("education", _("What have you learned?"), (
        Choice("education", _("Last education"), options=tuple((key, words) for key, words in EDUCATION.items() if key != "any")),
        Text("study", _("Field of study"), optional=True, longest=80),
        Text("school", _("School or university"), longest=120),
        Number("graduated", _("Year of graduation"), least=1950, most=2100, grouped=False),
        LongText("skills", _("Skills"), optional=True, rows=3, longest=500, hint=_("Such as sewing, welding, computers, languages, driving licences.")),
        LongText("experience", _("Experience"), optional=True, rows=4, longest=1_000, hint=_("What you have worked as, where, and from when until when.")),
    ))  # fmt: skip


def _wish() -> Step:
    return Step("wish", _("What work do you want?"), (
        Text("wish", _("Work that you look for"), longest=120),
        Choice("kind", _("Kind of work"), optional=True, options=tuple(KINDS.items())),
        Choice("where", _("Where would you work?"), options=(
            ("here", _("In this regency")), ("country", _("Anywhere in Indonesia")), ("abroad", _("Abroad, too")),
        )),
        Rupiah("wage", _("Wage that you hope for, a month"), optional=True),
    ))  # fmt: skip


def _papers() -> Step:
    page = _("A clear photo of the page is enough.")
    return Step("papers", _("Documents"), (
        File("ktp", PAPERS["ktp"], hint=page),
        File("kk", PAPERS["kk"], hint=page),
        File("diploma", PAPERS["diploma"], hint=_("The diploma, or a copy with the school's stamp.")),
        File("certificates", PAPERS["certificates"], optional=True, most=3),
        Consent("true", _("What I have written and the documents are true.")),
    ))  # fmt: skip
