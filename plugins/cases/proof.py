"""Looking at what is handed in as proof that work was done: for copies, and for a place or time that contradicts the case.

It finds copies and contradictions. It does not prove that a photo is genuine: who knows how writes any place and any moment into a
file. So nothing is refused for it; a weak proof asks for a second person, and everybody reads how it was graded.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from tortoise.expressions import Q

from core.language import Text
from core.language import gettext_lazy as _

from .models import Answer, Case, Proof
from .settings import Settings

if TYPE_CHECKING:
    from core import Portal

Strength = Literal["strong", "weak", "unknown"]
Place = tuple[float, float]

NEAR = 8
"""Of 64 bits, so many may differ between a picture and its copy. Up to 3 a copy is always found: then one of the four parts of a
fingerprint is the same. Beyond that it is found when one of them is."""
BANDS = ("band_a", "band_b", "band_c", "band_d")
PLAIN = 4
"""A picture with fewer bits set, or unset, shows nothing to compare: a dark one, a wall. Of these only the very same is a copy."""
LOOKED_AT = 200
CLOCK = timedelta(hours=1)
"""By so much a camera's clock may be wrong."""
AHEAD = timedelta(days=1)

WEAK: Mapping[str, Text] = {
    "copy_of_report": _("a photo is nearly the same as one of the report"),
    "copy_of_proof": _("a photo is nearly the same as an earlier proof"),
    "far_from_place": _("a photo was taken {metres} m from the place"),
    "before_report": _("a photo was taken before the report"),
    "in_future": _("a photo bears a day that has not come yet"),
}
UNKNOWN: Mapping[str, Text] = {
    "no_photo": _("there is no photo"),
    "no_place": _("a photo does not say where it was taken"),
    "no_point": _("the report says no exact place"),
    "no_time": _("a photo does not say when it was taken"),
    "plain": _("a photo shows nothing that could be compared"),
}


@dataclass(frozen=True, slots=True)
class Photo:
    """What is known of one picture."""

    id: UUID
    fingerprint: str = ""
    digest: str = ""
    taken: datetime | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """How strong a proof is, and why it is not strong; `metres` is how far from the place, where it is too far."""

    strength: Strength
    reasons: tuple[str, ...] = ()
    metres: int = 0

    def facts(self) -> dict[str, Any]:
        """As an entry of the timeline keeps it."""
        return {"grade": self.strength, "reasons": list(self.reasons), **({"metres": self.metres} if self.metres else {})}


def judge(photos: Sequence[Photo], copies: Mapping[UUID, str], point: Place | None, opened: datetime, now: datetime, within: int) -> Grade:
    """The grade of a proof. `copies` names what a photo is a copy of, `point` is the case's place, `within` is in metres. Pure.

    One weak photo makes it weak; without one, one that says place and time, and neither contradicts, makes it strong."""
    if not photos:
        return Grade("unknown", ("no_photo",))
    found = [_reasons(photo, copies.get(photo.id, ""), point, opened, now, within) for photo in photos]
    weak = [reason for reason in WEAK if any(reason in reasons for reasons in found)]
    if weak:
        metres = [round(between(photo.place, point)) for photo in photos if photo.place and point] if "far_from_place" in weak else []
        return Grade("weak", tuple(weak), max(metres, default=0))
    if any(not reasons for reasons in found):
        return Grade("strong")
    return Grade("unknown", tuple(reason for reason in UNKNOWN if any(reason in reasons for reasons in found)))


def _reasons(photo: Photo, copy: str, point: Place | None, opened: datetime, now: datetime, within: int) -> set[str]:
    reasons = {copy} if copy else set()
    if photo.fingerprint and is_plain(photo.fingerprint):
        reasons.add("plain")
    if photo.place is None:
        reasons.add("no_place")
    elif point is None:
        reasons.add("no_point")
    elif between(photo.place, point) > within:
        reasons.add("far_from_place")
    if photo.taken is None:
        reasons.add("no_time")
    elif photo.taken < opened - CLOCK:
        reasons.add("before_report")
    elif photo.taken > now + AHEAD:
        reasons.add("in_future")
    return reasons


