"""Who may pass the counter's doors: the key in a header, or a browser that entered with it."""

from __future__ import annotations

import urllib.parse
from typing import Annotated

from fastapi import Depends, Request, Response

from certcopy.api.doors import TheDoors
from certcopy.api.session import SESSION_LENGTH, CounterKey
from certcopy.clock import Clock
from certcopy.errors import AccessDenied, ForeignForm

COOKIE = "certcopy_counter"
READING = frozenset({"GET", "HEAD"})
ONESTOP = "onestop"
"""How the journal names whoever comes with the key itself."""


async def at_the_counter(request: Request, doors: TheDoors) -> None:
    """Let in whoever holds the counter key.

    Raises:
        AccessDenied: neither the key nor a living session came with the request.
        ForeignForm: the session came, but from a page of another site.
    """
    if doors.key.opens(bearer(request)):
        return
    if not doors.key.knows(request.cookies.get(COOKIE, ""), doors.house.clock()):
        raise AccessDenied
    if request.method not in READING:
        require_own_page(request)


def actor_of(request: Request, doors: TheDoors) -> str:
    """Who passes: the one-stop software with the key, or the clerk's browser."""
    return ONESTOP if doors.key.opens(bearer(request)) else doors.house.office.clerk.name


Actor = Annotated[str, Depends(actor_of)]


def bearer(request: Request) -> str:
    """The token of the Authorization header (RFC 6750), or nothing."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def require_own_page(request: Request) -> None:
    """Insist that a page of this very site sent the request, as its browser says.

    Raises:
        ForeignForm: another site did, or nobody says who.
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = urllib.parse.urlsplit(request.headers.get("Origin", ""))
    ours = origin.netloc == request.headers.get("Host") if site is None else site == "same-origin"
    if not ours:
        raise ForeignForm


def let_in(request: Request, response: Response, key: CounterKey, clock: Clock) -> None:
    """Give the browser a session."""
    response.set_cookie(
        COOKIE,
        key.begin(clock()),
        max_age=int(SESSION_LENGTH.total_seconds()),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
