"""Names that are resolved when they are first used (PEP 562): what a package offers, without paying for what nobody asks."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any


def lazy(package: str, homes: Mapping[str, str], leaving: Mapping[str, str] = MappingProxyType({})) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` for `package`: each name of `homes` is imported from its module on first use, then kept.

    `leaving` are those that go with the next release, and what to use instead: whoever asks is warned each time.
    The package imports the same names under TYPE_CHECKING, so that type checkers see them exactly."""

    def get(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(homes[name]), name)
        if name in leaving:
            from core.errors import PendopoDeprecationWarning

            warnings.warn(f"{package}.{name} goes with the next release. {leaving[name]}", PendopoDeprecationWarning, stacklevel=2)
            return value
        setattr(sys.modules[package], name, value)
        return value

    return get, lambda: sorted({*vars(sys.modules[package]), *homes})
