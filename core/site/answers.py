"""What people ask again and again, answered by the site, and the words that its people use for the same thing."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from core.errors import Problem
from core.language import NAMES, Text, text_of
from core.reading.tables import Table, read_table
from core.words import Synonyms, words_in

SHIPPED = Path(__file__).parent
LONGEST = 6
"""Words of a phrase."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A question and its answer. `link` leads on: a path of the portal, or an https address of whoever is in charge."""

    id: str
    question: Text
    answer: Text
    agency: str = ""
    link: str = ""


def read_answers(folder: Path) -> tuple[Mapping[str, Answer], list[Problem]]:
    """`answers.csv`: id, question_id, answer_id, the same in other languages, agency, link."""
    others = [code for code in NAMES if code != "id"]
    optional = (*(f"{what}_{code}" for what in ("question", "answer") for code in others), "agency", "link")
    table = read_table(folder, "answers.csv", ("id", "question_id", "answer_id"), optional)
    seen: dict[str, str] = {}
    found: dict[str, Answer] = {}
    for row in table.rows:
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", row["id"]):
            table.complain("answer.id", f"id is {row['id']!r}", row.where, "Lower-case letters, digits and hyphens, beginning with a letter.")
        elif row["link"] and not re.fullmatch(r"https://[^\s\"'<>]+|/[^\s\"'<>/][^\s\"'<>]*|/", row["link"]):
            table.complain("answer.link", f"link is {row['link']!r}", row.where, "A path of the portal (/aduan), or an address that begins with https://")
        elif table.once(row, "id", seen):
            question, answer = (text_of({code: row[f"{what}_{code}"] for code in NAMES if row[f"{what}_{code}"]}) for what in ("question", "answer"))
            found[row["id"]] = Answer(row["id"], question, answer, row["agency"], row["link"])
    return MappingProxyType(found), table.problems


def read_synonyms(folder: Path) -> tuple[Synonyms, list[Problem]]:
    """`synonyms.csv` (word, also: phrases with a stroke between) added to the words that come with the portal."""
    table = read_table(folder, "synonyms.csv", ("word", "also"))
    groups = list(_groups(table))
    return (Synonyms([*_shipped(), *groups]) if groups else _shipped_synonyms()), table.problems


def _groups(table: Table) -> Iterator[tuple[str, ...]]:
    for row in table.rows:
        phrases = (row["word"], *row["also"].split("|"))
        bad = [phrase for phrase in phrases if not 1 <= len(words_in(phrase)) <= LONGEST]
        if bad:
            table.complain("synonyms", f"{bad[0]!r} is no phrase of one to {LONGEST} words", row.where, "word,also: sim,surat izin mengemudi|lisensi mengemudi")
        else:
            yield phrases


@functools.cache
def _shipped() -> tuple[tuple[str, ...], ...]:
    return tuple(_groups(read_table(SHIPPED, "synonyms.csv", ("word", "also"))))


@functools.cache
def _shipped_synonyms() -> Synonyms:
    return Synonyms(_shipped())
