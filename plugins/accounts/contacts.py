"""What somebody signs in with: an e-mail address or a telephone number, in one spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from core.identifiers import normalise_phone

if TYPE_CHECKING:
    from core import Portal

_ADDRESS = re.compile(r"[^\s@\"<>(),:;\\\[\]]{1,64}@[a-z0-9.-]{1,190}\.[a-z0-9-]{2,63}")


@dataclass(frozen=True, slots=True)
class Contact:
    """`kind` names the column that it stands in."""

    kind: Literal["email", "phone"]
    value: str

    def index(self, portal: Portal) -> str:
        """The keyed index by which an account is found; case makes no difference in an address."""
        return portal.cipher.index(self.value.casefold(), f"accounts.{self.kind}")

    @property
    def masked(self) -> str:
        """As it is shown where somebody may look over the shoulder: `d•••@blorakab.go.id`, `0812-••••-4821`."""
        if self.kind == "email":
            name, _at, domain = self.value.partition("@")
            return f"{name[:1]}•••@{domain}"
        return f"0{self.value[3:6]}-••••-{self.value[-4:]}"

    @property
    def written(self) -> str:
        """As its owner reads it: `0812-3456-7890`."""
        if self.kind == "email":
            return self.value
        local = f"0{self.value.removeprefix('+62')}"
        return f"{local[:4]}-{local[4:8]}-{local[8:]}"


def read_contact(text: str) -> Contact:
    """The contact of what was typed. ValueError when it is neither an e-mail address nor a telephone number."""
    typed = text.strip()[:320]
    if "@" not in typed:
        return Contact("phone", normalise_phone(typed))
    name, _at, domain = typed.rpartition("@")
    try:
        address = f"{name}@{domain.encode('idna').decode().lower()}"
    except UnicodeError:
        address = ""
    if not _ADDRESS.fullmatch(address) or not address.isprintable() or ".." in address:
        raise ValueError("This is not an e-mail address.")
    return Contact("email", address)
