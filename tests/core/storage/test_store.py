"""A folder and a bucket answer to the same verbs."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.errors import SiteError, StorageError
from core.storage.names import new_key
from core.storage.store import RESERVE, Store
from tests.bucket import KEYS, free_port

pytestmark = pytest.mark.anyio


async def content_of(store: Store, key: str) -> bytes:
    return b"".join([piece async for piece in await store.stream(key)])


async def round_trip(store: Store) -> None:
    key, content = new_key("jpg"), os.urandom(700_000)

    await store.put(key, content)
    assert await content_of(store, key) == content

    await store.delete(key)
    await store.delete(key)
    with pytest.raises(FileNotFoundError):
        await store.stream(key)


async def test_a_folder_keeps_returns_and_forgets(tmp_path: Path) -> None:
    await round_trip(Store("", tmp_path))


async def test_a_relative_folder_is_relative_to_the_site_and_closed_to_others(tmp_path: Path) -> None:
    store = Store("file://data/files", tmp_path)

    assert store.root == tmp_path / "data" / "files"
    assert stat.S_IMODE(store.root.stat().st_mode) == 0o700


async def test_an_absolute_folder_is_taken_as_it_stands(tmp_path: Path) -> None:
    assert Store(f"file://{tmp_path}/elsewhere", Path("/nowhere")).root == tmp_path / "elsewhere"


@pytest.mark.parametrize("key", ["../secrets.toml", "ab/../../secrets.toml", "/etc/passwd", "ab/x.php", ""])
async def test_row_33_only_names_of_ours_are_opened(tmp_path: Path, key: str) -> None:
    (tmp_path / "secrets.toml").write_text("key = 1")

    with pytest.raises(FileNotFoundError):
        await Store("file://files", tmp_path).stream(key)


async def test_row_33_a_link_in_the_folder_leads_nowhere(tmp_path: Path) -> None:
    store, file_key, folder_key = Store("file://files", tmp_path), new_key("jpg"), new_key("jpg")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / folder_key.partition("/")[2]).write_bytes(b"secret")
    assert store.root is not None
    (store.root / file_key).parent.mkdir()
    (store.root / file_key).symlink_to(tmp_path / "outside" / folder_key.partition("/")[2])
    if not (linked := (store.root / folder_key).parent).exists():
        linked.symlink_to(tmp_path / "outside")

    for key in (file_key, folder_key):
        with pytest.raises(FileNotFoundError):
            await store.stream(key)


async def test_row_63_a_write_that_fails_leaves_no_piece_of_a_file(tmp_path: Path) -> None:
    """The file size limit of a process stands for the full disk: the write breaks off in the middle."""
    program = f"""
import anyio, resource, signal, pathlib
from core.errors import StorageError
from core.storage.names import new_key
from core.storage.store import Store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
store = Store("file://files", pathlib.Path({str(tmp_path)!r}))
async def main():
    try:
        await store.put(new_key("jpg"), b"x" * 500_000)
    except StorageError as error:
        print(error.code)
anyio.run(main)
"""
    done = subprocess.run([sys.executable, "-B", "-c", program], capture_output=True, text=True, check=False)

    assert done.stdout == "storage.write\n", done.stderr
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


async def test_row_63_uploads_leave_a_reserve_on_the_disk(tmp_path: Path) -> None:
    store = Store("", tmp_path)
    free = os.statvfs(tmp_path).f_bavail * os.statvfs(tmp_path).f_frsize

    assert store.has_room(1)
    assert not store.has_room(free - RESERVE + (64 << 20))


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        ("ftp://host/x", "file://data/files"),
        ("s3://bucket?access_key_id=AKIA", "environment"),
        ("s3://bucket?endpiont=http://x", "endpoint"),
    ],
)
def test_a_wrong_address_names_its_mend(tmp_path: Path, url: str, hint: str) -> None:
    with pytest.raises(SiteError) as wrong:
        Store(url, tmp_path)

    assert hint in wrong.value.hint


async def test_row_64_a_bucket_that_is_away_is_an_error_of_ours_and_soon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "y")
    store = Store(f"s3://bucket?endpoint=http://127.0.0.1:{free_port()}&region=us-east-1", tmp_path)

    began = time.monotonic()
    with pytest.raises(StorageError):
        await store.put(new_key("jpg"), b"x")

    assert time.monotonic() - began < 15
    assert store.has_room(1 << 50)


@pytest.mark.slow
async def test_a_bucket_keeps_returns_and_forgets(s3_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    store = Store(f"s3://pendopo/blora?endpoint={s3_address}&region=us-east-1", tmp_path)

    await round_trip(store)
