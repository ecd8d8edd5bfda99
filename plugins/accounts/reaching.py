"""How a person with an account is reached, and which officers answer for an agency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from . import absences, offices, wards
from .identity import officer
from .models import OFFICER, Account, Binding, Ward
from .people import find_id, opened
from .roles import roles_with

if TYPE_CHECKING:
    from core import Portal


@dataclass(frozen=True, slots=True)
class Contacts:
    """Name, addresses and language; empty what is not known. `proved` are those to which a code was sent that came back."""

    name: str
    email: str
    phone: str
    language: str
    proved: frozenset[Literal["email", "phone"]]


async def contacts_of(portal: Portal, actor_id: str) -> Contacts | None:
    """How to reach the person behind an actor's id; None when there is no such account, or it is disabled."""
    row = await find_id(actor_id)
    if row is None or not row.active:
        return None
    proved: set[Literal["email", "phone"]] = set()
    if row.email_proved:
        proved.add("email")
    if row.phone_proved:
        proved.add("phone")
    return Contacts(
        opened(portal, row, "name"), opened(portal, row, "email"), opened(portal, row, "phone"), row.language or portal.site.languages[0], frozenset(proved)
    )


async def home_area(portal: Portal, actor_id: str) -> str:
    """Where the person says they live: the code of a village, or of a kecamatan; empty where they said nothing."""
    row = await find_id(actor_id)
    return (row.village or row.district) if row is not None and row.active else ""


async def person_name(portal: Portal, actor_id: str) -> str:
    """The name of whoever has this actor's id, or for whom somebody acts (`Actor.on_behalf_of`); else an empty string."""
    row = await find_id(actor_id)
    if row is not None:
        return opened(portal, row, "name")
    ward = await Ward.get_or_none(id=UUID(actor_id)) if _is_uuid(actor_id) else None
    return wards.name_of(portal, ward) if ward is not None else ""


async def office_title(portal: Portal, actor_id: str, area: str) -> str:
    """As what a local official speaks for people in `area` today: `Ketua RT 03 RW 01, Kelurahan Jepon`, in the site's first language; else empty."""
    row = await find_id(actor_id)
    office = offices.covering(await offices.in_force(portal, row), area) if row is not None and row.active else None
    return offices.title(portal, office, portal.site.languages[0]) if office else ""


async def officers_of(portal: Portal, agency: str, permission: str, area: str = "") -> list[str]:
    """The actor ids of those who hold `permission` in `agency` for something in `area` (a kecamatan's or village's code).

    Deputies stand in place of the absent. Only those who can come in: active, and with a second factor.
    """
    roles = roles_with(portal, permission)
    rows = [row for row in await Binding.filter(agency=agency, role__in=sorted(roles)) if row.covers(area)]
    away = await absences.now(portal)
    wanted = {absences.present_for(row.account, away) for row in rows}
    found = await Account.filter(id__in=sorted(wanted), kind=OFFICER, active=True, totp__isnull=False).order_by("created") if wanted else []
    return [str(row.id) for row in found]


async def officers_with(portal: Portal, *permissions: str) -> list[str]:
    """The actor ids of those who hold all of these permissions, wherever they sit: for what is no agency's alone.

    Each is asked as at sign-in, so that deputies and administrators count with what they may do today."""
    roles = frozenset().union(*(roles_with(portal, permission) for permission in permissions))
    away = await absences.now(portal)
    bound = {absences.present_for(row.account, away) for row in await Binding.filter(role__in=sorted(roles))}
    rows = await Account.filter(id__in=sorted(bound), kind=OFFICER, active=True, totp__isnull=False).order_by("created") if bound else []
    return [str(row.id) for row in rows if set(permissions) <= (await officer(portal, row)).permissions]


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
