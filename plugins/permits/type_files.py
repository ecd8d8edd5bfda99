"""Read the types of permits a site offers: the plugin's files and the site's own, every mistake with its line, its value and its mend."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from core.errors import DeclarationError, Problem, SiteError, did_you_mean
from plugins.cases.api import Procedure

from .forms import FIXED, field_of
from .kinds import Asked, Check, Days, Option, Page, PermitType, PermitTypes, Renewal, Requirement
from .settings import Settings
from .ways import ways_of

if TYPE_CHECKING:
    from core import Plugin

FOLDER = "permits"
"""Of the site: its own types, each a file; one of a name that the plugin has stands in its place."""
LONGEST_NAME = 20
TAKEN = ("saya", "permohonan", "periksa", "terbit")
"""Parts of addresses that are this plugin's own."""
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
Key = tuple[str | int, ...]
Complain = Callable[[Key, str, str], None]
_PARTS: Mapping[str, type[Any]] = {
    "days": Days, "renewal": Renewal, "steps": Page, "fields": Asked, "choices": Option, "requirements": Requirement, "checklist": Check,
}  # fmt: skip
_HINTS: Mapping[str, str] = {
    "id": "Lower-case letters, digits and single _, beginning with a letter.",
    "name": "Lower-case letters, digits and single _, beginning with a letter.",
    "value": "Lower-case letters, digits, - and _.",
    "icon": 'The bare name of an icon, such as "house".',
    "fee": 'Whole rupiah such as 150000, 0, or "assessed" where an officer works it out.',
    "sources": "A whole address that begins with https://.",
}


@functools.lru_cache(maxsize=2)
def types_of(plugin: Plugin) -> PermitTypes:
    """The types that the site offers, in the order of their titles. Raises SiteError with all problems.

    Read once for each portal: every hook asks for them, and seven files take a fiftieth of a second."""
    problems: list[Problem] = []
    settings, ways = plugin.settings(Settings), ways_of(plugin)
    files = _files(plugin)
    found = [_read(plugin, name, file, ways, problems) for name, file in files.items() if not settings.types or name in settings.types]
    place = plugin.site.where(("plugins", "permits", "types"))
    unknown = [name for name in settings.types if name not in files]
    problems += [Problem("permits.types", f"there is no permit type {name!r}", place, did_you_mean(name, files)) for name in unknown]
    offices = _offices(plugin, settings, [one for one in found if one], problems)
    if problems:
        raise SiteError.of(problems)
    return PermitTypes(tuple(sorted((one for one in found if one), key=lambda one: one.title.id.casefold())), offices)


def _files(plugin: Plugin) -> dict[str, Path]:
    """Every type by its name, and the folder where its file lies."""
    folders = (plugin.folder / "data", plugin.site.folder / FOLDER)
    return {file.stem: folder for folder in folders if folder.is_dir() for file in sorted(folder.glob("*.toml"))}


def _offices(plugin: Plugin, settings: Settings, types: Iterable[PermitType], problems: list[Problem]) -> dict[str, str]:
    """The offices with their agencies. Without a word of the site the issuing office is its DPMPTSP, else its first agency."""
    agencies = plugin.site.agencies
    used = {office for one in types for office in (one.office, one.technical)} | {"issuing"}
    for office, agency in settings.offices.items():
        where = plugin.site.where(("plugins", "permits", "offices", office))
        if agency not in agencies:
            hint = did_you_mean(agency, agencies) if agencies else "agencies.csv is missing or empty."
            problems.append(Problem("permits.office", f"the office {office!r} is {agency!r}, which is no agency", where, hint))
        if office not in used:
            problems.append(Problem("permits.office", f"no permit type has the office {office!r}", where, did_you_mean(office, used)))
    first = "dpmptsp" if "dpmptsp" in agencies else next(iter(agencies), "")
    return {"issuing": first, **settings.offices}


def _read(plugin: Plugin, name: str, folder: Path, ways: Mapping[str, Procedure], problems: list[Problem]) -> PermitType | None:
    document = plugin.site.document(f"{FOLDER}/{name}.toml", otherwise=plugin.folder / "data")
    before = len(problems)

    def complain(key: Key, message: str, hint: str = "") -> None:
        problems.append(Problem("permits.type", message, document.where(key), hint))

    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME or name in TAKEN:
        hint = f"Lower-case letters, digits and single hyphens, at most {LONGEST_NAME}, and none of {', '.join(TAKEN)}: it stands in addresses and numbers."
        complain((), f"a type cannot be called {name!r}", hint)
    if "id" in document.values:
        complain(("id",), "id is not written here", "The file's name is the type's id.")
    for key, line in document.twice.items():
        complain(key, f"{key[-1]} stands there twice, again in line {line}", "Keep one of the two.")
    try:
        made = PermitType.model_validate({**document.values, "id": name})
    except ValidationError as error:
        _explain_all(error, document.values, complain)
        return None
    _look(made, ways, complain)
    return made if len(problems) == before else None


# ---------------------------------------------------------------- what is wrong with one value


def _explain_all(error: ValidationError, raw: Mapping[str, Any], complain: Complain) -> None:
    """One problem for each value: of one that may be several things, pydantic tells for each why it is not."""
    seen: set[Key] = set()
    for detail in error.errors(include_url=False):
        key = _key_in_file(detail["loc"], raw)
        if key not in seen:
            seen.add(key)
            complain(key, *_explained(detail["type"], key, detail["msg"], detail.get("input")))


