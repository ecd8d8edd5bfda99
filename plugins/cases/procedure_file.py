"""Read a procedure's file; every mistake in it is found at once and named with its line and its mend."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from core.errors import Problem, SiteError, did_you_mean

from .lines import find_lines, line_of
from .procedure import FUNCTIONS, Ask, CaseClass, Example, ExampleStep, Overall, Part, Pause, Procedure, State, Transition
from .procedure_checks import check_procedure

Place = Callable[[Sequence[str | int]], str]


def read_procedure(file: Path, *, settings: Mapping[str, Any] | None = None) -> Procedure:
    """The procedure in `file`. `settings` are the names an operator may set for its plugin (None: do not check them).

    Raises `SiteError` with all problems.
    """
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise SiteError("The file is not UTF-8", where=str(file), hint="Save it as UTF-8.", code="procedure.encoding") from error
    return parse_procedure(text, str(file), settings=settings)


def parse_procedure(text: str, where: str = "procedure.toml", *, settings: Mapping[str, Any] | None = None) -> Procedure:
    """The same from the text itself; `where` is the name that problems begin with."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        number = line[1] if line else str(len(text.splitlines()) or 1)
        raise SiteError(f"This is not TOML: {error}", where=f"{where}:{number}", code="procedure.syntax") from error
    lines = find_lines(text)
    reserved = [key for key in ("version", "text") if key in raw]

    def place(path: Sequence[str | int]) -> str:
        return f"{where}:{line_of(lines, path)}"

    if reserved:
        raise SiteError(
            f"{reserved[0]} is not known here",
            where=place((reserved[0],)),
            hint="A procedure's version is the digest of what it says.",
            code="procedure.unknown_key",
        )
    try:
        procedure = Procedure.model_validate({**raw, "version": digest_of(raw), "text": text})
    except ValidationError as error:
        raise SiteError.of(_problems(error, raw, place)) from error
    problems = [Problem(code, message, place(path), hint) for path, code, message, hint in check_procedure(procedure, settings)]
    if problems:
        raise SiteError.of(problems)
    return procedure


def digest_of(raw: Mapping[str, Any]) -> str:
    """The version of a procedure: what it says, whatever its comments, order of tables and examples."""
    said = {key: value for key, value in raw.items() if key not in ("examples", "version", "text")}
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()[:16]


_KINDS: Mapping[str, type[Part]] = {"states": State, "transitions": Transition, "classes": CaseClass, "pauses": Pause, "limits": Overall, "examples": Example}


LIMIT = 'Working days: a number, "setting:NAME", or a table with one of these for each class.'


def _problems(error: ValidationError, raw: Mapping[str, Any], place: Place) -> list[Problem]:
    """One problem for each value: of a value that may be several things, pydantic tells for each why it is not."""
    found: dict[tuple[str | int, ...], Problem] = {}
    for detail in error.errors(include_url=False):
        if detail["type"] == "too_short" and detail.get("input"):
            continue  # what it holds is wrong, and said
        path = _path_in_file(detail["loc"], raw)
        key = ".".join(str(part) for part in path)
        code, message, hint = _explain(detail["type"], detail["msg"], path, detail.get("input"), key)
        found.setdefault(path, Problem(code, message, place(path), hint))
    return list(found.values())


def _path_in_file(location: Sequence[str | int], raw: Any) -> tuple[str | int, ...]:
    """Pydantic's location without the names of the union's branches, which are not in the file."""
    path: list[str | int] = []
    here = raw
    for place, part in enumerate(location):
        last = place == len(location) - 1
        if isinstance(here, Mapping) and (part in here or (last and isinstance(part, str) and re.fullmatch(r"[a-z_]+", part))):
            path.append(part)
            here = here.get(part)
        elif isinstance(here, list) and isinstance(part, int) and part < len(here):
            path.append(part)
            here = here[part]
    return tuple(path)


def _explain(kind: str, message: str, path: tuple[str | int, ...], value: Any, key: str) -> tuple[str, str, str]:
    name = str(path[-1]) if path else ""
    if kind == "missing":
        return (
            ("procedure.title", f"{key} is missing", "Every one has a title, as people read it.")
            if name == "title"
            else ("procedure.missing", f"{key} is missing", "")
        )
    if kind == "extra_forbidden":
        return "procedure.unknown_key", f"{key} is not known here", did_you_mean(name, _known_keys(path))
    if kind == "literal_error" and (name == "who" or "who" in path or "tells" in path):
        return "procedure.function", f"{key} has the function {value!r}", did_you_mean(str(value), FUNCTIONS)
    if {"limit", "days"} & set(path[-2:]):
        return "procedure.value", f"{key} has the value {_short(value)}", LIMIT
    text = message.removeprefix("Value error, ")
    return "procedure.value", f"{key} has the value {_short(value)}: {text[:1].lower()}{text[1:]}", ""


def _known_keys(path: tuple[str | int, ...]) -> list[str]:
    if len(path) <= 1:
        model: type[Part] = Procedure
    elif path[0] == "examples" and "steps" in path:
        model = ExampleStep
    elif path[0] == "transitions" and "asks" in path:
        model = Ask
    else:
        model = _KINDS.get(str(path[0]), Procedure)
    return [field.alias or name for name, field in model.model_fields.items() if name not in ("version", "text")]


def _short(value: Any) -> str:
    written = repr(value)
    return written if len(written) <= 60 else f"{written[:57]}…"
