"""Check values against a pydantic model and say every mistake at once, each with its place, its value and its mend.

Used for `portal.toml` itself and, by the plugins' loader, for each plugin's settings. Validation runs in pydantic's strict JSON mode:
a number in quotes is refused, and an array still becomes a tuple. Text from the environment is first turned into what its field holds.
"""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from core.errors import Problem, did_you_mean
from core.reading.toml import Document, Key, parse_toml
from core.reading.values import FromEnvironment, Values

M = TypeVar("M", bound=BaseModel)

_YES = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
_WANTED = {
    "string_type": ("text", 'Write it in quotes: "…".'),
    "int_type": ("a whole number", "Write it without quotes: 5."),
    "int_parsing": ("a whole number", "Digits only, such as 5."),
    "int_from_float": ("a whole number", "Write it without a point."),
    "float_type": ("a number", "Write it without quotes: 1.5."),
    "float_parsing": ("a number", "Such as 1.5."),
    "bool_type": ("true or false", "Write true or false, without quotes."),
    "bool_parsing": ("true or false", "Write true or false."),
    "tuple_type": ("a list", 'Write it in brackets: ["one", "two"].'),
    "list_type": ("a list", 'Write it in brackets: ["one", "two"].'),
    "dict_type": ("a table", 'Its keys stand under a header of their own, or in braces: { id = "…", en = "…" }.'),
    "model_type": ("a table", "Its keys stand under a header of their own: [name]."),
    "model_attributes_type": ("a table", "Its keys stand under a header of their own: [name]."),
}


def checked(model: type[M], values: Values, code: str = "site") -> tuple[M | None, list[Problem]]:
    """The model filled with `values`, or None and all that is wrong. Problems' codes begin with `code`."""
    made, problems = salvaged(model, values, code)
    return (None if problems else made), problems


def salvaged(model: type[M], values: Values, code: str = "site") -> tuple[M | None, list[Problem]]:
    """As `checked`, but with a model of what is sound, where that can stand alone: wrong values become their defaults.

    A rule about several values is only asked once each of them is sound by itself: a second round finds it broken, too.
    """
    raw: dict[str, Any] = {key: _typed(value, _annotation(model, key)) for key, value in values.items()}
    problems = _unknown(model, raw, values, (), code)
    gone: list[Key] = []
    for _round in range(4):
        try:
            return model.model_validate_json(json.dumps(raw, default=str), strict=True), problems
        except ValidationError as error:
            details = [detail for detail in error.errors() if not _follows(detail, gone)]
            said = {problem.message for problem in problems}
            problems += [problem for problem in (_problem(detail, model, values, code) for detail in details) if problem.message not in said]
            for detail in error.errors():
                path = _take_out(raw, (*detail["loc"], *detail.get("ctx", {}).get("at", ())))
                gone += [path] if detail["type"] != "extra_forbidden" else []
        except (RecursionError, ValueError) as error:
            return None, [*problems, Problem(f"{code}.value", f"the values cannot be read: {error}", values.where())]
    return None, problems


def _follows(detail: ErrorDetails, gone: list[Key]) -> bool:
    """Whether a rule may be broken only because one of the values it compares was taken out. It names them in `beside`, or else could compare any."""
    at = detail["loc"]
    if detail["type"] == "missing":
        return (*at,) in gone
    compared = [(*at, *key) for key in detail.get("ctx", {}).get("beside", ((),))]
    return any(path[: len(key)] == key for path in gone for key in compared)


def _take_out(raw: dict[str, Any], at: Key) -> Key:
    """Remove what is at `at` (a list as a whole, and a table that lacks something); the way to what was removed."""
    table: Any = raw
    for place, key in enumerate(at):
        if key not in table:
            return _take_out(raw, at[:place]) if place else at
        inner = table[key]
        if place == len(at) - 1 or not isinstance(inner, dict):
            del table[key]
            return at[: place + 1]
        table = inner
    return at


def _unknown(model: type[BaseModel], raw: Mapping[str, Any], values: Values, at: Key, code: str) -> list[Problem]:
    if model.model_config.get("extra") == "allow":
        return []
    known = names(model)
    found = []
    for key, value in raw.items():
        if key not in known:
            found.append(Problem(f"{code}.unknown_key", _no_setting(values.name((*at, key))), values.where((*at, key)), did_you_mean(key, known)))
        elif isinstance(value, dict) and (inner := _model_in(_annotation(model, key))):
            found += _unknown(inner, value, values, (*at, key), code)
    return found


def _no_setting(name: str) -> str:
    return f"there is no setting {name!r}"


