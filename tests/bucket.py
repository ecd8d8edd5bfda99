"""A real S3 server for tests (SeaweedFS, from a wheel) with one bucket: a server a test run, for tests marked `slow`."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

BUCKET = "pendopo"
KEYS = {"AWS_ACCESS_KEY_ID": "pendopo", "AWS_SECRET_ACCESS_KEY": "pendopo-secret"}
"""What the environment of whoever uses the bucket says."""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="session")
def s3_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the server, which answers by now."""
    folder = tmp_path_factory.mktemp("weed")
    ports = {f"{part}.{port}": free_port() for part in ("master", "volume", "filer", "s3", "admin") for port in ("port", "port.grpc")}
    unused = ("-webdav.port=0", "-s3.port.iceberg=0", "-s3.port.lance=0", "-master.telemetry=false")
    weed = Path(sys.executable).with_name("weed")
    command = [str(weed), "mini", f"-dir={folder}", "-ip=127.0.0.1", f"-bucket={BUCKET}", *unused, *(f"-{name}={port}" for name, port in ports.items())]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{ports['s3.port']}"
    try:
        _wait_until_it_keeps(address, server, folder / "log")
        yield address
    finally:
        server.kill()  # asked to stop it takes ten seconds, and nobody needs what it kept
        server.wait(20)


def _wait_until_it_keeps(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """It listens before it can write."""
    from obstore.exceptions import BaseError
    from obstore.store import S3Store

    keys = {"access_key_id": KEYS["AWS_ACCESS_KEY_ID"], "secret_access_key": KEYS["AWS_SECRET_ACCESS_KEY"]}
    store = S3Store(BUCKET, endpoint=address, region="us-east-1", client_options={"allow_http": True}, retry_config={"max_retries": 0}, **keys)
    deadline = time.monotonic() + 90
    while True:
        try:
            store.put("awake", b"yes", use_multipart=False)
            return
        except (BaseError, OSError):
            if server.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(log.read_text(encoding="utf-8", errors="replace")[-3000:]) from None
            time.sleep(0.2)
