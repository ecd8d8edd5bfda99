"""The public pages: all types of permits, and one type with what it asks, through which offices it goes, how long and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core import Request, Response, render
from core.errors import RequestError
from core.language import Text
from core.language import gettext_lazy as _
from plugins.cases.api import Explanation, Procedure, agency_name, current_procedure

from .kinds import PermitType, PermitTypes
from .settings import Settings
from .sheet import DAYS, cost_of, days_of, filled, short_cost, total_days, validity_of

if TYPE_CHECKING:
    from core import Portal


@dataclass(frozen=True, slots=True)
class Row:
    """A type in the list, in the reader's language."""

    id: str
    title: str
    note: str
    icon: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A step on the way of an application: what happens, where, and within how many days."""

    title: str
    explanation: str
    office: str
    limit: str


class Pages:
    """The pages of one site, with its types at hand."""

    def __init__(self, types: PermitTypes) -> None:
        self.types = types

    async def index(self, request: Request) -> Response:
        """All types that the site offers."""
        portal, settings = request.portal, request.settings(Settings)

        def say(text: Text) -> str:
            return portal.say(text, request.language, "permits")

        rows = [
            Row(kind.id, say(kind.title), f"{say(filled(DAYS, total_days(kind, procedure_of(portal, kind), settings)))} · {say(short_cost(kind))}", kind.icon)
            for kind in self.types.all
        ]
        return render(request, "permits/index.html", {"rows": rows, "signed_in": request.actor.signed_in})

    async def type(self, request: Request) -> Response:
        """The sheet of one type."""
        kind = self.types.find(request.path_params["kind"])
        if kind is None or kind.id != request.path_params["kind"]:
            raise RequestError(404, "")
        return render(request, "permits/type.html", self._names(request, kind))

    def _names(self, request: Request, kind: PermitType) -> Mapping[str, Any]:
        portal, settings = request.portal, request.settings(Settings)
        procedure = procedure_of(portal, kind)
        explained = Explanation(procedure, lambda text: portal.say(text, request.language, "cases"), days_of(kind, settings))

        def say(text: Text | None) -> str:
            return portal.say(text, request.language, "permits") if text else ""

        offices = {"issuing": types_office(portal, self.types, kind.office), "technical": types_office(portal, self.types, kind.technical)}
        here, stages = "", []
        for name in procedure.track:
            state = procedure.states[name]
            here = offices.get(state.office, here)
            who = request.gettext(_("You")) if state.who == "reporter" else here
            stages.append(Stage(say(state.title), say(state.explanation), who, explained.limit_words(state.limit)))
        return {
            "kind": kind, "title": say(kind.title), "summary": say(kind.summary), "product": say(kind.product), "stages": stages,
            "requirements": [(say(one.title), say(one.hint), one.optional, one.when is not None) for one in kind.requirements],
            "time": say(filled(DAYS, total_days(kind, procedure, settings))), "cost": say(cost_of(kind)), "validity": say(validity_of(kind)),
            "office": offices["issuing"], "start": portal.url_for(f"permits:{kind.key}"), "chart": explained.chart(),
            "legal_basis": [*kind.legal_basis, *procedure.legal_basis],
        }  # fmt: skip


def procedure_of(portal: Portal, kind: PermitType) -> Procedure:
    """The procedure under which new applications of this type are opened."""
    return current_procedure(portal, f"permits.{kind.way}")


def types_office(portal: Portal, types: PermitTypes, office: str) -> str:
    """The name of the agency that is this office."""
    agency = portal.site.agencies.get(types.agency(office))
    return agency.name if agency else agency_name(portal, types.agency(office))
