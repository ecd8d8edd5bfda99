"""Does a value fit its declaration's types? Asked once, where the loader takes it.

Plain dataclasses accept `weight="40"` and fail later, in a sort, with the wrong plugin named. Pydantic would rebuild the
values and lose a field's subclass; these forty lines only look.
"""

from __future__ import annotations

import builtins
import collections.abc
import dataclasses
import functools
import sys
import types
import typing
from typing import Any, Literal, Union, get_args, get_origin

from core.errors import DeclarationError


def check_value(value: object, allowed: tuple[type, ...], hook: str) -> None:
    """Refuse `value` unless it is one of `allowed` and every field of it has the type that it declares."""
    if not isinstance(value, allowed):
        names = " or ".join(t.__name__ for t in allowed)
        raise DeclarationError(f"{hook} returned {_shown(value)}", hint=f"Return a sequence of {names}.", code="declaration.type")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for name, hint in field_types(type(value)).items():
            given = getattr(value, name)
            if not fits(given, hint):
                raise DeclarationError(
                    f"{hook}: {type(value).__name__}.{name} is {_shown(given)}", hint=f"It must be {_named(hint)}.", code="declaration.value"
                )


@functools.lru_cache(maxsize=256)
def field_types(cls: type) -> dict[str, Any]:
    """Resolved annotations of a dataclass; names that its module imports for type checkers only are looked up late."""
    names = _LateNames()
    for base in reversed(cls.__mro__):
        names.update(vars(sys.modules[base.__module__]))
    return typing.get_type_hints(cls, localns=names)


class _LateNames(dict[str, Any]):
    """Names under TYPE_CHECKING: callables' arguments are not checked, so any stand-in will do."""

    def __missing__(self, key: str) -> Any:
        if hasattr(builtins, key):
            raise KeyError(key)
        return Any


def fits(value: object, hint: Any) -> bool:
    """Whether `value` has the type `hint`, strictly: no int for str, no bool for int."""
    origin, args = get_origin(hint), get_args(hint)
    if hint is Any or hint is typing.ClassVar or origin is typing.ClassVar or isinstance(hint, typing.TypeVar):
        return True
    if origin in (Union, types.UnionType):
        return any(fits(value, one) for one in args)
    if origin is Literal:
        return value in args
    if origin is collections.abc.Callable or hint is collections.abc.Callable:
        return callable(value)
    if origin is tuple:
        return isinstance(value, tuple) and (
            all(fits(v, args[0]) for v in value) if len(args) == 2 and args[1] is ... else len(args) == len(value) and all(map(fits, value, args))
        )
    if origin is type:
        return isinstance(value, type)
    if origin is not None:
        return isinstance(value, origin)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if hint is None:
        return value is None
    return isinstance(value, hint) if isinstance(hint, type) else True


def _shown(value: object) -> str:
    text = repr(value)
    return f"{type(value).__name__} {text if len(text) <= 60 else text[:57] + '…'}"


def _named(hint: Any) -> str:
    return hint.__name__ if isinstance(hint, type) else str(hint).replace("typing.", "").replace("collections.abc.", "")
