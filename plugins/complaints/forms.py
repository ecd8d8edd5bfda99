"""The form of a report, made of what the site asks: its categories, and whether it wants a contact or a NIK."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from core import Form, Step, Text, fields
from core.language import gettext_lazy as _
from plugins.cases.api import counter_fields

from .categories import Categories, Category
from .residents import consent
from .settings import Settings
from .similar import NEW, similar_reports


class Agency(Protocol):
    """An agency of the site."""

    @property
    def name(self) -> str: ...


SERVICE, PROCEDURE = "complaints.report", "complaints.complaint"
"""Full names: of the form and its cases, and of how they are handled."""
PHOTOS = 5
CONTACT = ("name", "show_name", "phone", "email", "nik")
"""What says who somebody is: kept sealed and apart, never among the answers of a case."""
FOLLOWING = ("similar", "told_phone", "told_email")
"""What is asked of somebody whose problem was reported already: it makes a supporter, and is no part of a case."""


def report_form(settings: Settings, categories: Categories, agencies: Mapping[str, Agency]) -> Form:
    """Four steps and the check page, one more where something similar was reported: who finds their problem there is a supporter of that report.

    What is asked last is how to reach the person, for that is what keeps people from reporting."""
    steps = (_problem(), _place(), _category(categories), _similar(categories), _follow(), _contact(settings, categories, agencies))
    return Form("report", _("Report a problem"), steps)


def counter_form(settings: Settings, categories: Categories, agencies: Mapping[str, Agency]) -> Form:
    """The same questions on one page, for an officer who fills it in for somebody; what is similar is shown afterwards."""
    asked = [one for step in (_problem(), _place(), _category(categories), _contact(settings, categories, agencies)) for one in step.fields]
    page = Step("all", _("A report for somebody"), (*counter_fields(), *asked))
    return Form("counter", _("Enter a report"), (page, _similar(categories), _follow()), like="report")


def resident_form(settings: Settings, categories: Categories, agencies: Mapping[str, Agency]) -> Form:
    """The same questions on one page, for a local official who fills it in for a resident."""
    asked = [one for step in (_problem(), _place(), _category(categories), _contact(settings, categories, agencies)) for one in step.fields]
    page = Step("all", _("A report for a resident"), (consent(), *asked))
    return Form("resident", _("Report for a resident"), (page, _similar(categories), _follow()), like="report")


def _problem() -> Step:
    return Step("problem", _("What is the problem?"), (
        fields.LongText(
            "description", _("Tell us what you see"), rows=5, shortest=10, longest=1_000,
            hint=_("What happened, since when, and whom it troubles. Do not write a NIK or a telephone number here."),
            missing=_("Tell us what the problem is"),
        ),
        fields.Photos(
            "photos", _("Photos"), optional=True, most=PHOTOS,
            hint=_("Photos help to act sooner. Faces and number plates of others had better not be seen."),
        ),
    ))  # fmt: skip


def _place() -> Step:
    return Step("place", _("Where is it?"), (fields.Place("place", _("Place")),))


def _category(categories: Categories) -> Step:
    options = tuple(fields.Option(one.id, one.title, one.hint) for one in categories.all)
    return Step("category", _("What is it about?"), (
        fields.Choice(
            "category", _("Group"), options=options, look="radios", missing=_("Choose what it is about"),
            hint=_("It decides which agency reads your report first. A wrong choice does no harm."),
        ),
    ))  # fmt: skip


def _similar(categories: Categories) -> Step:
    ordinary = fields.Not(fields.Is("category", *categories.whistleblowing)) if categories.whistleblowing else None
    return Step("similar", _("Has it been reported already?"), (
        fields.Choice(
            "similar", _("Open reports nearby"), options=similar_reports(SERVICE, PROCEDURE), look="radios",
            missing=_("Choose the report that is about your problem, or say that yours is another one"),
            hint=_("If your problem is among them, choose it: you support that report, and officers see how many have the problem."),
        ),
    ), when=ordinary)  # fmt: skip


FOLLOWS = fields.AllOf(fields.Filled("similar"), fields.Not(fields.Is("similar", NEW)))


def _follow() -> Step:
    return Step("follow", _("Shall we tell you how it goes on?"), (
        fields.Information("support", _("You support a report that is there already"), text=_(
            "No second report is made. What you wrote and your photos are not sent. You may leave a contact; it is kept sealed and never shown."
        )),
        fields.Phone("told_phone", _("Telephone number"), optional=True),
        fields.Email("told_email", _("E-mail address"), optional=True),
    ), when=FOLLOWS)  # fmt: skip


def _contact(settings: Settings, categories: Categories, agencies: Mapping[str, Agency]) -> Step:
    about_officials = fields.Is("category", *categories.whistleblowing) if categories.whistleblowing else None
    ordinary = fields.Not(about_officials) if about_officials else None
    hidden = fields.Is("visibility", "anonymous", "confidential")
    shows_name = fields.AllOf(fields.Not(hidden), ordinary) if ordinary else fields.Not(hidden)
    return Step("contact", _("How do we reach you?"), (
        *(_who_reads(n, one, agencies) for n, one in enumerate(categories.all) if one.whistleblowing),
        fields.Choice(
            "visibility", _("Who may read your report?"), when=ordinary, missing=_("Choose who may read your report"),
            options=(
                fields.Option("public", _("Everybody"), _("Text, photos and place are public. Your name is shown only if you tick it below.")),
                fields.Option("anonymous", _("Everybody, without my name"), _("As above. The officers who work on it do not see who you are either.")),
                fields.Option("confidential", _("Only the officers"), _("Nothing is public.")),
            ),
        ),
        fields.Text("name", _("Name"), optional=True, longest=100, autocomplete="name"),
        fields.Consent("show_name", _("Show my name with the report"), optional=True, when=shows_name),
        fields.Phone(
            "phone", _("Telephone number"), optional=settings.contact == "optional",
            hint=_("To ask you back and to tell you how it goes. It is never shown."),
        ),
        fields.Email("email", _("E-mail address"), optional=True),
        *_nik(settings),
    ), when=fields.Not(FOLLOWS))  # fmt: skip


CONFIDENTIAL: Mapping[str, str] = {
    "id": "Aduan ini hanya dibaca {agency}. Aduan tidak tampil di daftar dan hitungan mana pun, dan kantor yang diadukan tidak diberi tahu.",
    "en": "Only {agency} reads this report. It is in no list and no count, and the office it is about does not hear of it.",
}
"""In both languages here, for it names the agency."""


def _who_reads(n: int, category: Category, agencies: Mapping[str, Agency]) -> fields.Information:
    known = agencies.get(category.agency)
    said = {language: words.format(agency=known.name if known else category.agency) for language, words in CONFIDENTIAL.items()}
    return fields.Information(f"confidential_{n}", _("This report is confidential"), when=fields.Is("category", category.id), text=Text(said["id"], said))


def _nik(settings: Settings) -> tuple[fields.Nik, ...]:
    if settings.nik == "off":
        return ()
    return (fields.Nik("nik", _("NIK"), optional=settings.nik == "optional", hint=_("It is kept encrypted and never shown.")),)
