"""The rules of one year's admission (SPMB), as the site's `spmb.toml` says them, held against what the law allows.

Every mistake is told with its line. A site without the file has no admission yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, InstanceOf, ValidationError

from core.errors import Problem, SiteError, did_you_mean
from core.language import Text, text_of

from .ranking import Criterion, Direction

if TYPE_CHECKING:
    from core import Plugin

FILE = "spmb.toml"
LAW = "spmb_quota.csv"
FIRST: Mapping[str, Direction] = {"distance": "least", "age": "most", "score": "most", "applied": "least"}
"""What may be compared, and which end comes first: metres from the address to the school, days of age, points, the moment of applying."""
Name = Literal["domisili", "afirmasi", "prestasi", "mutasi"]


def _words(value: Any) -> Text:
    sentences = [value] if isinstance(value, str) else list(value.values()) if isinstance(value, Mapping) else []
    if not sentences or not all(isinstance(one, str) and one.strip() for one in sentences):
        raise ValueError('write a sentence, or one for each language: { id = "…", en = "…" }')
    return text_of(value)


Words = Annotated[InstanceOf[Text], BeforeValidator(_words)]


class Part(BaseModel):
    """Base of all parts: nothing unknown is taken, nothing changes afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Path(Part):
    """A path of admission: for whom, its share of the seats in percent, what one brings, and what is compared, in that order."""

    name: Name
    share: int = Field(ge=1, le=100)
    who: Words
    documents: tuple[Words, ...] = ()
    order: tuple[Literal["distance", "age", "score", "applied"], ...] = Field(min_length=1)

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return tuple(Criterion(name, FIRST[name]) for name in self.order)


class Level(Part):
    """A level of schools. `rest` is the path that gets the seats which are left over by rounding down; `choices` how many schools one may name."""

    level: Literal["sd", "smp", "sma"]
    rest: Name
    choices: int = Field(3, ge=1, le=5)
    paths: tuple[Path, ...] = Field(min_length=1)

    @property
    def shares(self) -> dict[str, int]:
        return {path.name: path.share for path in self.paths}


class Rules(Part):
    """One year's admission: from when to when one applies, when the result is told, and the levels that the regency admits to."""

    year: str = Field(pattern=r"^20\d\d/20\d\d$")
    opens: date
    closes: date
    told: date
    basis: tuple[str, ...] = Field(min_length=1)
    levels: tuple[Level, ...] = Field(min_length=1)

    def level(self, name: str) -> Level | None:
        return next((one for one in self.levels if one.level == name), None)


def rules_of(plugin: Plugin) -> Rules | None:
    """The rules of the site, or None where it has none yet. Raises SiteError with every mistake."""
    if not (plugin.site.folder / FILE).is_file():
        return None
    document = plugin.site.document(FILE)
    problems: list[Problem] = []

    def complain(key: tuple[str | int, ...], message: str, hint: str = "") -> None:
        problems.append(Problem("education.spmb", message, document.where(key), hint))

    for key, line in document.twice.items():
        complain(key, f"{key[-1]} stands there twice, again in line {line}", "Keep one of the two.")
    try:
        rules = Rules.model_validate(document.values)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            where = detail["loc"]
            name = next((str(part) for part in reversed(where) if isinstance(part, str)), FILE)
            complain(where, *_explained(detail["type"], name, where, detail["msg"], detail["input"]))
        raise SiteError.of(problems) from None
    _look(rules, law_of(plugin), complain)
    if problems:
        raise SiteError.of(problems)
    return rules


def law_of(plugin: Plugin) -> dict[str, dict[str, tuple[str, int]]]:
    """For each level and path that it has: ("min" or "max", percent)."""
    table = plugin.site.table(LAW, ("level", "path", "bound", "percent"), otherwise=plugin.folder / "data")
    if table.problems:
        raise SiteError.of(table.problems)
    found: dict[str, dict[str, tuple[str, int]]] = {}
    for row in table.rows:
        if row["bound"] not in ("min", "max") or not (row["percent"].isascii() and row["percent"].isdecimal()):
            hint = "bound is min or max, percent a whole number."
            raise SiteError.of([Problem("education.spmb", f"{row['bound']} {row['percent']} is no bound", row.where, hint)])
        found.setdefault(row["level"], {})[row["path"]] = (row["bound"], int(row["percent"]))
    return found


def _explained(kind: str, name: str, where: tuple[str | int, ...], message: str, value: Any) -> tuple[str, str]:
    if kind == "missing":
        return f"{name} is missing", f"Write {name} = … there."
    if kind == "extra_forbidden":
        model: type[BaseModel] = Path if "paths" in where else Level if "levels" in where else Rules
        return f"there is no key {name!r}", did_you_mean(name, [*model.model_fields])
    said = message.removeprefix("Value error, ").replace("Input should", "it must").replace("String should", "it must")
    written = repr(value) if isinstance(value, str | int | float | bool) else "a table" if isinstance(value, Mapping) else "a list"
    return f"{name} is {written}", f"{said[:1].upper()}{said[1:]}."


def _look(rules: Rules, law: Mapping[str, Mapping[str, tuple[str, int]]], complain: Any) -> None:
    """What only shows when the whole is looked at: days in order, shares that make 100, and what the law allows."""
    if not rules.opens <= rules.closes < rules.told:
        complain(("closes",), f"one applies from {rules.opens} to {rules.closes} and is told on {rules.told}", "Put the three days in this order.")
    seen: set[str] = set()
    for n, level in enumerate(rules.levels):
        if level.level in seen:
            complain(("levels", n, "level"), f"the level {level.level!r} stands there twice", "Keep one of the two.")
        seen.add(level.level)
        _look_at(level, law.get(level.level, {}), ("levels", n), complain)


def _look_at(level: Level, law: Mapping[str, tuple[str, int]], key: tuple[str | int, ...], complain: Any) -> None:
    if len(level.shares) < len(level.paths):
        complain((*key, "paths"), f"{level.level} has a path twice", "Each path stands there once.")
    if (total := sum(path.share for path in level.paths)) != 100:
        complain((*key, "paths"), f"the shares of {level.level} make {total} percent", "Together they make 100.")
    if level.rest not in level.shares:
        complain((*key, "rest"), f"rest is {level.rest!r}, which is no path of {level.level}", did_you_mean(level.rest, level.shares))
    for name, (bound, _percent) in law.items():
        if bound == "min" and name not in level.shares:
            complain((*key, "paths"), f"{level.level} has no path {name!r}", "The law wants one.")
    for m, path in enumerate(level.paths):
        where = (*key, "paths", m, "share")
        if path.name not in law:
            complain((*key, "paths", m, "name"), f"{level.level} has a path {path.name!r}, and the law knows none", f"The law knows {', '.join(law)}.")
            continue
        bound, percent = law[path.name]
        if path.share < percent if bound == "min" else path.share > percent:
            word = "at least" if bound == "min" else "at most"
            complain(where, f"the path {path.name!r} of {level.level} has {path.share} percent", f"The law wants {word} {percent}: {LAW}.")
        if len(set(path.order)) < len(path.order):
            complain((*key, "paths", m, "order"), f"the order of {path.name!r} compares a thing twice", "Name each once.")
