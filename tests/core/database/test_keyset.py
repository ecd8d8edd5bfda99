from __future__ import annotations

import base64
import json
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.database.tables import Counter, Draft, Import, Outbox
from core.keyset import page, read_cursor, write_cursor

pytestmark = pytest.mark.anyio

START = datetime(2026, 3, 1, tzinfo=UTC)


def cursor(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


async def drafts(number: int) -> None:
    """Every third one at the same moment as its neighbour: the key has to decide."""
    await Draft.bulk_create([
        Draft(id=uuid4(), session="s", form="f", number=n, created=START, changed=START + timedelta(minutes=n // 3), expires=START) for n in range(number)
    ])  # fmt: skip


async def test_the_pages_together_are_the_list_newest_first_each_row_once(opened) -> None:
    async with opened():
        await drafts(50)
        seen, after = [], ""
        for _ in range(20):
            found = await page(Draft.filter(session="s"), "changed", after=after, size=7)
            seen += found.rows
            after = found.next
            if not after:
                break

        assert len(seen) == 50
        assert seen == sorted(seen, key=lambda row: (row.changed, str(row.id)), reverse=True)
        assert len({row.id for row in seen}) == 50


async def test_rows_that_come_meanwhile_move_no_page(opened) -> None:
    async with opened():
        await drafts(6)
        first = await page(Draft.all(), "changed", size=3)
        await Draft.create(session="s", form="new", created=START, changed=START + timedelta(days=9), expires=START)

        second = await page(Draft.all(), "changed", after=first.next, size=3)

        assert {row.form for row in second.rows} == {"f"}
        assert not {row.id for row in first.rows} & {row.id for row in second.rows}
        assert second.next == ""


async def test_a_list_of_exactly_one_page_has_no_next(opened) -> None:
    async with opened():
        await drafts(3)

        assert (await page(Draft.all(), "changed", size=3)).next == ""
        assert (await page(Draft.filter(form="none"), "changed")).rows == []


async def test_text_and_numbers_make_cursors_too(opened) -> None:
    async with opened():
        await Counter.bulk_create([Counter(name=f"nama é {n}", value=n // 2) for n in range(9)])
        first = await page(Counter.all(), "value", size=4)
        second = await page(Counter.all(), "value", after=first.next, size=4)

        assert [row.value for row in (*first.rows, *second.rows)] == [4, 3, 3, 2, 2, 1, 1, 0]


@pytest.mark.parametrize("size", [-5, 0, 1, 10**30])
async def test_any_size_is_taken_within_bounds(opened, size: int) -> None:
    async with opened():
        await drafts(5)

        assert 1 <= len((await page(Draft.all(), "changed", size=size)).rows) <= 5


ONE = str(UUID(int=1))
BAD = [
    *("x", "====", "\x00", "é", "a" * 10_000, cursor(None), cursor([]), cursor([1]), cursor([1, 2]), cursor([1, 2, 3]), cursor({"a": 1, "b": 2}), cursor("ab")),
    *(cursor([value, ONE]) for value in ("2026-03-01T00:00:00", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00", ["2026-03-01T00:00:00+00:00"], True)),
    *(cursor(["2026-03-01T00:00:00+00:00", key]) for key in ("no uuid", None, 1)),
    *(base64.urlsafe_b64encode(raw).decode() for raw in (b"[" * 200, b"\xff\xfe")),
]


async def test_a_cursor_that_cannot_be_read_is_the_first_page(opened) -> None:
    async with opened():
        await drafts(3)

        for after in BAD:
            assert len((await page(Draft.all(), "changed", after=after)).rows) == 3, after


@pytest.mark.parametrize("value", [[2**63, "a"], [-(2**70), "a"], [1.5, "a"], [True, "a"], ["1", "a"], [1, "a\x00b"], [1, 7], [1, "\ud800"]])
def test_numbers_and_texts_beyond_what_a_database_takes_are_refused(value: object) -> None:
    assert read_cursor(Counter, "value", cursor(value)) is None


@given(st.text(max_size=300))
def test_nothing_that_is_typed_as_a_cursor_raises(typed: str) -> None:
    read_cursor(Draft, "changed", typed)


@given(st.datetimes(min_value=START.replace(year=1950, tzinfo=None), max_value=START.replace(year=2500, tzinfo=None), timezones=st.just(UTC)), st.uuids())
def test_what_is_written_is_read_back(moment: datetime, key: UUID) -> None:
    row = Draft(id=key, changed=moment)

    assert read_cursor(Draft, "changed", write_cursor(row, "changed")) == (moment, key)


@given(st.dates(), st.uuids())
def test_a_day_is_read_back_too(day: date, key: UUID) -> None:
    assert read_cursor(Import, "as_of", write_cursor(Import(id=key, as_of=day), "as_of")) == (day, key)


async def test_a_page_is_read_along_the_index_without_a_scan_or_a_sort(opened) -> None:
    async with opened() as database:
        await Outbox.bulk_create([
            Outbox(event="e", listener="l", payload="{}", dedupe=str(n), created=START, due=START + timedelta(seconds=n)) for n in range(2000)
        ])  # fmt: skip
        rows = (await page(Outbox.filter(state="waiting"), "due", size=20)).rows
        place = rows[-1]
        if database.kind == "postgres":
            await database.client.execute_query("ANALYZE core_outbox")
        condition = "state = 'waiting' AND due <= {0} AND (due < {0} OR id < {1}) ORDER BY due DESC, id DESC LIMIT 21"
        marks = ("?1", "?2") if database.kind == "sqlite" else ("$1", "$2")
        explain = "EXPLAIN QUERY PLAN" if database.kind == "sqlite" else "EXPLAIN"

        plan = await database.client.execute_query_dict(f"{explain} SELECT * FROM core_outbox WHERE {condition.format(*marks)}", [place.due, place.id])

        text = "\n".join(str(list(row.values())[-1]) for row in plan)
        assert "idx_core_outbox_state_" in text
        assert "SCAN" not in text
        assert "Seq Scan" not in text
