"""What accounts hold of people and how: passport, sealed columns, export and erasure; and the plugin's manners."""

from __future__ import annotations

from pathlib import Path

import pytest

import plugins.accounts
from core import Subject
from core.models import SealedTextField
from core.plugins.manifest import read_manifest
from core.portal import Portal
from core.portal.running import context_of
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.accounts import personal, tasks, tries
from plugins.accounts.models import Account, Invitation, Tries, Waiting
from plugins.accounts.settings import Settings

from .conftest import portal_on
from .persons import OTHER, PASSWORD, SITI, another, citizen, enter, id_of, officer, register
from .test_mine import NIK, profile

pytestmark = pytest.mark.anyio
FOLDER = Path(plugins.accounts.__file__).parent
NOT_ABOUT_A_PERSON = {"id", "kind", "email_index", "phone_index", "totp_last", "administrator", "active", "created"}


def test_row_36_every_column_about_a_person_says_why_and_how_long() -> None:
    manifest = read_manifest(FOLDER / "plugin.toml", "accounts")

    columns = {f"accounts_account.{name}" for name in Account._meta.fields_map if name not in NOT_ABOUT_A_PERSON}
    assert set(manifest.data) == columns | {
        "accounts_consent.text",
        "accounts_login.subject",
        "accounts_waiting.data",
        *(f"accounts_ward.{name}" for name in ("name", "nik", "until", "person")),
        *(f"accounts_office.{name}" for name in ("kind", "area", "decree", "file", "until", "reason")),
    }
    assert all(keeping.why and keeping.keep for keeping in manifest.data.values())


def test_row_37_whatever_names_a_person_is_sealed() -> None:
    sealed = {name for name, field in Account._meta.fields_map.items() if isinstance(field, SealedTextField)}

    assert sealed == {"name", "email", "phone", "nik", "birth_date", "totp"}


async def test_row_37_what_was_entered_lies_nowhere_in_the_database_in_the_clear(tmp_path: Path, clock: FrozenClock) -> None:
    async with portal_on(tmp_path / "site", clock=clock) as (portal, client):
        await citizen(client)
        await profile(client, nik=NIK, born="23-11-1990")
        await citizen(another(portal), "0812-3456-7890", name="Budi Santoso")
        one = await officer(portal, clock)
        found = b"".join(file.read_bytes() for file in (tmp_path / "site" / "data").glob("portal.db*"))

    for word in (SITI, "Siti Rahmawati", NIK, "1990-11-23", "+6281234567890", "81234567890", "Budi Santoso", PASSWORD, one.secret, one.codes[0], one.email):
        assert word.encode() not in found, word


async def test_a_citizens_data_is_exported_and_erased_with_the_account(client: Client, portal: Portal) -> None:
    await citizen(client)
    await profile(client, nik=NIK)
    context, subject = context_of(portal, "accounts"), Subject(actor_id=await id_of(portal, SITI))

    told = await personal.export(context, subject)
    erased = await personal.erase(context, subject)

    assert {"name": "Siti Rahmawati", "email": SITI, "nik": NIK, "kind": "citizen"}.items() <= told["account"].items()
    assert erased.erased
    assert await Account.all().count() == 0
    assert (await client.get("/akun")).status_code == 303
    assert (await register(client)).status_code == 303


async def test_an_address_alone_is_no_proof_and_opens_nobodys_data(client: Client, portal: Portal) -> None:
    """Nobody has shown yet that an address or number is theirs."""
    await citizen(client)
    context = context_of(portal, "accounts")

    assert await personal.export(context, Subject(email=SITI, phone="+6281234567890")) == {}
    assert (await personal.erase(context, Subject(email=SITI))).erased == ()
    assert await Account.all().count() == 1


async def test_an_officers_account_stays_and_says_why(portal: Portal, clock: FrozenClock) -> None:
    one = await officer(portal, clock, roles=("handler",), agencies=("dpupr",))
    context, subject = context_of(portal, "accounts"), Subject(actor_id=await id_of(portal, one.email))

    assert (await personal.export(context, subject))["account"]["roles"] == ["handler@dpupr"]
    assert (await personal.erase(context, subject)).kept == (("Akun", context.gettext(personal.KEPT)),)
    assert await Account.all().count() == 1


async def test_every_night_what_nobody_waits_for_is_forgotten(client: Client, portal: Portal, clock: FrozenClock) -> None:
    from datetime import timedelta

    from plugins.accounts.commands import _link

    await citizen(client)
    await _link(portal, SITI)
    await enter(another(portal), password=OTHER)
    one = await officer(portal, clock)
    one.client.cookies.clear()
    await enter(one.client, one.email)
    assert 0 not in (await Tries.all().count(), await Waiting.all().count(), await Invitation.all().count())

    clock.move(timedelta(days=2))
    await tasks.sweep(context_of(portal, "accounts"))

    assert (await Tries.all().count(), await Waiting.all().count(), await Invitation.all().count()) == (0, 0, 0)
    assert tries.FREE == 5


async def test_every_page_speaks_english_too(client: Client) -> None:
    client.cookies.set("bahasa", "en")
    await citizen(client)

    for address, words in (("/akun", "My cases"), ("/akun/profil", "Birth date"), ("/akun/perangkat", "This device"), ("/akun/kata-sandi", "Change password")):
        assert words in (await client.get(address)).text, address


def test_it_needs_no_other_plugin() -> None:
    assert read_manifest(FOLDER / "plugin.toml", "accounts").requires == ()


def test_every_setting_says_what_it_is() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
