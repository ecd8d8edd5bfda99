"""What an operator may set for information, in `[plugins.information]` of portal.toml."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """All have a default that suits a regency as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    page_size: int = Field(12, ge=4, le=50, description="Announcements on one page of the list, 4 to 50.")
    on_home: int = Field(4, ge=1, le=10, description="Announcements on the home page, 1 to 10; pinned ones stand above them.")
    survey: bool = Field(True, description="Whether people are asked what they think of a service.")
    fewest: int = Field(5, ge=5, le=100, description="Below so many answers nothing is said of a service, 5 to 100.")
