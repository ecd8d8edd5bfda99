"""Markdown of officers becomes HTML that can do nothing: the corpus of what people have tried elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.information.markdown import LONGEST, html_of, is_safe_link, plain

TAGS = {
    "p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "code", "pre", "hr", "br",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"href", "rel", "title", "class", "start", "scope", "aria-label"}
CORPUS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<iframe src=//evil.example></iframe>",
    "[a](javascript:alert(1))", "[a](JaVaScRiPt:alert(1))", "[a](java\nscript:alert(1))", "[a](&#106;avascript:alert(1))",
    "[a](javascript&colon;alert(1))", "[a](\x01javascript:alert(1))", "[a]( javascript:alert(1))", "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:msgbox(1))", "[a](file:///etc/passwd)", "[a](//evil.example)", "[a](/\\evil.example)", "[a](\\\\evil.example)", "[a](/\t/evil.example)",
    "![a](javascript:alert(1))", "![a](https://evil.example/pixel.gif)", "<javascript:alert(1)>", "<https://a.example/\"onmouseover=alert(1)>",
    "[a](https://a.example \"x\" onclick=alert(1))", '[a](https://a.example "\\" onclick=alert(1) x=\\"")', "[a][b]\n\n[b]: javascript:alert(1)",
    "[a][b]\n\n[b]: https://a.example '\"><script>alert(1)</script>'", "```<script>\n</code></pre><script>alert(1)</script>\n```",
    "``` \"onload=alert(1)\nx\n```", "`<script>alert(1)</script>`", "|a|\n|:-:|\n|<b onclick=alert(1)>|",
    "<!--<script>-->alert(1)", "<a href=\"x\" hx-get=\"/\">",
    "<style>*{}</style>", "&lt;script&gt;alert(1)&lt;/script&gt;", "\x00<script>", "# <img src=x onerror=alert(1)>", "<?php echo 1 ?>", "<![CDATA[<script>]]>",
)  # fmt: skip


class Seen(HTMLParser):
    """Every tag and attribute that a browser would find."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))


def harmless(text: str) -> None:
    seen = Seen()
    seen.feed(str(html_of(text, "Tabel")))
    for tag, attributes in seen.tags:
        assert tag in TAGS, (tag, text)
        assert attributes.keys() <= ATTRIBUTES, (attributes, text)
        address = attributes.get("href", "/")
        assert re.match(r"(https?://[^/]|mailto:|tel:|#|/(?![/\\]))", address, re.IGNORECASE), (address, text)


@pytest.mark.parametrize("text", CORPUS)
def test_nothing_that_was_tried_elsewhere_gets_through(text: str) -> None:
    harmless(text)


@given(st.text(alphabet=st.sampled_from("<>\"'=&;:/\\()[]!#`*_|-\n\t ajvscriptonhxe0"), max_size=80))
def test_nothing_else_gets_through_either(text: str) -> None:
    harmless(text)


def test_headings_begin_at_the_second_level_and_tables_are_named() -> None:
    html = str(html_of("# A\n\n## B\n\n###### C\n\n|a|b|\n|-|:-|\n|1|2|", "Tabel"))

    assert re.findall(r"<(h\d)>", html) == ["h2", "h3", "h4"]
    assert '<table class="data" aria-label="Tabel">' in html
    assert "style=" not in html


def test_links_lead_to_pages_mail_and_telephones_and_outside_ones_say_so() -> None:
    html = str(html_of("[a](/aduan) [b](https://a.example/x) [c](mailto:a@b.id) [d](tel:+62296) <https://c.example>", "Tabel"))

    assert html.count('rel="noreferrer nofollow external"') == 2
    assert [re.search(pattern, html) is not None for pattern in ('href="/aduan"', 'href="mailto:a@b.id"', 'href="tel:\\+62296"')] == [True] * 3
    assert not is_safe_link("ftp://a.example")


def test_the_words_alone_are_cut_at_a_word() -> None:
    assert plain("## Judul\n\n- **Satu** dua\n- [tiga](/x) `empat`") == "Judul. Satu dua. tiga empat."
    assert plain("satu dua tiga empat", 12) == "satu dua…"


@pytest.mark.parametrize("piece", ["[", "*", "> ", "`", "![](", "- ", "|", "[a](", "|a|\n|-|\n", "<a@b "])
def test_the_longest_text_of_any_kind_is_made_in_less_than_two_seconds(piece: str) -> None:
    before = perf_counter()

    html_of(piece * (LONGEST // len(piece)), "Tabel")

    assert perf_counter() - before < 2
