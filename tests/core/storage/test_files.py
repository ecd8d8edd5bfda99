"""Handing in, keeping, giving up and sweeping files, on a real database and a real folder."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO
from uuid import UUID, uuid4

import anyio
import pytest

from core.database import Database, transaction
from core.database.tables import Upload
from core.errors import StorageError
from core.storage.files import Files, StoredFile
from core.storage.kinds import Group
from core.storage.refusals import UploadRefused
from tests.core.storage import pictures
from tests.core.storage.conftest import HandClock

pytestmark = pytest.mark.anyio

BOTH: tuple[Group, ...] = ("image", "pdf")


async def stage(
    files: Files,
    content: bytes | IO[bytes],
    name: str = "foto.jpg",
    media_type: str = "image/jpeg",
    *,
    draft: UUID | None = None,
    accept: Collection[Group] = ("image",),
    limit: int = 0,
) -> StoredFile:
    return await files.stage(content, name=name, media_type=media_type, owner="complaints", field="photos", draft=draft, accept=accept, limit=limit)


def on_disk(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "data" / "files").rglob("*") if path.is_file())


async def test_a_picture_is_staged_with_its_small_one_and_facts(database: Database, files: Files, tmp_path: Path) -> None:
    draft = uuid4()
    with database.bind():
        staged = await stage(files, pictures.telltale_jpeg(6), "Jalan rusak.JPEG", draft=draft)

        assert (staged.name, staged.media_type, staged.width, staged.height, staged.state) == ("Jalan rusak.jpg", "image/jpeg", 400, 600, "staged")
        assert await files.staged(draft) == (staged,)
        assert await files.find(staged.id) == staged
        content, small = await files.read(staged), await files.read(staged, small=True)
    assert len(content) == staged.size > len(small)
    assert len(on_disk(tmp_path)) == 2


async def test_row_32_no_byte_of_what_gives_a_person_away_reaches_disk_or_database(database: Database, files: Files, tmp_path: Path) -> None:
    with database.bind():
        await stage(files, pictures.telltale_jpeg())

    for path in (p for p in tmp_path.rglob("*") if p.is_file()):
        for mark in (pictures.GPS_MARK, pictures.XMP_MARK, pictures.COMMENT_MARK, pictures.ICC_MARK):
            assert mark not in path.read_bytes(), path


async def test_a_pdf_is_kept_as_it_came_where_a_field_accepts_it(database: Database, files: Files) -> None:
    with database.bind():
        staged = await stage(files, pictures.PDF, "surat.pdf", "application/pdf", accept=BOTH)

        assert (staged.name, staged.is_image, await files.read(staged)) == ("surat.pdf", False, pictures.PDF)


async def test_a_spooled_file_is_read_from_its_beginning_wherever_it_stands(database: Database, files: Files) -> None:
    with database.bind(), tempfile.SpooledTemporaryFile(max_size=1000) as spooled:
        spooled.write(pictures.jpeg())
        spooled.read()

        assert (await stage(files, spooled)).width == 640  # type: ignore[arg-type]


EVIL: dict[str, tuple[bytes, str, str, str]] = {
    "nothing": (b"", "foto.jpg", "image/jpeg", "upload.empty"),
    "one byte": (b"\xff", "foto.jpg", "image/jpeg", "upload.type"),
    "php as jpg": (pictures.PHP, "foto.jpg", "image/jpeg", "upload.type"),
    "html as jpg": (pictures.HTML, "foto.jpg", "image/jpeg", "upload.type"),
    "js as jpg": (b"alert(1)", "foto.jpg", "image/jpeg", "upload.type"),
    "svg": (pictures.SVG, "logo.svg", "image/svg+xml", "upload.type"),
    "svg as png": (pictures.SVG, "logo.png", "image/png", "upload.type"),
    "eps": (pictures.EPS, "foto.eps", "application/postscript", "upload.type"),
    "eps as jpg": (pictures.EPS, "foto.jpg", "image/jpeg", "upload.type"),
    "psd": (pictures.PSD, "foto.psd", "image/vnd.adobe.photoshop", "upload.type"),
    "tiff": (pictures.TIFF, "foto.tif", "image/tiff", "upload.type"),
    "icns": (pictures.ICNS, "foto.icns", "image/icns", "upload.type"),
    "heic": (pictures.HEIC, "IMG_0001.HEIC", "image/heic", "upload.type"),
    "gif with script": (pictures.GIF, "foto.gif", "image/gif", "upload.type"),
    "zip": (pictures.zipped(), "foto.zip", "application/zip", "upload.type"),
    "zip as jpg": (pictures.zipped(), "foto.jpg", "image/jpeg", "upload.type"),
    "png called jpg": (pictures.png(), "foto.jpg", "image/jpeg", "upload.type"),
    "jpg called php": (pictures.jpeg(), "a.jpg.php", "image/jpeg", "upload.type"),
    "jpg declared html": (pictures.jpeg(), "foto.jpg", "text/html", "upload.type"),
    "pdf where a photo is asked": (pictures.PDF, "surat.pdf", "application/pdf", "upload.type"),
    "html in jpeg": (b"\xff\xd8\xff" + pictures.HTML, "foto.jpg", "image/jpeg", "upload.broken"),
    "truncated jpeg": (pictures.jpeg()[:-500], "foto.jpg", "image/jpeg", "upload.broken"),
    "truncated png": (pictures.png()[:-100], "foto.png", "image/png", "upload.broken"),
    "bomb": (pictures.bomb_png(), "foto.png", "image/png", "upload.size"),
    "33 MiB": (pictures.jpeg() + b"\0" * (33 << 20), "foto.jpg", "image/jpeg", "upload.size"),
}


@pytest.mark.parametrize("what", EVIL)
async def test_row_30_each_of_25_evil_files_is_refused_by_cause_and_leaves_nothing(what: str, database: Database, files: Files, tmp_path: Path) -> None:
    content, name, media_type, code = EVIL[what]

    with database.bind():
        with pytest.raises(UploadRefused) as refused:
            await stage(files, content, name, media_type)

        assert refused.value.code == code
        assert "{" not in refused.value.message
        assert refused.value.text.id.format(**refused.value.values) == refused.value.message
        assert await Upload.all().count() == 0
    assert on_disk(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "media_type"), [("foto", ""), ("content:1234", "application/octet-stream"), ("foto.JPG", "image/jpg"), ("a.php;.jpg", "image/jpeg; charset=x")]
)
async def test_what_a_telephone_does_not_say_cannot_disagree(name: str, media_type: str, database: Database, files: Files) -> None:
    with database.bind():
        assert (await stage(files, pictures.jpeg(), name, media_type)).name.endswith(".jpg")


async def test_a_pdf_over_12_mib_and_a_file_over_its_fields_own_limit_are_refused(database: Database, files: Files) -> None:
    with database.bind():
        for content, limit, said in ((pictures.PDF + b" " * (12 << 20), 0, 12), (pictures.PDF + b" " * (2 << 20), 2 << 20, 2)):
            with pytest.raises(UploadRefused) as refused:
                await stage(files, content, "surat.pdf", "application/pdf", accept=BOTH, limit=limit)
            assert (refused.value.code, refused.value.values) == ("upload.size", {"limit": said})


async def test_row_35_a_scanner_that_finds_something_refuses_the_file(database: Database, tmp_path: Path) -> None:
    async def scan(content: bytes, media_type: str) -> str:
        return "EICAR" if pictures.EICAR in content else ""

    files = Files("", folder=tmp_path, scanners=[scan])
    with database.bind():
        for content, name, media_type in (
            (pictures.PDF + pictures.EICAR, "a.pdf", "application/pdf"),
            (pictures.jpeg() + pictures.EICAR, "a.jpg", "image/jpeg"),
        ):
            with pytest.raises(UploadRefused) as refused:
                await stage(files, content, name, media_type, accept=BOTH)
            assert refused.value.code == "upload.virus"

        assert await Upload.all().count() == 0
        assert (await stage(files, pictures.jpeg())).state == "staged"


@pytest.mark.parametrize("failure", [RuntimeError("clamd is away"), TimeoutError(), SystemExit(1)], ids=repr)
async def test_row_35_a_scanner_that_fails_means_quarantine_never_acceptance(failure: BaseException, database: Database, tmp_path: Path) -> None:
    async def scan(content: bytes, media_type: str) -> str:
        raise failure

    files = Files("", folder=tmp_path, scanners=[scan])
    draft = uuid4()
    with database.bind():
        with pytest.raises(UploadRefused) as refused:
            await stage(files, pictures.jpeg(), draft=draft)

        row = await Upload.get()
        assert (refused.value.code, row.state) == ("upload.failed", "quarantined")
        assert await files.find(row.id) is None
        assert await files.staged(draft) == ()
        with pytest.raises(StorageError):
            await files.keep([row.id], owner="complaints", subject="case")


async def test_staged_files_are_kept_with_the_transaction_and_only_with_it(database: Database, files: Files) -> None:
    with database.bind():
        staged = await stage(files, pictures.jpeg())

        async def keep_and_fail() -> None:
            async with transaction():
                await files.keep([staged.id], owner="complaints", subject="case-1")
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await keep_and_fail()
        assert await files.of("complaints", "case-1") == ()

        async with transaction():
            await files.keep([staged.id], owner="complaints", subject="case-1")
        assert [file.id for file in await files.of("complaints", "case-1")] == [staged.id]


async def test_nobody_keeps_a_file_of_another_plugin_or_draft_nor_one_twice(database: Database, files: Files) -> None:
    draft = uuid4()
    with database.bind():
        staged = await stage(files, pictures.jpeg(), draft=draft)

        for arguments in ({"owner": "permits"}, {"owner": "complaints", "draft": uuid4()}):
            with pytest.raises(StorageError):
                await files.keep([staged.id], subject="case-1", **arguments)  # type: ignore[arg-type]
        await files.keep([staged.id], owner="complaints", subject="case-1", draft=draft)
        with pytest.raises(StorageError):
            await files.keep([staged.id], owner="complaints", subject="case-2")
        await files.keep([], owner="complaints", subject="case-2")


async def test_a_file_given_up_is_seen_by_nobody_and_swept(database: Database, files: Files, tmp_path: Path) -> None:
    with database.bind():
        staged, other = await stage(files, pictures.jpeg()), await stage(files, pictures.jpeg())

        assert await files.discard([staged.id, other.id], owner="permits") == 0
        assert await files.discard([staged.id], owner="complaints") == 1
        assert await files.find(staged.id) is None
        assert await files.sweep() == 1
        assert await files.find(other.id) == other
    assert len(on_disk(tmp_path)) == 2


async def test_what_was_staged_and_never_sent_is_swept_after_seven_days_and_what_is_kept_never(
    database: Database, files: Files, clock: HandClock, tmp_path: Path
) -> None:
    with database.bind():
        kept, _forgotten = await stage(files, pictures.jpeg()), await stage(files, pictures.jpeg())
        await files.keep([kept.id], owner="complaints", subject="case-1")

        clock.pass_(days=6, hours=23)
        assert await files.sweep() == 0
        clock.pass_(hours=2)
        assert await files.sweep() == 1
        clock.pass_(days=4000)
        assert await files.sweep() == 0
        assert await files.read(kept)
    assert len(on_disk(tmp_path)) == 2


async def test_a_crash_while_writing_leaves_a_row_that_is_swept_and_shown_to_nobody(database: Database, files: Files, clock: HandClock, tmp_path: Path) -> None:
    with database.bind():
        staged = await stage(files, pictures.jpeg())
        await Upload.filter(id=staged.id).update(state="arriving")

        assert await files.find(staged.id) is None
        clock.pass_(days=1, hours=1)
        assert await files.sweep() == 1
    assert on_disk(tmp_path) == []


async def test_row_63_where_the_folder_is_gone_the_upload_is_refused_and_swept_when_it_is_back(
    database: Database, files: Files, clock: HandClock, tmp_path: Path
) -> None:
    (tmp_path / "data" / "files").rmdir()
    (tmp_path / "data" / "files").write_bytes(b"a file where the folder was")

    with database.bind():
        with pytest.raises(UploadRefused) as refused:
            await stage(files, pictures.jpeg())
        assert refused.value.code == "upload.failed"
        assert await files.find((await Upload.get()).id) is None

        (tmp_path / "data" / "files").unlink()
        (tmp_path / "data" / "files").mkdir()
        clock.pass_(days=2)
        assert await files.sweep() == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of one megabyte under the files."""
    disk = tmp_path / "data" / "files"
    disk.mkdir(parents=True)
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        yield tmp_path
    finally:
        subprocess.run(["umount", str(disk)], check=True)


