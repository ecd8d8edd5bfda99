"""What is told of documents once it is written: each at most once for one document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentEvent(Event):
    """Base. `subject` is the document's id, `owner` the slug of the service, `about` that service's own key, `case` a case's id or nothing."""

    number: str
    kind: str
    owner: str
    about: str
    case: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentNumbered(DocumentEvent):
    """A document has its number; its PDF is made now."""

    name: ClassVar[str] = "numbered"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentMade(DocumentEvent):
    """Its PDF is there; it is signed now."""

    name: ClassVar[str] = "made"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentIssued(DocumentEvent):
    """It is signed and can be fetched."""

    name: ClassVar[str] = "issued"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRevoked(DocumentEvent):
    """It holds no more: `reason` says why, `replaced_by` is the id of the one in its place, or nothing."""

    name: ClassVar[str] = "revoked"
    reason: str
    replaced_by: str


EVENTS: tuple[type[DocumentEvent], ...] = (DocumentNumbered, DocumentMade, DocumentIssued, DocumentRevoked)
