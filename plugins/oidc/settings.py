"""Which provider, and who we are there."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """Without an issuer the plugin offers nothing. The provider's host stands in `[outgoing] hosts` of the site, too."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: str = Field("", description="The provider's address, exactly as it calls itself: https://sso.contoh.go.id. Empty: nothing is offered.")
    client_id: str = Field("", description="The name under which the provider knows this portal.")
    client_secret: str = Field("", description="Its secret. Set it in the environment: PENDOPO_PLUGINS__OIDC__CLIENT_SECRET.", repr=False)
    title: str = Field("SSO", max_length=60, description="What people call the provider; it stands on the button.")
    scopes: tuple[str, ...] = Field(("openid", "profile", "email"), description="What is asked of the provider.")
