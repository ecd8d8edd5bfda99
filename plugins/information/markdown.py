"""Markdown as officers write it, made into HTML that can do nothing: no HTML of their own, no pictures, links that lead to pages, mail and telephones only.

Headings begin at the second level, for the page has its own first one.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

LONGEST = 20_000
"""Characters of one text."""
DEEPEST = 4
_LINK = re.compile(r"https?://[^\s/?#\\]+|mailto:[^\s@]+@|tel:\+?[0-9]|/(?![/\\])|#", re.IGNORECASE)
_OUTSIDE = re.compile(r"https?://", re.IGNORECASE)
_SPACES = re.compile(r"\s+")


def html_of(text: str, table: str) -> Markup:
    """The HTML. `table` is what a table is called for those who do not see it, in the reader's language."""
    parser = _parser()
    tokens = parser.parse(text[:LONGEST])
    for token in tokens:
        _settle(token, table)
    return Markup(parser.renderer.render(tokens, parser.options, {}))  # noqa: S704 - the parser escapes every text, and knows no HTML


def plain(text: str, longest: int = LONGEST) -> str:
    """The words alone, in one line; cut at a word where they are longer."""
    tokens = _parser().parse(text[:LONGEST])
    words = " ".join(_ended(piece.strip()) for token in tokens if token.type in ("inline", "code_block", "fence") for piece in _pieces(token))
    said = _SPACES.sub(" ", words).strip()
    return said if len(said) <= longest else f"{said[: longest - 1].rpartition(' ')[0]}…"


def is_safe_link(address: str) -> bool:
    """Whether a link may lead there: a page of this portal or of another, an e-mail address, a telephone number."""
    return bool(_LINK.match(address.strip()))


@functools.cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    class Parser(MarkdownIt):
        def validateLink(self, url: str) -> bool:  # noqa: N802 - the parser's name
            return is_safe_link(url)

    return Parser("commonmark", {"html": False, "linkify": False, "typographer": False}).enable("table").disable("image")


def _settle(token: Token, table: str) -> None:
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(int(token.tag[1]) + 1, DEEPEST)}"
    elif token.type == "table_open":
        token.attrs = {"class": "data", "aria-label": table}
    elif token.type in ("th_open", "td_open"):
        token.attrs = {"scope": "col"} if token.type == "th_open" else {}
    for child in token.children or ():
        if child.type == "link_open" and _OUTSIDE.match(str(child.attrs.get("href", ""))):
            child.attrs["rel"] = "noreferrer nofollow external"


def _ended(piece: str) -> str:
    """A heading or a line of a list as a sentence of its own, so that words of two do not run together."""
    return f"{piece}." if piece and piece[-1].isalnum() else piece


def _pieces(token: Token) -> list[str]:
    if token.type != "inline":
        return [token.content]
    return ["".join(" " if child.type in ("softbreak", "hardbreak") else child.content for child in token.children or ())]