async def test_row_63_a_nearly_full_disk_refuses_uploads_before_anything_is_written(small_disk: Path, database: Database) -> None:
    files = Files("", folder=small_disk)

    with database.bind():
        with pytest.raises(UploadRefused) as refused:
            await stage(files, pictures.jpeg())

        assert refused.value.code == "upload.failed"
        assert await Upload.all().count() == 0


async def test_row_63_a_disk_that_fills_while_writing_leaves_neither_a_row_nor_a_piece_of_a_file(small_disk: Path, database: Database) -> None:
    files = Files("", folder=small_disk, reserve=-(100 << 20))

    with database.bind():
        staged = await stage(files, pictures.jpeg())
        with pytest.raises(UploadRefused) as refused:
            await stage(files, pictures.PDF + b" " * (3 << 20), "surat.pdf", "application/pdf", accept=BOTH)

        assert refused.value.code == "upload.failed"
        assert await Upload.all().count() == 1
        assert await files.read(staged)
    assert len(on_disk(small_disk)) == 2


async def test_many_at_once_are_all_staged(database: Database, files: Files) -> None:
    draft = uuid4()
    with database.bind():
        async with anyio.create_task_group() as group:
            for _ in range(8):
                group.start_soon(lambda: stage(files, pictures.jpeg(), draft=draft))

        assert len(await files.staged(draft)) == 8


async def test_where_a_photo_was_taken_is_forgotten_unless_it_is_asked_for_as_evidence(database: Database, files: Files) -> None:
    with database.bind():
        citizen = await stage(files, pictures.camera())
        proof = await files.stage(pictures.camera(), name="a.jpg", media_type="image/jpeg", owner="complaints", field="photos", evidence=True)
        told = await files.stage(
            pictures.jpeg(),
            name="a.jpg",
            media_type="image/jpeg",
            owner="complaints",
            field="photos",
            evidence=True,
            taken="2026-11-24T10:00:00+07:00",
            place=(-7, 111),
        )

    assert (citizen.taken, citizen.place, len(citizen.fingerprint)) == ("", None, 16)
    assert (proof.taken, proof.place) == ("2026-11-24T09:12:00+07:00", pytest.approx((-6.969722, 111.417778), abs=1e-5))
    assert (told.taken, told.place) == ("2026-11-24T10:00:00+07:00", (-7, 111))
