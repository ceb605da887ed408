"""The largest request: refused by its declared length at once, or while it arrives."""

from __future__ import annotations

import contextlib

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from certcopy.api.problems import answer
from certcopy.errors import FileTooLarge

MEBIBYTE = 1024 * 1024


class BodyLimitMiddleware:
    """Refuses bodies larger than the limit, whether or not they declare a length."""

    def __init__(self, app: ASGIApp, mebibytes: int) -> None:
        self.app = app
        self.mebibytes = mebibytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        if _declared_length(request) > self.mebibytes * MEBIBYTE:
            await answer(request, FileTooLarge(limit_mib=self.mebibytes))(scope, receive, send)
            return
        received = 0

        async def count() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.mebibytes * MEBIBYTE:
                raise HTTPException(413)
            return message

        await self.app(scope, count, send)


def _declared_length(request: Request) -> int:
    with contextlib.suppress(ValueError):
        return int(request.headers.get("content-length", "0"))
    return 0
