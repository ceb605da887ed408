"""Scanners announce themselves by multicast DNS; here on loopback, where other tests may announce theirs meanwhile."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from zeroconf import IPVersion, ServiceInfo, Zeroconf

from certcopy.ocr.scanners.discovery import PLAIN, SECURE, Found, discover

LOOPBACK = "127.0.0.1"


@contextmanager
def announced(*services: ServiceInfo) -> Iterator[None]:
    zeroconf = Zeroconf(interfaces=[LOOPBACK], ip_version=IPVersion.V4Only)
    try:
        for service in services:
            zeroconf.register_service(service, cooperating_responders=True)
        yield
    finally:
        zeroconf.close()


def service(kind: str, name: str, port: int, address: str = LOOPBACK, **told: str) -> ServiceInfo:
    return ServiceInfo(
        kind,
        f"{name}.{kind}",
        addresses=[socket.inet_aton(each) for each in address.split()],
        port=port,
        properties={key: value.encode() for key, value in told.items()},
        server=f"{name.replace(' ', '-')}.local.",
    )


def discovered(*names: str) -> Iterator[list[Found]]:
    """What is found of these, looked for a few times: a busy machine answers late."""
    for _ in range(5):
        yield [each for each in discover((LOOPBACK,), seconds=1.5) if each.name in names]


def test_scanners_on_the_network_are_found_once_each_and_strangers_are_not_believed() -> None:
    with announced(
        service(PLAIN, "Máy A", 8080, ty="Máy quét A", rs="eSCL", UUID="AAAA"),
        service(SECURE, "Máy A", 8443, ty="Máy quét A", rs="eSCL", uuid="aaaa"),
        service(PLAIN, "Máy B", 80, rs="/scan/eSCL/"),
        service(PLAIN, "Máy xa", 80, address="8.8.8.8", ty="Máy xa"),
        service(PLAIN, "Máy xấu", 80, ty="Máy xấu", rs="../../admin?x="),
    ):
        assert [
            Found("Máy B", "http://127.0.0.1:80/scan/eSCL", ""),
            Found("Máy quét A", "https://127.0.0.1:8443/eSCL", "aaaa"),
        ] in discovered("Máy quét A", "Máy B", "Máy xa", "Máy xấu")


def test_nobody_there_is_no_error() -> None:
    assert {each.name for each in discover((LOOPBACK,), seconds=0.1)} <= {"Máy quét A", "Máy B", "Máy C"}


def test_of_several_addresses_the_one_that_answers_is_taken() -> None:
    with socket.create_server((LOOPBACK, 0)) as listening:
        port = listening.getsockname()[1]
        with announced(service(PLAIN, "Máy C", port, address=f"169.254.7.7 127.0.0.2 {LOOPBACK}", rs="/eSCL/")):
            assert [Found("Máy C", f"http://{LOOPBACK}:{port}/eSCL")] in discovered("Máy C")
