"""What an operator may set for documents, in `[plugins.documents]` of portal.toml."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, field_validator

from .numbering import check_template


class Settings(BaseModel):
    """Without a signer nothing is issued, unless the site says that documents may go without a signature."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    numbers: dict[str, str] = Field(
        {}, description='How documents of a kind are numbered, where the site has a form of its own: { SIP = "503/{number:04}/{kind}/{roman_month}/{year}" }.'
    )
    letterhead: tuple[str, ...] = Field((), description="Lines below the agency's name at the head of letters; empty: address and telephone of [help].")
    place: str = Field("", max_length=60, description='Where letters are dated: "Blora". Empty: the regency without the word Kabupaten or Kota.')
    signer: str = Field("", description="Who signs, where several signers are set up; empty for the first.")
    trial: bool = Field(
        False,
        description="Sign with a certificate that the portal makes itself: worthless, and every page and PDF says so. Refused with public_url.",
    )
    without_signature: bool = Field(
        False, description="Issue documents that carry a QR code alone while no signer is set up. Each says that it is not signed electronically."
    )
    checks_per_minute: int = Field(30, ge=5, le=1_000, description="Codes and files that one address may have checked in a minute, 5 to 1000.")
    page_size: int = Field(20, ge=5, le=100, description="Documents on one page of a list, 5 to 100.")

    @field_validator("numbers")
    @classmethod
    def _numbers(cls, value: dict[str, str]) -> dict[str, str]:
        for template in value.values():
            check_template(template)
        return value
