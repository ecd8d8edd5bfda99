"""Signatures in a PDF: put one in with the trial certificate, or say what those in it are worth. Run alone, for pyHanko is large.

Started by `plugins.documents.apart`; it is given the task as a line of JSON and the PDF after it, and answers in the same way. It asks
no network: whether a certificate was revoked is told by nobody here. Only files that the portal issued itself are read.
"""

from __future__ import annotations

import io
import json
import os
import sys
from datetime import datetime
from typing import Any

MEMORY = 600 << 20
SECONDS = 10
FIELD = "Tanda-tangan"


def confine() -> None:
    """Give away what this process does not need."""
    try:
        import resource
    except ImportError:
        return
    limits = {resource.RLIMIT_CPU: SECONDS, resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: 0}
    if sys.platform == "linux":
        limits[resource.RLIMIT_AS] = MEMORY
    for what, most in limits.items():
        resource.setrlimit(what, (most, most))
    os.nice(5)


def sign(task: dict[str, Any], pdf: bytes) -> tuple[dict[str, Any], bytes]:
    """The PDF with a PAdES signature appended (ETSI EN 319 142-1, level B-B)."""
    from asn1crypto import keys, pem, x509
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, sign_pdf
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    certificate = x509.Certificate.load(pem.unarmor(task["certificate"].encode())[2])
    key = keys.PrivateKeyInfo.load(pem.unarmor(task["key"].encode())[2])
    signer = SimpleSigner(signing_cert=certificate, signing_key=key, cert_registry=SimpleCertificateStore())  # type: ignore[no-untyped-call]
    about = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=task["reason"], location=task["place"], name=task["name"]
    )
    signed = sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), about, signer=signer, output=io.BytesIO())
    return {}, signed.getvalue()


def look(task: dict[str, Any], pdf: bytes) -> tuple[dict[str, Any], bytes]:
    """Every signature in the PDF, the PDF's own identity, and how many pages it has."""
    from asn1crypto import pem, x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    roots = [x509.Certificate.load(pem.unarmor(one.encode())[2]) for one in task["trust"]]
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=datetime.fromisoformat(task["moment"]))
    reader = PdfFileReader(io.BytesIO(pdf))
    found = []
    for embedded in reader.embedded_regular_signatures:
        status = validate_pdf_signature(embedded, context)
        certificate = status.signing_cert
        found.append({
            "intact": bool(status.intact and status.valid), "whole": status.coverage == SignatureCoverageLevel.ENTIRE_FILE, "trusted": bool(status.trusted),
            "name": certificate.subject.native.get("common_name", ""), "issuer": certificate.issuer.native.get("common_name", ""),
            "when": status.signer_reported_dt.isoformat() if status.signer_reported_dt else "",
        })  # fmt: skip
    identity = bytes(reader.trailer["/ID"][0].original_bytes) if "/ID" in reader.trailer else b""
    return {"signatures": found, "id": identity.hex(), "pages": int(reader.root["/Pages"]["/Count"])}, b""


def main() -> None:
    """Read the task and the PDF from standard input."""
    task = json.loads(sys.stdin.buffer.readline())
    pdf = sys.stdin.buffer.read()
    confine()
    try:
        facts, made = (sign if task["do"] == "sign" else look)(task, pdf)
    except Exception as error:  # noqa: BLE001  whatever a library says about these bytes, the answer is that it could not
        facts, made = {"error": f"{type(error).__name__}: {error}"[:200]}, b""
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + made)


if __name__ == "__main__":
    main()
