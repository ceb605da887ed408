"""The server's log: one JSON line a request, with nothing in it that a person wrote."""

from __future__ import annotations

import logging
import sys
import time
import uuid

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger("certcopy.requests")


def write_json_logs() -> None:
    """Have every line of the process written to standard error as JSON; a person at a terminal is spared all but
    warnings."""
    least = logging.WARNING if sys.stderr.isatty() else logging.INFO
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(least),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[_LibraryLines()], level=logging.WARNING, force=True)


class _LibraryLines(logging.Handler):
    """What libraries have to say, as lines like ours: the message before anything was put into it, and of an exception
    what ``account_of`` tells."""

    def emit(self, record: logging.LogRecord) -> None:
        fault = record.exc_info[1] if record.exc_info else None
        facts = {} if fault is None else account_of(fault)
        log.log(record.levelno, str(record.msg).strip(), library=record.name, **facts)


def account_of(fault: BaseException) -> dict[str, str]:
    """Kind of a fault, and module and line where it arose: what a trace tells, without what the variables held."""
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = "unknown" if trace is None else f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
    return {"fault": type(fault).__name__, "at": place}


class LogMiddleware:
    """Logs method, route, status and milliseconds of each request: never its address, query, names or body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = time.perf_counter()
        scope.setdefault("state", {})["request_id"] = request_id = uuid.uuid4().hex[:12]
        status = 500

        async def note_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, note_status)
        finally:
            log.info(
                "request",
                id=request_id,
                method=scope["method"],
                route=route_of(scope),
                status=status,
                ms=round((time.perf_counter() - begun) * 1000),
            )


def route_of(scope: Scope) -> str:
    """The template of the route that answered, such as ``/c/{code}``."""
    return str(getattr(scope.get("route"), "path", "none"))
