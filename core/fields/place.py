"""Fields for places: a village of the regency, and a place in words with, perhaps, a point."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from core import language
from core.forms.field import Field, one
from core.forms.length import characters
from core.forms.reading import Mistake, Posted, Reading, Wrong
from core.forms.reading import Region as Named
from core.forms.views import ChoiceView, FieldView
from core.language import gettext_lazy as _

_SOUTH, _NORTH, _WEST, _EAST = -11.5, 6.5, 94.5, 141.5
"""Indonesia's box; whether a point lies in the regency is the officer's to see, for a road may cross its border."""
_LONGEST_LANDMARK = 200


@dataclass(frozen=True, slots=True)
class RegionAnswer:
    """Codes of the kecamatan and of its desa or kelurahan."""

    district: str
    village: str


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """A village, how to find the spot, and its coordinates if they are known."""

    district: str
    village: str
    landmark: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Region(Field):
    """A kecamatan and its desa or kelurahan. Posts `<name>_district` and `<name>_village`."""

    empty: ClassVar[Any] = None
    parts: ClassVar[tuple[str, ...]] = ("district", "village")

    def inputs(self) -> tuple[str, ...]:
        return tuple(f"{self.name}_{part}" for part in self.parts)

    def read(self, posted: Posted, key: str) -> Any:
        return {part: one(posted, f"{key}_{part}") for part in self.parts}

    def blank(self, raw: Any) -> bool:
        return not any((raw or {}).values())

    def take(self, raw: Any, reading: Reading) -> Any:
        if self.optional and self.blank(raw):
            return None
        wrong = self.wrong(raw or {}, reading)
        if wrong:
            raise Mistake(*wrong)
        return self.value(raw, reading)

    def wrong(self, raw: Any, reading: Reading) -> list[Wrong]:
        """Everything to mend, input by input."""
        if not named(_districts(reading), raw.get("district", "")):
            return [Wrong(_("Choose the kecamatan"), "district"), Wrong(_("Choose the desa or kelurahan"), "village")][: 1 if raw.get("village") else 2]
        return [] if named(_villages(reading, raw["district"]), raw.get("village", "")) else [Wrong(_("Choose the desa or kelurahan"), "village")]

    def value(self, raw: Any, reading: Reading) -> Any:
        return RegionAnswer(raw["district"], raw["village"])

    def plain(self, value: Any) -> Any:
        return {part: getattr(value, part) for part in self.parts} if value else None

    def facts(self, value: Any, reading: Reading) -> tuple[str, ...]:
        if not value:
            return ()
        village, district = named(_villages(reading, value.district), value.village), named(_districts(reading), value.district)
        kind = _("Kelurahan {name}") if getattr(village, "kind", "") == "kelurahan" else _("Desa {name}")
        place = reading.words(_("Kecamatan {name}"), name=district.name if district else value.district)
        return (f"{reading.words(kind, name=village.name if village else value.village)}, {place}",)

    def schema(self) -> dict[str, Any]:
        parts = {part: {"type": "string"} for part in ("district", "village")}
        return {"type": "object", "properties": parts, "required": list(parts)}

    def view(self, raw: Any, errors: dict[str, str], reading: Reading) -> FieldView:
        raw = raw or {}
        chosen = raw.get("district", "")
        district = self.select("district", _("Kecamatan"), _("Choose a kecamatan"), _districts(reading), raw, errors, reading)
        village = self.select("village", _("Desa or kelurahan"), _("Choose a desa or kelurahan"), _villages(reading, chosen), raw, errors, reading)
        if not village.choices:
            village = replace(village, words={"none": reading.words(_("Choose the kecamatan first"))})
        return self.draw("region", "", errors, reading, parts=(district, village), words={"show": reading.words(_("Show the desa and kelurahan"))})

    def select(
        self, part: str, label: language.Text, none: language.Text, regions: Sequence[Named], raw: Any, errors: dict[str, str], reading: Reading
    ) -> FieldView:
        key, value = f"{reading.key}_{part}", raw.get(part, "")
        many = {region.name for region in regions if sum(other.name == region.name for other in regions) > 1}
        choices = tuple(ChoiceView("", r.code, _apart(r) if r.name in many else r.name, chosen=r.code == value) for r in regions)
        return FieldView("select", key, reading.words(label), error=errors.get(key, ""), value=value, choices=choices, words={"none": reading.words(none)})


@dataclass(frozen=True, slots=True)
class Place(Region):
    """A village, a landmark in words, and coordinates from the phone or by hand. Needs no map.

    Posts also `<name>_landmark`, `<name>_latitude` and `<name>_longitude`. `landmark_optional` asks for the village alone.
    """

    landmark_optional: bool = field(default=False, kw_only=True)
    landmark_hint: language.Text = field(default=_("Something people know, such as a market, a mosque or the number of a lamp post."), kw_only=True)

    parts: ClassVar[tuple[str, ...]] = ("district", "village", "landmark", "latitude", "longitude")

    def wrong(self, raw: Any, reading: Reading) -> list[Wrong]:
        found = Region.wrong(self, raw, reading)
        landmark = " ".join(raw.get("landmark", "").split())
        if not landmark and not self.landmark_optional:
            found.append(Wrong(_("Write a landmark so that the officer can find it"), "landmark"))
        if characters(landmark) > _LONGEST_LANDMARK or len(landmark) > 8 * _LONGEST_LANDMARK:
            found.append(Wrong(_("The landmark is too long: write at most {n} characters"), "landmark", {"n": _LONGEST_LANDMARK}))
        latitude, longitude = raw.get("latitude", ""), raw.get("longitude", "")
        if latitude or longitude:
            if _degrees(latitude, _SOUTH, _NORTH) is None:
                found.append(Wrong(_("Check the latitude: a number between -11 and 6, such as -6.97"), "latitude"))
            if _degrees(longitude, _WEST, _EAST) is None:
                found.append(Wrong(_("Check the longitude: a number between 95 and 141, such as 111.42"), "longitude"))
        return found

    def value(self, raw: Any, reading: Reading) -> Any:
        latitude, longitude = _degrees(raw.get("latitude", ""), _SOUTH, _NORTH), _degrees(raw.get("longitude", ""), _WEST, _EAST)
        return PlaceAnswer(raw["district"], raw["village"], " ".join(raw.get("landmark", "").split()), latitude, longitude)

    def facts(self, value: Any, reading: Reading) -> tuple[str, ...]:
        if not value:
            return ()
        point = (f"{value.latitude:.5f}, {value.longitude:.5f}",) if value.latitude is not None else ()
        return (*Region.facts(self, value, reading), *([value.landmark] if value.landmark else ()), *point)

    def schema(self) -> dict[str, Any]:
        found = Region.schema(self)
        found["properties"] |= {
            "landmark": {"type": "string", "maxLength": _LONGEST_LANDMARK},
            "latitude": {"type": ["number", "null"], "minimum": _SOUTH, "maximum": _NORTH},
            "longitude": {"type": ["number", "null"], "minimum": _WEST, "maximum": _EAST},
        }
        return found

    def view(self, raw: Any, errors: dict[str, str], reading: Reading) -> FieldView:
        raw, region = raw or {}, Region.view(self, raw, errors, reading)
        landmark = self.line("landmark", _("Landmark"), raw, errors, reading)
        landmark = replace(landmark, hint=reading.words(self.landmark_hint), optional=reading.words(_("(optional)")) if self.landmark_optional else "")
        latitude = self.line("latitude", _("Latitude"), raw, errors, reading)
        longitude = self.line("longitude", _("Longitude"), raw, errors, reading)
        words = {
            **region.words,
            "locate": reading.words(_("Use my location")),
            "located": reading.words(_("Your position has been filled in. Choose the village too.")),
            "failed": reading.words(_("Your position could not be found. Choose the village and write a landmark.")),
            "or": reading.words(_("or choose yourself")),
            "point": reading.words(_("Coordinates")),
            "point_optional": reading.words(_("(optional)")),
        }
        return replace(region, kind="place", parts=(*region.parts, landmark, latitude, longitude), words=words)

    def line(self, part: str, label: language.Text, raw: Any, errors: dict[str, str], reading: Reading) -> FieldView:
        key = f"{reading.key}_{part}"
        return FieldView(
            "input", key, reading.words(label), error=errors.get(key, ""), value=raw.get(part, ""), attributes={"type": "text", "autocomplete": "off"}
        )


def named(regions: Sequence[Named], code: str) -> Named | None:
    return next((region for region in regions if region.code == code), None) if code else None


def _apart(region: Named) -> str:
    """A desa and a kelurahan of the same name in one kecamatan are told apart."""
    return f"{region.name} ({getattr(region, 'kind', '') or region.code})"


def _districts(reading: Reading) -> Sequence[Named]:
    return reading.regions.districts if reading.regions else ()


def _villages(reading: Reading, district: str) -> Sequence[Named]:
    known = reading.regions is not None and named(_districts(reading), district)
    return reading.regions.villages(district) if known and reading.regions else ()


def _degrees(text: str, least: float, most: float) -> float | None:
    if not re.fullmatch(r"-?\d{1,3}(?:[.,]\d{1,15})?", text.strip(), re.ASCII):
        return None
    number = float(text.strip().replace(",", "."))
    return round(number, 6) if math.isfinite(number) and least <= number <= most else None
