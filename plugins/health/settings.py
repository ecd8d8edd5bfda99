"""What an operator may set for health, in `[plugins.health]` of portal.toml."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """All have a default that suits a regency as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    agency: str = Field("", description="The agency whose officers call numbers at facilities that name none of their own, as an id of `agencies.csv`.")
    page_size: int = Field(12, ge=4, le=50, description="Facilities on one page of the list, 4 to 50.")
    beds_stale_hours: int = Field(12, ge=1, le=168, description="Hours after which free beds carry a warning that they may be wrong, 1 to 168.")
    book_days: int = Field(3, ge=1, le=30, description="Days for which queue numbers are given, today among them, 1 to 30.")
    bookings_per_hour: int = Field(60, ge=5, le=3_000, description="Queue numbers that one address may take in an hour, 5 to 3000; one device at most 5.")
    near: int = Field(3, ge=1, le=20, description="Whoever left a way to be reached is told when so many are left before them, 1 to 20.")
