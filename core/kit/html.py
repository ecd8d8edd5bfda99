"""What of a page's accessibility stands in its HTML: read with the standard library, without a browser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
UNLABELLED = frozenset({"hidden", "submit", "button", "image", "reset"})
"""Kinds of input that need no label."""


@dataclass(slots=True)
class Element:
    """An element as it was written, its text with what pictures in it say, and what it stands in."""

    tag: str
    attributes: dict[str, str]
    line: int
    inside: tuple[Element, ...] = ()
    text: str = ""
    parts: list[Element] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What a screen reader calls it."""
        return (self.attributes.get("aria-label") or self.attributes.get("aria-labelledby") or self.text or self.attributes.get("title") or "").strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.getpos()[0], tuple(self._open))
        self.elements.append(element)
        if said := element.attributes.get("alt", "") or (element.attributes.get("aria-label", "") if tag != "img" else ""):
            for outer in self._open:
                outer.text += said
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if any(one.tag == tag for one in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        for one in self._open:
            one.text += data


def read_elements(html: str) -> list[Element]:
    """Every element of a page, in its order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.elements


def faults(html: str) -> Iterator[tuple[str, str]]:
    """What somebody who cannot see the page, or uses only the keyboard, would stumble over: the fault and its mend."""
    elements = read_elements(html)
    ids = Counter(one.attributes["id"] for one in elements if one.attributes.get("id"))
    yield from ((f"the id {one!r} stands {count} times", "An id names one element of a page.") for one, count in ids.items() if count > 1)
    yield from _headings(elements)
    yield from _names(elements)
    yield from _labels(elements, ids)
    yield from _references(elements, ids)


def _headings(elements: list[Element]) -> Iterator[tuple[str, str]]:
    levels = [int(one.tag[1]) for one in elements if one.tag in ("h1", "h2", "h3", "h4", "h5", "h6")]
    if levels.count(1) != 1:
        yield f"the page has {levels.count(1)} <h1>", "It has one: what the page is about."
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"an <h{after}> follows an <h{before}>", "Headings go down by one level: readers jump from one to the next."


def _names(elements: list[Element]) -> Iterator[tuple[str, str]]:
    for one in elements:
        if one.tag == "img" and "alt" not in one.attributes:
            yield "an <img> has no alt", 'Say what it shows, or alt="" when it only adorns.'
        named = one.tag == "button" or (one.tag == "a" and "href" in one.attributes)
        if named and not one.name:
            yield f"a <{one.tag}> has no name", "Write words into it, or an aria-label."


def _labels(elements: list[Element], ids: Counter[str]) -> Iterator[tuple[str, str]]:
    labelled = {one.attributes.get("for", "") for one in elements if one.tag == "label" and one.text.strip()}
    for one in elements:
        if one.tag not in ("input", "select", "textarea") or one.attributes.get("type") in UNLABELLED:
            continue
        wrapped = any(outer.tag == "label" and outer.text.strip() for outer in one.inside)
        if not (wrapped or one.attributes.get("id", "-") in labelled or one.attributes.get("aria-label") or one.attributes.get("aria-labelledby")):
            yield f"the field {one.attributes.get('name', '')!r} has no label", "Use the macros of macros/fields.html."


def _references(elements: list[Element], ids: Counter[str]) -> Iterator[tuple[str, str]]:
    for one in elements:
        for attribute in ("aria-describedby", "aria-labelledby", "aria-controls", "for"):
            for target in one.attributes.get(attribute, "").split():
                if target not in ids:
                    yield f"{attribute} of <{one.tag}> names {target!r}, which is not there", "Name the id of an element of this page."


def summary_faults(html: str) -> Iterator[tuple[str, str]]:
    """What is wrong with the summary of a page that refuses an answer."""
    elements = read_elements(html)
    ids = {one.attributes.get("id") for one in elements}
    links = [one for one in elements if one.tag == "a" and any(outer.attributes.get("id") == "galat" for outer in one.inside)]
    if "galat" not in ids:
        yield "it has no summary of what is wrong", "Use the macro error_summary, or show the form again through its own page."
        return
    for link in links:
        if link.attributes.get("href", "").removeprefix("#") not in ids:
            yield f"its summary leads to {link.attributes.get('href', '')!r}, which is not there", "Each line leads to its field."


def needs_script(html: str) -> Iterator[tuple[str, str]]:
    """What does nothing without JavaScript."""
    for one in read_elements(html):
        asks = any(name.removeprefix("data-") in ("hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete") for name in one.attributes)
        form = next((outer for outer in one.inside if outer.tag == "form"), None)
        itself = (one.tag == "a" and one.attributes.get("href", "#") != "#") or (one.tag == "form" and "action" in one.attributes)
        alone = "hx-trigger" in one.attributes and one.tag not in ("a", "button", "form", "input", "select")  # brings what stands there anew
        if asks and not (itself or form or alone):
            yield f"a <{one.tag}> only htmx understands", "Make it a link with href, or a button in a form with an action."
        if one.tag == "a" and (one.attributes.get("href") == "#" or one.attributes.get("href", "").startswith("javascript:")):
            yield f"the link {one.name!r} leads nowhere", "Give it the address of a page, or make it a button in a form."
        if one.tag == "button" and one.attributes.get("type", "submit") == "submit" and not form and "form" not in one.attributes:
            yield f"the button {one.name!r} stands in no form", "Put it into the form that it sends."
