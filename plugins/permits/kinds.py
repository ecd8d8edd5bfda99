"""A type of permit as its file describes it: sheet, form, requirement documents, offices, days, fee, and how long it is valid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, InstanceOf

from core import fields
from core.language import Text, text_of

ASSESSED = "assessed"
"""Of a fee: an officer works it out for each application."""
DAYS = ("check", "completing", "technical", "inspection", "decision", "fee", "issue")
"""The stages whose days a type may say; each is the setting `<stage>_days` of the procedures."""
WAYS = ("checked", "inspected", "charged")
"""The procedures that come along; a site may bring others."""


def _words(value: Any) -> Text:
    sentences = [value] if isinstance(value, str) else list(value.values()) if isinstance(value, Mapping) else []
    if not sentences or not all(isinstance(one, str) and one.strip() for one in sentences):
        raise ValueError('write a sentence, or one for each language: { id = "…", en = "…" }')
    return text_of(value)


def _condition(value: Any) -> fields.Condition:
    """A condition as a file writes it: `{ is = ["place", "own"] }`, `{ filled = "route" }`, `{ not = {…} }`, `{ any = […] }`, `{ all = […] }`."""
    if isinstance(value, Mapping) and len(value) == 1:
        kind, inner = next(iter(value.items()))
        if kind == "is" and isinstance(inner, list) and len(inner) > 1 and isinstance(inner[0], str) and all(isinstance(one, str | bool) for one in inner):
            return fields.Is(*inner)
        if kind == "filled" and isinstance(inner, str):
            return fields.Filled(inner)
        if kind == "not":
            return fields.Not(_condition(inner))
        if kind in ("any", "all") and isinstance(inner, list) and inner:
            return (fields.AnyOf if kind == "any" else fields.AllOf)(*map(_condition, inner))
    raise ValueError('write { is = ["field", "answer"] }, { filled = "field" }, { not = … }, { any = […] } or { all = […] }')


Words = Annotated[InstanceOf[Text], BeforeValidator(_words)]
When = Annotated[Any, BeforeValidator(_condition)]
Id = Annotated[str, Field(pattern=r"^[a-z](?:_?[a-z0-9])*$", max_length=32)]
Kind = Literal[
    "text", "long_text", "number", "rupiah", "date", "choice", "choices", "yes_no", "region", "place", "plate", "phone", "email", "nik", "information"
]


class Part(BaseModel):
    """Base of all parts: nothing unknown is taken, nothing changes afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Option(Part):
    """One answer of a question with choices."""

    value: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
    label: Words


class Asked(Part):
    """One question of the form. `printed`: the answer stands on the permit."""

    name: Id
    kind: Kind
    label: Words
    hint: Words | None = None
    optional: bool = False
    printed: bool = False
    when: When | None = None
    choices: list[Option] = Field(default_factory=list)
    longest: Annotated[int, Field(ge=1, le=4_000)] | None = None
    least: int | None = None
    most: int | None = None
    decimals: Annotated[int, Field(ge=0, le=6)] | None = None
    earliest: Annotated[int, Field(ge=-50_000, le=50_000)] | None = None
    latest: Annotated[int, Field(ge=-50_000, le=50_000)] | None = None
    text: Words | None = None


class Page(Part):
    """One step of the form."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", max_length=40)]
    title: Words
    fields: Annotated[list[Asked], Field(min_length=1)]


class Requirement(Part):
    """A document that is asked for; `most` files of it, and only where `when` holds."""

    id: Id
    title: Words
    hint: Words | None = None
    optional: bool = False
    most: Annotated[int, Field(ge=1, le=10)] = 1
    when: When | None = None

    @property
    def field(self) -> str:
        """The name of its field in the form."""
        return f"doc_{self.id}"


class Check(Part):
    """A line of the checklist that inspectors fill in at the place."""

    id: Id
    title: Words


class Days(Part):
    """Working days of the stages, where they are this type's own."""

    check: Annotated[int, Field(ge=0, le=365)] | None = None
    completing: Annotated[int, Field(ge=1, le=365)] | None = None
    technical: Annotated[int, Field(ge=0, le=365)] | None = None
    inspection: Annotated[int, Field(ge=0, le=365)] | None = None
    decision: Annotated[int, Field(ge=0, le=365)] | None = None
    fee: Annotated[int, Field(ge=1, le=365)] | None = None
    issue: Annotated[int, Field(ge=0, le=365)] | None = None


class Renewal(Part):
    """From how many days before it expires it may be renewed, and what is answered for it then."""

    before_days: Annotated[int, Field(ge=1, le=730)] = 90
    answers: dict[Id, str] = Field(default_factory=dict)


class PermitType(Part):
    """One file. Its id is the file's name; `key` the same as a name in the portal."""

    id: str
    title: Words
    summary: Words
    product: Words
    icon: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")] = "badge-check"
    life_event: str = ""
    words: list[str] = Field(default_factory=list)
    way: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    office: Id = "issuing"
    technical: Id
    minutes: Annotated[int, Field(ge=1, le=240)] = 15
    fee: Annotated[int, Field(ge=0, le=10**11)] | Literal["assessed"] = 0
    fee_note: Words | None = None
    valid_months: Annotated[int, Field(ge=0, le=600)] = 0
    not_after: Id | Literal[""] = ""
    """A date of the form after which it is not valid, however many months it would be."""
    legal_basis: list[str] = Field(default_factory=list)
    sources: list[Annotated[str, Field(pattern=r"^https?://\S+$")]] = Field(default_factory=list)
    days: Days = Field(default_factory=Days)
    steps: Annotated[list[Page], Field(min_length=1)]
    requirements: Annotated[list[Requirement], Field(min_length=1)]
    checklist: list[Check] = Field(default_factory=list)
    renewal: Renewal | None = None

    @property
    def key(self) -> str:
        return self.id.replace("-", "_")

    @property
    def has_fee(self) -> bool:
        return self.fee == ASSESSED or (isinstance(self.fee, int) and self.fee > 0)

    def asked(self) -> Iterator[Asked]:
        """All questions, in their order."""
        return (one for step in self.steps for one in step.fields)

    def requirement(self, id: str) -> Requirement | None:
        return next((one for one in self.requirements if one.id == id), None)

    def settings(self) -> dict[str, int]:
        """The days of its stages, under the names that the procedures read."""
        return {f"{stage}_days": days for stage in DAYS if (days := getattr(self.days, stage)) is not None}


@dataclass(frozen=True, slots=True)
class PermitTypes:
    """All types that a site offers, and which agency is which office."""

    all: tuple[PermitType, ...]
    offices: Mapping[str, str]

    def find(self, id: str) -> PermitType | None:
        """The type of this id or key, or None for one that the site no longer has."""
        return next((one for one in self.all if id in (one.id, one.key)), None)

    def of_service(self, service: str) -> PermitType | None:
        """The type of a case, by its service's full name."""
        owner, _, key = service.partition(".")
        return self.find(key) if owner == "permits" else None

    def agency(self, office: str) -> str:
        """The agency that is this office; one that is nobody's is the issuing one's."""
        return self.offices.get(office) or self.offices.get("issuing", "")
