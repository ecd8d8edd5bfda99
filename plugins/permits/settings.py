"""What an operator may set for permits, in `[plugins.permits]` of portal.toml."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from plugins.cases.api import WorkingDays


class Settings(BaseModel):
    """The days are for types whose file says none of their own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    types: tuple[str, ...] = Field((), description="Permit types that are offered, by the names of their files; empty: all that there are.")
    offices: dict[str, str] = Field(
        {},
        description='Which agency is which office, such as issuing = "dpmptsp" and building = "dpupr". An office without one is looked after by `issuing`.',
    )
    check_days: WorkingDays = Field(2, description='Working days to check the documents, such as "2 working days".')
    completing_days: WorkingDays = Field(10, description="Working days in which the applicant may replace documents; then the application counts as withdrawn.")
    technical_days: WorkingDays = Field(3, description="Working days of the technical office.")
    inspection_days: WorkingDays = Field(3, description="Working days to inspect the place and recommend.")
    decision_days: WorkingDays = Field(2, description="Working days to decide.")
    fee_days: WorkingDays = Field(14, description="Working days in which the applicant may pay; then the application counts as withdrawn.")
    issue_days: WorkingDays = Field(1, description="Working days to issue what was decided.")
    signatory_name: str = Field("", description="Who signs permits: the name below the letter.")
    signatory_office: str = Field("", description='The line above the name, such as "Kepala DPMPTSP"; empty: the head of the agency that decides.')
    signatory_id: str = Field("", description="Their NIP; a signer knows them by it.")
    signatory_rank: str = Field("", description='Their rank, such as "Pembina Tingkat I".')
    remind_before: tuple[int, ...] = Field((90, 30, 7), description="Days before a permit expires on which its holder is reminded, such as [90, 30, 7].")
    page_size: int = Field(20, ge=5, le=50, description="Permits on one page of a list, 5 to 50.")
