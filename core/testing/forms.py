"""Filling in a page as a person does: its forms, their fields, what the browser would send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class PageForm:
    """One form of a page: where it goes, its fields with the values they have, its buttons."""

    action: str
    method: str
    multipart: bool
    fields: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def names(self) -> set[str]:
        return {name for name, _ in self.fields} | set(self.choices) | set(self.files)

    def filled(self, **values: str | Sequence[str]) -> list[tuple[str, str]]:
        """What is sent when `values` are filled in; a name that the form does not have is refused."""
        unknown = values.keys() - self.names()
        if unknown:
            raise LookupError(f"the form has no field {sorted(unknown)}; it has {sorted(self.names())}")
        sent = [(name, value) for name, value in self.fields if name not in values]
        for name, value in values.items():
            sent += [(name, value)] if isinstance(value, str) else [(name, one) for one in value]
        return sent


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._select = ""
        self._chosen: str | None = None
        self._area = ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.forms.append(PageForm(given.get("action", ""), given.get("method", "get").lower(), "multipart" in given.get("enctype", "")))
        if not self.forms:
            return
        form, name = self.forms[-1], given.get("name", "")
        if tag == "input" and name:
            self._input(form, name, given)
        elif tag == "select" and name:
            self._select, self._chosen = name, None
            form.choices.setdefault(name, [])
        elif tag == "option" and self._select:
            form.choices[self._select].append(given.get("value", ""))
            if "selected" in given or self._chosen is None:
                self._chosen = given.get("value", "")
        elif tag == "textarea" and name:
            self._area, self._text = name, []
        elif tag == "button" and given.get("type", "submit") == "submit":
            form.buttons.append((name, given.get("value", "")))

    def _input(self, form: PageForm, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind == "file":
            form.files.append(name)
        elif kind in ("radio", "checkbox"):
            form.choices.setdefault(name, []).append(given.get("value", "on"))
            if "checked" in given:
                form.fields.append((name, given.get("value", "on")))
        elif kind == "submit":
            form.buttons.append((name, given.get("value", "")))
        else:
            form.fields.append((name, given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select:
            self.forms[-1].fields.append((self._select, self._chosen or ""))
            self._select = ""
        elif tag == "textarea" and self._area:
            text = "".join(self._text)
            self.forms[-1].fields.append((self._area, text.removeprefix("\n")))
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text.append(data)


def forms_in(html: str) -> list[PageForm]:
    """Every form of a page, in its order."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms


def form_in(html: str, holding: str = "") -> PageForm:
    """The posting form of a page that has the field or button `holding`; without it, the last one that posts and is not the menu's."""
    forms = [form for form in forms_in(html) if form.method == "post" and form.action != "/tampilan"]
    if holding:
        forms = [form for form in forms if holding in form.names() or any(holding == name for name, _ in form.buttons)]
    if not forms:
        raise LookupError(f"the page has no form{' with ' + holding if holding else ''}")
    return forms[-1]