def _key_in_file(location: Sequence[str | int], raw: Any) -> Key:
    """Pydantic's location without the names of a union's branches, which are not in the file."""
    found: list[str | int] = []
    here = raw
    for place, part in enumerate(location):
        if isinstance(here, Mapping) and (part in here or place == len(location) - 1):
            found.append(part)
            here = here.get(part)
        elif isinstance(here, list) and isinstance(part, int) and part < len(here):
            found.append(part)
            here = here[part]
    return tuple(found)


def _explained(kind: str, key: Key, message: str, value: Any) -> tuple[str, str]:
    name = next((str(part) for part in reversed(key) if isinstance(part, str)), "")
    if kind == "missing":
        return f"{name} is missing", f"Write {name} = … there."
    if kind == "extra_forbidden":
        owner = next((part for part in reversed(key[:-1]) if isinstance(part, str)), "")
        known = _PARTS[str(owner)] if owner in _PARTS else PermitType
        return f"there is no key {name!r}", did_you_mean(name, [one for one in known.model_fields if one != "id" or known is not PermitType])
    said = message.removeprefix("Value error, ").replace("Input should", "it must").replace("String should", "it must").replace("List should", "it must")
    written = repr(value) if isinstance(value, str | int | float | bool) else "a table" if isinstance(value, Mapping) else "a list"
    return f"{name} is {written}", _HINTS.get(name) or f"{said[:1].upper()}{said[1:]}."


# ---------------------------------------------------------------- what only shows when the whole file is looked at


def _look(made: PermitType, ways: Mapping[str, Procedure], complain: Complain) -> None:
    _look_at_names(made, complain)
    _look_at_conditions(made, complain)
    for n, step in enumerate(made.steps):
        for m, asked in enumerate(step.fields):
            try:
                field_of(asked)
            except DeclarationError as error:
                complain(("steps", n, "fields", m), error.message, error.hint)
    _look_at_way(made, ways.get(made.way), ways, complain)
    if made.renewal and not made.valid_months:
        complain(("renewal",), "it can be renewed, and never expires", "Say valid_months, or take [renewal] out.")
    known = {asked.name for asked in made.asked()}
    if made.not_after and made.not_after not in {asked.name for asked in made.asked() if asked.kind == "date"}:
        dates = [asked.name for asked in made.asked() if asked.kind == "date"]
        complain(("not_after",), f"not_after is {made.not_after!r}, which is no date of the form", did_you_mean(made.not_after, dates))
    for name in made.renewal.answers if made.renewal else ():
        if name not in known:
            complain(("renewal", "answers", name), f"there is no field {name!r}", did_you_mean(name, known))


def _look_at_names(made: PermitType, complain: Complain) -> None:
    """Every name once: of steps, fields, documents and lines of the checklist."""
    fields = [(("steps", n, "fields", m, "name"), asked.name) for n, step in enumerate(made.steps) for m, asked in enumerate(step.fields)]
    lists: tuple[tuple[str, list[tuple[Key, str]]], ...] = (
        ("step", [(("steps", n, "name"), step.name) for n, step in enumerate(made.steps)]),
        ("field", [*fields]),
        ("document", [(("requirements", n, "id"), one.id) for n, one in enumerate(made.requirements)]),
        ("line of the checklist", [(("checklist", n, "id"), one.id) for n, one in enumerate(made.checklist)]),
    )
    for what, named in lists:
        seen: set[str] = set()
        for key, name in named:
            if name in seen:
                complain(key, f"the {what} {name!r} stands there twice", "Give each a name of its own.")
            if what in ("step", "field") and name in FIXED:
                complain(key, f"{name!r} is the name of a {what} that every application has", "Give it another name.")
            seen.add(name)


def _look_at_conditions(made: PermitType, complain: Complain) -> None:
    """A condition reads a field that stands before it."""
    earlier: set[str] = set()
    for n, step in enumerate(made.steps):
        for m, asked in enumerate(step.fields):
            _known(asked.when, earlier, ("steps", n, "fields", m, "when"), complain)
            earlier.add(asked.name)
    for n, one in enumerate(made.requirements):
        _known(one.when, earlier, ("requirements", n, "when"), complain)


def _known(when: Any, earlier: set[str], key: Key, complain: Complain) -> None:
    for name in sorted(when.names()) if when is not None else ():
        if name not in earlier:
            complain(key, f"the condition reads {name!r}, which is no field before it", did_you_mean(name, earlier))


def _look_at_way(made: PermitType, procedure: Procedure | None, ways: Mapping[str, Procedure], complain: Complain) -> None:
    """The procedure has the stages that the type needs, and no others."""
    if procedure is None:
        complain(("way",), f"there is no procedure {made.way!r}", did_you_mean(made.way, ways) or "Put it into procedures/permits-NAME.toml.")
        return
    stages = (
        ("fee", "fee", made.has_fee, "a fee", 'Say fee = 150000 or "assessed", or choose a way without a payment.', 'Choose way = "charged".'),
        ("inspection", "checklist", bool(made.checklist), "a checklist", "Add [[checklist]], or choose a way without a visit.", 'Choose way = "inspected".'),
    )
    for state, key, wanted, what, add, choose in stages:
        if state in procedure.states and not wanted:
            complain(("way",), f"the procedure {made.way!r} has the state {state!r}, and the type has not {what}", add)
        if wanted and state not in procedure.states:
            complain((key,), f"the type has {what}, and the procedure {made.way!r} has no state {state!r}", choose)
