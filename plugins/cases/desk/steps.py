"""The transitions that an officer may make now, each as a form, with what the citizen will read of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from core.fields import LONGEST_WORDS, FieldView, FileView, PageFields
from core.language import gettext_lazy as _

from ..clock import Moment, stand
from ..follow import Reader
from ..history import Stand, moments_of, offices_of
from ..moving import done_by, who_is
from ..procedure import Ask, Transition
from ..reading import Told
from ..saying import agency_name
from .telling import leading

if TYPE_CHECKING:
    from core import Request

MOST_PHOTOS = 5
LONGEST_ANSWER = 200
NOT_OURS = _("This is not for {agency}. Please forward it to the agency in charge.")


@dataclass(frozen=True, slots=True)
class Preview:
    """What the citizen will read: what happened, in which words, and until when something happens next."""

    title: str
    text: str
    due: date | None
    reads: str
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """One transition as a form. `function` is the one in which the officer makes it."""

    name: str
    title: str
    function: str
    icon: str
    fields: Sequence[FieldView]
    preview: Preview
    lead: bool = False
    open: bool = False
    pauses: str = ""
    hands_back: bool = False
    hands_over: bool = False
    photos: bool = False
    proof: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """What the officer has typed into the form of one transition, and what is wrong with it."""

    name: str
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


class Steps:
    """The transitions out of where one case stands, for an officer in some functions."""

    def __init__(self, request: Request, found: Stand, entries: Sequence[Told], functions: Sequence[str], reader: Reader) -> None:
        self.request, self.portal, self.found, self.reader = request, request.portal, found, reader
        self.moments, self.settings = moments_of(entries)
        self.offices = offices_of(entries)
        self.possible: dict[str, tuple[Transition, str]] = {}
        self.waits = False
        """Whether a step of this officer's waits for something that the service has its own page for."""
        for name, one in found.procedure.leaving(found.standing.state):
            function = next((each for each in one.who if each in functions), "")
            if not function or not reader.in_time(one) or self._made_before(one, entries):
                continue
            if reader.is_open(one):
                self.possible[name] = (one, function)
            else:
                self.waits = True

    def _made_before(self, transition: Transition, entries: Sequence[Told]) -> bool:
        """Whether it waits for somebody else: whoever did the work does not check it."""
        done = done_by(entries) if transition.other_than else {}
        return who_is(self.request.actor.id, self.request.actor.name) in [done[other] for other in transition.other_than if other in done]

    def ways(self, typed: Typed | None = None, staged: Sequence[Any] = ()) -> list[Way]:
        """All of them, the leading one first."""
        lead = leading(self.found.procedure, self.found.standing.state, {name: one for name, (one, _function) in self.possible.items()})
        names = sorted(self.possible, key=lambda name: name != lead)
        return [self.way(name, typed if typed and typed.name == name else None, staged, lead=name == lead) for name in names]

    def way(self, name: str, typed: Typed | None, staged: Sequence[Any] = (), *, lead: bool = False) -> Way:
        transition, function = self.possible[name]
        target = self.found.procedure.states[transition.to]
        back = self.hands_back(transition)
        values = dict(typed.values) if typed else self._given(transition, back=back)
        made = PageFields(self.request, values, typed.errors if typed else {}, prefix=f"langkah-{name}")
        pause = self.found.procedure.pauses.get(target.pause)
        return Way(
            name, self.reader.say(transition.title), function, self._icon(transition), [self._field(made, ask, staged) for ask in transition.asks],
            self._preview(name, transition, values), lead, typed is not None, self.reader.say(pause.title) if pause else "",
            hands_back=back, hands_over=_hands_over(transition), photos=any(ask.kind == "photos" for ask in transition.asks), proof=transition.proof,
        )  # fmt: skip

    def hands_back(self, transition: Transition) -> bool:
        """Whether this gives the case back to whoever forwards it: "not ours"."""
        now = self.found.procedure.states[self.found.standing.state]
        return now.who == "handler" and self.found.procedure.states[transition.to].who == "verifier"

    def _given(self, transition: Transition, *, back: bool) -> dict[str, str]:
        """What stands in a form before anything is typed: the class as it is, and for "not ours" the reason that is nearly always meant."""
        given = {"class": self.found.standing.class_} if transition.asked("class") else {}
        if back and transition.asked("note"):
            given["note"] = self.reader.say(NOT_OURS, agency=agency_name(self.portal, self.found.case.agency) or "-")
        return given

    def _field(self, made: PageFields, ask: Ask, staged: Sequence[Any]) -> FieldView:
        say, label = self.reader.say, self.reader.say(ask.title_or_default)
        optional = not ask.required or ask.kind in ("class", "agency")
        if ask.kind == "note":
            hint = "" if ask.public else self.request.gettext(_("Only officers read this."))
            return made.words(ask.name, label, hint=hint, optional=optional, more={"data-reads": f"{made.prefix}-dibaca"} if ask.public else {})
        if ask.kind == "agency":
            now = "" if ask.other else agency_name(self.portal, self.found.case.agency)
            none = self.request.gettext(_("As it is: {agency}"), agency=now) if now else ""
            others = [(one.id, one.name) for one in self.portal.site.agencies.values() if not (ask.other and one.id == self.found.case.agency)]
            return made.choose(ask.name, label, others, none=none, optional=bool(now))
        if ask.kind == "class":
            return made.choose(ask.name, label, [(name, say(one.title)) for name, one in self.found.procedure.classes.items()], optional=True)
        if ask.kind == "photos":
            return photo_field(self.request, made, ask.name, label, staged, optional=optional)
        if ask.kind == "choice":
            return made.choose(ask.name, label, [(name, say(one.title)) for name, one in ask.choices.items()], optional=optional)
        if ask.kind == "date":
            return made.day(ask.name, label, optional=optional)
        return made.line(ask.name, label, optional=optional)

    def _preview(self, name: str, transition: Transition, values: Mapping[str, str]) -> Preview:
        case, procedure = self.found.case, self.found.procedure
        title = transition.told or procedure.states[transition.to].title
        stays = self.offices.get(procedure.states[transition.to].office) or case.agency
        chosen = values.get("agency", "") or ("" if _hands_over(transition) else stays)
        agency = agency_name(self.portal, chosen) or self.request.gettext(_("the agency"))
        note = transition.asked("note")
        text = "\n\n".join(
            values[ask.name] for ask in transition.asks if ask.kind in ("note", "text") and values.get(ask.name) and (ask.kind == "text" or ask.public)
        )
        after = [*self.moments, Moment(self.portal.clock.now(), transition.to, values.get("class", "") or self.found.standing.class_)]
        due = stand(procedure, after, self.reader.calendar, self.portal.site.zone, self.settings).due
        return Preview(
            self.reader.say(title, agency=agency), text, due.day if due else None, f"langkah-{name}-dibaca", internal=note is not None and not note.public
        )

    def _icon(self, transition: Transition) -> str:
        target = self.found.procedure.states[transition.to]
        if _hands_over(transition):
            return "building-2"
        if target.end:
            return {"done": "check", "refused": "x", "elsewhere": "external-link"}[target.end]
        if target.pause:
            return "message-circle"
        return "camera" if transition.asked("photos") else "arrow-right"

    # ------------------------------------------------------------ what was sent

    def read(self, name: str, staged: Sequence[Any]) -> tuple[Typed, dict[str, str]]:
        """What was typed into the form of `name` with its mistakes, and the answers for `move`."""
        transition = self.possible[name][0]
        posted = self.request.posted
        values = {ask.name: posted.one(ask.name).strip()[: _longest(ask)] for ask in transition.asks if ask.kind != "photos"}
        errors = {ask.name: said for ask in transition.asks if (said := self._mistake(ask, values, len(staged)))}
        return Typed(name, values, errors), {key: value for key, value in values.items() if value}

    def _mistake(self, ask: Ask, values: Mapping[str, str], photos: int) -> str:
        say, label = self.request.gettext, self.reader.say(ask.title_or_default)
        value = values.get(ask.name, "")
        if ask.kind == "photos":
            return say(_("Add a photo")) if ask.required and not photos else ""
        if ask.kind == "agency":
            if value and self.portal.site.agencies and value not in self.portal.site.agencies:
                return say(_("Choose an agency of the list"))
            if ask.other and value in ("", self.found.case.agency):
                return say(_("Choose the agency that it goes to"))
            return say(_("Choose the agency that it goes to")) if ask.required and not (value or self.found.case.agency) else ""
        if ask.kind == "class":
            return say(_("Choose one of the list")) if value and value not in self.found.procedure.classes else ""
        if ask.required and not value:
            return say(_("Choose: {label}") if ask.kind == "choice" else _("Fill in: {label}"), label=label)
        if value and ask.kind == "choice" and value not in ask.choices:
            return say(_("Choose one of the list"))
        if value and ask.kind == "date":
            try:
                date.fromisoformat(value)
            except ValueError:
                return say(_("Write the day like 2026-11-24"))
        return ""


