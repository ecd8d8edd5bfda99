"""The nine questions of the survey and the words of their four answers, as Permenpan RB 14/2017 has them, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.language import Text
from core.language import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Element:
    """A question, what its element is called in a table, and the answers for 1 to 4."""

    name: Text
    question: Text
    levels: tuple[Text, Text, Text, Text]


WORDS: Mapping[str, Element] = {
    "requirements": Element(
        _("Requirements"), _("Did the requirements fit the service?"),
        (_("Did not fit"), _("Fitted little"), _("Did fit"), _("Fitted very well")),
    ),
    "procedure": Element(
        _("Procedure"), _("How easy was the procedure?"), (_("Not easy"), _("Less easy"), _("Easy"), _("Very easy")),
    ),
    "time": Element(_("Time"), _("How fast was the service?"), (_("Not fast"), _("Less fast"), _("Fast"), _("Very fast"))),
    "cost": Element(
        _("Cost"), _("How fair was the cost?"), (_("Very expensive"), _("Rather expensive"), _("Cheap"), _("Free of charge")),
    ),
    "product": Element(
        _("Result"), _("Was the result what was promised?"), (_("Not as promised"), _("Little as promised"), _("As promised"), _("Exactly as promised")),
    ),
    "competence": Element(
        _("Competence"), _("How competent were the officers?"), (_("Not competent"), _("Less competent"), _("Competent"), _("Very competent")),
    ),
    "conduct": Element(
        _("Conduct"), _("How polite and friendly were the officers?"),
        (_("Not polite and friendly"), _("Less polite and friendly"), _("Polite and friendly"), _("Very polite and friendly")),
    ),
    "complaints": Element(
        _("Handling of complaints"), _("How were complaints about the service handled?"),
        (_("There is no such thing"), _("There is, but it does not work"), _("It works less well"), _("Well looked after")),
    ),
    "facilities": Element(_("Facilities"), _("How good were the facilities, or this site?"), (_("Bad"), _("Fair"), _("Good"), _("Very good"))),
}  # fmt: skip
"""By key: regency reports number the last two in both orders."""
GRADES: Mapping[str, tuple[Text, str]] = {"A": (_("very good"), "ok"), "B": (_("good"), "ok"), "C": (_("less good"), "warn"), "D": (_("not good"), "late")}
"""What a grade means, and its colour."""
