"""A name is shown harmless, and never used as a path."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.storage.names import LONGEST, display_name, extension_of, is_key, new_key, small_key


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("jalan rusak.JPG", "jalan rusak.jpg"),
        ("../../etc/cron.d/x", "x.jpg"),
        ("..\\..\\windows\\win.ini", "win.jpg"),
        ("/etc/passwd", "passwd.jpg"),
        ("CON.jpg", "berkas_CON.jpg"),
        ("a.php;.jpg", "a_php.jpg"),
        ("a.jpg.php", "a_jpg.jpg"),
        ("foto\r\nSet-Cookie: x=1.jpg", "foto Set-Cookie_ x_1.jpg"),
        ("foto\x00.php", "foto.jpg"),
        ("\u202egpj.exe", "gpj.jpg"),
        ("a\u200bb\ufeff.jpg", "ab.jpg"),
        ("<img src=x onerror=alert(1)>.jpg", "img src_x onerror_alert(1).jpg"),
        ("", "berkas.jpg"),
        ("...", "berkas.jpg"),
        (".jpg", "jpg.jpg"),
        ("Lubang di Jalan Pemuda – sisi utara.jpeg", "Lubang di Jalan Pemuda – sisi utara.jpg"),
        ("ꦗꦭꦤ꧀.jpg", "ꦗꦭꦤ꧀.jpg"),
    ],
)
def test_row_33_a_name_is_shown_without_its_tricks(name: str, shown: str) -> None:
    assert display_name(name, "jpg") == shown


@given(st.text(max_size=400))
def test_row_33_whatever_the_name_what_is_shown_is_one_line_of_at_most_100_characters_with_our_extension(name: str) -> None:
    shown = display_name(name, "pdf")

    assert len(shown) <= LONGEST
    assert shown.endswith(".pdf")
    assert shown.count(".") == 1
    assert shown.isprintable() or " " in shown
    assert not set(shown) & set('/\\<>:"|?*\r\n\0')


def test_row_33_a_stored_name_is_128_random_bits_and_nothing_of_the_senders() -> None:
    keys = {new_key("jpg") for _ in range(1000)}

    assert len(keys) == 1000
    assert all(is_key(key) and is_key(small_key(key)) for key in keys)


@pytest.mark.parametrize("key", ["", "../x", "ab/../../x.jpg", "ab/" + "a" * 32 + ".php", "ab/" + "a" * 32 + ".jpg\n", "/ab/" + "a" * 32 + ".jpg", "ab/x.jpg"])
def test_row_33_nothing_else_is_taken_for_a_stored_name(key: str) -> None:
    assert not is_key(key)


@pytest.mark.parametrize(
    ("name", "extension"), [("a.JPG", "jpg"), ("a.jpg.php", "php"), ("a.jpg.", "jpg"), ("x/.jpg", ""), ("a", ""), ("..\\a.PDF ", "pdf"), ("", "")]
)
def test_the_last_extension_counts(name: str, extension: str) -> None:
    assert extension_of(name) == extension
