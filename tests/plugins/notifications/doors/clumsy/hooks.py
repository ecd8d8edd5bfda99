"""Mistakes that one plugin may make without costing others their messages."""

from __future__ import annotations

from core import Health, hookimpl
from core.language import Text


class Unready:
    name = "unready"
    kind = "email"
    title = Text("Unready", {})

    def ready(self, portal):  # type: ignore[no-untyped-def]
        raise SystemExit("not today")

    async def healthy(self, portal):  # type: ignore[no-untyped-def]
        return Health("ok")

    async def send(self, context, letter):  # type: ignore[no-untyped-def]
        raise NotImplementedError


class Email(Unready):
    name = "email"

    def ready(self, portal):  # type: ignore[no-untyped-def]
        return True


@hookimpl
def register_channels() -> list[object]:
    return [object(), Unready(), Email()]


@hookimpl
def register_notices() -> list[object]:
    return ["a notice?"]
