"""Who is asking, and what a route asks."""

from __future__ import annotations

import pytest

from core import CITIZEN, PUBLIC, Actor, Permission, Text, permission
from core.errors import DeclarationError

STRANGER = Actor()
CITIZEN_ACTOR = Actor("siti", "citizen")
OFFICER = Actor("budi", "officer", frozenset({"cases.view"}))


def test_public_is_everybodys_citizen_is_anybody_signed_in() -> None:
    assert [PUBLIC.allows(actor) for actor in (STRANGER, CITIZEN_ACTOR, OFFICER)] == [True, True, True]
    assert [CITIZEN.allows(actor) for actor in (STRANGER, CITIZEN_ACTOR, OFFICER)] == [False, True, True]


def test_a_permission_counts_only_with_its_plugins_name_before_it() -> None:
    access = permission("view")

    assert not access.allows(OFFICER)
    assert access.owned_by("cases").allows(OFFICER)
    assert not access.owned_by("complaints").allows(OFFICER)


@pytest.mark.parametrize("name", ["cases.view", "", "View", "9lives", "a b", None, 7])
def test_a_name_with_a_dot_or_odd_letters_is_refused(name: object) -> None:
    with pytest.raises(DeclarationError):
        permission(name)  # type: ignore[arg-type]
    with pytest.raises(DeclarationError):
        Permission(name, Text("x"))  # type: ignore[arg-type]
