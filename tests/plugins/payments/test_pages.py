"""What a payer sees, without JavaScript: the truth about a charge, its receipt, the trial that says what it is."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.commands.check import examine
from core.errors import SiteError
from core.portal import Portal
from core.testing import FrozenClock, make_site
from core.testing.client import HOST, Client
from core.web.app import create_app
from plugins.payments.api import Report, charge_path
from plugins.payments.asking import ask_due
from plugins.payments.reporting import take
from tests.benchmarks.costs import asked

from .bank import Bank, report
from .world import FILES, TREASURER, TRIAL, again, bank_toml, call, charged, context_of, fee, portal_on

pytestmark = pytest.mark.anyio
NOTE = "Uji coba: tidak ada uang yang berpindah"


@pytest.fixture
async def trial(tmp_path: Path, clock: FrozenClock) -> AsyncIterator[tuple[Portal, Client]]:
    async with portal_on(tmp_path / "trial", toml=TRIAL, clock=clock) as both:
        yield both


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition('<main id="isi"')[2]))


async def test_a_citizen_pays_in_the_trial_and_sees_how_far_the_money_is(trial: tuple[Portal, Client], clock: FrozenClock) -> None:
    portal, client = trial
    charge = await charged(portal)
    path = charge_path(portal, charge)
    page = await client.get(path)
    assert "Menunggu pembayaran" in page.text
    assert charge.code in page.text
    assert (await client.get(f"{path}/bukti")).status_code == 404

    for state, said in (("paid", "Anda sudah membayar"), ("received", "Uang sudah di bank"), ("posted", "Uang sudah masuk rekening kas daerah")):
        clock.move(timedelta(minutes=7))
        answer = await client.fill(page, button=("state", state), holding="state")
        assert (answer.status_code, answer.headers["location"]) == (303, path)
        page = await client.follow(answer)
        assert said in page.text

    told = words(page.text)
    for moment in ("09.19 WIB", "09.26 WIB", "09.33 WIB"):
        assert moment in told
    assert "menurut kabar dari Uji coba" in told
    receipt = await client.get(f"{path}/bukti")
    assert receipt.status_code == 200
    assert "Bukti uji coba" in receipt.text
    assert "Rp382.200" in receipt.text
    assert (await again(charge)).state == "posted"


async def test_every_page_of_a_trial_says_so_and_none_shows_a_qris(trial: tuple[Portal, Client]) -> None:
    portal, client = trial
    charge = await charged(portal)
    path = charge_path(portal, charge)
    waiting = (await client.get(path)).text
    await take(context_of(portal), "trial", Report(str(charge.id), "e", "paid", portal.clock.now(), 382_200), "callback")
    await client.sign_in("warga-1")
    treasurer = Client(create_app(portal))
    await treasurer.sign_in(**TREASURER)  # type: ignore[arg-type]
    pages = {
        "waiting": waiting, "paid": (await client.get(path)).text, "receipt": (await client.get(f"{path}/bukti")).text,
        "mine": (await client.get("/pembayaran")).text, "desk": (await treasurer.get("/pembayaran/rekonsiliasi?tampil=semua")).text,
        "charge": (await treasurer.get(f"/pembayaran/rekonsiliasi/{charge.id}")).text,
    }  # fmt: skip

    assert {name for name, html in pages.items() if NOTE not in html} == set()
    assert {name for name, html in pages.items() if 'role="img"' in html or 'class="qr"' in html} == set()


async def test_a_trial_and_a_public_address_do_not_go_together_and_check_says_so(tmp_path: Path) -> None:
    public = (
        '[portal]\nname = "Uji"\nregency = "Kabupaten Uji"\nregion = "33.16"\npublic_url = "https://uji.go.id"\n[plugins]\nenabled = ["cases", "payments"]\n'
    )
    make_site(tmp_path / "site", toml=public + TRIAL, files=FILES)

    _site, problems, plugins = examine(tmp_path / "site")

    (found,) = [problem for problem in problems if problem.code == "payments.trial"]
    assert (found.severity, "public_url" in found.message) == ("error", True)
    assert "failed" in next(str(plugin.state) for plugin in plugins if plugin.slug == "payments")


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ('gateway_url = "https://bayar.example/v1"\n', "gateway_key"),
        ('gateway_url = "bayar.example"\n', "whole address"),
        ('gateway_merchant = "ID12"\n', "NMID"),
        ("post_within = 0\n", "post_within"),
        ("post_within_of = { gateway = 0 }\n", "hours"),
        ("trail = true\n", "trial"),
    ],
)
async def test_a_setting_that_cannot_be_is_named(tmp_path: Path, toml: str, words: str) -> None:
    make_site(tmp_path / "site", toml="[plugins.payments]\n" + toml, files=FILES)
    (tmp_path / "site" / "portal.toml").write_text(
        (tmp_path / "site" / "portal.toml").read_text(encoding="utf-8") + '\n[plugins]\nenabled = ["cases", "payments"]\n', encoding="utf-8"
    )

    try:
        _site, problems, _plugins = examine(tmp_path / "site")
    except SiteError as error:
        problems = list(error.problems)

    assert any(words in f"{problem.message} {problem.hint}" for problem in problems), problems


async def test_an_agency_that_is_not_there_is_named(tmp_path: Path) -> None:
    toml = '[plugins]\nenabled = ["cases", "payments"]\n[plugins.payments]\nagency = "dpuprr"\n'
    make_site(tmp_path / "site", toml=toml, files=FILES)

    _site, problems, _plugins = examine(tmp_path / "site")

    (found,) = [problem for problem in problems if problem.code == "payments.agency"]
    assert "dpupr" in found.hint


async def test_the_buttons_of_the_trial_do_nothing_to_money_that_is_real(portal: Portal, client: Client) -> None:
    charge = await charged(portal)
    path = charge_path(portal, charge)
    page = await client.get(path)

    assert "Uji coba" not in words(page.text)
    answer = await client.post(f"{path}/uji-coba", data={"state": "posted"}, headers={"Origin": HOST, "Sec-Fetch-Site": "same-origin"})
    assert answer.status_code in (403, 404)
    assert (await again(charge)).state == "waiting"


async def test_a_wrong_key_is_answered_as_what_is_not_there(portal: Portal, client: Client) -> None:
    charge = await charged(portal)
    for secret in ("A" * 43, charge.number, str(charge.id), charge.secret[:43]):
        for path in (f"/pembayaran/{secret}", f"/pembayaran/{secret}/bukti"):
            assert (await client.get(path)).status_code == 404


async def test_the_page_is_told_to_no_other_server_and_kept_nowhere(portal: Portal, client: Client) -> None:
    answer = await client.get(charge_path(portal, await charged(portal)))

    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"] == "noindex"


async def test_each_state_says_what_to_do_now(portal: Portal, client: Client, clock: FrozenClock, bank: Bank) -> None:
    bank.status = 503
    charge = await charged(portal)
    path = charge_path(portal, charge)
    assert "Kode bayar sedang diminta" in (await client.get(path)).text

    bank.status = 200
    clock.move(timedelta(minutes=3))
    await ask_due(context_of(portal))
    assert "Bayar tepat sejumlah ini" in (await client.get(path)).text

    await call(portal, report(str(charge.id), "posted", 382_200, clock.now()))
    page = words((await client.get(path)).text)
    assert page.count("Langkah ini tidak dikabarkan tersendiri") == 2

    other = await charged(portal, about="izin-2")
    clock.move(timedelta(hours=25))
    await ask_due(context_of(portal))
    page = words((await client.get(charge_path(portal, other))).text)
    assert "Jangan bayar kodenya lagi" in page
    assert other.code not in page


async def test_what_does_not_fit_is_said_and_leads_to_the_case(portal: Portal, client: Client) -> None:
    charge = await charged(portal)
    await call(portal, report(str(charge.id), "paid", 382_000, portal.clock.now()))

    page = await client.get(charge_path(portal, charge))

    assert "Jumlah yang dibayar berbeda dari tagihan" in page.text
    assert "Dikabarkan: Rp382.000. Ditagih: Rp382.200." in page.text
    assert 'role="img"' not in page.text  # nobody is asked to pay once more
    (followed,) = set(re.findall(r'href="(/lacak/[\w-]{43})"', page.text))
    case = await client.get(followed)
    assert charge.number in case.text
    assert "Diperiksa petugas" in case.text


async def test_words_of_a_bank_are_words(portal: Portal, client: Client) -> None:
    charge = await charged(portal)
    evil = "<script>alert(1)</script>\"'{{7*7}}"
    await call(portal, {**report(str(charge.id), "paid", 382_200, portal.clock.now(), evil), "channel": evil})
    treasurer = Client(create_app(portal))
    await treasurer.sign_in(**TREASURER)  # type: ignore[arg-type]

    for page in (await client.get(charge_path(portal, charge)), await treasurer.get(f"/pembayaran/rekonsiliasi/{charge.id}")):
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "{{7*7}}" in page.text


async def test_whoever_is_signed_in_finds_their_payments_and_nobody_elses(portal: Portal, client: Client) -> None:
    mine = [await charged(portal, about=f"izin-{n}") for n in range(3)]
    other = await charged(portal, about="izin-9", payer=None)
    await client.sign_in("warga-1")
    page = (await client.get("/pembayaran")).text
    assert all(charge_path(portal, one) in page for one in mine)
    assert charge_path(portal, other) not in page

    await client.sign_in("warga-2")
    assert "Tidak ada tagihan" in (await client.get("/pembayaran")).text


async def test_the_list_goes_on_page_by_page(tmp_path: Path, bank: Bank, clock: FrozenClock) -> None:
    async with portal_on(tmp_path / "small", toml=bank_toml(bank, "page_size = 5\n"), clock=clock) as (portal, client):
        for n in range(7):
            clock.move(timedelta(seconds=1))
            await charged(portal, about=f"izin-{n}")
        await client.sign_in("warga-1")
        first = await client.get("/pembayaran")
        (further,) = re.findall(r'href="(/pembayaran\?setelah=[^"]+)"', first.text)
        second = await client.get(further)

        assert (first.text.count('id="bayar-'), second.text.count('id="bayar-')) == (5, 2)
        assert (await client.get("/pembayaran?setelah=rusak")).text.count('id="bayar-') == 5


async def test_a_page_asks_the_database_three_times_at_most(tmp_path: Path, bank: Bank, clock: FrozenClock) -> None:
    async with portal_on(tmp_path / "counted", toml=bank_toml(bank), clock=clock) as (portal, client):
        charge = await charged(portal)
        await call(portal, report(str(charge.id), "paid", 382_000, clock.now()))
        for n in range(30):
            await charged(portal, about=f"izin-{n}")
        path = charge_path(portal, charge)
        public = {
            name: len((await asked(portal, client, address)).statements) for name, address in {"charge": path, "absent": f"/pembayaran/{'A' * 43}"}.items()
        }
        await client.sign_in("warga-1")
        session = len((await asked(portal, client, "/pembayaran")).statements)
        treasurer = Client(create_app(portal))
        await treasurer.sign_in(**TREASURER)  # type: ignore[arg-type]
        listed = len((await asked(portal, treasurer, "/pembayaran/rekonsiliasi?tampil=semua")).statements)
        shown = len((await asked(portal, treasurer, f"/pembayaran/rekonsiliasi/{charge.id}")).statements)

    assert public == {"charge": 3, "absent": 1}  # the charge, its changes, its case
    assert (session, listed) == (2, 3)  # who asks, the list, and whether lines of the statement wait
    assert shown <= 4


async def test_a_partial_request_gets_the_block_alone(portal: Portal, client: Client, bank: Bank) -> None:
    bank.status = 503
    charge = await charged(portal)
    path = charge_path(portal, charge)
    whole = (await client.get(path)).text
    part = (await client.get(path, headers={"HX-Request": "true", "HX-Request-Type": "partial"})).text

    assert f'hx-get="{path}"' in whole
    assert part.lstrip().startswith("<section")
    assert "<html" not in part


async def test_a_service_may_charge_somebody_who_left_nothing(portal: Portal, client: Client) -> None:
    from plugins.payments.api import Contact, create_charge

    charge = await create_charge(context_of(portal), fee(portal, payer=None, contact=Contact()))

    assert (charge.payer, charge.name, charge.phone, charge.email) == ("", None, None, None)
    assert (await client.get(charge_path(portal, charge))).status_code == 200
