"""Values that remember where they came from: a line of a file, a variable of the environment, or nowhere (a default)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.reading.toml import Document, Key


class FromEnvironment(str):
    """A text from the environment: what it should become (a number, yes or no, a list) is decided by the field it is for."""

    __slots__ = ()


class Values(Mapping[str, Any]):
    """A table of values. `where` names the place of one for a message, `source` for the console."""

    __slots__ = ("_document", "_prefix", "_values", "_variables")

    def __init__(self, values: Mapping[str, Any], document: Document, variables: Mapping[Key, str] | None = None, prefix: Key = ()) -> None:
        self._values = values
        self._document = document
        self._variables = variables or {}
        self._prefix = prefix

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:  # values may be secret
        return f"Values({written(self._prefix) or self._document.name}: {', '.join(map(str, self._values))})"

    def below(self, *path: str | int) -> Values:
        """The table under `path`; an empty one when there is none."""
        found: Any = self._values
        for key in path:
            found = found.get(key, {}) if isinstance(found, Mapping) else {}
        return Values(found if isinstance(found, Mapping) else {}, self._document, self._variables, (*self._prefix, *path))

    def over(self, values: Mapping[str, Any]) -> Values:
        """Other values that stand at the same places."""
        return Values(values, self._document, self._variables, self._prefix)

    def where(self, path: str | Key = ()) -> str:
        """`portal.toml:12` or the variable's name; for what is absent, the nearest table around it."""
        key = self._full(path)
        for end in range(len(key), 0, -1):
            if key[:end] in self._variables:
                return self._variables[key[:end]]
            if key[:end] in self._document.lines:
                break
        return self._document.where(key)

    def source(self, path: str | Key) -> str:
        """`portal.toml:12`, the variable's name, or `default`."""
        key = self._full(path)
        if key in self._variables:
            return self._variables[key]
        return f"{self._document.name}:{self._document.lines[key]}" if key in self._document.lines else "default"

    def name(self, path: str | Key = ()) -> str:
        """How a message calls the value: `plugins.complaints.answer_within`."""
        return written(self._full(path))

    def _full(self, path: str | Key) -> Key:
        return (*self._prefix, *((int(part) if part.isdigit() else part for part in path.split(".") if part) if isinstance(path, str) else path))


def written(path: Key) -> str:
    """A path as people write it: `menus.order[2]`."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text
