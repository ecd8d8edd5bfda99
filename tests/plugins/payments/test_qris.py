"""A QRIS is read as it was given, held against its charge, and never shown when it does not fit."""

from __future__ import annotations

import binascii
import contextlib
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.portal import Portal
from core.testing.client import Client
from plugins.payments.api import charge_path, parse_qris
from plugins.payments.qris import check_qris

from .bank import NMID, Bank, qris_of, tag
from .world import charged

pytestmark = pytest.mark.anyio
DYNAMIC = (
    "00020101021226720020ID.CO.BANKJATENG.WWW011893600113000000000102150000000000000010303UBE51440014ID.CO.QRIS.WWW0215ID10202612345670303UBE"
    "52049311530336054063822005802ID5916PENDOPO UJI COBA6005BLORA61055821162230112KB26112400010703A0163047041"
)
STATIC = (
    "00020101021126720020ID.CO.BANKJATENG.WWW011893600113000000000102150000000000000010303UBE51440014ID.CO.QRIS.WWW0215ID10202612345670303UBE"
    "5204931153033605802ID5916PENDOPO UJI COBA6005BLORA6105582116304308B"
)
"""Of a merchant that does not exist; both read alike by two other programs (lokal-id, qriskit)."""


def sealed(body: str) -> str:
    return f"{body}6304{binascii.crc_hqx(f'{body}6304'.encode(), 0xFFFF):04X}"


def test_the_checksum_is_crc_16_ccitt_false() -> None:
    assert f"{binascii.crc_hqx(b'123456789', 0xFFFF):04X}" == "29B1"


def test_the_payloads_of_others_are_read() -> None:
    dynamic, static = parse_qris(DYNAMIC), parse_qris(STATIC)

    assert (dynamic.amount, dynamic.bill, dynamic.merchant, dynamic.name, dynamic.city, dynamic.dynamic) == (
        Decimal(382200), "KB2611240001", NMID, "PENDOPO UJI COBA", "BLORA", True,
    )  # fmt: skip
    assert (static.amount, static.dynamic) == (None, False)
    assert check_qris(DYNAMIC, 382_200, NMID) == dynamic


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        (DYNAMIC[:-1] + "2", "checksum"),
        (DYNAMIC.replace("06382200", "06382201"), "checksum"),
        (DYNAMIC[:-10], "checksum"),
        ("", "9 to 512"),
        ("0" * 600, "9 to 512"),
        (DYNAMIC.replace("BLORA", "BLÓRA"), "9 to 512"),
        (qris_of("382200", currency="840"), "rupiah"),
        (qris_of("38.2.200"), "no number"),
        (qris_of("-5"), "no number"),
        (qris_of("382200", nmid="XX1020261234567"), "no merchant"),
        (qris_of("382200", more=tag("55", "01")), "tip"),
        (qris_of("382200", more=tag("54", "1")), "cannot be read"),
        (sealed(tag("00", "02") + tag("53", "360") + tag("58", "ID")), "000201"),
        (sealed(tag("00", "01") + "5399360"), "cannot be read"),
    ],
)
def test_what_is_no_qris_in_rupiah_is_refused_with_the_reason(payload: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_qris(payload)


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        (STATIC, "leaves the amount"),
        (qris_of("382201"), "asks for 382201 rupiah, not 382200"),
        (qris_of("382200.50"), "asks for 382200.50"),
        (qris_of("382200", nmid="ID1020269999999"), "is of ID1020269999999"),
    ],
)
def test_a_qris_that_does_not_fit_the_charge_is_refused(payload: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        check_qris(payload, 382_200, NMID)


def test_whole_rupiah_may_be_written_with_its_cents() -> None:
    assert check_qris(qris_of("382200.00"), 382_200).amount == 382_200


@given(st.integers(0, len(DYNAMIC) - 1), st.characters(codec="ascii", min_codepoint=32, max_codepoint=126))
def test_no_single_character_can_be_changed_unseen(place: int, character: str) -> None:
    changed = DYNAMIC[:place] + character + DYNAMIC[place + 1 :]
    if changed != DYNAMIC:
        with pytest.raises(ValueError, match="QRIS"):
            check_qris(changed, 382_200, NMID)


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=80))
def test_no_payload_breaks_the_reader(text: str) -> None:
    for payload in (text, sealed("000201" + text)):
        with contextlib.suppress(ValueError):
            parse_qris(payload)


async def test_the_page_draws_exactly_what_the_provider_gave(portal: Portal, client: Client, tmp_path: Path) -> None:
    charge = await charged(portal)
    page = (await client.get(charge_path(portal, charge))).text
    drawn = page[page.index("<svg", page.index('role="img"')) :]
    (tmp_path / "qr.svg").write_text(drawn[: drawn.index("</svg>") + 6].replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1), encoding="utf-8")

    assert read_off(tmp_path / "qr.svg") == charge.qris
    assert "QRIS dari Gerbang pembayaran senilai Rp382.200" in page


@pytest.mark.parametrize("wrong", [qris_of("1000"), qris_of("382200", nmid="ID1020269999999"), qris_of("382200")[:-1] + "!"])
async def test_a_qris_that_does_not_fit_is_not_shown_and_the_treasurer_sees_why(portal: Portal, client: Client, bank: Bank, wrong: str) -> None:
    bank.qris = wrong
    charge = await charged(portal)
    page = (await client.get(charge_path(portal, charge))).text

    assert (charge.state, charge.qris, charge.attention, charge.case) == ("waiting", "", "qris", None)
    assert 'role="img"' not in page
    assert charge.code in page
    assert "tidak ditampilkan" in page


async def test_without_a_code_a_wrong_qris_leaves_nothing_to_pay_by(portal: Portal, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    bank.qris = qris_of("1000")
    make = bank.make
    monkeypatch.setattr(bank, "make", lambda order: {**make(order), "code": ""})

    assert (await charged(portal)).state == "failed"


def read_off(file: Path) -> str:
    """What `zbarimg` reads."""
    reader = shutil.which("zbarimg")
    if reader is None:
        pytest.skip("zbarimg is not here (apt: zbar-tools)")

    import typst

    page = file.with_suffix(".typ")
    page.write_text('#set page(width: 400pt, height: 400pt, margin: 0pt)\n#image("qr.svg", width: 400pt)\n', encoding="utf-8")
    picture = file.with_suffix(".png")
    typst.compile(str(page), output=str(picture), format="png", ppi=144.0)
    told = subprocess.run([reader, "--quiet", "--raw", str(picture)], capture_output=True, text=True, check=True, timeout=60)
    return told.stdout.strip()
