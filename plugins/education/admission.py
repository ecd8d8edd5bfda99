"""The page that tells how seats are given this year: paths, shares, what is compared, and how choices are passed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core import Response, render
from core.language import Text, format_date
from core.language import gettext_lazy as _

from .rules import Level, Path, Rules
from .words import LEVELS

if TYPE_CHECKING:
    from core import Request

PATHS: Mapping[str, Text] = {
    "domisili": _("By domicile"), "afirmasi": _("For families in need and people with a disability"), "prestasi": _("By achievement"),
    "mutasi": _("For children whose parents were moved"),
}  # fmt: skip
COMPARED: Mapping[str, Text] = {
    "distance": _("Distance from the address to the school: the nearest first."), "age": _("Age: the oldest first."),
    "score": _("Points: the highest first."), "applied": _("Time of applying: the earliest first."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownPath:
    """A path in the reader's language; `rest`: it gets the seats that rounding down leaves over."""

    name: str
    title: str
    share: int
    who: str
    documents: tuple[str, ...]
    order: tuple[str, ...]
    rest: bool


@dataclass(frozen=True, slots=True)
class ShownLevel:
    """A level with its paths; `choices` schools may be named."""

    name: str
    title: str
    choices: int
    paths: tuple[ShownPath, ...]


class Admission:
    """The page of one site, with its rules at hand, if it has any."""

    def __init__(self, rules: Rules | None) -> None:
        self.rules = rules

    async def page(self, request: Request) -> Response:
        """The whole of the rules; before there are any, that there are none."""
        rules = self.rules
        names = {
            "rules": rules, "levels": [_level(request, one) for one in rules.levels] if rules else (),
            "days": _days(request, rules) if rules else (),
        }  # fmt: skip
        return render(request, "education/admission.html", names)


def _days(request: Request, rules: Rules) -> list[tuple[str, str]]:
    opens, closes, told = (format_date(day, request.language, weekday=True) for day in (rules.opens, rules.closes, rules.told))
    return [(request.gettext(_("Applications from")), opens), (request.gettext(_("Until")), closes), (request.gettext(_("Result")), told)]


def _level(request: Request, level: Level) -> ShownLevel:
    return ShownLevel(level.level, request.gettext(LEVELS[level.level]), level.choices, tuple(_path(request, level, path) for path in level.paths))


def _path(request: Request, level: Level, path: Path) -> ShownPath:
    def say(text: Text) -> str:
        return request.portal.say(text, request.language, "education")

    order = tuple(say(COMPARED[name]) for name in path.order)
    return ShownPath(path.name, say(PATHS[path.name]), path.share, say(path.who), tuple(map(say, path.documents)), order, path.name == level.rest)
