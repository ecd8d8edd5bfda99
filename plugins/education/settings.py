"""What an operator may set for education, in `[plugins.education]` of portal.toml."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """All have a default that suits a regency as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    agency: str = Field("", description="The agency that looks after schools and admissions, as an id of `agencies.csv`.")
    page_size: int = Field(12, ge=4, le=50, description="Schools on one page of the list, 4 to 50.")
