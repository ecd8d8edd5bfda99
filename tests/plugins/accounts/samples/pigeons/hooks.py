"""Three ways: a dove and an owl to telephones, a raven to addresses. `NAME.ill` in the data folder makes one ill, `NAME.lost` loses what it carries."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from core import hookimpl
from core.language import Text

if TYPE_CHECKING:
    from core import Context
    from plugins.accounts.api import CodeCarrier


@dataclass(frozen=True, slots=True)
class Bird:
    kind: Literal["email", "phone"]
    name: str
    title: Text

    async def healthy(self, context: Context) -> bool:
        return not (_folder(context) / f"{self.name}.ill").exists()

    async def send(self, context: Context, to: str, words: str, code: str) -> None:
        if (_folder(context) / f"{self.name}.lost").exists():
            raise OSError("the bird did not come back")
        line = json.dumps({"by": self.name, "to": to, "words": words, "code": code, "language": context.language})
        with (_folder(context) / "pigeons.jsonl").open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def _folder(context: Context) -> Path:
    context.portal.site.data.mkdir(exist_ok=True)
    return context.portal.site.data


@hookimpl
def register_code_carriers() -> list[CodeCarrier]:
    return [Bird("phone", "dove", Text("Dove")), Bird("phone", "owl", Text("Owl")), Bird("email", "raven", Text("Raven"))]
