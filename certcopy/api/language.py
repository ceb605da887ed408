"""In which language a visitor reads: the ``lang`` of the address, else what was chosen before, else Vietnamese."""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from certcopy.errors import Language
from certcopy.i18n import speak

COOKIE = "certcopy_lang"
ONE_YEAR = 365 * 24 * 3600


class LanguageMiddleware:
    """Sets the language of the request's context, and remembers a choice made by ``?lang=``."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        asked = request.query_params.get("lang")
        chosen = speak(asked or request.cookies.get(COOKIE))

        async def remember(message: Message) -> None:
            if asked is not None and message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"set-cookie", _cookie(chosen))]
            await send(message)

        await self.app(scope, receive, remember)


def _cookie(chosen: Language) -> bytes:
    return f"{COOKIE}={chosen}; Max-Age={ONE_YEAR}; Path=/; SameSite=Lax; HttpOnly".encode()
