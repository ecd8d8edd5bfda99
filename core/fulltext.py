"""Full-text search behind three functions, with the same answers on SQLite (FTS5) and PostgreSQL.

What a person types is words, never a query language: quotes, `*`, `NEAR` and `OR` are letters or nothing. Each word must
occur, as itself or as what means the same; the last one may be only begun. Both databases index the stems that
`core.words` makes, so neither cuts words by rules of its own. The newest entries are looked at first and those with the
words in the title lead: ranking every one of 100,000 matches costs more than a page may.
"""

from __future__ import annotations

from collections.abc import Iterable

from core.database.context import current_database
from core.words import NONE, Asked, Synonyms, met, stems_in, stems_of

CANDIDATES = 200

Entry = tuple[str, str, str, str]
"""Owner, key, title and text of what is to be found."""
_PUT = (
    "INSERT INTO core_search (owner, key, title, stems) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (owner, key) DO UPDATE SET title = excluded.title, stems = excluded.stems"
)
_FIND = {
    "sqlite": "SELECT s.key, s.title FROM core_search_index AS i JOIN core_search AS s ON s.id = i.rowid"
    " WHERE core_search_index MATCH $1 AND s.owner = $2 ORDER BY i.rowid DESC LIMIT $3",
    "postgres": "SELECT key, title FROM core_search WHERE words @@ $1::tsquery AND owner = $2 ORDER BY id DESC LIMIT $3",
}


async def index(owner: str, key: str, title: str, text: str) -> None:
    """Make `key` of `owner` (a plugin's slug, or slug.kind) findable by `title` and `text`, in place of what it had."""
    await current_database().write(_PUT, owner, key, _clean(title), stems_of(title, text))


async def index_many(entries: Iterable[Entry]) -> None:
    """The same for many at once."""
    rows = [(owner, key, _clean(title), stems_of(title, text)) for owner, key, title, text in entries]
    if rows:
        await current_database().write_many(_PUT, rows)


async def remove(owner: str, key: str) -> None:
    """Forget `key`; nothing happens where it is unknown."""
    await current_database().write("DELETE FROM core_search WHERE owner = $1 AND key = $2", owner, key)


async def find(owner: str, words: str, limit: int = 20, synonyms: Synonyms = NONE) -> list[str]:
    """Keys of `owner` whose title or text has all the words. Anything may be typed; nothing findable finds nothing."""
    asked = synonyms.asked(words)
    if not asked or limit < 1:
        return []
    database = current_database()
    query = match_expression(asked) if database.kind == "sqlite" else tsquery(asked)
    rows = await database.rows(_FIND[database.kind], query, owner, max(CANDIDATES, limit))
    return [row["key"] for row in sorted(rows, key=lambda row: -met(asked, stems_in(row["title"])))[:limit]]


class FullText:
    """The same for plugins, as `portal.fulltext`, with the words that the site's people use. `owner` begins with the plugin's slug."""

    index = staticmethod(index)
    index_many = staticmethod(index_many)
    remove = staticmethod(remove)

    def __init__(self, synonyms: Synonyms = NONE) -> None:
        self.synonyms = synonyms

    async def find(self, owner: str, words: str, limit: int = 20) -> list[str]:
        return await find(owner, words, limit, self.synonyms)


def match_expression(asked: Asked) -> str:
    """FTS5's query: every word a quoted text, so that none is an operator."""
    return " AND ".join(_either([" AND ".join(f'"{term}"' + "*" * term.begun for term in phrase) for phrase in group], "OR") for group in asked)


def tsquery(asked: Asked) -> str:
    """PostgreSQL's query, cast and not parsed: every word is a lexeme as it stands."""
    return " & ".join(_either([" & ".join(f"'{term}'" + ":*" * term.begun for term in phrase) for phrase in group], "|") for group in asked)


def _either(phrases: list[str], word: str) -> str:
    return phrases[0] if len(phrases) == 1 else "(" + f" {word} ".join(f"({phrase})" if " " in phrase else phrase for phrase in phrases) + ")"


def _clean(text: str) -> str:
    """Without NUL, which PostgreSQL refuses, and without half a character, which cannot be written."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")
