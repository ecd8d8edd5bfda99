"""Which hosts are ours, where a redirect may lead, which links are shown, and who asks."""

from __future__ import annotations

import pytest

from core.hosts import Hosts, client_address, limit_key, safe_next, safe_url, trust

PUBLIC = Hosts.of("https://layanan.example.go.id")
LOCAL = Hosts.of("")


@pytest.mark.parametrize("host", ["layanan.example.go.id", "LAYANAN.example.go.id", "layanan.example.go.id:443"])
def test_row_07_the_configured_host_is_ours(host: str) -> None:
    assert PUBLIC.allows(host, 8000)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "",
        "layanan.example.go.id.evil.example",
        "layanan.example.go.id:8443",
        "layanan.example.go.id@evil.example",
        "layanan.example.go.id/?",
        "x/?",
        "127.0.0.1",
        "localhost:8000",
        "layanan.example.go.id\x00",
        "layanan.example.go.id:99999",
        "*",
        "a" * 5000,
    ],
)
def test_row_07_no_other_host_is(host: str) -> None:
    assert not PUBLIC.allows(host, 8000)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
def test_row_07_local_mode_is_loopback_on_its_own_port(host: str) -> None:
    assert LOCAL.allows(host, 8000)
    assert not LOCAL.allows(host, 8001)
    assert not LOCAL.allows(host.rpartition(":")[0] + ".evil.example:8000", 8000)


@pytest.mark.parametrize("host", ["evil.example:8000", "192.168.1.5:8000", "0.0.0.0:8000"])
def test_row_07_local_mode_is_nothing_else(host: str) -> None:
    assert not LOCAL.allows(host, 8000)


def test_the_origin_of_our_pages_is_written_as_browsers_write_it() -> None:
    assert PUBLIC.origin("layanan.example.go.id:443") == "https://layanan.example.go.id"
    assert LOCAL.origin("127.0.0.1:8000") == "http://127.0.0.1:8000"
    assert Hosts.of("http://192.168.1.5:8080").origin("192.168.1.5:8080") == "http://192.168.1.5:8080"


@pytest.mark.parametrize("target", ["/", "/aduan/lapor?langkah=2#isi", "/lacak/abc-_~", "/cari?q=%2F%2Fevil"])
def test_row_15_a_path_of_ours_is_where_it_goes(target: str) -> None:
    assert safe_next(target) == target


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "https:evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        "/%0d%0a\r\nSet-Cookie: x",
        " /aduan",
        "aduan",
        "",
        "/a\\b",
        "/\u200b/evil",
        "/" + "a" * 3000,
        "/\x00",
    ],
)
def test_row_15_anything_else_leads_home(target: str) -> None:
    assert safe_next(target) == "/"


@pytest.mark.parametrize(
    "target", ["https://blorakab.go.id/berita?id=1", "http://x.example", "mailto:a@b.example", "tel:112", "/aduan", "#isi", "?q=jalan", "HTTPS://x.example"]
)
def test_row_02_links_to_pages_mail_and_telephone_are_shown(target: str) -> None:
    assert safe_url(target) == target


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        " javascript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "https:///evil",
        "https://[",
        "http:\\\\evil",
        "blora.go.id",
        "",
    ],
)
def test_row_02_no_other_scheme_is(target: str) -> None:
    assert safe_url(target) == ""


def test_row_07_without_trusted_proxies_nobody_says_who_they_are() -> None:
    assert client_address("203.0.113.9", "198.51.100.1", trust([])) == "203.0.113.9"
    assert client_address("127.0.0.1", "198.51.100.1", trust([])) == "127.0.0.1"


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("10.0.0.2", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "198.51.100.1, 10.0.0.3", "198.51.100.1"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("10.0.0.2", "evil, ,<script>", "10.0.0.2"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
    ],
)
def test_row_07_behind_a_trusted_proxy_the_last_stranger_counts(peer: str, forwarded: str, client: str) -> None:
    assert client_address(peer, forwarded, trust(["10.0.0.0/8"])) == client


def test_limits_count_an_ipv6_household_as_one() -> None:
    assert limit_key("2001:db8:1:2:3::4") == limit_key("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
    assert limit_key("::ffff:203.0.113.9") == limit_key("203.0.113.9") == "203.0.113.9"
