"""Serve an office: bind, announce, run until told to stop."""

from __future__ import annotations

import contextlib
import dataclasses
import socket
import sys
from collections.abc import Callable, Iterable

import uvicorn
from starlette.types import ASGIApp

from certcopy.api.app import create_app
from certcopy.api.logs import write_json_logs
from certcopy.api.patience import PatientProtocol
from certcopy.api.phone_address import EVERYWHERE
from certcopy.errors import PortTaken
from certcopy.settings import Settings
from certcopy.storage.home import counter_key_of
from certcopy.workflow.chores import doing_chores
from certcopy.workflow.engine.job_engine import engine_of
from certcopy.workflow.house import House
from certcopy.workflow.tray_chores import tray_chores

CONNECTIONS = 64
GRACE = 10
"""Seconds that open requests get to end."""


@dataclasses.dataclass(frozen=True, slots=True)
class Addresses:
    """Where people go: the public page, and the counter with the key that opens it."""

    public: str
    counter: str


def serve(
    house: House,
    host: str = "127.0.0.1",
    port: int = 8000,
    announce: Callable[[Addresses], None] = lambda _: None,
    settings: Settings | None = None,
    hosts: Iterable[str] = (),
) -> None:
    """Serve the office until Ctrl-C or SIGTERM; ``port`` 0 takes any free one. ``announce`` is told the addresses
    once requests are answered. ``hosts`` are further names the server may be called by.

    Raises:
        PortTaken: the address cannot be bound.
        NeedsPostgres: the steps shall be left to workers, and the register is in another database.
    """
    write_json_logs()
    settings = settings or Settings()
    key = counter_key_of(house.home)
    engine = engine_of(house, settings.engine)
    listener = _bind(host, port)
    app = create_app(house, engine, key, settings, [host, *hosts], host)
    server = _Server(config_of(app), lambda: announce(_addresses(host, listener.getsockname()[1], key)))
    with doing_chores(house, tray_chores(house, settings.upload_mib)), contextlib.suppress(KeyboardInterrupt):
        server.run([listener])


def config_of(app: ASGIApp) -> uvicorn.Config:
    """How the application is served."""
    return uvicorn.Config(
        app,
        http=PatientProtocol,
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=GRACE,
    )


class _Server(uvicorn.Server):
    """Tells when it has begun to answer."""

    def __init__(self, config: uvicorn.Config, begun: Callable[[], None]) -> None:
        super().__init__(config)
        self._begun = begun

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._begun()


def _bind(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    if sys.platform == "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as problem:
        listener.close()
        raise PortTaken(port=port) from problem
    return listener


def _addresses(host: str, port: int, key: str) -> Addresses:
    name = socket.gethostname() if host in EVERYWHERE else host
    origin = f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
    return Addresses(public=f"{origin}/", counter=f"{origin}/counter/enter?key={key}")
