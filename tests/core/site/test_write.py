"""Changing portal.toml for the operator."""

from __future__ import annotations

import pytest

from core.errors import SiteError
from core.site import load_site
from core.site.write import disable_plugin, enable_plugin
from tests.core.site.conftest import PORTAL, Making

LONG = (
    PORTAL
    + "\n[plugins]\n# our counters\nenabled = [\n  'cases', # everything stands on it\n  # jobs comes later\n  'complaints',\n]\nstrict = true # for CI\n"
)


def test_a_plugin_is_added_on_a_line_of_its_own_and_comments_stay(make: Making) -> None:
    folder = make(LONG)

    assert enable_plugin(load_site(folder, {}), "health")

    assert (folder / "portal.toml").read_text() == LONG.replace("  'complaints',\n", "  'complaints',\n  \"health\",\n")
    assert load_site(folder, {}).config.plugins.enabled == ("cases", "complaints", "health")


def test_a_plugin_is_taken_out_and_the_rest_stays(make: Making) -> None:
    folder = make(LONG)

    assert disable_plugin(load_site(folder, {}), "complaints")

    assert (folder / "portal.toml").read_text() == LONG.replace("  'complaints',\n", "")


def test_enabling_twice_and_disabling_what_is_not_there_change_nothing(make: Making) -> None:
    folder = make(LONG)

    assert not enable_plugin(load_site(folder, {}), "cases")
    assert not disable_plugin(load_site(folder, {}), "health")
    assert (folder / "portal.toml").read_text() == LONG


@pytest.mark.parametrize(
    "text", [PORTAL, PORTAL + "[plugins]\nstrict = true\n", PORTAL + "[plugins.cases]\nx = 1\n", PORTAL + "plugins2 = 1\n".replace("plugins2 = 1\n", "")]
)
def test_a_list_that_is_not_there_yet_is_made(make: Making, text: str) -> None:
    folder = make(text)

    assert enable_plugin(load_site(folder, {}), "cases")
    assert load_site(folder, {}).config.plugins.enabled == ("cases",)


def test_line_ends_byte_order_mark_and_mode_stay_as_they_are(make: Making) -> None:
    folder = make("\ufeff" + LONG.replace("\n", "\r\n"))
    (folder / "portal.toml").chmod(0o640)

    enable_plugin(load_site(folder, {}), "health")

    raw = (folder / "portal.toml").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\n") == raw.count(b"\r\n") == LONG.count("\n") + 1
    assert (folder / "portal.toml").stat().st_mode & 0o777 == 0o640
    assert [file.name for file in folder.iterdir()] == ["portal.toml"]


def test_what_the_environment_decides_is_not_written_into_the_file(make: Making) -> None:
    folder = make(LONG)

    with pytest.raises(SiteError, match="the environment decides") as caught:
        enable_plugin(load_site(folder, {"PENDOPO_PLUGINS__ENABLED": "cases"}), "health")

    assert caught.value.where == "PENDOPO_PLUGINS__ENABLED"
    assert (folder / "portal.toml").read_text() == LONG


def test_a_plugin_that_the_portal_requires_is_not_disabled(make: Making) -> None:
    folder = make(PORTAL + "[plugins]\nenabled = ['cases']\nrequired = ['cases']\n")

    with pytest.raises(SiteError, match="does not run without 'cases'") as caught:
        disable_plugin(load_site(folder, {}), "cases")

    assert caught.value.where == "portal.toml:6"
