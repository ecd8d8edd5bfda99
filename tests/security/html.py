"""Reading a page as a browser does: its elements, its attributes, and what a person sees of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
LINKS = {"href", "src", "action", "formaction", "hx-get", "hx-post", "hx-put", "hx-delete", "hx-patch", "poster", "data", "srcset", "xlink:href"}


@dataclass(slots=True)
class Read:
    """`pairs` are (element, attribute); `marked` is every place where the canary stands, in words."""

    pairs: set[tuple[str, str]] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    unguarded: list[str] = field(default_factory=list)
    text: str = ""


class _Reader(HTMLParser):
    def __init__(self, canary: str) -> None:
        super().__init__()
        self.canary = canary
        self.read = Read()
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.read.pairs |= {(tag, ""), *((tag, name) for name, _ in attrs)}
        if self.canary in tag:
            self.read.wrong.append(f"the element <{tag}>")
        for name, value in attrs:
            self._attribute(tag, name, value or "")
        if tag not in VOID:
            self.open.append((tag, "hx-ignore" in dict(attrs)))

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if self.canary in name or name.startswith("on") or name in ("style", "srcdoc"):
            self.read.wrong.append(f"<{tag} {name}={value[:60]!r}>")
        if name in LINKS:
            path = value.partition("?")[0].partition("#")[0]
            scheme = path.partition(":")[0].lower() if ":" in path.partition("/")[0] else ""
            if self.canary in path or scheme not in ("", "http", "https", "tel", "mailto") or path.startswith("//"):
                self.read.wrong.append(f"<{tag} {name}={value[:60]!r}>")
        elif name.startswith(("hx-", "data-hx-")) and self.canary in value:
            self.read.wrong.append(f"<{tag} {name}={value[:60]!r}>")

    def handle_endtag(self, tag: str) -> None:
        while any(name == tag for name, _ in self.open):
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        self.read.text += data
        if self.canary not in data:
            return
        names = [name for name, _ in self.open]
        if {"script", "style"} & set(names):
            self.read.wrong.append(f"inside <{names[-1]}>")
        if not any(ignored for _, ignored in self.open) and not {"title", "textarea", "option"} & set(names):
            self.read.unguarded.append(f"<{names[-1] if names else ''}> {data.strip()[:60]!r}")

    def handle_comment(self, data: str) -> None:
        if self.canary in data:
            self.read.wrong.append("a comment")


def read_html(html: str, canary: str) -> Read:
    reader = _Reader(canary)
    reader.feed(html)
    reader.close()
    return reader.read
