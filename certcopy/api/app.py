"""The application: every door of one office."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Iterable

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware import Middleware

import certcopy
from certcopy.api import counter, onestop, phone, public
from certcopy.api.doors import Doors
from certcopy.api.faults import FaultMiddleware
from certcopy.api.headers import HeadersMiddleware
from certcopy.api.hosts import HostMiddleware, host_name
from certcopy.api.language import LanguageMiddleware
from certcopy.api.limits import BodyLimitMiddleware
from certcopy.api.logs import LogMiddleware
from certcopy.api.pages import STATIC
from certcopy.api.problems import install
from certcopy.api.session import CounterKey
from certcopy.api.uploads import keep_uploads_in_memory
from certcopy.settings import Settings
from certcopy.workflow.engine.job_engine import JobEngine
from certcopy.workflow.house import House
from certcopy.workflow.scan import ScanDesk

SUMMARY = "Chứng thực bản sao điện tử từ bản chính · Electronic certified copies"
DESCRIPTION = """\
The one-stop software creates a dossier from scans of a paper original, asks for its state, and fetches the copy.
Anyone may verify a file. Refusals are problem details (RFC 9457) with a stable `code` and a sentence in Vietnamese
(`vi`) and English (`en`) that says what to do next.

`/api/v1/dossiers` needs the counter key: `Authorization: Bearer KEY`.
"""


def create_app(
    house: House,
    engine: JobEngine,
    counter_key: str,
    settings: Settings | None = None,
    hosts: Iterable[str] = (),
    bound: str = "127.0.0.1",
) -> FastAPI:
    """The application of one office. It starts the engine with its lifespan and stops it at the end.

    ``hosts`` are names it may be called by besides addresses, ``localhost``, this machine's name and the profile's
    ``verify_url``. ``bound`` is the address it listens on.
    """
    settings = settings or Settings()
    upload_mib = settings.upload_mib
    scans = ScanDesk(house, settings.mdns)
    keep_uploads_in_memory(upload_mib)
    app = FastAPI(
        title="CertCopy",
        version=certcopy.__version__,
        summary=SUMMARY,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        lifespan=_running(engine, scans),
        middleware=[
            Middleware(LogMiddleware),
            Middleware(HeadersMiddleware),
            Middleware(LanguageMiddleware),
            Middleware(HostMiddleware, names=_names(house, hosts)),
            Middleware(FaultMiddleware),
            Middleware(BodyLimitMiddleware, mebibytes=upload_mib),
        ],
    )
    app.state.doors = Doors(house, CounterKey(counter_key), upload_mib, scans, bound)
    install(app, upload_mib)
    for router in (onestop.router, public.router, counter.router, phone.router):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


def _names(house: House, more: Iterable[str]) -> frozenset[str]:
    ours = ("localhost", socket.gethostname(), host_name(house.office.verify_url))
    return frozenset(name.lower() for name in (*ours, *more) if name)


def _running(engine: JobEngine, scans: ScanDesk) -> Callable[[FastAPI], contextlib.AbstractAsyncContextManager[None]]:
    @contextlib.asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        await asyncio.to_thread(engine.start)
        yield
        await asyncio.to_thread(scans.close)
        await asyncio.to_thread(engine.stop)

    return running
