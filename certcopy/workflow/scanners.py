"""The scanners of an office: those saved in its profile, those found on the network, those that SANE drives."""

from __future__ import annotations

import collections
import concurrent.futures
import contextlib
import dataclasses
import hashlib
import ipaddress
import socket
import urllib.parse
from typing import Literal

from certcopy.errors import NoScanimage, NotOurNetwork, ScannerMisspoke
from certcopy.ocr.scanners import sane
from certcopy.ocr.scanners.discovery import discover, is_local
from certcopy.ocr.scanners.escl import EsclScanner
from certcopy.ocr.scanners.escl_client import Address
from certcopy.ocr.scanners.scanner import Scanner
from certcopy.storage.profile import SavedScanner, Scanning

Kind = Literal["saved", "network", "sane", "typed"]
USUAL_PATH = "/eSCL"


@dataclasses.dataclass(frozen=True, slots=True)
class KnownScanner:
    """A scanner and how it is reached: exactly one of ``address`` (eSCL) and ``device`` (SANE) is given."""

    name: str
    kind: Kind
    address: Address | None = None
    device: str = ""
    options: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Names it in requests; the same for the same address or device."""
        place = self.device if self.address is None else self.address.url.rstrip("/")
        return hashlib.sha256(place.encode()).hexdigest()[:16]

    @property
    def place(self) -> str:
        """Tells it from another one of the same name: its host, or SANE's device."""
        return self.device if self.address is None else urllib.parse.urlsplit(self.address.url).netloc

    def open(self) -> Scanner:
        """The scanner itself."""
        if self.address is None:
            return sane.SaneScanner(self.name, self.device, self.options)
        return EsclScanner(self.name, self.address)


def known_scanners(scanning: Scanning, mdns: str) -> tuple[KnownScanner, ...]:
    """Saved ones first, then the network's, then SANE's; a scanner that is reached in two ways stands once for each.

    One that is saved and found stands as it is saved: under the office's name, with its options and its certificate.
    """
    saved = [_saved(each, scanning) for each in scanning.scanners]
    if not scanning.discover:
        return tuple(saved)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        network, local = pool.submit(_network, scanning, mdns), pool.submit(_sane)
        known: dict[str, KnownScanner] = {}
        for each in (*saved, *network.result(), *local.result()):
            known.setdefault(each.id, each)
    return tuple(known.values())


def told_apart(scanners: tuple[KnownScanner, ...]) -> tuple[KnownScanner, ...]:
    """Those that share a name with another, also with their place; what the office called its own stays."""
    names = collections.Counter(each.name for each in scanners)
    return tuple(
        each
        if each.kind == "saved" or names[each.name] == 1
        else dataclasses.replace(each, name=f"{each.name} ({each.place})")
        for each in scanners
    )


def typed_scanner(text: str, scanning: Scanning) -> KnownScanner:
    """The eSCL scanner at an address that somebody typed: host, host:port or URL, within the local network.

    Raises:
        NotOurNetwork: it is no such address, or lies outside.
    """
    given = text.strip()
    try:
        parts = _parts(given)
        host, port = _local_address(parts.hostname or ""), parts.port
    except ValueError:
        raise NotOurNetwork(name=given[:80]) from None
    if parts.scheme not in ("http", "https") or parts.username is not None:
        raise NotOurNetwork(name=given[:80])
    path = parts.path.rstrip("/") or USUAL_PATH
    url = f"{parts.scheme}://{host}{f':{port}' if port else ''}{path}"
    return KnownScanner(parts.hostname or host, "typed", Address(url, scanning.self_signed))


def is_address(text: str) -> bool:
    """Whether somebody who typed this named a machine, on whatever network: by its address, or a name that has one."""
    with contextlib.suppress(ValueError, OSError):
        return bool(socket.getaddrinfo(_parts(text.strip()).hostname or "", None))
    return False


def over_https(scanner: KnownScanner, text: str) -> KnownScanner | None:
    """The same scanner where it may answer instead, if nobody said how to ask it: with HTTP switched off, or on a port
    that speaks HTTPS only."""
    if "://" in text or scanner.address is None:
        return None
    url = scanner.address.url.replace("http://", "https://", 1)
    return dataclasses.replace(scanner, address=dataclasses.replace(scanner.address, url=url))


def _parts(text: str) -> urllib.parse.SplitResult:
    return urllib.parse.urlsplit(text if "://" in text else f"http://{text}")


def _local_address(host: str) -> str:
    """The host as an address, so that nobody's DNS can turn it elsewhere later."""
    with contextlib.suppress(OSError):
        addresses = {str(each[4][0]) for each in socket.getaddrinfo(host, None, socket.AF_INET, socket.SOCK_STREAM)}
        if addresses and all(is_local(each, loopback=True) for each in addresses):
            return min(addresses)
    raise ValueError(host)


def _saved(scanner: SavedScanner, scanning: Scanning) -> KnownScanner:
    if scanner.device:
        return KnownScanner(scanner.name, "saved", device=scanner.device, options=scanner.options)
    return KnownScanner(scanner.name, "saved", Address(scanner.url, scanning.self_signed, scanner.certificate))


def _network(scanning: Scanning, mdns: str) -> list[KnownScanner]:
    if mdns == "off":
        return []
    own = () if mdns == "all" else tuple(each.strip() for each in mdns.split(","))
    return [
        KnownScanner(each.name, "network", Address(each.url, scanning.self_signed))
        for each in discover(tuple(each for each in own if _is_address(each)))
    ]


def _sane() -> list[KnownScanner]:
    try:
        return [KnownScanner(each.model or each.device, "sane", device=each.device) for each in sane.devices()]
    except (NoScanimage, ScannerMisspoke):
        return []


def _is_address(text: str) -> bool:
    with contextlib.suppress(ValueError):
        ipaddress.ip_address(text)
        return True
    return False
