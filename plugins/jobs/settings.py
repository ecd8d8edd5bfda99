"""What an operator may set for jobs, in `[plugins.jobs]` of portal.toml."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """All have a default that suits a regency as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    agency: str = Field("", description="The agency that checks vacancies, as an id of `agencies.csv`. Its name stands above the list.")
    page_size: int = Field(12, ge=4, le=50, description="Vacancies on one page of the list, 4 to 50.")
    alerts: int = Field(5, ge=1, le=20, description="Searches of which one person may be told, 1 to 20.")
    signatory_name: str = Field("", description="Who signs job-seeker cards: the name below the card.")
    signatory_office: str = Field("", description="The line above the name; empty: the head of the agency.")
    signatory_id: str = Field("", description="Their NIP; a signer knows them by it.")
    signatory_rank: str = Field("", description='Their rank, such as "Pembina Tingkat I".')
    closing_days: int = Field(7, ge=1, le=30, description="A vacancy that closes within these days says so in the list, 1 to 30.")
