"""The rules of admission: read with every mistake at its line, held against the law, shown whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import SiteError
from core.portal import build_portal
from core.testing import make_site, serving
from core.testing.portals import REGIONS
from plugins.education.ranking import Criterion
from plugins.education.rules import FILE, rules_of

from .conftest import PLUGINS

pytestmark = pytest.mark.anyio
GOOD = (Path(__file__).parent / "rules.toml").read_text(encoding="utf-8")


class Registered:
    """What `rules_of` asks of a plugin: its own folder, and the site."""

    def __init__(self, folder: Path, rules: str | None) -> None:
        self.folder = Path(__file__).parents[3] / "plugins" / "education"
        self.site = make_site(folder, files={"regions.csv": REGIONS, **({FILE: rules} if rules is not None else {})})


def problems(folder: Path, rules: str) -> list[str]:
    with pytest.raises(SiteError) as caught:
        rules_of(Registered(folder, rules))  # type: ignore[arg-type]
    return [str(problem) for problem in caught.value.problems]


def test_rules_that_keep_the_law_are_read(tmp_path: Path) -> None:
    rules = rules_of(Registered(tmp_path, GOOD))  # type: ignore[arg-type]

    assert rules is not None
    level = rules.level("sd")
    assert level is not None
    assert level.shares == {"domisili": 75, "afirmasi": 20, "mutasi": 5}
    assert level.paths[0].criteria == (Criterion("age", "most"), Criterion("distance", "least"))
    assert rules.level("smp") is None


def test_a_site_without_the_file_has_no_admission_yet(tmp_path: Path) -> None:
    assert rules_of(Registered(tmp_path, None)) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("share = 75", "share = 65", ("spmb.toml:15", "'domisili' of sd has 65", "at least 70")),
        ("share = 5", "share = 6", ("spmb.toml:28", "at most 5")),
        ("share = 75", "share = 74", ("make 99 percent",)),
        ('name = "mutasi"', 'name = "prestasi"', ("spmb.toml:27", "the law knows none")),
        ('rest = "domisili"', 'rest = "prestasi"', ("spmb.toml:10", "no path of sd")),
        ('name = "mutasi"', 'name = "domisili"', ("a path twice",)),
        ("told = 2027-06-25", "told = 2027-06-18", ("spmb.toml:4", "in this order")),
        ('order = ["age", "distance"]', 'order = ["age", "luck"]', ("order", "'luck'")),
        ('order = ["age", "distance"]', 'order = ["age", "age"]', ("spmb.toml:18", "twice")),
        ("choices = 2", "choises = 2", ("spmb.toml:11", "'choises'", "choices")),
        ('year = "2027/2028"\n', "", ("year is missing",)),
        ('year = "2027/2028"', 'year = "2027"', ("spmb.toml:2", "'2027'")),
    ],
)
def test_a_mistake_is_told_with_its_line_and_its_mend(tmp_path: Path, old: str, new: str, said: tuple[str, ...]) -> None:
    assert GOOD.count(old) >= 1
    told = "\n".join(problems(tmp_path, GOOD.replace(old, new, 1)))

    assert all(part in told for part in said), told


async def test_the_page_tells_shares_order_and_days(tmp_path: Path) -> None:
    site = make_site(tmp_path, files={"regions.csv": REGIONS, FILE: GOOD})
    async with serving(site, plugins=PLUGINS) as (_portal, client):
        text = (await client.get("/pendidikan/penerimaan")).text

    assert "75 % dari daya tampung" in text
    assert text.index("Usia: yang tertua lebih dulu.") < text.index("Jarak dari alamat ke sekolah: yang terdekat lebih dulu.")
    assert "Jumat, 25 Juni 2027" in text
    assert "Anak yang orang tuanya pindah tugas." in text
    assert "Permendikdasmen 3/2025" in text


async def test_before_there_are_rules_the_page_says_so(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path, files={"regions.csv": REGIONS}), plugins=PLUGINS) as (_portal, client):
        assert "Aturan belum diumumkan" in (await client.get("/pendidikan/penerimaan")).text


def test_rules_against_the_law_keep_education_out_and_say_why(tmp_path: Path) -> None:
    site = make_site(tmp_path, toml='[plugins]\nenabled = ["cases", "education"]\n', files={"regions.csv": REGIONS, FILE: GOOD.replace("75", "65")})

    portal = build_portal(site)

    assert not portal.runs("education")
    assert any("spmb.toml:15" in str(problem) for problem in portal.problems)
