"""Conditions: when a field or a step is asked at all.

They are data, so the server evaluates them, the page can carry them as JSON, and a TOML file can write them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.errors import DeclarationError

Lookup = Callable[[str], Any]
"""What was answered to a field, by its name: a string, a list of strings, or None when it was not asked."""


@dataclass(frozen=True, slots=True, init=False)
class Is:
    """True when the field's answer is one of `values`; True and False stand for yes and no."""

    name: str
    values: tuple[str, ...]

    def __init__(self, name: str, *values: str | bool) -> None:
        if not values or not all(isinstance(value, str | bool) for value in values):
            raise DeclarationError(f"Is({name!r}) names no value to compare with", hint="Write Is('visibility', 'public').", code="form.condition")
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "values", tuple({True: "yes", False: "no"}[v] if isinstance(v, bool) else v for v in values))

    def holds(self, answer: Lookup) -> bool:
        given = answer(self.name)
        if isinstance(given, list | tuple):
            return any(value in self.values for value in given)
        return given in self.values

    def names(self) -> frozenset[str]:
        return frozenset({self.name})

    def renamed(self, names: Mapping[str, str]) -> Condition:
        return Is(names.get(self.name, self.name), *self.values)

    def as_json(self) -> dict[str, Any]:
        return {"is": [self.name, *self.values]}


@dataclass(frozen=True, slots=True)
class Filled:
    """True when anything at all was answered to the field."""

    name: str

    def holds(self, answer: Lookup) -> bool:
        given = answer(self.name)
        return any(given.values()) if isinstance(given, dict) else bool(given)

    def names(self) -> frozenset[str]:
        return frozenset({self.name})

    def renamed(self, names: Mapping[str, str]) -> Condition:
        return Filled(names.get(self.name, self.name))

    def as_json(self) -> dict[str, Any]:
        return {"filled": self.name}


@dataclass(frozen=True, slots=True)
class Not:
    """True when `condition` is not."""

    condition: Condition

    def holds(self, answer: Lookup) -> bool:
        return not self.condition.holds(answer)

    def names(self) -> frozenset[str]:
        return self.condition.names()

    def renamed(self, names: Mapping[str, str]) -> Condition:
        return Not(self.condition.renamed(names))

    def as_json(self) -> dict[str, Any]:
        return {"not": self.condition.as_json()}


@dataclass(frozen=True, slots=True, init=False)
class AnyOf:
    """True when at least one of the conditions is."""

    conditions: tuple[Condition, ...]

    def __init__(self, *conditions: Condition) -> None:
        object.__setattr__(self, "conditions", conditions)

    def holds(self, answer: Lookup) -> bool:
        return any(condition.holds(answer) for condition in self.conditions)

    def names(self) -> frozenset[str]:
        return frozenset().union(*(condition.names() for condition in self.conditions))

    def renamed(self, names: Mapping[str, str]) -> Condition:
        return type(self)(*(condition.renamed(names) for condition in self.conditions))

    def as_json(self) -> dict[str, Any]:
        return {"any": [condition.as_json() for condition in self.conditions]}


@dataclass(frozen=True, slots=True, init=False)
class AllOf(AnyOf):
    """True when all of the conditions are."""

    def __init__(self, *conditions: Condition) -> None:
        object.__setattr__(self, "conditions", conditions)

    def holds(self, answer: Lookup) -> bool:
        return all(condition.holds(answer) for condition in self.conditions)

    def as_json(self) -> dict[str, Any]:
        return {"all": [condition.as_json() for condition in self.conditions]}


Condition = Is | Filled | Not | AnyOf | AllOf
