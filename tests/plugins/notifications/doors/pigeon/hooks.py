"""A channel that another plugin brings: it writes what it is given into a file beside the site, and is lost on some days."""

from __future__ import annotations

from core import Health, hookimpl
from core.language import Text


class Pigeon:
    name = "pigeon"
    kind = "phone"
    title = Text("Merpati", {})

    def ready(self, portal):  # type: ignore[no-untyped-def]
        return True

    async def healthy(self, portal):  # type: ignore[no-untyped-def]
        return Health("ok")

    async def send(self, context, letter):  # type: ignore[no-untyped-def]
        if (context.portal.site.folder / "storm").exists():
            raise SystemExit("lost")
        with (context.portal.site.folder / "pigeons.txt").open("a", encoding="utf-8") as file:
            file.write(f"{letter.to} {letter.subject}\n")


@hookimpl
def register_channels() -> list[Pigeon]:
    return [Pigeon()]
