"""What an operator may set for complaints, in `[plugins.complaints]` of portal.toml."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from plugins.cases.api import WorkingDays


class Settings(BaseModel):
    """All have a default that suits a regency as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    answer_within: WorkingDays = Field(3, description='Working days until the first answer, such as "3 working days"; the citizen is promised this day.')
    contact: Literal["optional", "required"] = Field("optional", description='Whether a telephone number must be given: "optional" or "required".')
    nik: Literal["off", "optional", "required"] = Field("off", description='Whether the NIK is asked: "off", "optional" or "required". It is kept sealed.')
    similar_within: int = Field(
        250, ge=50, le=2_000, description="Metres within which an open report is offered as possibly the same, before a new one is sent; 50 to 2000."
    )
    page_size: int = Field(12, ge=4, le=50, description="Complaints on one page of the public list, 4 to 50.")
    unknown_per_minute: int = Field(
        60, ge=10, le=600, description="How many tickets that are not public one address may open in a minute before it has to wait, 10 to 600."
    )
