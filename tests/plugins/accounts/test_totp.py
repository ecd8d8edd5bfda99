"""Codes of an authenticator, against the vectors of RFC 6238, appendix B."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest

from plugins.accounts.totp import SECONDS, address, code_at, in_groups, matching_step, new_secret

KEY = b"12345678901234567890"
SECRET = base64.b32encode(KEY).decode()
NOW = datetime(2026, 11, 24, 2, 12, tzinfo=UTC)
STEP = int(NOW.timestamp()) // SECONDS


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"), (2000000000, "69279037"), (20000000000, "65353130")],
)
def test_the_vectors_of_the_standard(seconds: int, code: str) -> None:
    assert code_at(KEY, seconds // SECONDS, 8) == code


@pytest.mark.parametrize(("beside", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phones_clock_may_be_half_a_minute_off(beside: int, taken: bool) -> None:
    assert matching_step(SECRET, code_at(KEY, STEP + beside), NOW) == (STEP + beside if taken else None)


def test_a_code_that_was_taken_is_not_taken_again_nor_an_older_one() -> None:
    assert matching_step(SECRET, code_at(KEY, STEP), NOW, after=STEP) is None
    assert matching_step(SECRET, code_at(KEY, STEP - 1), NOW, after=STEP) is None
    assert matching_step(SECRET, code_at(KEY, STEP + 1), NOW + timedelta(seconds=SECONDS), after=STEP) == STEP + 1


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert matching_step(SECRET, typed, NOW) is None


def test_a_secret_has_160_bits_and_the_address_says_all_that_an_app_asks() -> None:
    assert len(base64.b32decode(new_secret())) == 20
    assert new_secret() != new_secret()
    assert in_groups("ABCDEFGH") == "ABCD EFGH"
    assert address("ABCD", "sari@contoh.id", "Blora Melayani") == (
        "otpauth://totp/Blora%20Melayani:sari%40contoh.id?secret=ABCD&issuer=Blora%20Melayani&algorithm=SHA1&digits=6&period=30"
    )
