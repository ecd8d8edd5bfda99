"""Is every sentence translated? Compares the message ids in code and templates with the Indonesian catalogues.

    python -m core.kit.translations          name every gap; exit 1 when there is one
    python -m core.kit.translations --po cases    entries to fill in, for one owner ("core" or a slug)

Owners are the core (with the themes) and each bundled plugin; a plugin's sentence may stand in the core's catalogue.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from core.errors import Problem

ROOT = Path(__file__).parents[2]
LANGUAGE = "id"
KEYWORDS: Mapping[str, Any] = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2)}
UNREAD = frozenset({"__pycache__", "static", "locales", "migrations", "node_modules", "commands", "data", "tests"})
"""Folders without words for people; the command line speaks English."""
_PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Owner:
    """Who a catalogue belongs to, and the folders whose words it translates."""

    name: str
    folder: Path
    sources: tuple[Path, ...]


def owners(root: Path) -> list[Owner]:
    """The core, then every bundled plugin."""
    core = Owner("core", root / "core", (root / "core", root / "themes"))
    plugins = sorted(path.parent for path in (root / "plugins").glob("*/plugin.toml"))
    return [core, *(Owner(folder.name, folder, (folder,)) for folder in plugins)]


def find_problems(root: Path = ROOT) -> list[Problem]:
    """What is untranslated, unused, uncertain or broken, in every catalogue."""
    everybody = owners(root)
    catalogues = {owner.name: dict(read_entries(owner)) for owner in everybody}
    problems = [problem for owner in everybody for problem in _of_owner(owner, catalogues, root)]
    return sorted(problems, key=lambda problem: problem.where)


def problems_of(owner: Owner, *, core: Owner) -> list[Problem]:
    """The same for one plugin, wherever it lies."""
    catalogues = {one.name: dict(read_entries(one)) for one in (core, owner)}
    return sorted(_of_owner(owner, catalogues, owner.folder), key=lambda problem: problem.where)


def _of_owner(owner: Owner, catalogues: Mapping[str, Mapping[str, tuple[Path, Message]]], root: Path) -> Iterator[Problem]:
    used = dict(read_sources(owner))
    known = {**catalogues["core"], **catalogues[owner.name]}
    for message_id, place in used.items():
        if message_id not in known:
            yield Problem(
                "translation.missing",
                f"has no Indonesian translation: {message_id!r}",
                where=_short(place, root),
                hint=f"Add it to {_short(owner.folder, root)}/locales/{LANGUAGE}/.",
            )
    for message_id, (file, message) in catalogues[owner.name].items():
        where = f"{_short(file, root)}:{message.lineno or 1}"
        if message_id not in used:
            yield Problem("translation.unused", f"translates what nobody says: {message_id!r}", where=where, hint="Remove the entry.")
        yield from _of_entry(message, where)


def _of_entry(message: Message, where: str) -> Iterator[Problem]:
    translations = [text or "" for text in (message.string if isinstance(message.string, list | tuple) else (message.string,))]
    ids = message.id if isinstance(message.id, list | tuple) else (message.id,)
    if message.fuzzy:
        yield Problem("translation.fuzzy", f"is marked as uncertain: {ids[0]!r}", where=where, hint="Check it and take the mark away.")
    if not all(translations):
        yield Problem("translation.empty", f"is not translated: {ids[0]!r}", where=where)
        return
    allowed = {name for one in ids for name in _PLACEHOLDER.findall(one)}
    needed = set(_PLACEHOLDER.findall(ids[-1]))
    for translation in translations:
        names = set(_PLACEHOLDER.findall(translation))
        if names - allowed or needed - names:
            wrong = ", ".join(sorted(names ^ needed))
            yield Problem(
                "translation.placeholder", f"has other placeholders than its sentence ({wrong}): {ids[0]!r}", where=where, hint="Copy them letter for letter."
            )


def read_entries(owner: Owner) -> Iterator[tuple[str, tuple[Path, Message]]]:
    """All entries of an owner's catalogues by their message id."""
    for file in sorted((owner.folder / "locales" / LANGUAGE).glob("*.po")):
        with file.open("rb") as stream:
            catalogue = read_po(stream, locale=LANGUAGE, abort_invalid=True)
        for message in catalogue:
            if message.id:
                yield _first(message.id), (file, message)
        for obsolete in catalogue.obsolete.values():
            yield _first(obsolete.id), (file, obsolete)


def read_sources(owner: Owner) -> Iterator[tuple[str, str]]:
    """Every message id in an owner's code and templates, with the place where it stands."""
    for source in owner.sources:
        for file in sorted(source.rglob("*")):
            method: Any = {".py": "python", ".html": _from_template, ".txt": _from_template}.get(file.suffix)
            inside = file.relative_to(source).parts[:-1]
            if method is None or UNREAD & set(inside) or (file.suffix == ".txt" and "templates" not in inside):
                continue
            with file.open("rb") as stream:
                for line, message, _comments, _context in extract(method, stream, keywords=KEYWORDS):
                    yield _first(message), f"{file}:{line}"


def _from_template(file: BinaryIO, keywords: Mapping[str, Any], comment_tags: Sequence[str], options: Mapping[str, Any]) -> Iterable[Any]:
    from jinja2.ext import babel_extract

    return babel_extract(
        file,
        list(keywords),
        list(comment_tags),
        {"extensions": "jinja2.ext.do,core.templating.once.Once", "silent": "false", "trim_blocks": "true", "lstrip_blocks": "true"},
    )


def _first(message: Any) -> str:
    return str(message[0] if isinstance(message, list | tuple) else message)


def _short(path: Path | str, root: Path) -> str:
    return str(path).removeprefix(f"{root}/")


def entries_to_fill(name: str, root: Path = ROOT) -> str:
    """The missing entries of one owner as a catalogue's text."""
    everybody = {owner.name: owner for owner in owners(root)}
    owner = everybody[name]
    known = {key for who in {"core", name} for key, _ in read_entries(everybody[who])}
    missing = {key: place for key, place in read_sources(owner) if key not in known}
    escaped = {key: key.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") for key in missing}
    return "\n".join(f'#: {_short(place, root)}\nmsgid "{escaped[key]}"\nmsgstr ""\n' for key, place in missing.items())


def main(arguments: Sequence[str]) -> int:
    if arguments[:1] == ["--po"] and len(arguments) == 2:
        sys.stdout.write(entries_to_fill(arguments[1]) + "\n")
        return 0
    problems = find_problems()
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    sys.stdout.write(f"Translations: {len(problems)} problems.\n" if problems else "Translations: complete.\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
