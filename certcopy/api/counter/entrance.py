"""The way in and out of the counter."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from certcopy.api.auth import COOKIE, let_in, require_own_page
from certcopy.api.doors import Doors, TheDoors
from certcopy.errors import AccessDenied

router = APIRouter(prefix="/counter", include_in_schema=False)

Key = Annotated[str, Query(max_length=200)]
TypedKey = Annotated[str, Form(max_length=200)]


@router.get("/enter")
def enter_by_address(request: Request, doors: TheDoors, key: Key = "") -> Response:
    """The key leaves the address bar with the redirection."""
    return _entered(request, doors, key)


@router.post("/enter")
def enter_by_form(request: Request, doors: TheDoors, key: TypedKey = "") -> Response:
    require_own_page(request)
    return _entered(request, doors, key.strip())


@router.post("/leave")
def leave(request: Request) -> Response:
    require_own_page(request)
    response = RedirectResponse("/", 303)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return response


def _entered(request: Request, doors: Doors, key: str) -> Response:
    if not doors.key.opens(key):
        raise AccessDenied
    response = RedirectResponse("/counter", 303)
    let_in(request, response, doors.key, doors.house.clock)
    return response
