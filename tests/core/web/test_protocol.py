"""A connection that is slow, too large or too many is ended, and everybody else is served meanwhile. Real sockets, a real server."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from typing import Any

import pytest
import uvicorn

from core.web.protocol import Doorkeeper, Patience, counting
from core.web.protocol_h11 import PatientH11
from core.web.protocol_httptools import PatientHttpTools

pytestmark = pytest.mark.anyio

BASES = [PatientHttpTools, PatientH11]
HASTY = Patience(headers=0.5, body=1.5, grace=0.5, unread=0.7, leaving=0.5)


async def app(scope: Any, receive: Any, send: Any) -> None:
    """`/` answers at once, `/baca` reads the body, `/lambat` takes its time, `/tolak` answers without reading, `/besar` says much."""
    path = scope["path"]
    body = b"ok"
    if path == "/lambat":
        await asyncio.sleep(1.0)
    if path == "/baca":
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            size += len(message["body"])
            if not message["more_body"]:
                break
        body = str(size).encode()
    if path == "/malas":  # the app itself is in no hurry to read
        await asyncio.sleep(2.0)
        await receive()
    if path == "/besar":
        body = b"x" * 50_000_000
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body})


class Running:
    def __init__(self, server: uvicorn.Server, port: int) -> None:
        self.server = server
        self.port = port

    def connect(self, data: bytes = b"", *, source: str = "127.0.0.1") -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=20, source_address=(source, 0))
        connection.sendall(data)
        return connection

    def ask(self, data: bytes) -> bytes:
        """Send, and read until the server closes."""
        with closing(self.connect(data)) as connection:
            return read_all(connection)

    def get(self, path: str = "/") -> bytes:
        return self.ask(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())


@contextmanager
def serving(base: type[Doorkeeper], patience: Patience = HASTY, **config: Any) -> Iterator[Running]:
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    options: dict[str, Any] = {"ws": "none", "lifespan": "off", "log_config": None, "access_log": False, "server_header": False, "loop": "asyncio"}
    server = uvicorn.Server(uvicorn.Config(app, http=counting(base, patience), **(options | config)))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        wait_for(lambda: server.started)
        yield Running(server, listener.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
        assert not thread.is_alive()


def wait_for(happened: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def read_all(connection: socket.socket) -> bytes:
    """Until the server closes; a reset ends it too."""
    pieces = []
    try:
        while piece := connection.recv(65_536):
            pieces.append(piece)
    except ConnectionResetError:
        pass
    return b"".join(pieces)


def read_until(connection: socket.socket, end: bytes) -> bytes:
    """One answer of a connection that stays open."""
    answer = b""
    while not answer.endswith(b"\r\n\r\n" + end):
        answer += connection.recv(65_536)
    return answer


def drip(connection: socket.socket, piece: bytes, every: float, seconds: float) -> float:
    """Send a piece now and then until the server closes; after how many seconds it did."""
    began = time.monotonic()
    try:
        while time.monotonic() - began < seconds:
            connection.sendall(piece)
            time.sleep(every)
    except (BrokenPipeError, ConnectionResetError):
        pass
    return time.monotonic() - began


@pytest.fixture(params=BASES, ids=lambda base: base.__name__)
def server(request: pytest.FixtureRequest) -> Iterator[Running]:
    with serving(request.param) as running:
        yield running


def status(answer: bytes) -> int:
    return int(answer[9:12])


def test_an_honest_request_is_answered(server: Running) -> None:
    assert server.get().endswith(b"\r\n\r\nok")


def test_several_requests_use_one_connection(server: Running) -> None:
    with closing(server.connect()) as connection:
        for _ in range(3):
            connection.sendall(b"POST /baca HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello")
            assert read_until(connection, b"5").endswith(b"\r\n\r\n5")


def test_pipelined_requests_are_answered_in_their_order(server: Running) -> None:
    one = b"POST /baca HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
    last = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

    answer = server.ask(one + one + last)

    assert answer.count(b"HTTP/1.1 200") == 3
    assert answer.endswith(b"ok")


@pytest.mark.parametrize("head", [b"", b"GET", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_row_61_headers_that_do_not_end_are_given_up(server: Running, head: bytes) -> None:
    began = time.monotonic()

    answer = server.ask(head)

    assert time.monotonic() - began < 3
    assert status(answer) == 408
    assert b"content-security-policy" in answer


def test_row_61_dripping_does_not_help(server: Running) -> None:
    with closing(server.connect(b"GET / HTTP/1.1\r\nHost: x\r\nX: ")) as connection:
        assert drip(connection, b"a", 0.05, 5) < 3


def test_row_61_a_slow_second_request_on_a_kept_connection_is_given_up(server: Running) -> None:
    with closing(server.connect(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")) as connection:
        assert read_until(connection, b"ok").startswith(b"HTTP/1.1 200")
        began = time.monotonic()
        connection.sendall(b"\r\nGET / HT")
        assert status(read_all(connection)) in (400, 408)  # h11 takes no empty line before a request
        assert time.monotonic() - began < 3


def test_row_61_a_body_slower_than_a_kilobyte_a_second_is_given_up(server: Running) -> None:
    head = b"POST /baca HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n"
    began = time.monotonic()

    answer = server.ask(head + b"a" * 20)

    assert 0.4 < time.monotonic() - began < 3
    assert status(answer) == 408


def test_row_61_a_body_has_an_end_even_when_it_is_fast_enough(server: Running) -> None:
    with closing(server.connect(b"POST /baca HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n")) as connection:
        assert drip(connection, b"a" * 300, 0.1, 6) < 4


def test_a_long_body_that_comes_steadily_gets_the_time_it_needs() -> None:
    patience = Patience()

    assert patience.body_deadline(64 * 1024) == 60
    assert patience.body_deadline(3 * 1024 * 1024) == 60 + 188
    assert patience.body_deadline(0) == 60


def test_the_app_may_take_its_time_to_read(server: Running) -> None:
    body = b"a" * 1_000_000

    answer = server.ask(b"POST /malas HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1000000\r\n\r\n" + body)

    assert status(answer) == 200


def test_a_slow_answer_is_no_slow_request(server: Running) -> None:
    assert server.get("/lambat").endswith(b"ok")


def test_an_answer_before_the_body_is_read_arrives_and_the_rest_is_let_in_for_a_moment(server: Running) -> None:
    with closing(server.connect(b"POST /tolak HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n" + b"a" * 200_000)) as connection:
        began = time.monotonic()
        answer = read_all(connection)

    assert answer.endswith(b"ok")
    assert time.monotonic() - began < 3


def test_row_61_an_answer_that_nobody_reads_is_given_up(server: Running) -> None:
    with closing(server.connect(b"GET /besar HTTP/1.1\r\nHost: x\r\n\r\n")):
        wait_for(lambda: len(server.server.server_state.connections) == 1)
        wait_for(lambda: not server.server.server_state.connections, 5)


@pytest.mark.parametrize("size", [33_000, 70_000, 300_000])
def test_row_13_headers_without_end_are_refused(server: Running, size: int) -> None:
    answer = server.ask(b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * size)

    assert answer == b"" or status(answer) == 431


@pytest.mark.parametrize("method", [b"FOO", b"TRACE"])
def test_bad_input_26_methods_that_http_does_not_know(method: bytes) -> None:
    with serving(PatientHttpTools) as server:
        answer = server.ask(method + b" / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

    assert status(answer) == (405 if method == b"FOO" else 200)  # TRACE is HTTP's own: the gate refuses it


def test_bad_input_26_connect_is_refused() -> None:
    with serving(PatientHttpTools) as server:
        assert status(server.ask(b"CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n")) == 405


SMUGGLING = [
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\nhello",
    b"POST / HTTP/1.1\r\nHost: x\r\nX: \x00\r\nContent-Length: 5\r\n\r\nhello",
    b"GET / HTTP/1.1\r\nHost: x\r\n X: folded\r\nBad Header: y\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
]


@pytest.mark.parametrize("request_bytes", SMUGGLING)
def test_row_16_malformed_requests_are_refused_and_the_connection_closed(server: Running, request_bytes: bytes) -> None:
    answer = server.ask(request_bytes)

    assert answer.count(b"HTTP/1.1") == 1
    assert status(answer) in (400, 405, 408)


@pytest.mark.parametrize("base", BASES)
def test_row_61_one_address_has_so_many_connections_and_others_are_served(base: type[Doorkeeper]) -> None:
    patience = Patience(per_address=50, exempt=lambda address: address == "127.0.0.1")
    with serving(base, patience) as server:
        greedy = [server.connect(source="127.0.0.2") for _ in range(60)]
        try:
            refused = [status(read_all(connection)) for connection in greedy[50:]]
            assert refused == [503] * 10
            assert server.get().endswith(b"ok")
            greedy[0].close()
            wait_for(lambda: len(server.server.server_state.connections) <= 49)
            again = server.connect(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", source="127.0.0.2")
            greedy.append(again)
            assert read_all(again).endswith(b"ok")
        finally:
            for connection in greedy:
                connection.close()


@pytest.mark.parametrize("base", BASES)
def test_row_59_a_stop_finishes_what_is_answered_and_cuts_what_is_slow(base: type[Doorkeeper]) -> None:
    with serving(base, Patience(leaving=0.5)) as server:
        answering = [server.connect(b"GET /lambat HTTP/1.1\r\nHost: x\r\n\r\n") for _ in range(10)]
        sending = [server.connect(b"POST /baca HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\na") for _ in range(10)]
        half_open = [server.connect(b"GET / HTTP/1.1\r\nHo") for _ in range(10)]
        wait_for(lambda: len(server.server.server_state.connections) == 30 and len(server.server.server_state.tasks) == 20)
        began = time.monotonic()

        server.server.should_exit = True
        answers = [[status(read_all(connection)) for connection in group] for group in (answering, sending, half_open)]

        assert answers == [[200] * 10, [503] * 10, [503] * 10]
        assert time.monotonic() - began < 4
        for connection in [*answering, *sending, *half_open]:
            connection.close()


@asynccontextmanager
async def half_open_connections(port: int, number: int, head: bytes) -> AsyncIterator[list[asyncio.StreamReader]]:
    pairs = await asyncio.gather(*(asyncio.open_connection("127.0.0.1", port) for _ in range(number)))
    try:
        for _, writer in pairs:
            writer.write(head)
        yield [reader for reader, _ in pairs]
    finally:
        for _, writer in pairs:
            writer.close()


async def ask_once(port: int) -> float:
    """Seconds until `/` is answered."""
    began = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    answer = await reader.read()
    writer.close()
    assert answer.endswith(b"ok")
    return time.monotonic() - began


@pytest.mark.slow
@pytest.mark.parametrize("base", BASES)
async def test_row_61_300_half_open_connections_are_closed_within_12_seconds_while_the_portal_answers(base: type[Doorkeeper]) -> None:
    with serving(base, Patience()) as server:
        async with half_open_connections(server.port, 300, b"GET / HTTP/1.1\r\nHost: x\r\nX: ") as readers:
            began = time.monotonic()
            closed = asyncio.gather(*(reader.read() for reader in readers))
            waits = []
            while not closed.done():
                waits.append(await ask_once(server.port))
                await asyncio.sleep(0.1)
            took = time.monotonic() - began

    assert took <= 12
    assert max(waits) < 1
    assert sorted(waits)[int(len(waits) * 0.95)] < 0.3
