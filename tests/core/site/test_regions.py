"""Kecamatan and villages, as forms ask for them."""

from __future__ import annotations

from core.site import District, Village, load_site
from tests.core.site.conftest import Making

REGIONS = "code,name,kind,postal_code\n33.16.01,Jati,kecamatan,\n33.16.01.2001,Bangkleyan,desa,58384\n33.16.05,Cepu,kecamatan,\n33.16.05.1001,Cepu,kelurahan,\n"


def test_places_are_found_by_their_code_and_listed_in_the_order_of_the_file(make: Making) -> None:
    regions = load_site(make(regions_csv=REGIONS), {}).regions

    assert regions.districts == (District("33.16.01", "Jati"), District("33.16.05", "Cepu"))
    assert regions.villages("33.16.01") == (Village("33.16.01.2001", "Bangkleyan", "desa", "33.16.01", "58384"),)
    assert regions.village("33.16.05.1001") == Village("33.16.05.1001", "Cepu", "kelurahan", "33.16.05")
    assert regions.district("33.16.05") == District("33.16.05", "Cepu")
    assert len(regions) == 2


def test_a_code_that_is_not_ours_gives_nothing(make: Making) -> None:
    regions = load_site(make(regions_csv=REGIONS), {}).regions

    assert regions.villages("99.99.99") == ()
    assert regions.village("33.16.01") is None
    assert regions.district("33.16.01.2001") is None


def test_a_site_without_regions_loads_with_a_warning(make: Making) -> None:
    site = load_site(make(), {})

    assert len(site.regions) == 0
    assert [(warning.code, warning.severity) for warning in site.warnings] == [("site.regions", "warning")]
