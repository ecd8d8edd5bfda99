"""How vacancies come in: an officer fills in a form, or imports a table. Both ask the same, and both are checked alike."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from core import Answers, Form, Receipt, Request, Step, permission
from core import Text as Words
from core.fields import Choice, Date, Field, LongText, Number, Option, Refusal, Rupiah, Text, YesNo
from core.language import gettext_lazy as _
from core.tables import Column, TableImport

from .counting import recount
from .finding import index, today
from .managing import refuse_others
from .models import EXPIRED, OPEN, Vacancy
from .words import EDUCATION, KINDS, PER, SEXES

if TYPE_CHECKING:
    from core import Context, Plugin

LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
"""Of a code in an address: none is mistaken for another, and no word comes out."""
CODE = 8
OPTIONAL_TEXTS = ("sector", "place", "study", "skills", "sex", "description", "link", "contact", "source")


def vacancy_form(plugin: Plugin) -> Form:
    """What an officer enters for an employer who came in person, by telephone or by letter."""
    return Form("enter", _("Enter a vacancy"), vacancy_steps(plugin))


def vacancy_steps(plugin: Plugin, without: Collection[str] = ()) -> tuple[Step, ...]:
    """What is asked of a vacancy, `without` what is known already."""
    asked = {one.name: one for one in _fields(plugin)}
    what = ("title", "employer", "sector", "openings", "kind", "district", "place", "description")
    whom = ("education", "study", "experience", "skills", "age_least", "age_most", "sex", "disability")
    how = ("wage_least", "wage_most", "wage_per", "until", "link", "contact")
    return (
        Step("work", _("Which work is it?"), tuple(asked[name] for name in what if name not in without)),
        Step("whom", _("Who is looked for?"), tuple(asked[name] for name in whom)),
        Step("how", _("What is paid, and how does one apply?"), tuple(asked[name] for name in how)),
    )


async def enter(request: Request, answers: Answers) -> Receipt:
    """Publish what an officer has entered: they have checked it."""
    refuse_others(request)
    values = {name: answers[name] for name in answers.values}
    check_vacancy(values)
    code = new_code()
    one = vacancy_of(request, {**values, "number": code.upper(), "source": request.gettext(_("Reported to the agency"))}, code)
    await one.save(force_create=True)
    await index(request.portal, one)
    await recount(request.portal)
    await request.portal.audit.write(request, "jobs.entered", about=code, details={"title": one.title, "employer": one.employer})
    return Receipt(code.upper(), request.portal.url_for("jobs:vacancy", code=code), _("The vacancy is open to everybody now."))


def vacancies(plugin: Plugin) -> TableImport:
    """What a file of vacancies holds, such as an export of the ministry's labour information system."""
    asked = {one.name: one for one in _fields(plugin)}
    columns = (
        Column(Text("number", _("Number"), longest=60), ("nomor", "no lowongan", "id lowongan"), "KRH-2026-00123"),
        Column(asked["title"], ("jabatan", "posisi", "judul"), "Operator mesin ukir kayu"),
        Column(asked["employer"], ("perusahaan", "nama perusahaan", "pemberi kerja"), "Mebel Jati Lestari"),
        Column(asked["sector"], ("sektor", "bidang usaha"), "Mebel"),
        Column(asked["openings"], ("jumlah", "kebutuhan", "jumlah lowongan"), "2"),
        Column(asked["kind"], ("jenis", "jenis pekerjaan", "tipe"), "contract"),
        Column(asked["district"], ("wilayah kerja",), plugin.site.regions.districts[0].name if plugin.site.regions.districts else ""),
        Column(asked["place"], ("alamat", "tempat kerja"), "Jl. Jepon-Blora km 4"),
        Column(asked["description"], ("uraian", "deskripsi"), "Menjalankan mesin ukir dan merawatnya."),
        Column(asked["education"], ("pendidikan minimal",), "sma"),
        Column(asked["study"], ("jurusan",), "Teknik Mesin"),
        Column(asked["experience"], ("pengalaman",), "1"),
        Column(asked["skills"], ("keahlian", "kompetensi"), "Membaca gambar kerja"),
        Column(asked["age_least"], ("usia minimal",), "18"),
        Column(asked["age_most"], ("usia maksimal",), "35"),
        Column(asked["sex"], ("jenis kelamin",), ""),
        Column(asked["disability"], ("difabel", "ramah disabilitas"), "ya"),
        Column(asked["wage_least"], ("upah minimal", "gaji minimal"), "2300000"),
        Column(asked["wage_most"], ("upah maksimal", "gaji maksimal"), "2900000"),
        Column(asked["wage_per"], ("upah per",), "month"),
        Column(asked["until"], ("berlaku sampai", "tanggal tutup", "batas akhir"), "2026-12-31"),
        Column(asked["link"], ("tautan", "url"), "https://karirhub.kemnaker.go.id/"),
        Column(asked["contact"], ("kontak",), ""),
        Column(Text("source", _("Source"), longest=80, optional=True), ("sumber",), "Karirhub"),
    )
    return TableImport(
        "vacancies", _("Vacancies"), columns, "number", access=permission("import"), write=write, known=known, check=check_vacancy, keep="list",
        help=_("One row a vacancy. A row with a number that is known changes that vacancy; one that was closed here stays closed."),
    )  # fmt: skip


