"""Who may see a case: the same rule for one case and for lists of them.

Its owner; officers of the agency that has it, with the permission there (and in the area, where they have one); whoever may see all. What no agency has
yet is seen by all who check new cases, in whichever agency they sit. A confidential case is there for its owner and the officers of its agency alone: for
everybody else it is in no list, no count and no search.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.expressions import Q

from .models import Case

if TYPE_CHECKING:
    from core import Actor

VIEW, VIEW_ALL, VERIFY = "cases.view", "cases.view_all", "cases.verify"
NO_OFFICER = "-"
"""The agency of a confidential case that no officer has: it is between its owner and whoever the service shows it to. No site has an agency of this name."""
PUBLIC, ANONYMOUS, CONFIDENTIAL = "public", "anonymous", "confidential"
VISIBILITIES = (PUBLIC, ANONYMOUS, CONFIDENTIAL)


def may_view(actor: Actor, case: Case) -> bool:
    """Whether `actor` may see all of `case` (not who reported it: that asks a permission and a reason of its own)."""
    if not actor.signed_in:
        return False
    if case.owner and case.owner == actor.id:
        return True
    if actor.may_in(VIEW, case.agency, case.village or case.district):
        return True
    if not case.agency and actor.may(VERIFY):
        return True
    return actor.may(VIEW_ALL) and case.visibility != CONFIDENTIAL


def visible_to(actor: Actor) -> Q:
    """The same for a list: `Case.filter(visible_to(actor))`."""
    if not actor.signed_in:
        return Q(pk__in=[])
    rule = Q(owner=actor.id) if actor.id else Q(pk__in=[])
    whole = [post.agency for post in actor.posts_with(VIEW) if not post.areas]
    if whole:
        rule |= Q(agency__in=whole)
    for post in actor.posts_with(VIEW):
        if post.areas:
            rule |= Q(Q(district__in=sorted(post.areas)) | Q(village__in=sorted(post.areas)), agency=post.agency)
    if actor.may(VERIFY):
        rule |= Q(agency="")
    if actor.may(VIEW_ALL):
        rule |= ~Q(visibility=CONFIDENTIAL)
    return rule


def is_public(case: Case) -> bool:
    """Whether everybody may see the public part of `case`."""
    return case.visibility in (PUBLIC, ANONYMOUS)


def is_listed() -> Q:
    """The same for a list."""
    return Q(visibility__in=[PUBLIC, ANONYMOUS])
