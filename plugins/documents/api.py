"""What other plugins may use of documents.

A service issues a document in its own transaction (`issue`), leads its holder to it (`document_path`), and listens to
`DocumentIssued` and `DocumentRevoked`. Whoever signs is connected by `register_signers`.
"""

from __future__ import annotations

from .events import DocumentEvent, DocumentIssued, DocumentMade, DocumentNumbered, DocumentRevoked
from .history import verify_history
from .issuing import NewDocument, document, document_path, documents_about, issue, mask_name, revoke, verification_path
from .models import Document
from .signatories import signatory_of, warn_of_signatory
from .signers import NoSigner, Order, Signatory, Signer, SignerDown, can_issue, register_signers
from .states import REASONS

__all__ = [
    "REASONS",
    "Document",
    "DocumentEvent",
    "DocumentIssued",
    "DocumentMade",
    "DocumentNumbered",
    "DocumentRevoked",
    "NewDocument",
    "NoSigner",
    "Order",
    "Signatory",
    "Signer",
    "SignerDown",
    "can_issue",
    "document",
    "document_path",
    "documents_about",
    "issue",
    "mask_name",
    "register_signers",
    "revoke",
    "signatory_of",
    "verification_path",
    "verify_history",
    "warn_of_signatory",
]
