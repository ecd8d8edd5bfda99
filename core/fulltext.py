"""Full-text search behind three functions: FTS5 on SQLite, PostgreSQL's `indonesian` configuration there.

What a person types is words, never a query language: quotes, `*`, `NEAR` and `OR` are letters or nothing. Each word must
occur; the last one may be only begun. The newest entries are looked at first and those with the words in the title lead:
ranking every one of 100,000 matches costs more than a page may.
"""

from __future__ import annotations

import re
import unicodedata

from core.database.context import current_database

WORDS = 10
WORD_LENGTH = 40
CANDIDATES = 200

_READ = 1_000
"""Of what is typed no more than this is read."""

_WORD = re.compile(r"[^\W_]+")

_FIND = {
    "sqlite": "SELECT s.key, s.title FROM core_search_index AS i JOIN core_search AS s ON s.id = i.rowid"
    " WHERE core_search_index MATCH $1 AND s.owner = $2 ORDER BY i.rowid DESC LIMIT $3",
    "postgres": "SELECT key, title FROM core_search WHERE words @@ to_tsquery('indonesian', $1) AND owner = $2 ORDER BY id DESC LIMIT $3",
}


async def index(owner: str, key: str, title: str, text: str) -> None:
    """Make `key` of `owner` (a plugin's slug, or slug.kind) findable by `title` and `text`, in place of what it had."""
    await current_database().write(
        "INSERT INTO core_search (owner, key, title, text) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (owner, key) DO UPDATE SET title = excluded.title, text = excluded.text",
        *(owner, key, _clean(title), _clean(text)),
    )


async def remove(owner: str, key: str) -> None:
    """Forget `key`; nothing happens where it is unknown."""
    await current_database().write("DELETE FROM core_search WHERE owner = $1 AND key = $2", owner, key)


async def find(owner: str, words: str, limit: int = 20) -> list[str]:
    """Keys of `owner` whose title or text has all the words. Anything may be typed; nothing findable finds nothing."""
    asked = search_words(words)
    if not asked or limit < 1:
        return []
    database = current_database()
    query = match_expression(asked) if database.kind == "sqlite" else tsquery(asked)
    rows = await database.rows(_FIND[database.kind], query, owner, max(CANDIDATES, limit))
    return [row["key"] for row in sorted(rows, key=lambda row: -_in_title(asked, row["title"]))[:limit]]


class FullText:
    """The same for plugins, as `portal.fulltext`. `owner` begins with the plugin's slug."""

    index = staticmethod(index)
    remove = staticmethod(remove)
    find = staticmethod(find)


def search_words(typed: str) -> list[str]:
    """The words in what was typed: letters and digits, in small letters, the first ten."""
    plain = unicodedata.normalize("NFKC", typed[:_READ]).casefold()
    return [word[:WORD_LENGTH] for word in _WORD.findall(plain)[:WORDS]]


def match_expression(words: list[str]) -> str:
    """FTS5's query: every word a quoted text, so that none is an operator."""
    return " ".join(f'"{word}"' for word in words) + "*"


def tsquery(words: list[str]) -> str:
    """PostgreSQL's query: every word quoted; stop words fall out by themselves."""
    return " & ".join(f"'{word}'" for word in words) + ":*"


def _in_title(words: list[str], title: str) -> int:
    there = search_words(title)
    return sum(word in there for word in words[:-1]) + any(word.startswith(words[-1]) for word in there)


def _clean(text: str) -> str:
    """Without NUL, which PostgreSQL refuses, and without half a character, which cannot be written."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")
