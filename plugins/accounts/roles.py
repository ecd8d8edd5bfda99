"""Roles, and which permissions they give.

A plugin says of each of its permissions which default roles hold it. The three functions that handle cases are the
site's to define (`settings.py`): what one of them names is held through these functions only. Of the rest, `officer`
means every officer, `operator` an administrator.

An `Actor` has permissions and agencies, and no permission for one agency alone: so a person has the same roles in all of
their agencies (`people.bind`), and whoever works in two agencies with different rights has two accounts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.language import Text
from core.language import gettext_lazy as _

from .settings import Settings

if TYPE_CHECKING:
    from core import Portal

ROLES: dict[str, Text] = {
    "verifier": _("Verifier: checks new cases and forwards them"),
    "handler": _("Handler: works on cases"),
    "supervisor": _("Supervisor: answers for the cases of an agency"),
}
SHORT: dict[str, Text] = {"verifier": _("Verifier"), "handler": _("Handler"), "supervisor": _("Supervisor")}


def permissions_of(portal: Portal, roles: Iterable[str], *, administrator: bool) -> frozenset[str]:
    """All permissions of an officer with these roles."""
    declared = portal.tables.permissions
    settings = portal.settings(Settings)
    functions = {role: frozenset(getattr(settings, role)) for role in ROLES}
    by_function = frozenset().union(*functions.values())
    held = frozenset().union(*(functions[role] for role in roles if role in functions))
    every_officers = {name for name, one in declared.items() if "officer" in one.roles and name not in by_function}
    administrators = {name for name, one in declared.items() if administrator and "operator" in one.roles}
    return frozenset((held | every_officers | administrators) & declared.keys())
