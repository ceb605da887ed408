"""By which names this server may be called: a foreign name in ``Host`` means a page elsewhere rebound its DNS to us."""

from __future__ import annotations

import contextlib
import ipaddress
import urllib.parse

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from certcopy.api.problems import answer
from certcopy.errors import WrongHost


class HostMiddleware:
    """Refuses requests for a name that is neither ours nor an address: an address cannot be rebound."""

    def __init__(self, app: ASGIApp, names: frozenset[str]) -> None:
        self.app = app
        self.names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._is_ours(Request(scope).headers.get("host", "")):
            await answer(Request(scope), WrongHost())(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _is_ours(self, host: str) -> bool:
        name = host_name(f"//{host}")
        return name in self.names or _is_address(name)


def host_name(url: str) -> str:
    """The host of an address in lower case, without port; empty where there is none."""
    with contextlib.suppress(ValueError):
        return urllib.parse.urlsplit(url).hostname or ""
    return ""


def _is_address(name: str) -> bool:
    with contextlib.suppress(ValueError):
        ipaddress.ip_address(name)
        return True
    return False
