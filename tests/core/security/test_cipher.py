"""What is sealed for one place opens there and nowhere else."""

from __future__ import annotations

import pytest

from core.security.cipher import Cipher, CipherError, mask_nik

OLD, NEW = {"a": b"a" * 32}, {"a": b"a" * 32, "b": b"b" * 32}
NIK = "3316011201850001"


def test_row_37_a_sealed_text_opens_in_its_own_place() -> None:
    cipher = Cipher(OLD, b"i" * 32)

    sealed = cipher.seal("cases_person", "nik", "42", NIK)

    assert sealed.startswith("p1.a.")
    assert NIK not in sealed
    assert cipher.open("cases_person", "nik", "42", sealed) == NIK


def test_row_37_the_same_text_is_sealed_differently_each_time() -> None:
    cipher = Cipher(OLD, b"i" * 32)

    assert cipher.seal("t", "c", "1", NIK) != cipher.seal("t", "c", "1", NIK)


@pytest.mark.parametrize("place", [("cases_person", "nik", "43"), ("cases_person", "phone", "42"), ("accounts_person", "nik", "42")])
def test_row_37_swapped_into_another_place_it_does_not_open(place: tuple[str, str, str]) -> None:
    cipher = Cipher(OLD, b"i" * 32)
    sealed = cipher.seal("cases_person", "nik", "42", NIK)

    with pytest.raises(CipherError, match="another row"):
        cipher.open(*place, sealed)


def test_row_37_one_changed_letter_and_it_does_not_open() -> None:
    cipher = Cipher(OLD, b"i" * 32)
    sealed = cipher.seal("t", "c", "1", NIK)

    for place in range(len("p1.a."), len(sealed) - 1):
        changed = sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :]
        with pytest.raises(CipherError):
            cipher.open("t", "c", "1", changed)


@pytest.mark.parametrize("text", ["", "p1.a", "p2.a.AAAA", "p1.a.A", "p1.a." + "é", NIK])
def test_what_is_no_sealed_text_is_said_to_be_none(text: str) -> None:
    with pytest.raises(CipherError):
        Cipher(OLD, b"i" * 32).open("t", "c", "1", text)


def test_row_37_a_new_key_seals_and_the_old_one_still_opens() -> None:
    sealed = Cipher(OLD, b"i" * 32).seal("t", "c", "1", NIK)
    rotated = Cipher(NEW, b"i" * 32)

    assert rotated.open("t", "c", "1", sealed) == NIK
    assert rotated.stale(sealed)
    assert rotated.seal("t", "c", "1", NIK).startswith("p1.b.")


def test_row_37_without_its_key_a_text_says_which_one_is_missing() -> None:
    sealed = Cipher(NEW, b"i" * 32).seal("t", "c", "1", NIK)

    with pytest.raises(CipherError, match="'b'"):
        Cipher(OLD, b"i" * 32).open("t", "c", "1", sealed)


def test_row_37_the_blind_index_finds_equals_and_needs_its_key() -> None:
    one, other = Cipher(OLD, b"i" * 32), Cipher(OLD, b"j" * 32)

    assert one.index(NIK) == one.index(NIK)
    assert one.index(NIK) != one.index("3316011201850002")
    assert one.index(NIK) != one.index(NIK, "accounts")
    assert one.index(NIK) != other.index(NIK)


@pytest.mark.parametrize(("keys", "index"), [({}, b"i" * 32), ({"a": b"short"}, b"i" * 32), ({"a.b": b"a" * 32}, b"i" * 32), (OLD, b"")])
def test_unusable_keys_are_refused(keys: dict[str, bytes], index: bytes) -> None:
    with pytest.raises(CipherError):
        Cipher(keys, index)


def test_a_nik_is_shown_masked() -> None:
    assert mask_nik(NIK) == "3316••••••••0001"
    assert mask_nik("rahasia") == "•••••••"
