"""Words as a search sees them: small letters without accents, cut to their stem, and what people use for the same thing.

Both databases index the stems that are made here, so a search finds the same on either.
"""

from __future__ import annotations

import functools
import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from itertools import chain
from types import ModuleType
from typing import Any

MOST = 10
LONGEST = 40
FINDABLE = 5_000
"""Of a text that is kept no more words than this are findable."""
_READ = 1_000
"""Of what is typed no more than this is read."""
_WORD = re.compile(r"[^\W_]+")
ROOMS = "_indonesian_stemmer"
BEGUN = 2
"""Letters from which the last word may be only the beginning of one."""
SMALL = frozenset(
    {
        *("di", "ke", "dari", "yang", "dan", "atau", "untuk", "pada", "dengan", "dalam", "oleh", "ini", "itu", "saya", "kami", "mau", "ingin", "minta"),
        *("tolong", "cara", "bagaimana", "gimana", "apa", "apakah", "dimana", "mana", "kapan", "buat", "membuat", "bikin", "urus", "mengurus"),
        *("the", "of", "in", "at", "to", "for", "and", "or", "how", "do", "i", "my", "a", "an", "where", "what", "when", "can", "is", "get"),
    }
)
"""Words that say nothing of what is looked for; asked for only where nothing else was typed."""


@dataclass(frozen=True, slots=True)
class Term:
    """A stem, or (`begun`) the beginning of one."""

    text: str
    begun: bool = False

    def __str__(self) -> str:
        return self.text


Phrase = tuple[Term, ...]
"""Terms that must all be there."""
Asked = tuple[tuple[Phrase, ...], ...]
"""What is looked for: of each group of phrases at least one."""


def words_in(text: str) -> list[str]:
    """The words of a text in small letters, without accents, none longer than forty letters."""
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
        text = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return [word[:LONGEST] for word in _WORD.findall(text.casefold())]


def stems_in(text: str) -> list[str]:
    """The stems of a text, in its order."""
    return [stem(word) for word in words_in(text)]


@functools.lru_cache(maxsize=16)
def stems_of(title: str, text: str) -> str:
    """What is indexed: every stem once, with blanks between, and every word as it stands, of which the beginning may be typed."""
    words = words_in(f"{title} {text}")[:FINDABLE]
    return " ".join(dict.fromkeys((*map(stem, words), *words)))


@functools.lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A word without what Indonesian puts before and after it: "perizinan" and "izin" are one (Tala's rules, as Snowball has them)."""
    return str(_stemmer().stemWord(word)) or word


@functools.cache
def _stemmer() -> Any:
    """The library's Indonesian alone: its own front door brings thirty languages along, 3 MiB."""
    found = find_spec("snowballstemmer")
    assert found is not None  # it is a dependency
    rooms = ModuleType(ROOMS)
    rooms.__path__ = found.submodule_search_locations or []
    sys.modules[ROOMS] = rooms
    return import_module(f"{ROOMS}.indonesian_stemmer").IndonesianStemmer()


class Synonyms:
    """Phrases that mean the same, group by group ("SIM", "surat izin mengemudi"). The longest phrase wins."""

    def __init__(self, groups: Iterable[Sequence[str]] = ()) -> None:
        self._phrases: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
        words: set[str] = set()
        for group in groups:
            words.update(chain.from_iterable(map(words_in, group)))
            known = {stems for phrase in group if (stems := tuple(stems_in(phrase)))}
            for stems in known:
                self._phrases.setdefault(stems, set()).update(known)
        self._longest = max(map(len, self._phrases), default=1)
        self.words: frozenset[str] = frozenset(words)
        """Every word of every phrase."""

    def __len__(self) -> int:
        return len(self._phrases)

    def asked(self, typed: str) -> Asked:
        """What somebody who typed this looks for. Any text will do; one without a word asks for nothing."""
        words = words_in(typed[:_READ])
        words = ([word for word in words if word not in SMALL] or words)[:MOST]
        stems = [stem(word) for word in words]
        groups, at = [], 0
        while at < len(words):
            length = next((n for n in range(min(self._longest, len(words) - at), 1, -1) if tuple(stems[at : at + n]) in self._phrases), 1)
            own, last = tuple(map(Term, stems[at : at + length])), at + length == len(words)
            phrases = [own, *(tuple(map(Term, other)) for other in sorted(self._phrases.get(tuple(stems[at : at + length]), ())))]
            if last and len(words[-1]) >= BEGUN:
                phrases += [(*own[:-1], Term(text, begun=True)) for text in (words[-1], stems[-1])]
            groups.append(tuple(dict.fromkeys(phrases)))
            at += length
        return tuple(groups)


NONE = Synonyms()


def met(asked: Asked, stems: Sequence[str]) -> int:
    """How many of the groups are met by these stems."""
    there = set(stems)
    return sum(any(all(_is_in(term, there) for term in phrase) for phrase in group) for group in asked)


def share_of(asked: Asked, title: str) -> float:
    """How much of a title is what was asked for, from 0 to 1: of two that say it, the one that says little else is meant."""
    stems = stems_in(title)
    wanted = list(chain.from_iterable(chain.from_iterable(asked)))
    return sum(any(_is(term, one) for term in wanted) for one in stems) / len(stems) if stems else 0.0


def _is_in(term: Term, there: set[str]) -> bool:
    return term.text in there or (term.begun and any(one.startswith(term.text) for one in there))


def _is(term: Term, one: str) -> bool:
    return one.startswith(term.text) if term.begun else one == term.text


def put_right(typed: str, known: Iterable[str]) -> str:
    """What was typed, its slips put right after the known words; "" where nothing is near."""
    from difflib import get_close_matches

    words, choice = words_in(typed[:_READ])[:MOST], sorted(set(known))
    better = [word if word in choice or len(word) < 4 else next(iter(get_close_matches(word, choice, 1, 0.75)), word) for word in words]
    return " ".join(better) if better != words else ""
