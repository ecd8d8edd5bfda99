"""The trial: a signer with a certificate that the portal makes itself. Its signatures hold, and are worth nothing: nobody vouches for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import anyio

from core import Health
from core.errors import DeclarationError
from core.language import Text
from core.language import gettext_lazy as _
from core.models import insert, new_row

from . import apart
from .models import Certificate
from .settings import Settings

if TYPE_CHECKING:
    from datetime import datetime

    from core import Context, Plugin, Portal

    from .signers import Order

NAME = "trial"
TABLE = "documents_certificate"
MARK = "SERTIFIKAT UJI COBA"
"""Stands in the certificate's own name, so that every program that shows the signature says so."""
VALID = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Trial:
    """The bundled signer `trial`."""

    name: str = NAME
    trial: bool = True

    @property
    def title(self) -> Text:
        return _("Trial certificate")

    def ready(self, portal: Portal) -> bool:
        return portal.settings(Settings).trial

    async def healthy(self, portal: Portal) -> Health:
        return Health("ok")

    async def trust(self, portal: Portal) -> Sequence[bytes]:
        row = await Certificate.get_or_none(id=1)
        return [row.certificate.encode()] if row else []

    async def sign(self, context: Context, order: Order) -> bytes:
        row = await certificate_of(context.portal)
        key = context.portal.cipher.open(TABLE, "key", "1", row.key)
        return await apart.sign(
            order.pdf, certificate=row.certificate, key=key, name=f"{order.signatory.name} - {MARK}", reason=order.reason, place=order.place
        )


async def certificate_of(portal: Portal) -> Certificate:
    """The site's trial certificate, made when it is first needed. Two processes that make one at the same moment keep the same."""
    row = await Certificate.get_or_none(id=1)
    if row is not None:
        return row
    now = portal.clock.now()
    key, certificate = await anyio.to_thread.run_sync(_make, portal.site.config.portal.name, now)
    made = new_row(Certificate, id=1, key=portal.cipher.seal(TABLE, "key", "1", key), certificate=certificate, created=now)
    return made if await insert(made, unless="id") else await Certificate.get(id=1)


def _make(site: str, now: datetime) -> tuple[str, str]:
    """Key and certificate as PEM. RSA, which every program that shows signatures knows."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.x509.oid import NameOID

    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{MARK} - {site}"[:64]), x509.NameAttribute(NameOID.COUNTRY_NAME, "ID")])
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False, key_agreement=False, key_cert_sign=False,
        crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + VALID)
        .add_extension(usage, critical=True).add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    form = serialization.PrivateFormat.PKCS8
    pem = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    return pem.decode(), certificate.public_bytes(serialization.Encoding.PEM).decode()


def refuse_in_public(plugin: Plugin) -> None:
    """A trial where citizens come would take worthless signatures for real ones: the plugin is not opened. Raises DeclarationError."""
    if plugin.settings(Settings).trial and plugin.site.config.portal.public_url:
        raise DeclarationError(
            "[plugins.documents] trial is on although the site has a public_url: nobody vouches for its signatures",
            hint="Take `trial = true` away and set up a signer (docs/documents.md), or say without_signature = true.",
            code="documents.trial",
        )
