"""Fields for the numbers that people and their vehicles carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from core import language
from core.forms.field import Field
from core.forms.reading import Reading, mistake
from core.forms.views import FieldView
from core.identifiers import normalise_phone, parse_nik, parse_plate
from core.language import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Phone(Field):
    """An Indonesian telephone number, kept as `+6281234567890`."""

    fill: ClassVar[language.Text] = _("Write a telephone number")

    def value(self, raw: Any, reading: Reading) -> Any:
        try:
            return normalise_phone(raw)
        except ValueError:
            raise mistake(_("Check the telephone number. Example: 0812 3456 7890")) from None

    def facts(self, value: Any, reading: Reading) -> tuple[str, ...]:
        number = f"0{value.removeprefix('+62')}" if value else ""
        return ("-".join(number[i : i + 4] for i in range(0, len(number), 4)),) if number else ()

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^\+62[0-9]{7,13}$"}

    def view(self, raw: Any, errors: dict[str, str], reading: Reading) -> FieldView:
        return self.draw("input", raw or "", errors, reading, attributes={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})


@dataclass(frozen=True, slots=True)
class Nik(Field):
    """A national identity number: sixteen digits, kept as such, shown with its middle hidden."""

    fill: ClassVar[language.Text] = _("Write the NIK, the 16 digits on the identity card")

    def value(self, raw: Any, reading: Reading) -> Any:
        try:
            return parse_nik(raw, reading.today).number
        except ValueError:
            raise mistake(_("Check the NIK: 16 digits, as on the identity card or family card")) from None

    def facts(self, value: Any, reading: Reading) -> tuple[str, ...]:
        return (f"{value[:4]}{'•' * 8}{value[12:]}",) if value else ()

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[0-9]{16}$"}

    def view(self, raw: Any, errors: dict[str, str], reading: Reading) -> FieldView:
        return self.draw("input", raw or "", errors, reading, attributes={"type": "text", "inputmode": "numeric", "autocomplete": "off"})


@dataclass(frozen=True, slots=True)
class Plate(Field):
    """A vehicle's registration number, kept as `K 1234 EN`."""

    fill: ClassVar[language.Text] = _("Write the plate number")

    def value(self, raw: Any, reading: Reading) -> Any:
        try:
            return str(parse_plate(raw))
        except ValueError:
            raise mistake(_("Check the plate number. Example: K 1234 EN")) from None

    def view(self, raw: Any, errors: dict[str, str], reading: Reading) -> FieldView:
        return self.draw("input", raw or "", errors, reading, attributes={"type": "text", "autocapitalize": "characters", "autocomplete": "off"})
