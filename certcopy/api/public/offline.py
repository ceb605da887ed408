"""What lets the page that scans prints be installed and work offline: manifest, service worker, trusted roots."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import pathlib

from fastapi import APIRouter, Response

import certcopy
from certcopy.api.doors import TheHouse
from certcopy.api.language import spoken_base
from certcopy.api.pages import STATIC, TEMPLATES
from certcopy.i18n import LOCALES, gettext, language

PAGES = ("/scan", "/en/scan")
DATA = ("/verify/keys.json", "/verify/state.json", "/verify/roots.json")
MANIFEST = "/app.webmanifest"
ICONS = (
    ("icon.svg", "any", "image/svg+xml"),
    ("icon-192.png", "192x192", "image/png"),
    ("icon-512.png", "512x512", "image/png"),
)
KEPT = frozenset({".js", ".css", ".svg", ".png", ".wasm"})
FRESH = {"Cache-Control": "no-cache"}

router = APIRouter(include_in_schema=False)


@router.get("/sw.js")
def service_worker(house: TheHouse) -> Response:
    """Keeps exactly the files of this release, and the newest keys, state and roots that it could fetch."""
    kept = {"name": f"certcopy-{_release(repr(house.office.agency))}", "pages": PAGES, "data": DATA, "files": _files()}
    text = f"const KEPT = {json.dumps(kept)};\n{(STATIC / 'worker.js').read_text(encoding='utf-8')}"
    return Response(text, media_type="text/javascript", headers=FRESH)


@router.get(MANIFEST)
def manifest(house: TheHouse) -> Response:
    """The page as an application on a phone (W3C Web Application Manifest)."""
    base = spoken_base(language())
    said = {
        "id": f"{base}/scan",
        "name": f"{gettext('Check a certified copy')} · {house.office.agency.name}",
        "short_name": gettext("Check a copy"),
        "lang": language(),
        "start_url": f"{base}/scan",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f5f3ec",
        "theme_color": "#163d63",
        "icons": [{"src": f"/static/{name}", "sizes": sizes, "type": kind} for name, sizes, kind in ICONS],
    }
    return Response(json.dumps(said, ensure_ascii=False), media_type="application/manifest+json", headers=FRESH)


@router.get("/verify/roots.json")
def roots(house: TheHouse) -> Response:
    """The certificates this office trusts, as base64 of DER: what a scan with no network is judged by."""
    said = {"type": "certcopy.roots/v1", "roots": [base64.b64encode(root).decode() for root in house.anchors()]}
    return Response(json.dumps(said), media_type="application/json", headers=FRESH)


def _files() -> list[str]:
    return [f"/static/{each.relative_to(STATIC).as_posix()}" for each in _walk(STATIC) if each.suffix in KEPT]


@functools.cache
def _release(office: str) -> str:
    """A name that changes with anything the kept pages are made of."""
    state = hashlib.sha256(f"{certcopy.__version__} {office}".encode())
    for folder in (STATIC, TEMPLATES, LOCALES):
        for each in _walk(folder):
            state.update(each.read_bytes())
    return state.hexdigest()[:16]


def _walk(folder: pathlib.Path) -> list[pathlib.Path]:
    return sorted(each for each in folder.rglob("*") if each.is_file())