def names(model: type[BaseModel]) -> list[str]:
    """The keys of a model as they are written in the file."""
    return [field.alias or name for name, field in model.model_fields.items()]


def _annotation(model: type[BaseModel] | None, key: str) -> Any:
    for name, field in (model.model_fields if model else {}).items():
        if (field.alias or name) == key:
            return field.annotation
    return None


def _members(annotation: Any) -> list[Any]:
    """What an annotation allows: the members of a union, each without its `Annotated`."""
    if get_origin(annotation) is Annotated:
        return _members(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return [member for part in get_args(annotation) for member in _members(part)]
    return [annotation]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    return next((member for member in _members(annotation) if isinstance(member, type) and issubclass(member, BaseModel)), None)


def _typed(value: Any, annotation: Any) -> Any:
    """Text from the environment as what its field holds; tables member by member; all else as it is."""
    if isinstance(value, Mapping):
        model = _model_in(annotation)
        return {key: _typed(inner, _annotation(model, key)) for key, inner in value.items()}
    return _read(value, _members(annotation)) if isinstance(value, FromEnvironment) else value


def _read(text: FromEnvironment, allowed: list[Any]) -> Any:
    stripped = text.strip()
    if bool in allowed and stripped.lower() in _YES:
        return _YES[stripped.lower()]
    for number in (int, float):
        if number in allowed:
            try:
                return number(stripped)
            except ValueError:
                continue
    origins = {get_origin(member) or member for member in allowed}
    if origins & {tuple, list, set, frozenset, dict} or any(isinstance(member, type) and issubclass(member, BaseModel) for member in allowed):
        if stripped.startswith(("[", "{")):
            found = parse_toml(f"value = {stripped}", "")
            return found.values["value"] if isinstance(found, Document) else str(text)
        return [part.strip() for part in stripped.split(",") if part.strip()] if origins & {tuple, list, set, frozenset} else str(text)
    return str(text)


def _problem(detail: ErrorDetails, model: type[BaseModel], values: Values, code: str) -> Problem:
    kind, context = detail["type"], detail.get("ctx", {})
    at = (*detail["loc"], *context.get("at", ()))
    name, where = values.name(at), values.where(at)
    shown = _shown(detail["input"], at)
    if kind == "extra_forbidden":
        return Problem(f"{code}.unknown_key", _no_setting(name), where)
    if kind == "missing":
        table = values.name(at[:-1])
        return Problem(f"{code}.missing_key", f"{name!r} is missing", where, f"Write {at[-1]} = … under [{table}]." if table else f"Write {at[-1]} = … there.")
    if kind in _WANTED:
        wanted, hint = _WANTED[kind]
        return Problem(f"{code}.type", f"{name!r} is {shown}; it must be {wanted}", where, hint if not where.startswith("PENDOPO_") else _variable_hint(wanted))
    if kind in ("literal_error", "enum"):
        allowed = [part.strip("'\" ") for part in str(context.get("expected", "")).replace(" or ", ", ").split(",")]
        return Problem(f"{code}.value", f"{name!r} is {shown}", where, did_you_mean(str(detail["input"]), allowed))
    said = detail["msg"].removeprefix("Value error, ").replace("Input should", "it must").replace("String should", "it must").replace("Tuple should", "it must")
    if "at" in context:
        return Problem(f"{code}.{kind}", said, where, str(context["hint"]))
    if "hint" in context:
        return Problem(f"{code}.{kind}", f"{name!r} is {shown}: {said}", where, str(context["hint"]))
    return Problem(f"{code}.value", f"{name!r} is {shown}: {said[:1].lower()}{said[1:]}", where, _described(model, at))


def _variable_hint(wanted: str) -> str:
    return {"a list": "Separate its members with commas.", "true or false": "Write true or false.", "a whole number": "Digits only, such as 5."}.get(wanted, "")


def _described(model: type[BaseModel], at: Key) -> str:
    """What the model says about the field, for want of a better hint."""
    inner: type[BaseModel] | None = model
    said = ""
    for key in at:
        for name, field in (inner.model_fields if inner else {}).items():
            if (field.alias or name) == key:
                said, inner = field.description or said, _model_in(field.annotation)
                break
    return said


def _shown(value: Any, at: Key) -> str:
    """The value as the file would write it, cut short; never one whose name says that it is secret."""
    words = set(str(at[-1]).lower().split("_")) if at else set()
    if words & {"secret", "password", "token", "key", "pin"} or (isinstance(value, str) and "://" in value and "@" in value):
        return "not shown here"
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 80 else f"{text[:77]}…"
