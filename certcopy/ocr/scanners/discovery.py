"""Network scanners found by multicast DNS (DNS-SD): they announce ``_uscan._tcp`` and ``_uscans._tcp``."""

from __future__ import annotations

import dataclasses
import ipaddress
import re
import socket
import threading

from zeroconf import (
    InterfaceChoice,
    IPVersion,
    NonUniqueNameException,
    ServiceBrowser,
    ServiceInfo,
    ServiceListener,
    Zeroconf,
)

PLAIN = "_uscan._tcp.local."
SECURE = "_uscans._tcp.local."
SECONDS = 2.5
"""How long is listened: a scanner answers within a second."""

REQUEST_MS = 1500
PATH = re.compile(r"[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*")
NAME_LENGTH = 80
CONNECT_SECONDS = 0.5


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """A scanner on the network: what it calls itself, its address up to ``/eSCL``, and its UUID where it tells one."""

    name: str
    url: str
    uuid: str = ""


def discover(interfaces: tuple[str, ...] = (), seconds: float = SECONDS) -> tuple[Found, ...]:
    """The scanners that answer within the time, each once, over HTTPS where it offers both; none without a network.

    ``interfaces`` are our own addresses to ask from, all by default. An address outside the local network is not
    believed, nor one of this machine unless loopback itself is asked.
    """
    try:
        zeroconf = Zeroconf(interfaces=list(interfaces) or InterfaceChoice.Default, ip_version=IPVersion.V4Only)
    except (OSError, NonUniqueNameException):
        return ()
    names: set[tuple[str, str]] = set()
    collector = _Collector(names)
    try:
        browser = ServiceBrowser(zeroconf, [PLAIN, SECURE], listener=collector)
        threading.Event().wait(seconds)
        browser.cancel()
        services = [zeroconf.get_service_info(kind, name, REQUEST_MS) for kind, name in sorted(names)]
    finally:
        zeroconf.close()
    loopback = any(ipaddress.ip_address(each).is_loopback for each in interfaces)
    return _distinct([each for each in (_found(service, loopback=loopback) for service in services) if each])


def is_local(address: str, *, loopback: bool = False) -> bool:
    """Whether an IP address belongs to the local network."""
    parsed = ipaddress.ip_address(address)
    if parsed.is_loopback:
        return loopback
    return (parsed.is_private or parsed.is_link_local) and not parsed.is_unspecified


class _Collector(ServiceListener):
    """Notes the names that are announced."""

    def __init__(self, names: set[tuple[str, str]]) -> None:
        self._names = names

    def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:  # noqa: ARG002
        self._names.add((type_, name))

    def update_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self.add_service(zc, type_, name)

    def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:  # noqa: ARG002
        self._names.discard((type_, name))


def _found(service: ServiceInfo | None, *, loopback: bool) -> Found | None:
    if service is None or not service.port:
        return None
    addresses = [each for each in service.parsed_addresses(IPVersion.V4Only) if is_local(each, loopback=loopback)]
    path = (_told(service, b"rs") or "eSCL").strip("/")
    if not addresses or not PATH.fullmatch(path) or ".." in path:
        return None
    address = _best(addresses, service.port)
    scheme = "https" if service.type == SECURE else "http"
    name = _told(service, b"ty") or service.name.removesuffix(f".{service.type}")
    printable = "".join(letter for letter in name if letter.isprintable())[:NAME_LENGTH]
    return Found(printable, f"{scheme}://{address}:{service.port}/{path}", _told(service, b"uuid").lower())


def _best(addresses: list[str], port: int) -> str:
    """The one that answers, of those that a machine with several networks announces (a PC that shares its scanner
    announces those of its virtual machines too); addresses without a router come last."""
    inner = sorted(addresses, key=lambda each: ipaddress.ip_address(each).is_link_local)
    return next((each for each in inner[:-1] if _answers(each, port)), inner[-1])


def _answers(address: str, port: int) -> bool:
    try:
        socket.create_connection((address, port), CONNECT_SECONDS).close()
    except OSError:
        return False
    return True


def _told(service: ServiceInfo, key: bytes) -> str:
    """A value of the TXT record; makers write its keys in capitals or not (RFC 6763, 6.4)."""
    told = {name.lower(): value for name, value in service.properties.items()}
    return (told.get(key) or b"").decode(errors="replace").strip()


def _distinct(found: list[Found]) -> tuple[Found, ...]:
    """One of each device, the secure address first; a device is told by its UUID, or else by its name."""
    best: dict[str, Found] = {}
    for each in sorted(found, key=lambda one: (one.name, not one.url.startswith("https:"), one.url)):
        best.setdefault(each.uuid or each.name, each)
    return tuple(best.values())
