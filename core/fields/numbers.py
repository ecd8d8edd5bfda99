"""Fields for numbers, amounts and days."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from core import language
from core.forms.field import Field, refuse
from core.forms.reading import Reading, mistake
from core.forms.views import FieldView
from core.language import format_date, format_number, format_rupiah
from core.language import gettext_lazy as _

_MONTHS = ("januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november", "desember")
_WHOLE = re.compile(r"-?\d{1,15}|-?\d{1,3}(?:[.,]\d{3}){1,4}", re.ASCII)


def _plain(raw: str) -> str:
    """Full-width digits, spaces and signs as plain ones."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", raw)).replace("−", "-")


@dataclass(frozen=True, slots=True)
class Number(Field):
    """A number between `least` and `most`; with `decimals` it is a `Decimal`, written with a comma or a point. A year is not `grouped`: 2018, not 2.018."""

    least: int = field(default=0, kw_only=True)
    most: int = field(default=999_999_999, kw_only=True)
    decimals: int = field(default=0, kw_only=True)
    grouped: bool = field(default=True, kw_only=True)

    empty: ClassVar[Any] = None
    fill: ClassVar[language.Text] = _("Write a number for “{label}”")

    def check(self, where: str) -> None:
        if not -(10**15) < self.least <= self.most < 10**15 or not 0 <= self.decimals <= 6:
            given = f"lies between {self.least} and {self.most} with {self.decimals} decimals"
            raise refuse(where, given, "Give least <= most, below 10 to the 15th, and 0 to 6 decimals.")

    def value(self, raw: Any, reading: Reading) -> Any:
        number = self.number(_plain(raw))
        if number is None:
            raise mistake(_("Write “{label}” as a number. Example: {example}"), label=self.label, example="1,5" if self.decimals else "12")
        if not self.least <= number <= self.most:
            bounds = {"least": self.said(self.least, reading), "most": self.said(self.most, reading)}
            raise mistake(_("“{label}” must lie between {least} and {most}"), label=self.label, **bounds)
        return number

    def number(self, text: str) -> int | Decimal | None:
        if not self.decimals:
            return int(re.sub("[.,]", "", text)) if _WHOLE.fullmatch(text) else None
        return Decimal(text.replace(",", ".")) if re.fullmatch(rf"-?\d{{1,15}}(?:[.,]\d{{1,{self.decimals}}})?", text, re.ASCII) else None

    def said(self, number: int | Decimal, reading: Reading) -> str:
        whole, point, rest = str(number).partition(".")
        mark = "." if reading.language == "en" else ","
        return (format_number(int(whole), reading.language) if self.grouped else whole) + (f"{mark}{rest}" if point else "")

    def plain(self, value: Any) -> Any:
        return str(value) if isinstance(value, Decimal) else value

    def facts(self, value: Any, reading: Reading) -> tuple[str, ...]:
        return () if value is None else (self.said(value, reading),)

    def schema(self) -> dict[str, Any]:
        return {"type": "number" if self.decimals else "integer", "minimum": self.least, "maximum": self.most}

    def view(self, raw: Any, errors: dict[str, str], reading: Reading) -> FieldView:
        attributes = {"type": "text", "inputmode": "decimal" if self.decimals else "numeric", "autocomplete": "off"}
        return self.draw("input", raw or "", errors, reading, attributes=attributes)


@dataclass(frozen=True, slots=True)
class Rupiah(Number):
    """An amount in whole rupiah; `Rp`, points and `,00` are understood."""

    most: int = field(default=999_999_999_999, kw_only=True)
    fill: ClassVar[language.Text] = _("Write an amount for “{label}”")

    def number(self, text: str) -> int | Decimal | None:
        text = re.sub(r"^rp\.?|,(?:00|-)$|\.00$", "", text, flags=re.IGNORECASE)
        text = re.sub(r",(?:00|-)$", "", text)
        return int(re.sub("[.,]", "", text)) if _WHOLE.fullmatch(text) else None

    def said(self, number: int | Decimal, reading: Reading) -> str:
        return format_rupiah(int(number))


@dataclass(frozen=True, slots=True)
class Date(Field):
    """A day between `earliest` and `latest`, each a date or a number of days from today."""

    earliest: date | int | None = field(default=None, kw_only=True)
    latest: date | int | None = field(default=None, kw_only=True)

    empty: ClassVar[Any] = None
    fill: ClassVar[language.Text] = _("Choose a date for “{label}”")

    def check(self, where: str) -> None:
        for bound in (self.earliest, self.latest):
            if bound is not None and not isinstance(bound, date | int):
                raise refuse(where, f"is bounded by {bound!r}", "Give a date, or a number of days from today (0 is today).")

    def value(self, raw: Any, reading: Reading) -> Any:
        day = _day(unicodedata.normalize("NFKC", raw))
        if day is None or not 1900 <= day.year <= 2199:
            raise mistake(_("Check “{label}”: write a date that exists, such as 17-08-2026"), label=self.label)
        earliest, latest = self.bounds(reading.today)
        if earliest and day < earliest:
            raise mistake(_("“{label}” must not be before {day}"), label=self.label, day=format_date(earliest, reading.language))
        if latest and day > latest:
            raise mistake(_("“{label}” must not be after {day}"), label=self.label, day=format_date(latest, reading.language))
        return day

    def bounds(self, today: date) -> tuple[date | None, date | None]:
        def at(bound: date | int | None) -> date | None:
            return date.fromordinal(today.toordinal() + bound) if isinstance(bound, int) else bound

        return at(self.earliest), at(self.latest)

    def plain(self, value: Any) -> Any:
        return value.isoformat() if value else None

    def facts(self, value: Any, reading: Reading) -> tuple[str, ...]:
        return (format_date(value, reading.language),) if value else ()

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}

    def view(self, raw: Any, errors: dict[str, str], reading: Reading) -> FieldView:
        """A date picker; what it cannot show (31-02-2026) stays as text, so that nothing typed is lost."""
        day = _day(raw or "")
        earliest, latest = self.bounds(reading.today)
        limits = {name: bound.isoformat() for name, bound in (("min", earliest), ("max", latest)) if bound}
        if raw and day is None:
            return self.draw("input", raw, errors, reading, attributes={"type": "text", "inputmode": "numeric", "autocomplete": "off"})
        return self.draw("input", day.isoformat() if day else "", errors, reading, attributes={"type": "date", "autocomplete": "off", **limits})


def _day(text: str) -> date | None:
    """A day from `2026-08-17`, `17-8-2026`, `17/08/2026`, `17.08.2026` or `17 Agustus 2026`."""
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text.strip(), re.ASCII):
        year, month, day = (int(part) for part in found.groups())
    elif found := re.fullmatch(r"(\d{1,2})\s?[-/. ]\s?(\d{1,2}|[a-z]{3,9})\s?[-/. ]\s?(\d{4})", text.strip().lower(), re.ASCII):
        named = next((n for n, name in enumerate(_MONTHS, 1) if name.startswith(found[2])), 0)
        day, month, year = int(found[1]), named if found[2].isalpha() else int(found[2]), int(found[3])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
