from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import core.database
from core.database import Migrator, transaction
from core.database.tables import SearchEntry
from core.fulltext import _FIND, FullText, find, index, match_expression, remove, tsquery
from core.words import NONE, Synonyms, stems_of, words_in

pytestmark = pytest.mark.anyio

CORE = Path(core.database.__file__).parent

TYPED = [
    *(
        "",
        " ",
        '"',
        '""',
        "'",
        "*",
        "**",
        "NEAR",
        "NEAR(a b, 2)",
        "a AND",
        "OR OR",
        "NOT x",
        "title: x",
        "-x",
        "^x",
        "(",
        ")",
        "a)(",
        "x*y",
        "jalan*",
        "\\",
        "\x00",
    ),
    *("jalan\x00rusak", "\ud800", "a'b", "a' | 'b", "a:*", "!a", "<->", "&", "%", "_", "__", "½", "²", "ﬁ", "جسر", "道路", "é", "e\u0301", "🚧", "\u202e"),
    *("core_search_index", "x" * 10_000, "x " * 5_000, '" ' * 5_000, "(" * 10_000, "\u0301" * 500),
]


async def test_an_entry_is_found_by_all_its_words_and_by_the_beginning_of_the_last_one(opened) -> None:
    async with opened():
        await index("complaints", "A", "Jalan berlubang di Cepu", "Lubang besar di depan pasar")
        await index("complaints", "B", "Lampu padam", "Lampu jalan padam tiga hari")
        await index("jobs", "C", "Jalan-jalan", "Lowongan pemandu wisata")

        assert await find("complaints", "jalan") == ["A", "B"]  # in the title first, though the other is newer
        assert await find("complaints", "jalan pad") == ["B"]
        assert await find("complaints", "PASAR Cep") == ["A"]
        assert await find("complaints", "jembatan") == []
        assert await find("complaints", "jalan", limit=1) == ["A"]
        assert await find("jobs", "wisa") == ["C"]


async def test_indexing_again_replaces_and_removing_forgets(opened) -> None:
    async with opened():
        await index("complaints", "A", "Jalan rusak", "")
        await index("complaints", "A", "Lampu padam", "")
        assert await find("complaints", "jalan") == []
        assert await find("complaints", "lampu") == ["A"]

        await remove("complaints", "A")
        await remove("complaints", "never there")

        assert await find("complaints", "lampu") == []
        assert await SearchEntry.all().count() == 0


async def test_the_index_is_undone_with_its_transaction(opened) -> None:
    async with opened():
        with pytest.raises(ZeroDivisionError):  # noqa: PT012 - what fails is the transaction as a whole
            async with transaction():
                await index("complaints", "A", "Jalan rusak", "")
                raise ZeroDivisionError

        assert await find("complaints", "jalan") == []


async def test_whatever_is_typed_or_kept_raises_nothing(opened) -> None:
    async with opened():
        for typed in TYPED:
            await index("complaints", "A", f"Jalan {typed} rusak", typed)
            await index("complaints", "B", typed, "")

            for words in (typed, f"jalan {typed}", f"{typed} rusak", f'"{typed}"'):
                assert set(await find("complaints", words)) <= {"A", "B"}, typed
            assert "A" in await find("complaints", "jalan"), typed


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=80))
def test_no_operator_of_either_database_comes_through(typed: str) -> None:
    words, asked = words_in(typed), NONE.asked(typed)

    assert all(word.isalnum() for word in words)
    if asked:
        letters = set("".join(words))
        assert set(match_expression(asked)) <= letters | set('" *()ANDOR')
        assert set(tsquery(asked)) <= letters | set("' &|():*")


def test_of_a_long_text_the_first_ten_words_are_asked_for_cut_to_forty_letters() -> None:
    assert words_in("x" * 10_000) == ["x" * 40]
    assert len(NONE.asked("a b c d e f g h i j k l m")) == 10


@pytest.mark.parametrize("typed", ["cafe", "Cafés", "memperbaiki", "perbaikan", "JALANAN", "perba", "jalan baik", "wedang kafe", "jl", "warung kopi bagus"])
async def test_accents_endings_and_other_words_for_the_same_do_not_matter(opened, typed: str) -> None:
    synonyms = Synonyms([("jalan", "jl"), ("wedang kafe", "wedang cafe"), ("warung kopi", "café"), ("bagus", "baik")])
    async with opened():
        await index("information", "A", "Perbaikan jalan", "Wedang Café")
        await index("information", "B", "Lampu padam", "Tiang miring")

        assert await FullText(synonyms).find("information", typed) == (["A"] if typed != "Cafés" else [])


