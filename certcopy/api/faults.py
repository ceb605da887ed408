"""What nobody foresaw: the visitor reads a sentence and a code to report; the log learns where, never what."""

from __future__ import annotations

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from certcopy.api.logs import account_of, route_of
from certcopy.api.problems import answer
from certcopy.errors import Unexpected

HUNG_UP = 499
"""The status, in the log only, of a request whose sender went away in the middle of it: no fault of anybody's."""

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
        except ClientDisconnect:
            await Response(status_code=HUNG_UP)(scope, receive, send)
        except Exception as fault:
            if begun or scope["type"] != "http":
                raise
            request = Request(scope)
            request_id = str(request.state.request_id)
            facts = {"route": route_of(scope), **account_of(fault)}
            log.error("fault", id=request_id, **facts)  # noqa: TRY400  (a trace would tell what the message holds)
            await answer(request, Unexpected(request=request_id))(scope, receive, send)
