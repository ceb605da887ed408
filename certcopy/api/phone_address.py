"""Where a telephone finds this server: an address of the local network, as a QR code."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import ipaddress
import socket

import segno
from fastapi import Request

from certcopy.api.doors import doors_of

EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104
BEYOND = ("192.0.2.1", 9)
"""An address for documentation (RFC 5737): asked which of our own would lead there, nothing is sent."""


@dataclasses.dataclass(frozen=True, slots=True)
class PhoneAddress:
    """The page a telephone opens, and whether it can: not while the server listens to its own machine only."""

    url: str
    reachable: bool


def phone_address(request: Request, code: str) -> PhoneAddress:
    """As the profile says, else as the clerk's browser calls this server, else by our address in the local network."""
    doors = doors_of(request)
    given = doors.house.profile.scan.phone_url.rstrip("/")
    if given:
        return PhoneAddress(f"{given}/phone/{code}", reachable=True)
    host, port = request.url.hostname or "", request.url.port
    if _is_own_machine(host) and doors.bound in EVERYWHERE:
        host = _own_address() or host
    netloc = f"[{host}]" if ":" in host else host
    url = f"{request.url.scheme}://{netloc}{f':{port}' if port else ''}/phone/{code}"
    return PhoneAddress(url, reachable=not _is_own_machine(host))


def qr_svg(text: str) -> str:
    """The text as a QR code, dark on light whatever the page's colours are."""
    out = io.BytesIO()
    segno.make_qr(text, error="m").save(
        out, kind="svg", scale=6, border=4, dark="#000", light="#fff", xmldecl=False, omitsize=True
    )
    return out.getvalue().decode()


def _is_own_machine(host: str) -> bool:
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def _own_address() -> str | None:
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(BEYOND)
        return str(probe.getsockname()[0])
    return None
