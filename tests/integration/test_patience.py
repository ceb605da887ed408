"""Who opens a connection and says nothing, or no more, does not keep it from others."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from certcopy.api import patience
from certcopy.api.server import config_of

PATIENCE = 20
HEAD = "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"


class App:
    """Answers with what it was sent, once it is told to."""

    def __init__(self) -> None:
        self.told = threading.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return
        body = await Request(scope, receive).body()
        while not self.told.is_set():
            await asyncio.sleep(0.01)
        await PlainTextResponse(body)(scope, receive, send)


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def port(app: App, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(patience, "SILENCE", 0.3)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(config_of(app))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join()
    listener.close()


def caller(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)


@pytest.mark.parametrize("said", ["", "GET / HT", HEAD.format(length=100), HEAD.format(length=100) + "half"])
def test_silence_is_hung_up_on(port: int, said: str) -> None:
    with caller(port) as silent:
        silent.sendall(said.encode())
        assert silent.recv(100) == b""


def test_who_waits_for_an_answer_is_not(app: App, port: int) -> None:
    with caller(port) as asked, caller(port) as silent:
        asked.sendall((HEAD.format(length=4) + "whole").encode()[:-1])
        assert silent.recv(100) == b""
        app.told.set()
        assert asked.recv(100).startswith(b"HTTP/1.1 200 OK")
