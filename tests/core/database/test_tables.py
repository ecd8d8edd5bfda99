from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from tortoise.exceptions import IntegrityError, ValidationError
from tortoise.models import Model

from core.database import tables, transaction
from core.database.tables import Audit, Draft, Outbox, Session, Setting, Submission, TaskState, Upload

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 3, 1, 8, 30, 15, 123456, tzinfo=UTC)

EVERY = [value for value in vars(tables).values() if isinstance(value, type) and issubclass(value, Model) and value is not Model]


def test_every_table_of_the_core_says_its_name() -> None:
    assert sorted(model._meta.db_table for model in EVERY) == [
        "core_audit", "core_consent", "core_counter", "core_draft", "core_import", "core_import_part", "core_outbox", "core_search", "core_session",
        "core_setting", "core_submission", "core_task", "core_upload",
    ]  # fmt: skip


async def test_what_is_written_comes_back_as_it_was(opened) -> None:
    long = '{"kata": "' + "é" * 5000 + '\\n"}'
    async with opened():
        session = await Session.create(id="a" * 64, created=NOW, seen=NOW, expires=NOW, device="Ponsel")
        draft = await Draft.create(session=session.id, form="complaints.report", created=NOW, changed=NOW, expires=NOW, answers=long)
        upload = await Upload.create(draft=draft.id, owner="complaints", key="k", created=NOW, size=2**40)
        await Submission.create(key="k" * 43, form="complaints.report", session=session.id, created=NOW)
        await TaskState.create(name="core.sweep")
        await Setting.create(key="complaints", value="{}", changed=NOW)
        entry = await Audit.create(at=NOW, actor="a", action="x", previous="0" * 64, digest="1" * 64)

        assert (await Session.get(id=session.id)).created == NOW
        assert (await Draft.get(id=draft.id)).answers == long
        assert (await Upload.get(id=upload.id)).size == 2**40
        assert (await Upload.get(id=upload.id)).draft == draft.id
        assert (await Submission.get(key="k" * 43)).secret is None
        assert entry.seq == 1


async def test_a_draft_is_one_for_session_form_path_and_number(opened) -> None:
    async with opened():
        values = {"session": "s", "form": "f", "path": "", "number": 1, "created": NOW, "changed": NOW, "expires": NOW}
        await Draft.create(**values)
        await Draft.create(**{**values, "number": 2})

        with pytest.raises(IntegrityError):
            await Draft.create(**values)


async def test_many_submissions_may_be_without_a_secret_but_no_two_have_the_same(opened) -> None:
    async with opened():
        for n in range(2):
            await Submission.create(key=f"k{n}", form="f", session="s", created=NOW)
        await Submission.create(key="k3", form="f", session="s", created=NOW, secret="x")

        with pytest.raises(IntegrityError):
            await Submission.create(key="k4", form="f", session="s", created=NOW, secret="x")


async def test_an_event_is_one_for_its_dedupe_key(opened) -> None:
    async with opened():
        values = {"event": "e", "listener": "l", "payload": "{}", "dedupe": "once", "created": NOW, "due": NOW}
        await Outbox.create(**values)

        with pytest.raises(IntegrityError):
            await Outbox.create(**values)


async def test_a_text_longer_than_its_column_is_refused_on_both_databases(opened) -> None:
    async with opened():
        with pytest.raises(ValidationError):
            await Session.create(id="a" * 65, created=NOW, seen=NOW, expires=NOW)


HOT = {
    "session": "SELECT * FROM core_session WHERE id = 'x'",
    "sessions of an actor": "SELECT * FROM core_session WHERE actor_id = 'x'",
    "expired sessions": "SELECT id FROM core_session WHERE expires < '2026-01-01'",
    "draft of a form": "SELECT * FROM core_draft WHERE session = 'x' AND form = 'f' AND path = '' AND number = 1",
    "drafts of a session": "SELECT * FROM core_draft WHERE session = 'x'",
    "expired drafts": "SELECT id FROM core_draft WHERE expires < '2026-01-01'",
    "files of a draft": "SELECT * FROM core_upload WHERE draft = '00000000-0000-0000-0000-000000000001'",
    "files of a case": "SELECT * FROM core_upload WHERE subject = 'x' AND owner = 'cases'",
    "old staged files": "SELECT id FROM core_upload WHERE state = 'staged' AND created < '2026-01-01'",
    "submission": "SELECT * FROM core_submission WHERE key = 'x'",
    "receipt": "SELECT * FROM core_submission WHERE secret = 'x'",
    "due events": "SELECT * FROM core_outbox WHERE state = 'waiting' AND due < '2026-01-01' ORDER BY due LIMIT 20",
    "audit of an object": "SELECT * FROM core_audit WHERE object = 'x'",
    "last audit": "SELECT * FROM core_audit ORDER BY seq DESC LIMIT 1",
    "counter": "SELECT * FROM core_counter WHERE name = 'x'",
    "search entry": "SELECT * FROM core_search WHERE owner = 'x' AND key = 'y'",
}


async def test_no_query_of_a_request_scans_a_table(opened) -> None:
    async with opened() as database, transaction():
        if database.kind == "postgres":
            await database.client.execute_query("SET LOCAL enable_seqscan = off")  # an empty table is scanned: the question is whether an index fits
        for name, sql in HOT.items():
            if database.kind == "sqlite":
                steps = [row["detail"] for row in await database.client.execute_query_dict(f"EXPLAIN QUERY PLAN {sql}")]
                assert not [step for step in steps if "TEMP B-TREE" in step], name
                assert not [step for step in steps if step.startswith("SCAN") and "LIMIT" not in sql], name
            else:
                steps = [row["QUERY PLAN"] for row in await database.client.execute_query_dict(f"EXPLAIN {sql}")]
                assert not [step for step in steps if "Seq Scan" in step or "Sort" in step], name


async def test_ids_are_not_given_twice(opened) -> None:
    async with opened():
        first = await Outbox.create(event="e", listener="l", payload="{}", dedupe=str(uuid4()), created=NOW, due=NOW)
        await first.delete()

        second = await Outbox.create(event="e", listener="l", payload="{}", dedupe=str(uuid4()), created=NOW, due=NOW)

        assert second.id > first.id
