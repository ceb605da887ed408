"""REST for the one-stop software, which keeps the dossiers of record (phần mềm Một cửa điện tử)."""

from __future__ import annotations

from fastapi import APIRouter

from certcopy.api.onestop import dossiers, health, pages, proof, reading, register, scans, tray, verbs

router = APIRouter()
router.include_router(dossiers.router)
router.include_router(pages.router)
router.include_router(verbs.router)
router.include_router(reading.router)
router.include_router(register.router)
router.include_router(proof.router)
router.include_router(scans.router)
router.include_router(tray.router)
router.include_router(health.router)

__all__ = ["router"]
