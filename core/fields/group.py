"""Fields that hold others, or nothing: a repeated group, and a piece of information."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from core import language
from core.fields.choices import Choice
from core.fields.files import Photos
from core.forms.field import Field, one, refuse
from core.forms.reading import Mistake, Posted, Reading, Wrong
from core.forms.views import FieldView
from core.language import gettext_lazy as _

_MOST_ROWS = 20


@dataclass(frozen=True, slots=True)
class Group(Field):
    """The same questions several times (children, earlier jobs). Posts `<name>_count` and `<name>_<n>_<field>`.

    The value is a tuple of dictionaries.
    """

    fields: Sequence[Field] = field(kw_only=True)
    title: language.Text = field(default=_("Part {n}"), kw_only=True)
    least: int = field(default=1, kw_only=True)
    most: int = field(default=10, kw_only=True)

    empty: ClassVar[Any] = ()

    def check(self, where: str) -> None:
        object.__setattr__(self, "fields", tuple(self.fields))
        hint = "Plain fields with different names, without conditions; choices as a list."
        if not self.fields or len({f.name for f in self.fields}) != len(self.fields):
            raise refuse(where, "has no fields, or two of one name", hint)
        for each in self.fields:
            if isinstance(each, Group | Photos) or each.when or (isinstance(each, Choice) and callable(each.options)):
                raise refuse(where, f"repeats the field {each.name!r}, which cannot be repeated", hint)
        if not 0 <= self.least <= self.most <= _MOST_ROWS or len(self.fields) * self.most > 150:
            raise refuse(where, f"repeats {len(self.fields)} fields {self.least} to {self.most} times", f"At most {_MOST_ROWS} times, and 150 inputs in all.")

    def read(self, posted: Posted, key: str) -> Any:
        text = one(posted, f"{key}_count")
        count = min(int(text), self.most) if text.isascii() and text.isdigit() and len(text) < 4 else max(self.least, 1)
        return [{f.name: f.read(posted, f"{key}_{n}_{f.name}") for f in self.fields} for n in range(1, count + 1)]

    def blank(self, raw: Any) -> bool:
        return all(f.blank(row.get(f.name)) for row in raw or () for f in self.fields if f.asks)

    def take(self, raw: Any, reading: Reading) -> Any:
        if (self.optional or self.least == 0) and self.blank(raw):
            return ()
        rows, wrong = [], []
        for n, row in enumerate(raw or [{}], 1):
            values: dict[str, Any] = {}
            for each in self.fields:
                try:
                    values[each.name] = each.take(row.get(each.name), reading.at(reading.owner, f"{reading.key}_{n}_{each.name}"))
                except Mistake as error:
                    wrong += [Wrong(w.message, "_".join(p for p in (str(n), each.name, w.part) if p), w.values) for w in error.wrong]
            rows.append(values)
        if wrong:
            raise Mistake(*wrong)
        return tuple(rows)

    def plain(self, value: Any) -> Any:
        return [{f.name: f.plain(row[f.name]) for f in self.fields if f.asks} for row in value]

    def facts(self, value: Any, reading: Reading) -> tuple[str, ...]:
        def said(n: int, row: dict[str, Any]) -> str:
            parts = (", ".join(f.facts(row[f.name], reading.at(reading.owner, f"{reading.key}_{n}_{f.name}"))) for f in self.fields if f.asks)
            return "; ".join(part for part in parts if part)

        return tuple(said(n, row) for n, row in enumerate(value, 1))

    def schema(self) -> dict[str, Any]:
        row = {"type": "object", "properties": {f.name: f.schema() for f in self.fields if f.asks}}
        return {"type": "array", "items": row, "minItems": 0 if self.optional else self.least, "maxItems": self.most}

    def view(self, raw: Any, errors: dict[str, str], reading: Reading) -> FieldView:
        count = max(len(raw or ()), self.least, 1)
        given = [*(raw or ()), *({} for _each in range(count - len(raw or ())))]
        rows = tuple(
            tuple(f.view(row.get(f.name), errors, reading.at(reading.owner, f"{reading.key}_{n}_{f.name}")) for f in self.fields)
            for n, row in enumerate(given, 1)
        )
        words = {
            **{f"title_{n}": reading.words(self.title, n=n) for n in range(1, count + 1)},
            "add": reading.words(_("Add another")) if count < self.most else "",
            "remove": reading.words(_("Remove")) if count > max(self.least, 1) else "",
        }
        return self.draw("group", count, errors, reading, rows=rows, words=words)


@dataclass(frozen=True, slots=True)
class Information(Field):
    """Something to read between the questions: `label` is its title, `text` its paragraphs."""

    text: language.Text = field(kw_only=True)

    asks: ClassVar[bool] = False
    empty: ClassVar[Any] = None

    def inputs(self) -> tuple[str, ...]:
        return ()

    def read(self, posted: Posted, key: str) -> Any:
        return None

    def take(self, raw: Any, reading: Reading) -> Any:
        return None

    def view(self, raw: Any, errors: dict[str, str], reading: Reading) -> FieldView:
        paragraphs = [part.strip() for part in reading.words(self.text).split("\n\n") if part.strip()]
        return self.draw("information", paragraphs, errors, reading)
