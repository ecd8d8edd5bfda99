"""Whose name stands below what a service issues: said by operators in the settings of that service, the same four everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from core.errors import Problem

from .signers import Signatory

if TYPE_CHECKING:
    from core import Plugin, Portal


class Signs(Protocol):
    """The settings of a service that issues documents. An empty `signatory_office` is the head of the agency."""

    @property
    def signatory_name(self) -> str: ...

    @property
    def signatory_office(self) -> str: ...

    @property
    def signatory_id(self) -> str: ...

    @property
    def signatory_rank(self) -> str: ...


def signatory_of(portal: Portal, settings: Signs, agency: str) -> Signatory:
    """Who signs for an agency."""
    office = portal.site.agencies.get(agency)
    title = settings.signatory_office or f"Kepala {office.name if office else agency}"
    return Signatory(settings.signatory_name, title, settings.signatory_id, settings.signatory_rank)


def warn_of_signatory(plugin: Plugin, settings: Signs) -> None:
    """Say at start and in `pendopo check` of a portal for citizens, and not only below the first document, that nobody's name would stand there."""
    if not plugin.site.local and not settings.signatory_name:
        where = f"[plugins.{plugin.slug}]"
        plugin.problems.append(Problem(
            "documents.signatory", "nobody signs: signatory_name is empty, and documents of this service would have no name below them", where=where,
            hint="Say signatory_name, signatory_office and signatory_id in portal.toml.", severity="warning",
        ))  # fmt: skip
