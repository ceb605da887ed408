"""What nobody foresaw: the visitor reads a sentence and a code to report; the log learns where, never what."""

from __future__ import annotations

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from certcopy.api.logs import route_of
from certcopy.api.problems import answer
from certcopy.errors import Unexpected

log = structlog.get_logger(__name__)


class FaultMiddleware:
    """Answers any exception that the routes let through."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def note_begin(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, note_begin)
        except Exception as fault:
            if begun or scope["type"] != "http":
                raise
            request = Request(scope)
            request_id = str(request.state.request_id)
            facts = {"route": route_of(scope), "fault": type(fault).__name__, "at": _origin(fault)}
            log.error("fault", id=request_id, **facts)  # noqa: TRY400  (a trace would tell what the message holds)
            await answer(request, Unexpected(request=request_id))(scope, receive, send)


def _origin(fault: BaseException) -> str:
    """Module and line where the fault arose: what a trace tells, without what the variables held."""
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "unknown" if trace is None else f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
