"""HTTP to one scanner: only ever to its own address, never redirected, every answer bounded in size and time."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import ssl
import urllib.parse
from collections.abc import Callable, Iterator

import httpx2

from certcopy.errors import (
    ScannerBusy,
    ScannerDenied,
    ScannerLost,
    ScannerMisspoke,
    ScannerUnreachable,
    ScannerUntrusted,
)

XML_LIMIT = 1 << 20
PAGE_LIMIT = 256 << 20
CHUNK = 1 << 16
TIMES = httpx2.Timeout(10.0, read=120.0)
"""A page at 600 dpi may take a minute before its first byte."""

ONE_REQUEST_EACH = httpx2.Limits(max_keepalive_connections=0)
"""Some scanners close a connection after every answer without saying so: the next request on it would be lost."""


@dataclasses.dataclass(frozen=True, slots=True)
class Address:
    """Where a scanner is: ``url`` up to its resource path, such as ``http://192.168.1.20/eSCL``.

    ``self_signed``: take any HTTPS certificate, as most scanners have one of their own making; ``certificate``: take
    exactly the one with this SHA-256 in hexadecimal.
    """

    url: str
    self_signed: bool = False
    certificate: str = ""


class Client:
    """One session with one scanner, closed at its end."""

    def __init__(self, name: str, address: Address) -> None:
        self.name = name
        self._address = address
        self._base = address.url.rstrip("/")
        self._client = httpx2.Client(
            timeout=TIMES,
            limits=ONE_REQUEST_EACH,
            headers={"Connection": "close"},
            follow_redirects=False,
            trust_env=False,
            verify=_trust(address),
        )

    def close(self) -> None:
        self._client.close()

    def get_xml(self, path: str) -> bytes:
        """A small document.

        Raises:
            ScannerUnreachable, ScannerUntrusted, ScannerDenied, ScannerBusy, ScannerMisspoke: see ``certcopy.errors``.
        """
        with self.translated(), self._client.stream("GET", f"{self._base}/{path}") as response:
            self._check(response)
            if response.status_code == httpx2.codes.SERVICE_UNAVAILABLE:
                raise ScannerBusy(name=self.name)
            if response.status_code != httpx2.codes.OK:
                raise ScannerMisspoke(name=self.name)
            return self._bounded(response, XML_LIMIT)

    def post(self, path: str, xml: bytes) -> httpx2.Response:
        """Send a document; the answer with its body read.

        Raises:
            ScannerUnreachable, ScannerUntrusted, ScannerDenied: see ``certcopy.errors``.
        """
        headers = {"Content-Type": "text/xml; charset=utf-8"}
        with (
            self.translated(),
            self._client.stream("POST", f"{self._base}/{path}", content=xml, headers=headers) as response,
        ):
            self._check(response)
            self._bounded(response, XML_LIMIT)
            return response

    def delete(self, path: str) -> None:
        """Ask for an end; whether it is granted does not matter."""
        with contextlib.suppress(httpx2.HTTPError):
            self._client.delete(f"{self._origin()}{path}", timeout=10.0)

    @contextlib.contextmanager
    def page(self, path: str, pages: int) -> Iterator[httpx2.Response]:
        """The answer to a request for the next page, its body still to be read; ``pages`` have come before.

        Raises:
            ScannerLost: the connection broke, or was never made.
        """
        try:
            with self._client.stream("GET", f"{self._origin()}{path}") as response:
                self._check(response)
                yield response
        except httpx2.HTTPError:
            raise ScannerLost(name=self.name, pages=pages) from None

    def body(self, response: httpx2.Response, watch: Callable[[int], bool]) -> bytes | None:
        """The whole body; None where ``watch``, told how many bytes have come, says to stop.

        Raises:
            ScannerMisspoke: it is larger than any page.
        """
        received = bytearray()
        for chunk in response.iter_bytes(CHUNK):
            received += chunk
            if len(received) > PAGE_LIMIT:
                raise ScannerMisspoke(name=self.name)
            if not watch(len(received)):
                return None
        return bytes(received)

    def path_of(self, location: str) -> str:
        """The path of a job as the scanner names it: whatever host it writes there, it is this scanner that is asked.

        Raises:
            ScannerMisspoke: there is no path, or none of a job.
        """
        jobs = f"{self._base}/ScanJobs"
        path = urllib.parse.urlsplit(urllib.parse.urljoin(jobs, location)).path.rstrip("/")
        if path in ("", urllib.parse.urlsplit(jobs).path):
            raise ScannerMisspoke(name=self.name)
        return path

    @contextlib.contextmanager
    def translated(self) -> Iterator[None]:
        """Turn what the HTTP client raises into our refusals."""
        try:
            yield
        except httpx2.ConnectError as problem:
            if "CERTIFICATE_VERIFY_FAILED" in str(problem):
                raise ScannerUntrusted(name=self.name) from None
            raise ScannerUnreachable(name=self.name) from None
        except httpx2.RemoteProtocolError:
            raise ScannerMisspoke(name=self.name) from None
        except (httpx2.HTTPError, httpx2.InvalidURL):
            raise ScannerUnreachable(name=self.name) from None

    def _check(self, response: httpx2.Response) -> None:
        if response.status_code in (httpx2.codes.UNAUTHORIZED, httpx2.codes.FORBIDDEN):
            raise ScannerDenied(name=self.name)
        if self._address.certificate and _fingerprint(response) != self._address.certificate.lower().replace(":", ""):
            raise ScannerUntrusted(name=self.name)

    def _bounded(self, response: httpx2.Response, limit: int) -> bytes:
        received = bytearray()
        for chunk in response.iter_bytes(CHUNK):
            received += chunk
            if len(received) > limit:
                raise ScannerMisspoke(name=self.name)
        return bytes(received)

    def _origin(self) -> str:
        parts = urllib.parse.urlsplit(self._base)
        return f"{parts.scheme}://{parts.netloc}"


def _trust(address: Address) -> ssl.SSLContext | bool:
    if not address.url.lower().startswith("https:"):
        return False
    context = ssl.create_default_context()
    if address.self_signed or address.certificate:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _fingerprint(response: httpx2.Response) -> str:
    stream = response.extensions.get("network_stream")
    tls = stream.get_extra_info("ssl_object") if stream is not None else None
    der = tls.getpeercert(True) if tls is not None else None
    return hashlib.sha256(der).hexdigest() if der else ""
