"""The states of a document: numbered → made → issued → revoked."""

from __future__ import annotations

NUMBERED = "numbered"
"""It has its number; its PDF is being made."""
MADE = "made"
"""Its PDF is there and is being signed."""
ISSUED = "issued"
REVOKED = "revoked"

SIGNED, TRIAL, UNSIGNED = "signed", "trial", "unsigned"
"""How it was signed: by whoever the site named, with the trial certificate, or not at all."""

MISTAKE, REPLACED, HOLDER, CONDITIONS, ORDER = "mistake", "replaced", "holder", "conditions", "order"
REASONS = (MISTAKE, HOLDER, CONDITIONS, ORDER)
"""Why an officer takes a document back; `replaced` is said by a reissue alone."""