# ---------------------------------------------------------------- fingerprints


def differing(one: str, other: str) -> int:
    """How many of the 64 bits differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def is_plain(fingerprint: str) -> bool:
    bits = int(fingerprint, 16).bit_count()
    return min(bits, 64 - bits) < PLAIN


def parts_of(fingerprint: str) -> dict[str, int]:
    """The four parts of 16 bits: of two that differ in three bits or fewer, at least one part is the same."""
    return {name: int(fingerprint[4 * n : 4 * n + 4], 16) for n, name in enumerate(BANDS)}


def near(fingerprint: str) -> Q:
    """The rule of what may be near: a part is the same. Along the four indexes."""
    parts = parts_of(fingerprint)
    return Q(band_a=parts["band_a"]) | Q(band_b=parts["band_b"]) | Q(band_c=parts["band_c"]) | Q(band_d=parts["band_d"])


def between(one: Place, other: Place) -> float:
    """Metres over the ground (haversine)."""
    a, b = radians(one[0]), radians(other[0])
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(other[1] - one[1]) / 2) ** 2
    return 2 * 6_371_000 * asin(sqrt(min(1.0, half)))


# ---------------------------------------------------------------- a case's own


async def grade_proof(portal: Portal, case: Case, files: Sequence[UUID], reported: Iterable[UUID], now: datetime) -> Grade:
    """Grade what is handed in for `case` and remember it, in the transaction that takes it. `reported` are the reporter's photos."""
    stored = [found for file in files if (found := await portal.files.find(file)) is not None and found.is_image]
    photos = [Photo(one.id, one.fingerprint, one.digest, _moment(one.taken, portal.site.zone), one.place) for one in stored]
    wanted = set(reported)
    kept = await portal.files.of(case.service.partition(".")[0], str(case.id))
    of_report = [Photo(one.id, one.fingerprint, one.digest) for one in kept if one.id in wanted and one.is_image]
    copies = {photo.id: copy for photo in photos if (copy := await _copy_of(photo, of_report))}
    rows = [Proof(id=one.id, case=case.id, digest=one.digest, fingerprint=one.fingerprint, **parts_of(one.fingerprint)) for one in photos if one.fingerprint]
    if rows:
        await Proof.bulk_create(rows, ignore_conflicts=True)
    return judge(photos, copies, await _point(case), case.opened, now, portal.settings(Settings).proof_within)


async def _copy_of(photo: Photo, of_report: Sequence[Photo]) -> str:
    if any(_is_copy(photo, other.digest, other.fingerprint) for other in of_report):
        return "copy_of_report"
    if await Proof.filter(digest=photo.digest).exclude(id=photo.id).exists():
        return "copy_of_proof"
    if not photo.fingerprint or is_plain(photo.fingerprint):
        return ""
    rows = await Proof.filter(near(photo.fingerprint)).exclude(id=photo.id).limit(LOOKED_AT).values_list("digest", "fingerprint")
    return "copy_of_proof" if any(_is_copy(photo, str(digest), str(other)) for digest, other in rows) else ""


def _is_copy(photo: Photo, digest: str, fingerprint: str) -> bool:
    if photo.digest == digest:
        return True
    seen = bool(photo.fingerprint and fingerprint) and not is_plain(photo.fingerprint)
    return seen and differing(photo.fingerprint, fingerprint) <= NEAR


async def _point(case: Case) -> Place | None:
    """The exact place that was answered in the service's form."""
    answer = await Answer.get_or_none(case=case.id, plugin=case.service.partition(".")[0])
    for value in json.loads(answer.values).values() if answer else ():
        if isinstance(value, dict) and isinstance(value.get("latitude"), float | int) and isinstance(value.get("longitude"), float | int):
            return float(value["latitude"]), float(value["longitude"])
    return None


def _moment(taken: str, zone: tzinfo) -> datetime | None:
    """A camera that does not say its offset is thought to be in the regency."""
    if not taken:
        return None
    try:
        moment = datetime.fromisoformat(taken)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
