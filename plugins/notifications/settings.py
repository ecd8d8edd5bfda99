"""What an operator may set for notifications."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator


class Settings(BaseModel):
    """Without any of it people have an inbox, and mail where `[mail]` names a server."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    sms_url: str = Field("", description="Where an SMS gateway takes messages; its host stands in [outgoing], too.")
    whatsapp_url: str = Field("", description="Where a WhatsApp gateway takes messages; its host stands in [outgoing], too.")
    gateway_key: SecretStr = Field(
        SecretStr(""), description="Signs what the gateways get; at least 32 characters. Best from PENDOPO_PLUGINS__NOTIFICATIONS__GATEWAY_KEY."
    )
    quiet_from: int = Field(21, ge=0, le=23, description="From this hour on no telephone is written to, unless its owner says otherwise.")
    quiet_until: int = Field(6, ge=0, le=23, description="Until this hour; the same as quiet_from: at any time.")
    page_size: int = Field(20, ge=5, le=100, description="Messages on one page of the inbox.")

    @field_validator("sms_url", "whatsapp_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in ("https", "http") or not urlsplit(value).hostname):
            raise ValueError("write the whole address: https://gateway.example.co.id/send")
        return value

    @model_validator(mode="after")
    def _signed(self) -> Settings:
        if (self.sms_url or self.whatsapp_url) and len(self.gateway_key.get_secret_value()) < 32:
            raise ValueError("a gateway needs gateway_key, at least 32 characters that the gateway knows too")
        return self
