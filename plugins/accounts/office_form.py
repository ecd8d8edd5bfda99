"""The form in which somebody says that they head an RT, an RW, a village or a kecamatan, with the decree as a photo or PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from core import Form, Receipt, Step, fields
from core.language import gettext_lazy as _

from . import offices
from .models import CITIZEN
from .noting import note
from .offices import DISTRICT, KINDS, RT, RW, VILLAGE, NewOffice
from .people import find_id

if TYPE_CHECKING:
    from core import Answers, Plugin, Request
    from core.language import Text

LONGEST_TERM = 8 * 366
"""Days from today that an office may last: a village head's term is eight years (UU 3/2024)."""
NEXT = _("An officer compares the decree. You are told what came of it, and read it under “My account”.")
FULL = _("You hold or have claimed {n} offices already. Give one up first.")
NOBODY = _("Only a citizen's account can claim an office. Officers have roles of their own.")


def office_form() -> Form:
    """Three steps: the office, where, and its decree."""
    return Form("office", _("Say that I am a local official"), (_office(), _where(), _decree()))


def _office() -> Step:
    return Step("office", _("Which office do you hold?"), (
        fields.Choice("kind", _("Office"), options=tuple(KINDS.items()), look="radios", missing=_("Choose the office")),
    ))  # fmt: skip


def _where() -> Step:
    missing = _("Write the number, such as 03")
    return Step("place", _("Where is it?"), (
        fields.Region("place", _("Desa or kelurahan"), when=fields.Is("kind", RT, RW, VILLAGE)),
        fields.Choice("district", _("Kecamatan"), options=_districts, look="select", when=fields.Is("kind", DISTRICT), missing=_("Choose the kecamatan")),
        fields.Number("rt", _("Number of the RT"), least=1, most=999, when=fields.Is("kind", RT), missing=missing),
        fields.Number("rw", _("Number of the RW"), least=1, most=999, when=fields.Is("kind", RT, RW), missing=missing),
    ))  # fmt: skip


def _decree() -> Step:
    return Step("decree", _("By which decree?"), (
        fields.Text("decree", _("Number of the decree"), longest=100, hint=_("As it stands on the decree (SK)."), missing=_("Write the number of the decree")),
        fields.Date("decided_on", _("Date of the decree"), latest=0),
        fields.Date("until", _("Last day of the office"), earliest=0, latest=LONGEST_TERM, hint=_("On this day the office ends here by itself.")),
        fields.File("file", _("The decree"), hint=_("A photo or a PDF. Only the officer who compares it sees it.")),
    ))  # fmt: skip


def _districts(plugin: Plugin) -> list[tuple[str, Text]]:
    from core.language import Text as Words

    return [(one.code, Words(one.name, dict.fromkeys(plugin.site.languages, one.name))) for one in plugin.site.regions.districts]


async def claim(request: Request, answers: Answers) -> Receipt:
    """Write the claim down; in the core's transaction."""
    account = await find_id(request.actor.id, CITIZEN)
    if account is None:
        raise fields.Refusal(NOBODY)
    if await offices.full(account.id):
        raise fields.Refusal(FULL, n=offices.MOST)
    kind = answers["kind"]
    area = answers["district"] if kind == DISTRICT else answers["place"].village
    new = NewOffice(
        kind, area, answers["decree"], answers["decided_on"], answers["until"], UUID(answers["file"][0].id), rt=answers["rt"] or 0, rw=answers["rw"] or 0
    )
    row = await offices.claim(request.portal, account.id, new)
    await note(request, "office_claimed", account.id, office=str(row.id), kind=kind, area=area)
    return Receipt(row.number, next=NEXT)
