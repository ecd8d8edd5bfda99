"""What was answered in the form of a case, in words, for the officer who works on it. Who the person is lies elsewhere, sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from core import fields
from core.language import Text
from core.language import gettext_lazy as _

from ..models import Answer, Case, Moderation
from .rights import SUPERVISE

if TYPE_CHECKING:
    from core import Request


async def answers_of(request: Request, case: Case) -> list[dict[str, Any]]:
    """Rows for `ui.facts`: of the fields that the form still has, and not what the page says already."""
    kept: dict[str, Any] = {}
    for plugin, values in await Answer.filter(case=case.id).values_list("plugin", "values"):
        kept |= {f"{plugin} {name}": value for name, value in json.loads(str(values)).items()}
    try:
        form = request.portal.tables.forms[case.service]
    except KeyError:
        return []
    rows, closed = [], await _is_closed(request, case)
    for step in form.steps:
        for placed in step.fields:
            if closed and isinstance(placed.field, fields.LongText):
                continue
            value = kept.get(f"{placed.owner} {placed.field.name}")
            said = _said(request, {one.value: one.label for one in placed.options}, value, placed.owner)
            if said and said != case.public_text:
                rows.append({"term": request.portal.say(placed.field.label, request.language, placed.owner), "value": said, "written": True})
    return rows


async def _is_closed(request: Request, case: Case) -> bool:
    """Whether what the citizen wrote is hidden from everybody, and from this officer: only who supervises reads it then."""
    if request.actor.may_in(SUPERVISE, case.agency, case.village or case.district):
        return False
    return await Moderation.exists(id=case.id)


def _said(request: Request, titles: Mapping[str, Text], value: Any, owner: str) -> str:
    """A value in words; empty for what is none, and for places and files, which the page shows in its own way."""
    if isinstance(value, bool):
        return request.gettext(_("Yes") if value else _("No"))
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str):
        return request.portal.say(titles[value], request.language, owner) if value in titles else value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(_said(request, titles, one, owner) for one in value)
    return ""
