"""What an operator may set for payments."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

_NMID = re.compile(r"ID\d{13}")
MOST_HOURS = 24 * 60


class Settings(BaseModel):
    """Without a provider nothing can be charged, and the services say so."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    trial: bool = Field(False, description="Whether the bundled trial may be paid with. No money moves; it is refused together with public_url.")
    prefer: str = Field("", description="The provider that is asked when a service names none; empty for the first that is set up.")
    agency: str = Field("", description="The agency (its id in agencies.csv) that looks into payments that do not fit; empty: whoever checks new cases.")
    post_within: int = Field(72, ge=1, le=MOST_HOURS, description="Hours after which money that was paid must be posted; then a case is opened by itself.")
    post_within_of: dict[str, int] = Field({}, description="The same for single providers: { gateway = 24 }.")
    gateway_url: str = Field("", description="Where a payment gateway is asked, without a slash at the end; its host stands in [outgoing], too.")
    gateway_key: SecretStr = Field(
        SecretStr(""), description="Signs what the gateway gets and tells; at least 32 characters. Best from PENDOPO_PLUGINS__PAYMENTS__GATEWAY_KEY."
    )
    gateway_merchant: str = Field("", description="The NMID (ID and 13 digits) that QRIS of the gateway must carry; empty takes any.")
    page_size: int = Field(25, ge=5, le=100, description="Charges on one page of a list.")

    @field_validator("gateway_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in ("https", "http") or not urlsplit(value).hostname or value.endswith("/")):
            raise ValueError("write the whole address without a slash at its end: https://gateway.example.co.id/v1")
        return value

    @field_validator("gateway_merchant")
    @classmethod
    def _merchant(cls, value: str) -> str:
        if value and not _NMID.fullmatch(value):
            raise ValueError("an NMID is ID and 13 digits")
        return value

    @field_validator("post_within_of")
    @classmethod
    def _hours(cls, value: dict[str, int]) -> dict[str, int]:
        if any(not 1 <= hours <= MOST_HOURS for hours in value.values()):
            raise ValueError(f"hours are 1 to {MOST_HOURS}")
        return value

    @model_validator(mode="after")
    def _signed(self) -> Settings:
        if self.gateway_url and len(self.gateway_key.get_secret_value()) < 32:
            raise ValueError("a gateway needs gateway_key, at least 32 characters that the gateway knows too")
        return self

    def hours_of(self, provider: str) -> int:
        """Within how many hours this provider's money must be posted."""
        return self.post_within_of.get(provider, self.post_within)
