"""Whom one turns to: the regency's agencies, the emergency numbers, and who helps when the portal does not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from core.errors import Problem
from core.language import NAMES, Text, text_of
from core.language import gettext_lazy as _
from core.reading.tables import read_table
from core.reading.values import Values
from core.site.config import HelpSection, Say

EMAIL = re.compile(r"[^\s@<>?&%]+@[^\s@<>?&%]+\.[^\s@<>?&%]+")
REACHED = ("address", "hours", "phone", "email", "website")
"""What `agencies.csv` may say of how an agency is reached."""


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency of the regency (OPD). `phone`, `email` and `hours` as people read them, `website` an https address; each may be empty."""

    id: str
    name: str
    short: str
    address: str = ""
    hours: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class EmergencyNumber:
    """A number for emergencies, as people dial it. `note` is for the operator."""

    number: str
    name: Text
    icon: str = "phone"
    note: str = ""


@dataclass(frozen=True, slots=True)
class HelpContact:
    """One way to get help: what it is, what is shown, and the link (empty for an address)."""

    kind: str
    label: Text
    value: Text
    note: Text
    href: str


def read_agencies(folder: Path) -> tuple[Mapping[str, Agency], list[Problem]]:
    """`agencies.csv`: id, name, short; where it is known address, hours, phone, email and website."""
    table = read_table(folder, "agencies.csv", ("id", "name"), ("short", *REACHED))
    seen: dict[str, str] = {}
    found: dict[str, Agency] = {}
    for row in table.rows:
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", row["id"]):
            table.complain("agency.id", f"id is {row['id']!r}", row.where, "Lower-case letters, digits and hyphens, beginning with a letter.")
        elif row["phone"] and not international(row["phone"]):
            table.complain("agency.phone", f"phone is {row['phone']!r}", row.where, "A telephone number: (0296) 531028.")
        elif row["email"] and not EMAIL.fullmatch(row["email"]):
            table.complain("agency.email", f"email is {row['email']!r}", row.where, "An e-mail address, such as dinas@example.go.id.")
        elif row["website"] and not re.fullmatch(r"https://[^\s\"'<>]+", row["website"]):
            table.complain("agency.website", f"website is {row['website']!r}", row.where, "An address that begins with https://")
        elif table.once(row, "id", seen):
            found[row["id"]] = Agency(row["id"], row["name"], row["short"] or row["name"], **{name: row[name] for name in REACHED})
    return MappingProxyType(found), table.problems


def read_emergency(folder: Path) -> tuple[tuple[EmergencyNumber, ...], list[Problem]]:
    """`emergency.csv`: number, name_id, icon, and the name in other languages."""
    table = read_table(folder, "emergency.csv", ("number", "name_id"), (*(f"name_{code}" for code in NAMES if code != "id"), "icon", "note"))
    found = []
    for row in table.rows:
        digits = re.sub(r"[ ().-]", "", row["number"])
        if not re.fullmatch(r"\+?[0-9]{3,15}", digits):
            table.complain("emergency.number", f"number is {row['number']!r}", row.where, "As one dials it: 112, or (0296) 000000.")
        elif row["icon"] and not re.fullmatch(r"[a-z0-9-]+", row["icon"]):
            table.complain("emergency.icon", f"icon is {row['icon']!r}", row.where, "The bare name of an icon, such as ambulance.")
        else:
            names = {code: row[f"name_{code}"] for code in NAMES if row[f"name_{code}"]}
            found.append(EmergencyNumber(row["number"], text_of(names), row["icon"] or "phone", row["note"]))
    return tuple(found), table.problems


def help_contacts(section: HelpSection, values: Values) -> tuple[tuple[HelpContact, ...], list[Problem]]:
    """The contacts of `[help]`, in the order in which they are shown."""
    problems: list[Problem] = []
    hours, nothing = _said(section.hours), Text("", {})
    found = []
    for kind, label, value, link in (
        ("whatsapp", _("WhatsApp"), section.whatsapp, "https://wa.me/{number}"),
        ("phone", _("Telephone"), section.phone, "tel:+{number}"),
        ("email", _("E-mail"), section.email, "mailto:{value}"),
    ):
        if not value:
            continue
        number = international(value)
        if kind == "email" and not EMAIL.fullmatch(value):
            problems.append(Problem("site.help", f"'help.email' is {value!r}", values.where("help.email"), "An e-mail address, such as layanan@example.go.id."))
        elif kind != "email" and not number:
            problems.append(
                Problem("site.help", f"'help.{kind}' is {value!r}", values.where(f"help.{kind}"), "A telephone number: 0812 0000 0000, (0296) 000000 or +62 …")
            )
        else:
            found.append(HelpContact(kind, label, text_of(value), hours if kind != "email" else nothing, link.format(number=number, value=value)))
    if section.address:
        found.append(HelpContact("address", _("Come in person"), _said(section.address), hours if not found else nothing, ""))
    return tuple(found), problems


def _said(value: Say) -> Text:
    return text_of(value) if value else Text("", {})


def international(number: str) -> str:
    """The digits of an Indonesian number with its country code, or nothing when it is not one."""
    digits = re.sub(r"[\s().-]", "", number)
    if not re.fullmatch(r"\+?[0-9]{5,15}", digits):
        return ""
    if digits.startswith("+"):
        return digits[1:]
    return f"62{digits[1:]}" if digits.startswith("0") else digits if digits.startswith("62") else f"62{digits}"