async def test_what_was_there_before_the_stems_is_found_after_upgrading(opened, tmp_path: Path) -> None:
    older = tmp_path / "older"
    older.mkdir()
    for file in (CORE / "migrations").glob("000[1-4]_*.py"):
        shutil.copy(file, older)
    async with opened(migrate=False) as database:
        await Migrator(database, {"core": older}).migrate()
        for key in range(2_100):
            await database.client.execute_query(f"INSERT INTO core_search (owner, key, title, text) VALUES ('old', 'k{key}', 'Perbaikan jalan {key}', 'Café')")

        await Migrator(database).migrate()

        assert await find("old", "memperbaiki 2099") == ["k2099"]
        assert await find("old", "cafe 7") == ["k7"]


async def test_searching_scans_no_table(opened) -> None:
    async with opened() as database:
        titles = [f"Judul {n} {'jalan' if n % 1000 == 0 else 'lampu'}" for n in range(3000)]
        await SearchEntry.bulk_create([SearchEntry(owner="complaints", key=f"k{n}", title=title, stems=stems_of(title, "")) for n, title in enumerate(titles)])

        async with transaction():
            if database.kind == "sqlite":
                plan = await database.rows(f"EXPLAIN QUERY PLAN {_FIND['sqlite']}", '"jalan"*', "complaints", 200)
                steps = [row["detail"] for row in plan]
                assert not [step for step in steps if "TEMP B-TREE" in step or (step.startswith("SCAN") and "VIRTUAL TABLE INDEX" not in step)]
            else:
                await database.client.execute_query("ANALYZE core_search")
                await database.client.execute_query("SET LOCAL enable_seqscan = off")  # 3,000 rows are scanned sooner: does the index fit?
                plan = await database.rows(f"EXPLAIN {_FIND['postgres']}", "'jalan':*", "complaints", 200)
                text = "\n".join(row["QUERY PLAN"] for row in plan)
                assert "core_search_words" in text
                assert "Seq Scan" not in text

        assert await find("complaints", "jalan") == ["k2000", "k1000", "k0"]


async def test_search_survives_a_rebuild_of_its_table(opened, shelf) -> None:
    """The triggers that keep the index in step belong to the table."""
    async with opened() as database:
        await index("complaints", "A", "Jalan rusak", "")
        body = 'operations = [ops.AlterField("SearchEntry", "owner", fields.CharField(max_length=70))]'
        folder = shelf.folder / "core" / "migrations"
        folder.mkdir(parents=True)
        applied = sorted(file.stem for file in (CORE / "migrations").glob("0*.py"))
        for name in applied:
            again = f"from importlib import import_module\nMigration = import_module('core.database.migrations.{name}').Migration\n"
            (folder / f"{name}.py").write_text(again)
        step = shelf.step("core", len(applied) + 1, body)
        step.write_text(step.read_text().replace(f"{len(applied):04d}_step", applied[-1]))

        await Migrator(database, {"core": folder}).migrate()

        await index("complaints", "A", "Lampu padam", "")
        await index("complaints", "B", "Jembatan putus", "")
        await remove("complaints", "A")
        assert await find("complaints", "jalan") == []
        assert await find("complaints", "lampu") == []
        assert await find("complaints", "jemb") == ["B"]


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_a_hundred_thousand_documents_are_searched_in_fifty_milliseconds(opened) -> None:
    """Of the portal's CPU and, on PostgreSQL, of the server's time; a word that all have, one that few have, and one that is only begun."""
    synonyms = Synonyms([("jalan bolong", "jalan rusak", "jalan berlubang"), ("pju", "lampu jalan")])
    things = ("lubang", "rusak", "gelap", "banjir", "retak", "macet", "sempit", "licin")
    async with opened() as database:
        for start in range(0, 100_000, 5_000):
            await SearchEntry.bulk_create(
                [
                    SearchEntry(
                        owner="complaints",
                        key=f"k{n}",
                        title=f"Jalan {things[n % 8]} {n}",
                        stems=stems_of(f"Jalan {things[n % 8]} {n}", f"Desa {n % 295} dekat pasar {n % 977}"),
                    )
                    for n in range(start, start + 5_000)
                ]
            )
        if database.kind == "postgres":
            await database.client.execute_query("ANALYZE core_search")

        for typed in ("jalan", "jalan bolong", "pasar 976 desa 12", "lampu jalan mati", "pas", "j"):
            asked = synonyms.asked(typed)
            await find("complaints", typed, 200, synonyms)
            before = time.process_time()
            for _ in range(5):
                await find("complaints", typed, 200, synonyms)
            spent = (time.process_time() - before) / 5
            if database.kind == "postgres":
                plan = await database.rows(f"EXPLAIN (ANALYZE, FORMAT JSON) {_FIND['postgres']}", tsquery(asked), "complaints", 200)
                told = plan[0]["QUERY PLAN"]
                spent += (json.loads(told) if isinstance(told, str) else told)[0]["Execution Time"] / 1000
            print(f"{database.kind} {typed!r}: {spent * 1000:.1f} ms")
            assert spent <= 0.05, typed
