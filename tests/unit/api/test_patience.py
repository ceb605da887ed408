"""How long a request may take to come, by a clock that the test moves on."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from certcopy.api.patience import PACE, SILENCE, PatientProtocol
from certcopy.api.server import config_of

HEAD = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n"
HOUR = 3600
PIECE = 100_000
"""Bytes: more than are taken from a connection before somebody asks for them, and fewer than fit into it."""


class Loop(asyncio.SelectorEventLoop):
    """An event loop whose time is what it is told."""

    now = 0.0

    def time(self) -> float:
        return self.now


class App:
    """Reads what it is sent and answers with its length, each once it may."""

    def __init__(self) -> None:
        self.may_read, self.may_answer = asyncio.Event(), asyncio.Event()
        self.may_read.set()
        self.may_answer.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.may_read.wait()
        body = await Request(scope, receive).body()
        await self.may_answer.wait()
        await PlainTextResponse(str(len(body)))(scope, receive, send)


class Visitor:
    """Somebody at the other end of a connection, and their time."""

    def __init__(self, runner: asyncio.Runner, line: socket.socket) -> None:
        self._runner = runner
        self._line = line
        self._line.setblocking(False)

    def say(self, words: bytes) -> None:
        self._line.sendall(words)
        self.wait(0)

    def wait(self, seconds: float) -> None:
        """Let time pass, and the server do what is due."""
        self._runner.run(self._pass(seconds))

    def hears(self) -> bytes | None:
        """What was answered; nothing where the server has hung up, None where it still listens."""
        with contextlib.suppress(BlockingIOError):
            return self._line.recv(4096)
        return None

    async def _pass(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, Loop)
        loop.now += seconds
        for _ in range(5):
            await asyncio.sleep(0)


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def visitor(app: App) -> Iterator[Visitor]:
    config = config_of(app)
    config.load()

    async def connect(ours: socket.socket) -> asyncio.BaseTransport:
        accept = asyncio.get_running_loop().connect_accepted_socket
        transport, _ = await accept(lambda: PatientProtocol(config, ServerState(), {}), ours)
        return transport

    ours, theirs = socket.socketpair()
    with asyncio.Runner(loop_factory=Loop) as runner, theirs:
        transport = runner.run(connect(ours))
        visitor = Visitor(runner, theirs)
        yield visitor
        transport.close()
        visitor.wait(0)


def seconds_of_dripping(visitor: Visitor) -> int:
    """For how many seconds the server takes a byte each."""
    for second in range(HOUR):
        visitor.wait(1)
        if visitor.hears() == b"":
            return second
        visitor.say(b"a")
    return HOUR


def test_a_body_that_drips_is_hung_up_on(visitor: Visitor) -> None:
    visitor.say(HEAD % HOUR)
    assert seconds_of_dripping(visitor) == pytest.approx(SILENCE, abs=1)


def test_what_came_fast_buys_no_time_to_drip(visitor: Visitor) -> None:
    visitor.say(HEAD % (2 * PIECE))
    visitor.say(bytes(PIECE))
    assert seconds_of_dripping(visitor) == pytest.approx(SILENCE, abs=1)


def test_a_slow_telephone_that_is_cut_off_now_and_then_is_waited_for(visitor: Visitor) -> None:
    visitor.say(HEAD % (600 * 2 * PACE))
    for piece in range(600):
        visitor.wait(1 if piece % 30 else SILENCE - 2)
        assert visitor.hears() is None
        visitor.say(bytes(2 * PACE))
    assert (visitor.hears() or b"").endswith(b"\r\n1228800")


def test_a_body_that_the_server_does_not_read_is_waited_for(visitor: Visitor, app: App) -> None:
    app.may_read.clear()
    visitor.say(HEAD % (2 * PIECE))
    visitor.say(bytes(PIECE))
    visitor.say(bytes(PIECE))
    for _ in range(HOUR):
        visitor.wait(1)
    app.may_read.set()
    visitor.wait(0)
    assert (visitor.hears() or b"").endswith(b"\r\n200000")


def test_an_answer_takes_its_time(visitor: Visitor, app: App) -> None:
    app.may_answer.clear()
    visitor.say(HEAD % 4 + b"ask!")
    for _ in range(HOUR):
        visitor.wait(1)
    app.may_answer.set()
    visitor.wait(0)
    assert (visitor.hears() or b"").startswith(b"HTTP/1.1 200 OK")


def test_a_request_that_came_with_the_one_before_has_no_longer(visitor: Visitor) -> None:
    visitor.say(HEAD % 4 + b"ask!" + HEAD % PIECE)
    assert (visitor.hears() or b"").startswith(b"HTTP/1.1 200 OK")
    for _ in range(int(SILENCE) + 1):
        visitor.wait(1)
    assert visitor.hears() == b""