def _hands_over(transition: Transition) -> bool:
    """Whether this gives the case to another agency directly."""
    ask = transition.asked("agency")
    return ask is not None and ask.other


def _longest(ask: Ask) -> int:
    return LONGEST_WORDS if ask.kind == "note" else LONGEST_ANSWER


def photo_field(request: Request, made: PageFields, name: str, label: str, staged: Sequence[Any], *, optional: bool) -> FieldView:
    """Photos, with those that were handed in already. The macro's own buttons add one and take it back."""
    say = request.gettext
    full = say(_("That is all: {n} photos."), n=MOST_PHOTOS) if len(staged) >= MOST_PHOTOS else ""
    words: dict[str, Any] = {
        "pick": say(_("Take or choose photos")), "types": say(_("JPG, PNG or WebP, up to 32 MB")), "add": say(_("Add photo")), "remove": say(_("Remove")),
        "few": say(_("(optional)")) if optional else "", "most": "", "full": full,
    }  # fmt: skip
    for file in staged:
        words[f"picture_{file.id}"] = str(request.url_for("cases:desk_small_file", ticket=request.path_params["ticket"], file=str(file.id)))
    shown = tuple(FileView(str(file.id), file.name, f"{max(1, file.size // 1024)} KB", picture=True) for file in staged)
    attributes = {"accept": "image/jpeg,image/png,image/webp", "multiple": ""}
    return made.files(name, label, shown, words, attributes, optional=optional)
