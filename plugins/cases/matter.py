"""What a case is about, as its first entry vouches for it: no secrets in the open, what may be erased by salted digests.

The row of a case is what lists read, and anybody with the database in hand could write into it. So the first entry holds
the columns of `HELD` word for word, and a digest of the citizen's words and of each plugin's answers. A salt is erased
together with what it covers; then the digest tells nothing, and the chain is as whole as before. Whoever changes a column
of `HELD` later says so in the data of an entry, under the column's name.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Protocol

from core.language import Text
from core.language import gettext_lazy as _

from .chain import new_salt, salted
from .models import Answer, Case

HELD = ("ticket", "service", "procedure", "procedure_version", "district", "village", "category", "visibility")
"""Columns that an entry names when they are not empty; state and agency it names always."""
MATTER, ANSWERS, REPORTER, OWNER = "matter", "answers", "reporter", "owner"
"""Parts of the first entry: title and public text, what was answered in the form, who reported, whose account it is."""
TAKEN_OUT: Text = _("Content was taken out")
"""The title of a case whose matter was erased."""


class Worded(Protocol):
    """A case, or what a citizen wrote before an officer put something else in its place."""

    @property
    def title(self) -> str: ...
    @property
    def public_text(self) -> str: ...


def held(case: Case) -> dict[str, str]:
    """The columns that the first entry holds."""
    return {column: str(value) for column in HELD if (value := getattr(case, column))}


def words_of(case: Worded) -> str:
    """Title and public text in the one form that is digested."""
    return json.dumps([case.title, case.public_text], ensure_ascii=False, separators=(",", ":"))


def seal_matter(case: Case, answers: Sequence[Answer]) -> dict[str, str]:
    """Give the matter and each plugin's answers their salts; the digests for the first entry."""
    case.matter_salt = new_salt()
    proofs = {MATTER: salted(case.matter_salt, words_of(case))}
    for answer in answers:
        answer.salt = new_salt()
        proofs[f"{ANSWERS}:{answer.plugin}"] = salted(answer.salt, answer.values)
    return proofs