def _fields(plugin: Plugin) -> tuple[Field, ...]:
    def options(words: Mapping[str, Words]) -> tuple[Option, ...]:
        return tuple(Option(name, title) for name, title in words.items())

    districts = tuple(Option(one.code, Words(one.name, {})) for one in sorted(plugin.site.regions.districts, key=lambda one: one.name))
    return (
        Text("title", _("Position"), shortest=3, longest=120), Text("employer", _("Employer"), longest=120),
        Text("sector", _("Sector"), longest=80, optional=True), Number("openings", _("Openings"), least=1, most=10_000, optional=True),
        Choice("kind", _("Kind of work"), options=options(KINDS), look="select"),
        Choice("district", _("Kecamatan"), options=districts, optional=True, look="select"),
        Text("place", _("Place of work"), longest=200, optional=True),
        LongText("description", _("What is to be done"), rows=5, longest=4_000, optional=True),
        Choice("education", _("Education"), options=options(EDUCATION), look="select"), Text("study", _("Field of study"), longest=80, optional=True),
        Number("experience", _("Years of experience"), most=40, optional=True), Text("skills", _("Skills"), longest=500, optional=True),
        Number("age_least", _("Youngest age"), least=15, most=70, optional=True), Number("age_most", _("Oldest age"), least=15, most=80, optional=True),
        Choice("sex", _("Only for"), options=options(SEXES), optional=True, look="select", hint=_("Only where the work itself asks for it.")),
        YesNo("disability", _("Suits people with a disability"), optional=True),
        Rupiah("wage_least", _("Lowest wage"), optional=True), Rupiah("wage_most", _("Highest wage"), optional=True),
        Choice("wage_per", _("Wage for"), options=options(PER), optional=True, look="select"),
        Date("until", _("Open until")),
        Text("link", _("Where one applies on the internet"), longest=300, optional=True, pattern=r"https://\S+", example="https://contoh.id/karier"),
        Text("contact", _("How one applies otherwise"), longest=200, optional=True, hint=_("Everybody reads it: better an office than a person.")),
    )  # fmt: skip


def check_vacancy(row: Mapping[str, Any], *, here: bool = False) -> None:
    """What no single value shows: an upper bound below its lower one, and no way to apply. `here`: one applies on the portal."""
    for least, most, words in (
        ("wage_least", "wage_most", _("The highest wage is below the lowest one")),
        ("age_least", "age_most", _("The oldest age is below the youngest one")),
    ):
        if row.get(least) is not None and row.get(most) is not None and row[most] < row[least]:
            raise Refusal(words)
    if row.get("wage_most") is not None and row.get("wage_least") is None:
        raise Refusal(_("Write the lowest wage too, or leave both empty"))
    if not here and not row.get("link") and not row.get("contact"):
        raise Refusal(_("Say how one applies: an address on the internet, or in words"))


async def known(_context: Context, numbers: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """The vacancies that are there already, as a file would say them."""
    return {one.number: {name: getattr(one, name) for name in VALUES} for one in await Vacancy.filter(number__in=[*numbers])}


async def write(context: Context, rows: Sequence[Mapping[str, Any]]) -> None:
    """New ones are open at once; of known ones everything changes but what was decided here."""
    there = {one.number: one for one in await Vacancy.filter(number__in=[row["number"] for row in rows])}
    for row in rows:
        one = there.get(row["number"])
        if one is None:
            one = vacancy_of(context, row, new_code())
            await one.save(force_create=True)
        else:
            one.update_from_dict(_values(row))
            if one.state == EXPIRED and one.until >= today(context.portal):
                one.state, one.closed = OPEN, None
            await one.save()
        await index(context.portal, one)
    await recount(context.portal)


def vacancy_of(context: Request | Context, row: Mapping[str, Any], code: str) -> Vacancy:
    """A new vacancy, open from now on; not yet written."""
    return Vacancy(id=uuid4(), code=code, number=row["number"], state=OPEN, published=context.portal.clock.now(), **_values(row))


VALUES = tuple(name for name in Vacancy._meta.fields_map if name not in ("id", "code", "state", "published", "closed", "nib", "case"))


def _values(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with what stands for an empty cell."""
    found = {name: row.get(name) for name in VALUES if name != "number"}
    found |= {name: found[name] or "" for name in (*OPTIONAL_TEXTS, "district")}
    return found | {
        "openings": found["openings"] or 1, "experience": found["experience"] or 0, "disability": bool(found["disability"]),
        "wage_per": found["wage_per"] or "month",
    }  # fmt: skip


def new_code() -> str:
    """The public address of a vacancy: never given twice, as far as chance goes; the table refuses the rest."""
    return "".join(secrets.choice(LETTERS) for _place in range(CODE))
