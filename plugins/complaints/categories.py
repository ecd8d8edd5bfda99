"""What citizens complain about, as the site's `complaints.toml` says: at most twelve groups, each with the agency that gets it first."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, InstanceOf, ValidationError

from core.errors import Problem, SiteError, did_you_mean
from core.language import Text, text_of

if TYPE_CHECKING:
    from core import Plugin

FILE = "complaints.toml"
DEFAULTS = Path(__file__).parent / "site" / FILE
"""What a new site begins with is also what a site without a file of its own has."""
MOST = 12


def _words(value: Any) -> Text:
    sentences = [value] if isinstance(value, str) else list(value.values()) if isinstance(value, Mapping) else []
    if not sentences or not all(isinstance(one, str) and one.strip() for one in sentences):
        raise ValueError('write a sentence, or one for each language: { id = "…", en = "…" }')
    return text_of(value)


Words = Annotated[InstanceOf[Text], BeforeValidator(_words)]


class Category(BaseModel):
    """One group. `whistleblowing`: about officials themselves, so it is confidential and `agency` alone reads it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")
    title: Words
    hint: Words | None = None
    agency: str = ""
    icon: str = Field("megaphone", pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    whistleblowing: bool = False


@dataclass(frozen=True, slots=True)
class Categories:
    """The groups of one site, in the order of its file."""

    all: tuple[Category, ...]

    def find(self, id: str) -> Category | None:
        """The category, or None for one that the site no longer has."""
        return next((one for one in self.all if one.id == id), None)

    @property
    def whistleblowing(self) -> tuple[str, ...]:
        return tuple(one.id for one in self.all if one.whistleblowing)


def categories_of(plugin: Plugin) -> Categories:
    """The site's own groups, or the defaults without agencies. Raises SiteError with every mistake, each with its line."""
    site = plugin.site
    first = next(iter(site.agencies), "")
    if not (site.folder / FILE).is_file():
        raw = tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))
        return Categories(tuple(_routed(Category.model_validate(one), first) for one in raw["category"]))
    document = site.document(FILE)
    problems: list[Problem] = []

    def complain(key: tuple[str | int, ...], message: str, hint: str = "") -> None:
        problems.append(Problem("complaints.category", message, document.where(key), hint))

    for key in document.values:
        if key != "category":
            complain((key,), f"there is no key {key!r}", did_you_mean(key, ["category"]))
    written = document.values.get("category", [])
    if not isinstance(written, list) or not written:
        complain(("category",), "there is no category", "Begin each with the line [[category]].")
        raise SiteError.of(problems)
    if len(written) > MOST:
        complain(("category", MOST), f"there are {len(written)} categories", f"At most {MOST}: nobody reads more on a phone. Join some.")
    found = [_read(one, n, complain) for n, one in enumerate(written)]
    _check_agencies(written, tuple(site.agencies), complain)
    _check([(n, one) for n, one in enumerate(found) if one], complain)
    if problems:
        raise SiteError.of(problems)
    return Categories(tuple(_routed(one, first) for one in found if one))


def _routed(category: Category, first: str) -> Category:
    return category if category.agency else category.model_copy(update={"agency": first})


def _read(raw: Any, n: int, complain: Any) -> Category | None:
    try:
        return Category.model_validate(raw)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            key = detail["loc"][0] if detail["loc"] else ""
            place = ("category", n, key) if key else ("category", n)
            complain(place, *_explained(detail["type"], str(key), detail["msg"], detail.get("input")))
        return None


def _explained(kind: str, key: str, message: str, value: Any) -> tuple[str, str]:
    if kind == "missing":
        return f"{key} is missing", f"Write {key} = … below [[category]]."
    if kind == "extra_forbidden":
        return f"there is no key {key!r}", did_you_mean(key, Category.model_fields)
    hints = {"id": "Lower-case letters, digits, - and _, beginning with a letter.", "icon": "The bare name of an icon, such as 'construction'."}
    said = hints.get(key, "") if kind == "string_pattern_mismatch" else message.removeprefix("Value error, ")
    return f"{key} is {value!r}", said[:1].upper() + said[1:]


def _check_agencies(written: list[Any], agencies: tuple[str, ...], complain: Any) -> None:
    """Every agency is one of the site's, also of a category that something else is wrong with."""
    for n, one in enumerate(written):
        agency = one.get("agency") if isinstance(one, Mapping) else None
        if isinstance(agency, str) and agency and agency not in agencies:
            hint = did_you_mean(agency, agencies) if agencies else "agencies.csv is missing or empty."
            complain(("category", n, "agency"), f"there is no agency {agency!r}", hint or "It must be an id of agencies.csv.")


def _check(found: list[tuple[int, Category]], complain: Any) -> None:
    """What only shows when all of them are looked at."""
    for n, one in _doubled(found):
        complain(("category", n, "id"), f"the category {one.id!r} stands there twice", "Give each an id of its own.")
    for n, one in found:
        if one.whistleblowing and not one.agency:
            hint = "Name the one that alone may read it, such as the inspectorate."
            complain(("category", n, "whistleblowing"), f"{one.id!r} is confidential, but names no agency", hint)


def _doubled(found: list[tuple[int, Category]]) -> Iterator[tuple[int, Category]]:
    seen: set[str] = set()
    for n, one in found:
        if one.id in seen:
            yield n, one
        seen.add(one.id)
