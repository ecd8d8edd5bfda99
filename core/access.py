"""Who is asking, and what a route asks of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from core.errors import DeclarationError
from core.language import Text

Kind = Literal["anonymous", "citizen", "officer"]


@dataclass(frozen=True, slots=True)
class Post:
    """What an officer may do in one agency; with `areas`, only in these kecamatan (`33.16.09`) and villages (`33.16.09.2001`)."""

    agency: str
    permissions: frozenset[str]
    areas: frozenset[str] = frozenset()

    def covers(self, area: str) -> bool:
        """Whether `area` lies in one of the post's areas. What has no area lies in none."""
        return not self.areas or any(area == one or area.startswith(f"{one}.") for one in self.areas)


@dataclass(frozen=True, slots=True)
class Actor:
    """All that the core knows of a person: an id, a kind, permissions (`slug.name`), agencies, for whom they act, and an officer's name.

    `permissions` are those held anywhere: a route asks for one of them. Where the same person may do different things in
    different agencies, `posts` says which; without posts every permission holds in all of `agencies`.
    """

    id: str = ""
    kind: Kind = "anonymous"
    permissions: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    on_behalf_of: str = ""
    posts: tuple[Post, ...] = ()
    name: str = ""
    """Of an officer, as colleagues read it. A citizen's name is nobody's to know here."""

    @property
    def signed_in(self) -> bool:
        return self.kind != "anonymous"

    def may(self, permission: str) -> bool:
        """Whether the permission is held anywhere. What is about one agency's object asks `may_in` or `posts_with`."""
        return permission in self.permissions

    def posts_with(self, permission: str) -> tuple[Post, ...]:
        """Where the permission holds, for the rule of a list."""
        if self.posts:
            return tuple(post for post in self.posts if permission in post.permissions and post.agency)
        return tuple(Post(agency, self.permissions) for agency in sorted(self.agencies - {""})) if permission in self.permissions else ()

    def may_in(self, permission: str, agency: str, area: str = "") -> bool:
        """Whether the permission holds in `agency` for something that lies in `area`: a kecamatan's or village's code, or nowhere."""
        return any(post.agency == agency and post.covers(area) for post in self.posts_with(permission))


STRANGER = Actor()


@dataclass(frozen=True, slots=True)
class Access:
    """What a route asks: nothing, somebody signed in, or a permission. In a declaration the permission's name is bare."""

    level: Literal["public", "citizen", "permission"]
    permission: str = ""

    def allows(self, actor: Actor) -> bool:
        if self.level == "public":
            return True
        return actor.signed_in if self.level == "citizen" else self.permission in actor.permissions

    def owned_by(self, slug: str) -> Access:
        """The same with the permission's full name, `slug.name`."""
        return Access("permission", f"{slug}.{self.permission}") if self.level == "permission" else self


PUBLIC = Access("public")
CITIZEN = Access("citizen")


def permission(name: str) -> Access:
    """Access for whoever holds the plugin's own permission `name`."""
    check_id("permission", name)
    return Access("permission", name)


@dataclass(frozen=True, slots=True)
class Permission:
    """A right that a plugin defines; `roles` are the default roles that hold it."""

    name: str
    title: Text
    roles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_id("Permission", self.name)


_ID = re.compile(r"^[a-z][a-z0-9_]{0,63}$")


def check_id(what: str, value: str) -> None:
    """Refuse an id that is not a bare lower-case word: the plugin's slug is put before it by the core."""
    if not isinstance(value, str) or not _ID.match(value):
        hint = (
            "Write it bare: the core puts the plugin's slug before it."
            if isinstance(value, str) and "." in value
            else "Use a-z, 0-9 and _, beginning with a letter."
        )
        raise DeclarationError(f"{what} has the id {value!r}", hint=hint, code="declaration.id")
