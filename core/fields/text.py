"""Fields for words: a line, several lines, an e-mail address."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any, ClassVar

from core import language
from core.forms.field import Field, refuse
from core.forms.length import characters
from core.forms.patterns import LONGEST, compile_pattern
from core.forms.reading import Posted, Reading, mistake
from core.forms.views import FieldView
from core.language import gettext_lazy as _

_MOST_SIGNS = 8
"""Code points that one visible character may have on average: enough for any script, too few for a flood of accents."""


@dataclass(frozen=True, slots=True)
class Text(Field):
    """One line. `pattern` is a regular expression for the whole answer, `example` is named when it does not match."""

    shortest: int = field(default=0, kw_only=True)
    longest: int = field(default=200, kw_only=True)
    pattern: str = field(default="", kw_only=True)
    example: str = field(default="", kw_only=True)
    autocomplete: str = field(default="off", kw_only=True)

    def check(self, where: str) -> None:
        if not 0 <= self.shortest <= self.longest or not 1 <= self.longest <= 10_000:
            raise refuse(where, f"is {self.shortest} to {self.longest} characters long", "Let shortest and longest lie between 0 and 10000, in this order.")
        if self.pattern:
            compile_pattern(self.pattern, where)

    def read(self, posted: Posted, key: str) -> Any:
        return " ".join(unicodedata.normalize("NFC", (posted.get(key) or ("",))[0]).split())

    def value(self, raw: Any, reading: Reading) -> Any:
        length = characters(raw)
        if length > self.longest or len(raw) > _MOST_SIGNS * self.longest:
            raise mistake(_("“{label}” is too long: write at most {n} characters, now {now}"), label=self.label, n=self.longest, now=length)
        if length < self.shortest:
            raise mistake(_("“{label}” is too short: write at least {n} characters"), label=self.label, n=self.shortest)
        if self.pattern and (len(raw) > LONGEST or not re.fullmatch(self.pattern, raw)):
            if self.example:
                raise mistake(_("Check “{label}”. Example: {example}"), label=self.label, example=self.example)
            raise mistake(_("Check “{label}”"), label=self.label)
        return raw

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": self.shortest, "maxLength": self.longest, **({"pattern": f"^(?:{self.pattern})$"} if self.pattern else {})}

    def view(self, raw: Any, errors: dict[str, str], reading: Reading) -> FieldView:
        return self.draw("input", raw or "", errors, reading, attributes={"type": "text", "autocomplete": self.autocomplete})


@dataclass(frozen=True, slots=True)
class LongText(Text):
    """Several lines, with the number of characters left."""

    longest: int = field(default=1_000, kw_only=True)
    rows: int = field(default=5, kw_only=True)

    def read(self, posted: Posted, key: str) -> Any:
        text = unicodedata.normalize("NFC", (posted.get(key) or ("",))[0])
        return text.replace("\r\n", "\n").replace("\r", "\n").strip()

    def facts(self, value: Any, reading: Reading) -> tuple[str, ...]:
        return tuple(line for line in str(value or "").split("\n") if line.strip())

    def view(self, raw: Any, errors: dict[str, str], reading: Reading) -> FieldView:
        left = max(0, self.longest - characters(raw or ""))
        words = {"left": reading.words(_("{n} characters left"), n=left)}
        return self.draw("textarea", raw or "", errors, reading, attributes={"rows": str(self.rows), "data-longest": str(self.longest)}, words=words)


_ADDRESS = re.compile(r"[^\s@\"<>(),:;\\\[\]]{1,64}@[^\s@\"<>(),:;\\\[\]]{1,253}")


@dataclass(frozen=True, slots=True)
class Email(Field):
    """An e-mail address; an international domain is kept in its ASCII form."""

    fill: ClassVar[language.Text] = _("Write an e-mail address")

    def value(self, raw: Any, reading: Reading) -> Any:
        name, _at, domain = raw.rpartition("@")
        try:
            address = f"{name}@{domain.encode('idna').decode().lower()}"
        except UnicodeError:
            address = ""
        if len(address) > 254 or not _ADDRESS.fullmatch(address) or "." not in address.rpartition("@")[2] or not address.isprintable():
            raise mistake(_("Check the e-mail address. Example: nama@contoh.id"))
        return address

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "email", "maxLength": 254}

    def view(self, raw: Any, errors: dict[str, str], reading: Reading) -> FieldView:
        attributes = {"type": "email", "autocomplete": "email", "inputmode": "email", "spellcheck": "false"}
        return self.draw("input", raw or "", errors, reading, attributes=attributes)
