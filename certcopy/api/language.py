"""In which language a visitor reads. Public pages say it in their address (``/en/…``) and set no cookie; the counter
remembers what was chosen there by ``?lang=``. Vietnamese where nobody says anything."""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from certcopy.errors import Language
from certcopy.i18n import speak

COOKIE = "certcopy_lang"
ONE_YEAR = 365 * 24 * 3600
ENGLISH = "/en"
COUNTER = "/counter"


class LanguageMiddleware:
    """Sets the language of the request's context; ``/en`` before an address is no part of its route."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"].startswith(COUNTER):
            await self._at_the_counter(scope, receive, send)
        elif scope["path"].startswith(f"{ENGLISH}/"):
            speak("en")
            await self.app({**scope, "root_path": f"{scope.get('root_path', '')}{ENGLISH}"}, receive, send)
        else:
            speak(Request(scope).query_params.get("lang"))
            await self.app(scope, receive, send)

    async def _at_the_counter(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        asked = request.query_params.get("lang")
        chosen = speak(asked or request.cookies.get(COOKIE))

        async def remember(message: Message) -> None:
            if asked is not None and message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"set-cookie", _cookie(chosen))]
            await send(message)

        await self.app(scope, receive, remember)


def _cookie(chosen: Language) -> bytes:
    return f"{COOKIE}={chosen}; Max-Age={ONE_YEAR}; Path={COUNTER}; SameSite=Lax; HttpOnly".encode()


def spoken_base(language: Language) -> str:
    """What stands before every public address in this language."""
    return ENGLISH if language == "en" else ""
