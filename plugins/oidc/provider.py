"""One OpenID Connect provider: the code flow with PKCE, a nonce and a state, and an ID token that is believed only after every check.

The checks are OpenID Connect Core's, 3.1.3.7: signature by a key of the issuer's, issuer, audience, authorised party, times,
nonce. Algorithms without a key (`none`) and with the client's secret (HMAC) are never taken.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from core.errors import OutgoingError
from core.language import Text
from core.language import gettext_lazy as _
from plugins.accounts.api import Away, LoginRefused, Proof

from .settings import Settings

if TYPE_CHECKING:
    from core import Portal, Request

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
LEEWAY = 60
"""Seconds that the provider's clock may differ from ours."""
LONGEST = 4_000
NOT_NOW = _("The provider does not answer at the moment. Try again later, or sign in another way.")
NOT_BELIEVED = _("The provider's answer could not be believed. Begin again; if it happens once more, tell the operator of this portal.")
NO = _("You did not sign in there, or the provider said no. Nothing happened here.")


@dataclass(frozen=True, slots=True)
class Provider:
    """The login method `oidc`."""

    settings: Settings
    name: str = "oidc"

    @property
    def title(self) -> Text:
        return Text(self.settings.title, {})

    async def begin(self, request: Request, back: str) -> Away:
        """Where the browser goes, with what is compared when it is back."""
        from authlib.oauth2.rfc7636 import create_s256_code_challenge

        found = await self._discovered(request.portal)
        state, nonce, verifier = (secrets.token_urlsafe(32) for _n in range(3))
        query = {
            "response_type": "code", "client_id": self.settings.client_id, "redirect_uri": back, "scope": " ".join(self.settings.scopes),
            "state": state, "nonce": nonce, "code_challenge": create_s256_code_challenge(verifier), "code_challenge_method": "S256",
        }  # fmt: skip
        address = _address(found, "authorization_endpoint")
        kept = json.dumps({"state": state, "nonce": nonce, "verifier": verifier})
        return Away(f"{address}{'&' if '?' in address else '?'}{urlencode(query, quote_via=quote)}", kept)

    async def finish(self, request: Request, back: str, kept: str) -> Proof:
        """Who came back, after every check."""
        begun: dict[str, str] = json.loads(kept)
        query = request.query_params
        if not secrets.compare_digest(query.get("state", "").encode(), begun["state"].encode()):
            raise LoginRefused("the state is not the one that was sent", NOT_BELIEVED)
        if query.get("iss", self.settings.issuer) != self.settings.issuer:
            raise LoginRefused("the answer names another issuer (RFC 9207)", NOT_BELIEVED)
        if "code" not in query:
            raise LoginRefused(f"the provider answered {query.get('error', 'nothing')[:40]!r}", NO)
        found = await self._discovered(request.portal)
        tokens = await self._exchanged(request.portal, found, query["code"][:LONGEST], begun["verifier"], back)
        claims = await self._believed(request.portal, found, str(tokens.get("id_token", "")), begun["nonce"])
        return _proof(claims)

    # ------------------------------------------------------------ what the provider says

    async def _discovered(self, portal: Portal) -> Mapping[str, Any]:
        """The provider's own description of itself; it must call itself as we do."""
        found = await self._get(portal, f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.settings.issuer:
            raise LoginRefused(f"the provider calls itself {str(found.get('issuer'))[:200]!r}, the settings {self.settings.issuer!r}", NOT_BELIEVED)
        return found

    async def _exchanged(self, portal: Portal, found: Mapping[str, Any], code: str, verifier: str, back: str) -> Mapping[str, Any]:
        """The code for tokens. The verifier proves that it is we who began."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "client_id": self.settings.client_id, "code_verifier": verifier}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        if self.settings.client_secret:
            pair = f"{quote(self.settings.client_id, safe='')}:{quote(self.settings.client_secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        try:
            answer = await portal.http.post(_address(found, "token_endpoint"), urlencode(form).encode(), headers=headers)
            tokens = answer.json()
        except OutgoingError as error:
            raise LoginRefused(f"the token endpoint: {error}", NOT_NOW) from error
        if not answer.ok or not isinstance(tokens, dict):
            said = tokens.get("error") if isinstance(tokens, dict) else ""
            raise LoginRefused(f"the token endpoint answered {answer.status} {str(said)[:60]!r}", NOT_BELIEVED)
        return tokens

    async def _believed(self, portal: Portal, found: Mapping[str, Any], token: str, nonce: str) -> Mapping[str, Any]:
        """The claims of an ID token that passes every check."""
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        keys = await self._get(portal, _address(found, "jwks_uri"))
        options = {
            "iss": {"essential": True, "value": self.settings.issuer},
            "aud": {"essential": True, "value": self.settings.client_id},
        }
        try:
            decoded = jwt.decode(token, KeySet.import_key_set({"keys": keys.get("keys", [])}), algorithms=ALGORITHMS)
            claims = CodeIDToken(decoded.claims, decoded.header, options, {"nonce": nonce, "client_id": self.settings.client_id})
            claims.validate(now=int(portal.clock.now().timestamp()), leeway=LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise LoginRefused(f"the ID token: {type(error).__name__}: {str(error)[:200]}", NOT_BELIEVED) from error
        return dict(claims)

    async def _get(self, portal: Portal, address: str) -> Mapping[str, Any]:
        try:
            answer = await portal.http.get(address, headers={"Accept": "application/json"})
            found = answer.json() if answer.ok else None
        except OutgoingError as error:
            raise LoginRefused(f"{address}: {error}", NOT_NOW) from error
        if not isinstance(found, dict):
            raise LoginRefused(f"{address} answered {answer.status}", NOT_NOW)
        return found


def _address(found: Mapping[str, Any], name: str) -> str:
    address = found.get(name)
    if not isinstance(address, str) or not address.startswith(("https://", "http://")):
        raise LoginRefused(f"the provider names no {name}", NOT_BELIEVED)
    return address


def _proof(claims: Mapping[str, Any]) -> Proof:
    """Only what is a text of a sensible length counts; an address only if the provider proved it."""

    def text(name: str, most: int) -> str:
        value = claims.get(name)
        return " ".join(value.split())[:most] if isinstance(value, str) else ""

    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise LoginRefused("the ID token names no subject", NOT_BELIEVED)
    return Proof(subject, text("name", 100), text("email", 254), claims.get("email_verified") is True)
