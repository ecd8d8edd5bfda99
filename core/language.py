"""Words in the reader's language: marks, catalogues, dates and rupiah.

A `Text` is only a mark. It is looked up in the catalogue of the plugin that declared it, then in the core's, and
stands for itself when neither knows it. Message ids are English, so English needs no catalogue.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path

NAMES: Mapping[str, str] = {"id": "Bahasa Indonesia", "en": "English", "jv": "Basa Jawa", "su": "Basa Sunda"}
SOURCE = "en"
"""The language that message ids are written in."""


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence to be said in the reader's language; `by_language` carries it along when it comes from TOML."""

    id: str
    by_language: Mapping[str, str] | None = field(default=None, hash=False)

    def __str__(self) -> str:
        return self.id


def gettext_lazy(message: str) -> Text:
    """Mark `message` for translation; import it as `_`."""
    return Text(message)


def text_of(value: str | Mapping[str, str] | Text) -> Text:
    """A `Text` from what a TOML file holds: a sentence, or a table of languages."""
    if isinstance(value, Text):
        return value
    if isinstance(value, str):
        return Text(value, {})
    first = value.get("id") or next(iter(value.values()))
    return Text(first, dict(value))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All messages of one language: the core's and each plugin's, read from `locales/<language>/*.po`."""

    language: str
    by_owner: Mapping[str, Mapping[str, str | tuple[str, ...]]]

    def say(self, text: Text | str, owner: str = "") -> str:
        """The sentence in this language. `owner` is the slug whose catalogue is asked first."""
        if isinstance(text, Text):
            if text.by_language is not None:
                return text.by_language.get(self.language) or text.id
            text = text.id
        for who in (owner, ""):
            found = self.by_owner.get(who, {}).get(text)
            if found:
                return found if isinstance(found, str) else found[0]
        return text

    def say_number(self, one: str, many: str, n: int, owner: str = "") -> str:
        """The sentence for `n` things; Indonesian has one form, English two."""
        for who in (owner, ""):
            found = self.by_owner.get(who, {}).get(one)
            if found:
                return found if isinstance(found, str) else found[0 if n == 1 or len(found) == 1 else 1]
        return one if n == 1 else many


def read_catalogue(language: str, folders: Mapping[str, Path]) -> Catalogue:
    """Read `locales/<language>/*.po` of every owner (slug → folder, the core is ""). The source language needs none."""
    if language == SOURCE:
        return Catalogue(language, {})
    return Catalogue(language, {owner: _read_folder(folder / "locales" / language) for owner, folder in folders.items()})


def _read_folder(folder: Path) -> Mapping[str, str | tuple[str, ...]]:
    found: dict[str, str | tuple[str, ...]] = {}
    for file in sorted(folder.glob("*.po")):
        stamp = file.stat()
        found.update(_parse_po(file, stamp.st_mtime_ns, stamp.st_size))
    return found


@functools.lru_cache(maxsize=256)
def _parse_po(file: Path, _changed: int, _size: int) -> Mapping[str, str | tuple[str, ...]]:
    from babel.messages.pofile import read_po

    with file.open("rb") as stream:
        messages = read_po(stream)
    found: dict[str, str | tuple[str, ...]] = {}
    for message in messages:
        if message.id and not message.fuzzy:
            key = message.id if isinstance(message.id, str) else message.id[0]
            found[key] = message.string if isinstance(message.string, str) else tuple(s for s in message.string or () if s)
    return found


def choose_language(cookie: str, accept: str, offered: Iterable[str]) -> str:
    """The reader's language: the cookie `bahasa`, else Accept-Language, else the site's first."""
    known = tuple(offered)
    return cookie if cookie in known else _accepted(accept[:200], known)


@functools.lru_cache(maxsize=512)
def _accepted(accept: str, known: tuple[str, ...]) -> str:
    """Browsers send a few dozen different headers, so each is read once."""
    wanted: list[tuple[float, int, str]] = []
    for place, part in enumerate(accept.split(",")):
        tag, _, rest = part.partition(";")
        weight = re.match(r"\s*q=([01](?:\.\d{1,3})?)\s*$", rest)
        wanted.append((-(float(weight[1]) if weight else 0.0 if rest else 1.0), place, tag.strip().lower().split("-")[0]))
    for negative, _place, tag in sorted(wanted):
        if negative < 0 and tag in known:
            return tag
    return known[0]


_DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "id": ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
}


def format_date(value: date, language: str = "id", *, weekday: bool = False) -> str:
    """`24 November 2026`, or with the day of the week before it."""
    tongue = language if language in _MONTHS else "id"
    written = f"{value.day} {_MONTHS[tongue][value.month - 1]} {value.year}"
    return f"{_DAYS[tongue][value.weekday()]}, {written}" if weekday else written


_ZONES = {timedelta(hours=7): "WIB", timedelta(hours=8): "WITA", timedelta(hours=9): "WIT"}


def format_time(value: datetime, zone: tzinfo) -> str:
    """`13.05 WIB`, in the site's zone; a no-break space keeps it whole."""
    local = value.astimezone(zone)
    return f"{local:%H.%M}\u00a0{_ZONES.get(local.utcoffset() or timedelta(), local.tzname() or '')}"


def format_datetime(value: datetime, zone: tzinfo, language: str = "id", *, weekday: bool = True) -> str:
    """`Selasa, 24 November 2026, 13.05 WIB`, in the site's zone."""
    return f"{format_date(value.astimezone(zone).date(), language, weekday=weekday)}, {format_time(value, zone)}"


def format_number(value: int, language: str = "id") -> str:
    """Thousands set apart: `1.830.150` in Indonesian, `1,830,150` in English."""
    return f"{value:,}" if language == "en" else f"{value:,}".replace(",", ".")


def format_rupiah(value: int) -> str:
    """`Rp1.830.150`: no space, no decimals, in every language."""
    return f"{'-' if value < 0 else ''}Rp{format_number(abs(value))}"
