"""What anyone may do without a key: verify a file, look up a verification code."""

from __future__ import annotations

from fastapi import APIRouter

from certcopy.api.public import codes, digest, log, offline, pages, verifications

router = APIRouter()
router.include_router(verifications.router)
router.include_router(digest.router)
router.include_router(codes.router)
router.include_router(log.router)
router.include_router(offline.router)
router.include_router(pages.router)

__all__ = ["router"]
