"""Passwords: what is taken, what is not, and what a digest costs."""

from __future__ import annotations

import asyncio
import time

import pytest

from core.errors import Busy
from core.testing.client import HOST, Client
from plugins.accounts.hashing import PARAMETERS, Hashing, is_outdated
from plugins.accounts.passwords import CITIZEN_SHORTEST, OFFICER_SHORTEST, common_passwords, is_common, weakness

from .persons import PASSWORD, citizen, enter

pytestmark = pytest.mark.anyio
OWN = ("Siti Rahmawati", "siti.r", "Blora Melayani", "Kabupaten Blora")


@pytest.mark.parametrize(
    "password",
    [
        "kuda berlari di pantai", "Tr0mbone&Lentera", "日本語のパスワードは長いほうがいいよね", "ꦏꦸꦢꦩꦭꦪꦸꦲꦶꦁꦥꦱꦶꦱꦶꦂ", "🐎🌊🏖🌧🌄🌾🎋🪁🛶🥁🪘🎐🏮🎏🪔", "x7!qp2v9#Lm4zR6t",
        "a sentence with blanks ", "k" * 5 + "ambing hitam" + "z" * 100,
    ],
)  # fmt: skip
def test_row_20_any_long_password_in_any_script_is_taken(password: str) -> None:
    assert weakness(password, shortest=OFFICER_SHORTEST, own_words=OWN) is None


@pytest.mark.parametrize(
    "password",
    [
        "password", "passwordpassword", "Password1234567", "P4ssw0rd123456!", "rahasiapetugas", "rahasia petugas 2026", "bismillah123456", "sayang-indonesia",
        "Qwertyuiop123456", "123456789012345", "aaaaaaaaaaaaaaaa", "abcabcabcabcabc", "abababababababab", "asdfghjklqwertyuiop", "SitiRahmawati1990",
        "blora melayani 2026", "siti rahmawati blora", "admin administrator",
    ],
)  # fmt: skip
def test_row_20_what_anybody_would_try_first_is_not_taken(password: str) -> None:
    assert weakness(password, shortest=OFFICER_SHORTEST, own_words=OWN) is not None


@pytest.mark.parametrize(
    ("length", "shortest", "taken"),
    [
        (11, OFFICER_SHORTEST, False),
        (12, OFFICER_SHORTEST, True),
        (14, CITIZEN_SHORTEST, False),
        (15, CITIZEN_SHORTEST, True),
        (128, CITIZEN_SHORTEST, True),
        (129, CITIZEN_SHORTEST, False),
    ],
)
def test_row_20_twelve_characters_beside_a_second_factor_fifteen_alone_and_at_most_128(length: int, shortest: int, taken: bool) -> None:
    words = "lentera kambing trombon wajik gerimis perahu bambu nelayan petir kelapa gunung sawah jambu merpati layang kunci ombak senja tembok "
    assert (weakness(words[:length], shortest=shortest) is None) is taken


def test_row_20_the_blocklist_has_more_than_three_thousand_entries_made_by_rule() -> None:
    assert len(common_passwords()) > 3000
    assert is_common("blora2026")
    assert not is_common("lentera kambing")


def test_a_person_may_type_the_same_letters_composed_or_not() -> None:
    from plugins.accounts.passwords import as_bytes

    assert as_bytes("cafe\u0301") == as_bytes("caf\u00e9")


async def test_row_19_a_digest_is_argon2id_with_19_mib_and_another_one_is_made_anew() -> None:
    hashing = Hashing()

    kept = await hashing.make(PASSWORD)

    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert kept.startswith(PARAMETERS)
    assert kept != await hashing.make(PASSWORD)
    assert await hashing.fits(PASSWORD, kept)
    assert not await hashing.fits(PASSWORD + " ", kept)
    assert not await hashing.fits(PASSWORD, "")
    assert not is_outdated(kept)
    assert is_outdated(kept.replace("m=19456", "m=8192"))


async def test_row_19_nobodys_digest_fits_nothing_although_its_password_is_in_the_source() -> None:
    assert not await Hashing().fits("x" * 20, "")


async def test_row_19_too_many_at_once_are_turned_away_and_the_others_served() -> None:
    hashing = Hashing(at_once=2, queue=2)

    found = await asyncio.gather(*(hashing.make(f"{PASSWORD} {n}") for n in range(6)), return_exceptions=True)

    assert sum(isinstance(one, str) for one in found) == 4
    assert sum(isinstance(one, Busy) for one in found) == 2
    assert (await hashing.make(PASSWORD)).startswith(PARAMETERS)


async def test_row_19_a_password_of_a_megabyte_is_refused_before_it_is_hashed(client: Client) -> None:
    from core.testing import form_in

    page = await client.get("/masuk")
    token = dict(form_in(page.text, "who").filled())["csrf"]
    for size, status in ((1_000_000, 413), (2_000, 400)):
        began = time.perf_counter()

        answer = await client.post("/masuk", data={"csrf": token, "who": "a@contoh.id", "password": "x" * size}, headers={"Origin": HOST})

        assert answer.status_code == status
        assert time.perf_counter() - began < 1


async def test_row_19_a_digest_of_older_parameters_is_made_anew_when_its_owner_signs_in(client: Client) -> None:
    import os

    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    from plugins.accounts.models import Account

    await citizen(client)
    old = Argon2id(salt=os.urandom(16), length=32, iterations=1, lanes=1, memory_cost=8192).derive_phc_encoded(PASSWORD.encode())
    await Account.all().update(password=old)

    client.cookies.clear()
    assert (await enter(client)).status_code == 303

    assert (await Account.all().first()).password.startswith(PARAMETERS)  # type: ignore[union-attr]
