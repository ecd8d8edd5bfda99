"""Ask who knows vehicles: one after another, the site's own table last. What nobody knows and what is half wrong are answered alike."""

from __future__ import annotations

import json
import logging
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from core import Context
from core.errors import PendopoError
from core.identifiers import Plate, parse_plate

from .vehicles import Registry, Vehicle, register_registries

if TYPE_CHECKING:
    from core import Portal, Request
    from core.language import Text

log = logging.getLogger("pendopo.vehicle_tax")

OWN = "vehicle_tax"
SECONDS = 5.0
ENDING = 5
"""Characters of the chassis number, from its end, that stand for holding the registration (STNK)."""
LINK_LASTS = timedelta(hours=2)
_CHASSIS = re.compile(r"[A-Z0-9]{5,25}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Pair:
    """Plate and ending of the chassis number: who knows both holds the registration."""

    plate: Plate
    chassis: str

    def index(self, portal: Portal) -> str:
        """The keyed index of both together."""
        return portal.cipher.index(f"{self.plate}|{self.chassis}", "vehicle_tax.key")

    def plate_index(self, portal: Portal) -> str:
        return portal.cipher.index(str(self.plate), "vehicle_tax.plate")


@dataclass(frozen=True, slots=True)
class Answer:
    """`source` is whose figures these are; `down` names the registries that did not answer."""

    vehicle: Vehicle | None = None
    source: Text | None = None
    owner: str = ""
    down: tuple[Text, ...] = ()


def parse_chassis(text: str) -> str:
    """The last five characters of a chassis number, from them alone or from the whole number, however it was typed. Raises ValueError."""
    plain = re.sub(r"[\s.\-]+", "", unicodedata.normalize("NFKC", text[:64])).upper()
    if not _CHASSIS.fullmatch(plain):
        raise ValueError("The chassis number ends in five letters or digits.")
    return plain[-ENDING:]


def registries(portal: Portal) -> Sequence[tuple[str, Registry]]:
    """Everybody who may be asked, each with its plugin's slug."""
    found = [(owned.owner, owned.value) for owned in portal.declared(register_registries)]
    return sorted(found, key=lambda one: one[0] == OWN)


async def is_asked(portal: Portal) -> bool:
    """Whether bills can be looked up here at all."""
    for owner, one in registries(portal):
        if await portal.boundary.offer(owner, f"registry {one.name}", SECONDS, one.ready, portal):
            return True
    return False


async def ask(context: Request | Context, pair: Pair) -> Answer:
    """The first registry that knows the vehicle. One that fails is passed over and named."""
    portal, down = context.portal, []
    for owner, one in registries(portal):
        try:
            if not await portal.boundary.call(owner, f"registry {one.name}", SECONDS, one.ready, portal):
                continue
            asked = Context(portal, owner, context.language, context.actor)
            found = await portal.boundary.call(owner, f"registry {one.name}", SECONDS, one.find, asked, pair.plate, pair.chassis)
        except Exception as error:  # noqa: BLE001 - another plugin's code, or another's network: the citizen is told, the log has the rest
            log.warning("a registry of vehicles did not answer", extra={"plugin": owner, "registry": one.name, "error": type(error).__name__})
            down.append(one.title)
            continue
        if found is not None:
            return Answer(found, one.title, owner, tuple(down))
    return Answer(down=tuple(down))


# ---------------------------------------------------------------- links


def link_of(portal: Portal, pair: Pair) -> str:
    """What stands in the address of a bill: the pair, sealed, good for two hours."""
    until = int((portal.clock.now() + LINK_LASTS).timestamp())
    return portal.cipher.seal(OWN, "link", "", json.dumps([str(pair.plate), pair.chassis, until]))


def read_link(portal: Portal, link: str) -> Pair | None:
    """The pair of an address; None for one that is over, or was never ours."""
    try:
        plate, chassis, until = json.loads(portal.cipher.open(OWN, "link", "", link))
    except PendopoError:
        return None
    return Pair(parse_plate(plate), chassis) if portal.clock.now().timestamp() <= until else None
