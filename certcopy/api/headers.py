"""Headers on every answer: nothing but our own files runs, nothing is framed, nothing is kept. A page that needs more
sets its own, built here."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FRAMED_BY = "frame-ancestors"


def policy(*, scripts: str = "'self'", framed_by: Iterable[str] = ()) -> str:
    """The Content-Security-Policy: what scripts may run, and which sites may frame the page (none)."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self'",
            "img-src 'self' blob:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            f"{FRAMED_BY} {' '.join(framed_by) or NOBODY}",
        ]
    )


def devices(camera: str = "") -> str:
    """The Permissions-Policy: who may use the camera (nobody); nobody may use anything else."""
    return f"camera=({camera}), microphone=(), geolocation=(), payment=(), usb=()"


OWN_FILES = "/static/"
"""Ours for everybody: kept by a browser that asks each time whether they are still the same."""
NOBODY = "'none'"
SECURITY = {
    "Content-Security-Policy": policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": devices(),
}
WITH_CAMERA = {
    "Content-Security-Policy": policy(scripts="'self' 'wasm-unsafe-eval'"),
    "Permissions-Policy": devices("self"),
}
"""For the pages that read QR codes: the camera, and the reader, which is WebAssembly."""


class HeadersMiddleware:
    """Adds the security headers, where the answer says nothing else itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        caching = "no-cache" if scope.get("path", "").startswith(OWN_FILES) else "no-store"

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", caching)
                if f"{FRAMED_BY} {NOBODY}" in headers["Content-Security-Policy"]:
                    headers["X-Frame-Options"] = "DENY"
            await send(message)

        await self.app(scope, receive, with_headers)
