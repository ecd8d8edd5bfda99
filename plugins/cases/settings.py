"""What an operator may set for cases."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """All have a default that suits a regency as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    joint_leave_is_work: bool = Field(False, description="Whether the offices work on joint leave (cuti bersama), so that it counts as working days.")
    code_tries_per_hour: int = Field(
        10,
        ge=3,
        le=60,
        description="How often an hour a ticket and its code may be tried; an address, which many people may share, has ten times as many tries.",
    )
    proof_within: int = Field(500, ge=50, le=10_000, description="Metres from the reported place within which a photo counts as taken there, 50 to 10000.")
    page_size: int = Field(20, ge=5, le=100, description="Cases on one page of a list.")
