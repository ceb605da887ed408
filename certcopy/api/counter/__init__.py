"""The counter's pages, for the clerk (bộ phận một cửa); opened with the counter key."""

from __future__ import annotations

from fastapi import APIRouter

from certcopy.api.counter import desk, entrance, getting, pagedesk, register, verbs

router = APIRouter()
router.include_router(entrance.router)
router.include_router(desk.router)
router.include_router(getting.router)
router.include_router(pagedesk.router)
router.include_router(verbs.router)
router.include_router(register.router)

__all__ = ["router"]
