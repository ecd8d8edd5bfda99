"""What an operator may set for the vehicle tax, in `[plugins.vehicle_tax]` of portal.toml. The figures themselves stand in the site's folder `vehicle_tax/`."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator


class Settings(BaseModel):
    """All have a default that suits a regency as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    round_to: Literal[1, 100, 500, 1000] = Field(1, description="Rupiah to which the sum of a bill is rounded, a half upwards: 1, 100, 500 or 1000.")
    checks_per_hour: int = Field(30, ge=5, le=600, description="How many bills one address may look up in an hour, 5 to 600; one plate at most 10.")
    stale_after: int = Field(45, ge=1, le=730, description="Days after which the page warns that a vehicle's figures are old, 1 to 730.")
    pay_through: str = Field(
        "",
        pattern=r"^[a-z0-9_]*$",
        description="The payment provider that collects this tax for the province, by its name; empty: no button to pay, only places.",
    )
    remind_before: tuple[int, ...] = Field((30, 7, 1), description="Days before the due day on which owners who asked for it are reminded, at most five.")

    @field_validator("remind_before")
    @classmethod
    def _days(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if not 1 <= len(days) <= 5 or any(not 0 <= day <= 90 for day in days) or len(set(days)) < len(days):
            raise ValueError("give one to five different numbers of days, each from 0 to 90, such as [30, 7, 1]")
        return tuple(sorted(days, reverse=True))
