"""The service sheet of each type, as the law wants it ("standar pelayanan"): what it asks, how it goes, how long, what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core import Service, Text
from core.language import format_rupiah
from core.language import gettext_lazy as _
from plugins.cases.api import Procedure

from .kinds import ASSESSED, PermitType, PermitTypes
from .settings import Settings

if TYPE_CHECKING:
    from core import Plugin

DAYS: Mapping[str, str] = {"id": "{n} hari kerja sejak berkas lengkap", "en": "{n} working days once the documents are complete"}
VALID: Mapping[str, str] = {"id": "Berlaku {n} bulan", "en": "Valid for {n} months"}
YEARS: Mapping[str, str] = {"id": "Berlaku {n} tahun", "en": "Valid for {n} years"}


def sheets(plugin: Plugin, types: PermitTypes, ways: Mapping[str, Procedure]) -> list[Service]:
    """One for each type that the site offers."""
    settings = plugin.settings(Settings)
    return [_sheet(kind, types, ways[kind.way], settings) for kind in types.all]


def _sheet(kind: PermitType, types: PermitTypes, procedure: Procedure, settings: Settings) -> Service:
    return Service(
        kind.key,
        kind.title,
        f"permits:{kind.key}",
        summary=kind.summary,
        requirements=tuple(one.title for one in kind.requirements),
        steps=(
            _("Fill in the form and add the documents. You can save and go on later."),
            *(procedure.states[name].title for name in procedure.track),
            _("Download the permit, signed electronically."),
        ),
        minutes=kind.minutes,
        time=filled(DAYS, total_days(kind, procedure, settings)),
        cost=cost_of(kind),
        product=kind.product,
        legal_basis=tuple(kind.legal_basis),
        agency=types.agency(kind.office),
        icon=kind.icon,
        life_event=kind.life_event,
        words=tuple(kind.words),
    )


def filled(words: Mapping[str, str], number: int) -> Text:
    """A sentence with a number, in every language that it has."""
    said = {language: one.format(n=number) for language, one in words.items()}
    return Text(said["id"], said)


def days_of(kind: PermitType, settings: Settings) -> dict[str, int]:
    """The days of every stage: the type's own, else the site's."""
    return {name: int(value) for name, value in settings.model_dump().items() if name.endswith("_days")} | kind.settings()


def total_days(kind: PermitType, procedure: Procedure, settings: Settings) -> int:
    """From complete documents to the permit; while the applicant is waited for no clock runs."""
    days, total = days_of(kind, settings), 0
    for name in procedure.track:
        limit = procedure.states[name].limit
        if not procedure.states[name].pause and limit is not None:
            total += days[limit.removeprefix("setting:")] if isinstance(limit, str) else limit if isinstance(limit, int) else 0
    return total


def cost_of(kind: PermitType) -> Text:
    """What it costs, in a sentence."""
    if kind.fee_note is not None:
        return kind.fee_note
    if kind.fee == ASSESSED:
        return _("A fee that an officer works out before the decision")
    return Text(format_rupiah(kind.fee)) if isinstance(kind.fee, int) and kind.fee else _("Free of charge")


def short_cost(kind: PermitType) -> Text:
    """The same in a word or an amount, for a list."""
    if kind.fee == ASSESSED:
        return _("With a fee")
    return Text(format_rupiah(kind.fee)) if isinstance(kind.fee, int) and kind.fee else _("Free of charge")


def validity_of(kind: PermitType) -> Text | None:
    """How long it is valid, in a sentence; nothing where it does not expire."""
    if not kind.valid_months:
        return None
    return filled(VALID, kind.valid_months) if kind.valid_months % 12 else filled(YEARS, kind.valid_months // 12)
