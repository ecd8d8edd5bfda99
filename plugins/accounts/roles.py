"""Roles, and which permissions they give.

A plugin says of each of its permissions which default roles hold it. The functions that handle cases are the site's to
define (`settings.py`): what one of them names is held through these functions only, and one that the site lists has what
it lists and no more. Of the rest, `officer` means every officer, `operator` an administrator, a function's name that function.

A role is bound to an agency, and where the site says so to a kecamatan or village in it, so that one person may have
different rights in different agencies. What an administrator holds, they hold of the portal and of no agency; so does a
role that only reads (`READING`): it has what is named for it and nothing of what every officer has.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from core import Post
from core.language import Text
from core.language import gettext_lazy as _

from .settings import Settings

if TYPE_CHECKING:
    from core import Portal

    from .models import Binding

ROLES: dict[str, Text] = {
    "verifier": _("Verifier: checks new cases and forwards them"),
    "handler": _("Handler: works on cases"),
    "supervisor": _("Supervisor: answers for the cases of an agency"),
    "treasurer": _("Treasurer: reconciles payments"),
    "regent": _("Regent: reads how all agencies stand, in numbers alone"),
}
SHORT: dict[str, Text] = {
    "verifier": _("Verifier"), "handler": _("Handler"), "supervisor": _("Supervisor"), "treasurer": _("Treasurer"), "regent": _("Regent"),
}  # fmt: skip
READING = frozenset({"regent"})
"""Held of the portal, in no agency: who holds one of these opens no case with it."""
LOCAL = "local_official"
"""What citizens are who head an RT, an RW, a village or a kecamatan, by a decree that an officer compared (`offices.py`)."""
IN_AGENCIES = tuple(role for role in ROLES if role not in READING)


def permissions_of(portal: Portal, role: str) -> frozenset[str]:
    """What a role gives where it is held, with what every officer holds."""
    settings = portal.settings(Settings)
    held = _functions(portal).get(role, frozenset())
    if role not in READING:
        held |= _declared_for(portal, "officer")
    if role in ROLES and role not in settings.model_fields_set:
        held |= _declared_for(portal, role)
    return held & portal.tables.permissions.keys()


def administrators(portal: Portal) -> frozenset[str]:
    """What an administrator holds of the portal as a whole."""
    return frozenset(name for name, one in portal.tables.permissions.items() if "operator" in one.roles)


def local_officials(portal: Portal) -> frozenset[str]:
    """What a local official holds in their area: what plugins give to `local_official`, or what the site lists in its place."""
    settings = portal.settings(Settings)
    if LOCAL in settings.model_fields_set:
        return frozenset(settings.local_official) & portal.tables.permissions.keys()
    return frozenset(name for name, one in portal.tables.permissions.items() if LOCAL in one.roles)


def roles_with(portal: Portal, permission: str) -> frozenset[str]:
    """The roles that give a permission."""
    return frozenset(role for role in ROLES if permission in permissions_of(portal, role))


def posts_of(portal: Portal, bound: Iterable[Binding]) -> tuple[Post, ...]:
    """What these bindings give: a post for each set of rights in an agency, over all areas where it is the same."""
    by_place: dict[tuple[str, str], set[str]] = {}
    for row in bound:
        by_place.setdefault((row.agency, row.area), set()).add(row.role)
    areas: dict[tuple[str, frozenset[str]], set[str]] = {}
    for (agency, area), roles in by_place.items():
        held = frozenset().union(*(permissions_of(portal, role) for role in roles))
        areas.setdefault((agency, held), set()).add(area)
    return tuple(Post(agency, held, frozenset() if "" in places else frozenset(places)) for (agency, held), places in areas.items())


def _functions(portal: Portal) -> dict[str, frozenset[str]]:
    settings = portal.settings(Settings)
    return {role: frozenset(getattr(settings, role)) for role in ROLES}


def _declared_for(portal: Portal, role: str) -> frozenset[str]:
    """What plugins give to a role by default, but for what a function names."""
    by_function = frozenset().union(*_functions(portal).values())
    return frozenset(name for name, one in portal.tables.permissions.items() if role in one.roles and name not in by_function)
