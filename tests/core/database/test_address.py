from __future__ import annotations

from pathlib import Path

import pytest

from core.database.address import read_address
from core.errors import DatabaseError

SITE = Path("/sites/blora")


def test_a_relative_sqlite_file_lies_in_the_sites_folder() -> None:
    address = read_address("sqlite://data/portal.db", SITE)

    assert (address.kind, address.path) == ("sqlite", SITE / "data" / "portal.db")


def test_a_sqlite_file_may_be_absolute_and_have_spaces() -> None:
    assert read_address("sqlite:///var/lib/my portal.db", SITE).path == Path("/var/lib/my portal.db")


def test_a_postgres_address_is_taken_apart_with_its_percent_signs() -> None:
    address = read_address("postgres://us%40er:p%2Fw@db.example:5433/portal?maxsize=9&ssl=require", SITE)

    assert address.kind == "postgres"
    assert {**address.credentials} == {
        "user": "us@er", "password": "p/w", "host": "db.example", "port": 5433, "database": "portal", "minsize": 1, "maxsize": 9, "ssl": "require",
    }  # fmt: skip


def test_a_socket_is_named_by_the_option_host() -> None:
    assert read_address("postgresql://postgres:@/portal?host=/run/pg", SITE).credentials["host"] == "/run/pg"


def test_the_password_is_shown_nowhere() -> None:
    address = read_address("postgres://user:geheim@db/portal", SITE)

    assert "geheim" not in repr(address) + address.shown + str(address)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "not a database"),
        ("data/portal.db", "not a database"),
        ("sqlit://data/portal.db", "Did you mean 'sqlite'"),
        ("mysql://root@localhost/portal", "not a database"),
        ("sqlite://", "does not name a file"),
        ("sqlite://:memory:", "does not name a file"),
        ("sqlite://data/x.db?mode=ro", "does not name a file"),
        ("postgres://host:abc/portal", "cannot be read"),
        ("postgres://[::1/portal", "cannot be read"),
        ("postgres://user@host/", "does not name a database"),
        ("postgres://host/portal?maxsiz=4", "Did you mean 'maxsize'"),
        ("postgres://host/portal?maxsize=0", "from 1 to 100"),
        ("postgres://host/portal?maxsize=²", "from 1 to 100"),
    ],
)
def test_an_unclear_address_is_refused_with_its_place_and_its_mend(url: str, said: str) -> None:
    with pytest.raises(DatabaseError) as caught:
        read_address(url, SITE)

    assert said in str(caught.value)
    assert caught.value.where == "[database] url"
