from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tortoise import fields
from tortoise.models import Model

from core.database import Database
from core.errors import DatabaseError
from core.models import BlindIndexField, JSONTextField, SealedTextField, TicketField
from core.security.cipher import Cipher

pytestmark = pytest.mark.anyio

NIK = "3316094107900001"


class Person(Model):
    id = fields.IntField(primary_key=True)
    nik = SealedTextField(null=True)
    nik_index = BlindIndexField(null=True)
    ticket = TicketField(unique=True, null=True)
    answers = JSONTextField(null=True)

    class Meta:
        table = "people_person"


@pytest.fixture
def cipher() -> Cipher:
    return Cipher({"k1": secrets.token_bytes(32)}, secrets.token_bytes(32))


@pytest.fixture
async def database(database_url: str, tmp_path: Path) -> AsyncIterator[Database]:
    made = Database(database_url, {"people": [sys.modules[__name__]]}, folder=tmp_path)
    await made.open()
    try:
        with made.bind():
            await made.context.generate_schemas()
            yield made
    finally:
        await made.close()


async def test_what_is_sealed_is_kept_and_found_by_its_blind_index(database: Database, cipher: Cipher) -> None:
    sealed = cipher.seal("people_person", "nik", "1", NIK)
    await Person.create(id=1, nik=sealed, nik_index=cipher.index(NIK, "nik"))

    found = await Person.get(nik_index=cipher.index(NIK, "nik"))

    assert cipher.open("people_person", "nik", "1", found.nik) == NIK


@pytest.mark.parametrize("plain", [NIK, "", "p1.", "p1.k1.short", "P1.k1." + "a" * 50, "p1.k1." + "a" * 50 + " " + NIK, 3316, b"p1"])
async def test_row_37_plain_text_is_refused_however_it_is_written_and_not_shown(database: Database, cipher: Cipher, plain: object) -> None:
    person = await Person.create(id=1, nik=cipher.seal("people_person", "nik", "1", NIK))

    async def save() -> None:
        person.nik = plain
        await person.save()

    for write in (
        lambda: Person.create(id=2, nik=plain),
        lambda: Person.bulk_create([Person(id=2, nik=plain)]),
        lambda: Person.filter(id=1).update(nik=plain),
        lambda: Person.filter(nik=plain),
        save,
    ):
        with pytest.raises(DatabaseError) as caught:
            await write()
        assert caught.value.code == "database.unsealed"
        assert caught.value.where == "Person.nik"
        assert NIK not in str(caught.value)


async def test_row_37_the_plain_number_is_in_no_file_of_the_database(tmp_path: Path, cipher: Cipher) -> None:
    database = Database("sqlite://data/portal.db", {"people": [sys.modules[__name__]]}, folder=tmp_path)
    await database.open()
    try:
        with database.bind():
            await database.context.generate_schemas()
            await Person.create(id=1, nik=cipher.seal("people_person", "nik", "1", NIK), nik_index=cipher.index(NIK))
            await Person.filter(id=1).update(nik=cipher.seal("people_person", "nik", "1", NIK))
            await Person.filter(id=1).delete()
        files = [path.read_bytes() for path in (tmp_path / "data").iterdir()]
    finally:
        await database.close()

    assert len(files) >= 2
    assert not any(NIK.encode() in content for content in files)


async def test_nothing_is_nothing(database: Database) -> None:
    await Person.create(id=1, nik=None, nik_index=None, ticket=None, answers=None)

    person = await Person.get(id=1)

    assert (person.nik, person.nik_index, person.ticket, person.answers) == (None, None, None, None)


@pytest.mark.parametrize("value", [NIK, "A" * 64, "a" * 63, ""])
async def test_a_blind_index_is_sixty_four_hex_digits(database: Database, value: str) -> None:
    with pytest.raises(DatabaseError) as caught:
        await Person.create(id=1, nik_index=value)

    assert NIK not in str(caught.value)


async def test_json_comes_back_as_it_was_with_its_order_and_its_letters(database: Database) -> None:
    answers = {"zeta": 1, "alfa": ["é", None, True, {"kosong": ""}], "besar": 10**15}
    await Person.create(id=1, answers=answers)

    read = (await Person.get(id=1)).answers

    assert read == answers
    assert list(read) == ["zeta", "alfa", "besar"]
    raw = await database.client.execute_query_dict("SELECT answers FROM people_person")
    assert raw[0]["answers"] == '{"zeta":1,"alfa":["é",null,true,{"kosong":""}],"besar":1000000000000000}'


def test_a_blind_index_has_an_index_and_a_unique_one_needs_no_second() -> None:
    assert BlindIndexField().index
    assert not BlindIndexField(unique=True).index or BlindIndexField(unique=True).unique


def test_what_plugins_use_beside_columns_comes_from_here_without_loading_migrations() -> None:
    code = "import sys, core.models as m; m.page; print('tortoise.migrations' in sys.modules); m.RunSQLOn; print('tortoise.migrations' in sys.modules)"

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)

    assert said.stdout.split() == ["False", "True"]
