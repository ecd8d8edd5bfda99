"""A citizen's words as everybody may read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.complaints.words import TITLE, title_of, without_contacts


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Lubang besar di jalan. Sudah dua motor jatuh.", "Lubang besar di jalan"),
        ("Lampu mati\nsejak Minggu", "Lampu mati"),
        ("  Di mana   petugasnya? Tidak ada.", "Di mana petugasnya?"),
        ("...", ""),
        ("x" * 300, "x" * (TITLE - 1) + "…"),
        ("Antrean terlalu lama dan petugas loket hanya satu orang padahal pasien lebih dari seratus setiap pagi",
         "Antrean terlalu lama dan petugas loket hanya satu orang padahal pasien lebih dari…"),
    ],
)  # fmt: skip
def test_the_title_is_the_first_sentence_cut_at_a_word(text: str, title: str) -> None:
    assert title_of(text) == title


@given(st.text(max_size=400))
def test_a_title_is_one_line_and_never_too_long(text: str) -> None:
    title = title_of(text)

    assert len(title) <= TITLE
    assert "\n" not in title


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("Hubungi 0812-3456-7890.", "Hubungi ••••-••••-••••."),
        ("Telp +62 812 3456 7890 ya", "Telp +•• ••• •••• •••• ya"),
        ("NIK 3316094508900001", "NIK ••••••••••••••••"),
        ("NIK 33.16.09.450890.0001", "NIK ••.••.••.••••••.••••"),
        ("surel siti.rahma@contoh.co.id saja", "surel •••@••• saja"),
        ("Rugi Rp1.500.000.000 dan Rp 250000000", "Rugi Rp1.500.000.000 dan Rp 250000000"),
        ("Tahun 2026, RT 03/RW 05, 24-11-2026", "Tahun 2026, RT 03/RW 05, 24-11-2026"),
        ("Tiang KBL-0912", "Tiang KBL-0912"),
        ("Plat K 1234 EN", "Plat K 1234 EN"),
    ],
)
def test_no_number_or_address_of_a_person_is_public(text: str, public: str) -> None:
    assert without_contacts(text) == public


@given(st.from_regex(r"0(8[1-9])[0-9]{8,10}", fullmatch=True), st.text(alphabet="ab .,\n", max_size=20), st.text(alphabet="ab .,\n", max_size=20))
def test_a_mobile_number_is_never_left_readable(number: str, before: str, after: str) -> None:
    assert number not in without_contacts(f"{before} {number} {after}")
