"""What an operator may set for accounts."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """All have a default that suits a regency as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    registration: bool = Field(True, description="Whether citizens may make an account by themselves. Reporting and following never need one.")
    address_failures: int = Field(
        100, ge=20, le=10_000, description="Failed tries to sign in from one address in 15 minutes; many people may share one. Succeeding never counts."
    )
    codes_per_day: int = Field(2000, ge=0, le=1_000_000, description="One-time codes that the whole portal sends in a day at most; each may cost money.")
    areas: Literal["", "district", "village"] = Field(
        "", description="Whether a role may be bound to a kecamatan (district) or also to a village of it, instead of the whole regency."
    )
    verifier: tuple[str, ...] = Field(("cases.view", "cases.verify"), description="Permissions of the role verifier, who checks new cases and forwards them.")
    handler: tuple[str, ...] = Field(("cases.view", "cases.handle"), description="Permissions of the role handler, who works on cases.")
    supervisor: tuple[str, ...] = Field(
        ("cases.view", "cases.verify", "cases.handle", "cases.supervise", "accounts.verify", "accounts.help", "accounts.officials"),
        description="Permissions of the role supervisor, who answers for an agency's cases.",
    )
    local_official: tuple[str, ...] = Field(
        (),
        description="Permissions of local officials (RT, RW, lurah, camat) in their area, in place of what plugins give. They have no second factor.",
    )
    treasurer: tuple[str, ...] = Field(("payments.reconcile",), description="Permissions of the role treasurer, who reconciles payments.")
    regent: tuple[str, ...] = Field((), description="Permissions of the role regent, besides those that plugins give to it; it is held in no agency.")
