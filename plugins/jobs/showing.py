"""A vacancy as pages, feed and search engines show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from core.language import Text, format_date, format_number, format_rupiah
from core.language import gettext_lazy as _

from .models import OPEN, Vacancy
from .words import CREDENTIALS, EDUCATION, EMPLOYMENT_TYPES, KINDS, PER, SEXES, UNITS

if TYPE_CHECKING:
    from core import Request

MILLION = 1_000_000
NEW_DAYS = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the list, all of it in the reader's language. `tag` is (text, kind, icon) or None; `per` what the wage is paid for."""

    code: str
    title: str
    href: str
    employer: str
    tag: tuple[str, str, str] | None
    wage: str
    per: str
    facts: tuple[tuple[str, str], ...]


class Teller:
    """Says what vacancies hold, for one request."""

    def __init__(self, request: Request, day: date, closing_days: int) -> None:
        self.request, self.portal, self.day, self.closing_days = request, request.portal, day, closing_days

    def say(self, text: Text | str) -> str:
        return self.portal.say(text, self.request.language, "jobs")

    def shown(self, one: Vacancy) -> Shown:
        wage, per = self.wage(one)
        facts = (("map-pin", self.place(one)), ("briefcase", self.say(KINDS[one.kind])), ("graduation-cap", self.education(one)))
        title = one.title if one.openings == 1 else self.request.gettext(_("{title} ({n} people)"), title=one.title, n=one.openings)
        return Shown(
            one.code, title, self.portal.url_for("jobs:vacancy", code=one.code), one.employer, self.tag(one), wage, per,
            tuple((sign, words) for sign, words in facts if words),
        )  # fmt: skip

    def tag(self, one: Vacancy) -> tuple[str, str, str] | None:
        """What is worth knowing at a glance: that it closes soon, suits people with a disability, or is new."""
        left = (one.until - self.day).days
        if left <= self.closing_days:
            return (self.request.gettext(_("Closes today")) if left <= 0 else self.request.gettext(_("Closes in {n} days"), n=left), "warn", "clock")
        if one.disability:
            return (self.request.gettext(_("Disability friendly")), "info", "heart-pulse")
        fresh = (self.day - one.published.astimezone(self.portal.site.zone).date()).days <= NEW_DAYS
        return (self.request.gettext(_("New")), "ok", "star") if fresh else None

    def wage(self, one: Vacancy) -> tuple[str, str]:
        """Amount and period, or two empty texts where the employer does not say."""
        if one.wage_least is None:
            return "", ""
        most = one.wage_most or one.wage_least
        if most == one.wage_least:
            said = self._amount(most)
        elif most >= MILLION <= one.wage_least:
            said = f"{self._amount(one.wage_least).removesuffix(self._million)}–{self._amount(most).removeprefix('Rp')}"
        else:
            said = f"{format_rupiah(one.wage_least)}–{format_rupiah(most)}"
        return said, self.say(PER[one.wage_per])

    @property
    def _million(self) -> str:
        return " " + self.request.gettext(_("million"))

    def _amount(self, rupiah: int) -> str:
        """Millions with one digit behind the comma where that is exact; else all digits."""
        if rupiah < MILLION or rupiah % 100_000:
            return format_rupiah(rupiah)
        comma = "," if self.request.language == "id" else "."
        tenths = rupiah // 100_000
        return f"Rp{format_number(tenths // 10, self.request.language)}{comma}{tenths % 10}{self._million}".replace(f"{comma}0 ", " ")

    def education(self, one: Vacancy) -> str:
        return " ".join(word for word in (self.say(EDUCATION[one.education]), one.study) if word)

    def place(self, one: Vacancy) -> str:
        district = self.portal.site.regions.district(one.district)
        return district.name if district else one.place

    def rows(self, one: Vacancy) -> list[Mapping[str, Any]]:
        """Everything the law wants to be told, for a list of terms; what was not said is left out."""
        say, wage = self.request.gettext, self.wage(one)
        district = self.portal.site.regions.district(one.district)
        ages = {(True, True): _("{a} to {b} years"), (True, False): _("From {a} years"), (False, True): _("Up to {b} years")}
        age = ages.get((one.age_least is not None, one.age_most is not None))
        facts = (
            (_("Employer"), one.employer), (_("Sector"), one.sector), (_("Openings"), format_number(one.openings, self.request.language)),
            (_("Wage"), " ".join(wage) if wage[0] else say(_("Not told"))), (_("Kind of work"), self.say(KINDS[one.kind])),
            (_("Education"), self.education(one)),
            (_("Experience"), say(_("{n} years"), n=one.experience) if one.experience else say(_("Not needed"))), (_("Skills"), one.skills),
            (_("Age"), say(age, a=one.age_least, b=one.age_most) if age else ""), (_("For"), self.say(SEXES[one.sex]) if one.sex else ""),
            (_("Place of work"), ", ".join(word for word in (one.place, district.name if district else "") if word)),
            (_("Open until"), format_date(one.until, self.request.language, weekday=True)),
            (_("Source"), " ".join(word for word in (one.source, one.number) if word)),
        )  # fmt: skip
        return [{"term": say(term), "value": value} for term, value in facts if value]

    def linked(self, one: Vacancy) -> Mapping[str, object]:
        """For search engines: schema.org's JobPosting."""
        portal, site = self.portal, self.portal.site
        district = site.regions.district(one.district)
        address = {"@type": "PostalAddress", "addressCountry": "ID", "addressRegion": site.config.portal.regency or site.name}
        address |= {name: value for name, value in (("addressLocality", district.name if district else ""), ("streetAddress", one.place)) if value}
        found: dict[str, object] = {
            "@context": "https://schema.org", "@type": "JobPosting", "title": one.title, "description": one.description or one.title,
            "datePosted": one.published.astimezone(site.zone).date().isoformat(), "validThrough": f"{one.until.isoformat()}T23:59",
            "employmentType": EMPLOYMENT_TYPES[one.kind], "hiringOrganization": {"@type": "Organization", "name": one.employer},
            "jobLocation": {"@type": "Place", "address": address}, "totalJobOpenings": one.openings, "directApply": bool(one.nib),
            "url": portal.absolute_url_for("jobs:vacancy", code=one.code),
            "identifier": {"@type": "PropertyValue", "name": one.source or site.name, "value": one.number},
        }  # fmt: skip
        if one.wage_least is not None:
            value = {"@type": "QuantitativeValue", "minValue": one.wage_least, "maxValue": one.wage_most or one.wage_least, "unitText": UNITS[one.wage_per]}
            found["baseSalary"] = {"@type": "MonetaryAmount", "currency": "IDR", "value": value}
        if one.education in CREDENTIALS:
            found["educationRequirements"] = {"@type": "EducationalOccupationalCredential", "credentialCategory": CREDENTIALS[one.education]}
        if one.experience:
            found["experienceRequirements"] = {"@type": "OccupationalExperienceRequirements", "monthsOfExperience": one.experience * 12}
        if one.skills:
            found["skills"] = one.skills
        return found


def is_open(one: Vacancy, day: date) -> bool:
    return one.state == OPEN and one.until >= day
