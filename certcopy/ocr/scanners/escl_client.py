"""HTTP to one scanner: only ever to its own address, never redirected but to its own HTTPS, every answer bounded in
size and time."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import re
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

AUTHORITY = re.compile(r"[a-z]+://[^/]*", re.IGNORECASE)
"""Scheme, host and port, well formed or not: HP writes ``https://[FD00:443/eSCL/...`` where it has IPv6."""

LEGACY_SERVER_CONNECT = 0x4
"""OpenSSL's option of that name (named in ``ssl`` from Python 3.12 on)."""

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
    """One session with one scanner, closed at its end. Paths are below its resource path, or begin with a slash.

    ``base`` is its resource path where it answers, ``server`` what it called itself in its last document.
    """

    def __init__(self, name: str, address: Address) -> None:
        self.name = name
        self.server = ""
        self._address = address
        self.base = address.url.rstrip("/")
        self._client = _session(address, self.base)

    def close(self) -> None:
        self._client.close()

    def get_xml(self, path: str) -> bytes:
        """A small document.

        Raises:
            ScannerUnreachable, ScannerUntrusted, ScannerDenied, ScannerBusy, ScannerMisspoke: see ``certcopy.errors``.
        """
        with self.translated(), self._client.stream("GET", self._url(path)) as response:
            self._check(response)
            secured = self._secured(response, path)
            if secured is None:
                return self._document(response)
        self._client.close()
        self.base = secured
        self._client = _session(self._address, secured)
        return self.get_xml(path)

    def post(self, path: str, xml: bytes, host: str = "") -> httpx2.Response:
        """Send a document, to a ``host`` of that name where one is given; the answer without its body.

        The body is not waited for: there is nothing in it, and some scanners cut the connection before it has come.

        Raises:
            ScannerUnreachable, ScannerUntrusted, ScannerDenied: see ``certcopy.errors``.
        """
        headers = {"Content-Type": "text/xml; charset=utf-8"} | ({"Host": host} if host else {})
        with (
            self.translated(),
            self._client.stream("POST", self._url(path), content=xml, headers=headers) as response,
        ):
            self._check(response)
            return response

    def delete(self, path: str) -> None:
        """Ask for an end; whether it is granted does not matter, nor that the session may have ended by itself."""
        with contextlib.suppress(httpx2.HTTPError, RuntimeError):
            self._client.delete(self._url(path), timeout=10.0)

    @contextlib.contextmanager
    def page(self, path: str, pages: int) -> Iterator[httpx2.Response]:
        """The answer to a request for the next page, its body still to be read; ``pages`` have come before.

        Raises:
            ScannerLost: the connection broke, or was never made.
        """
        try:
            with self._client.stream("GET", self._url(path)) as response:
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
        jobs = f"{urllib.parse.urlsplit(self.base).path}/ScanJobs"
        try:
            path = urllib.parse.urlsplit(urllib.parse.urljoin(jobs, AUTHORITY.sub("", location.strip(), count=1))).path
        except ValueError:
            path = ""
        if path.rstrip("/") in ("", jobs):
            raise ScannerMisspoke(name=self.name)
        return path.rstrip("/")

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

    def _document(self, response: httpx2.Response) -> bytes:
        if response.status_code == httpx2.codes.SERVICE_UNAVAILABLE:
            raise ScannerBusy(name=self.name)
        if response.status_code != httpx2.codes.OK:
            raise ScannerMisspoke(name=self.name)
        self.server = response.headers.get("Server", "")
        received = bytearray()
        for chunk in response.iter_bytes(CHUNK):
            received += chunk
            if len(received) > XML_LIMIT:
                raise ScannerMisspoke(name=self.name)
        return bytes(received)

    def _secured(self, response: httpx2.Response, path: str) -> str | None:
        """Where the scanner takes the same request over HTTPS, if that is what it answers; no other way is gone."""
        if not response.has_redirect_location:
            return None
        try:
            here, there = urllib.parse.urlsplit(self.base), urllib.parse.urlsplit(response.headers["Location"])
        except ValueError:
            return None
        same = there.hostname == here.hostname and there.path.endswith(f"/{path}") and there.username is None
        if (here.scheme, there.scheme) != ("http", "https") or not same:
            return None
        return f"https://{there.netloc}{there.path.removesuffix(f'/{path}')}"

    def _url(self, path: str) -> str:
        parts = urllib.parse.urlsplit(self.base)
        return f"{parts.scheme}://{parts.netloc}{path}" if path.startswith("/") else f"{self.base}/{path}"


def _session(address: Address, url: str) -> httpx2.Client:
    return httpx2.Client(
        timeout=TIMES,
        limits=ONE_REQUEST_EACH,
        headers={"Connection": "close", "Accept-Encoding": "identity"},
        follow_redirects=False,
        trust_env=False,
        verify=_trust(address) if url.lower().startswith("https:") else False,
    )


def _trust(address: Address) -> ssl.SSLContext:
    """A certificate of its own making is no better over a new TLS than over an old one: scanners of ten years ago speak
    TLS 1.0, with keys that are short today. Where authorities are relied on, today's rules hold."""
    context = ssl.create_default_context()
    if address.self_signed or address.certificate:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.options |= LEGACY_SERVER_CONNECT
    return context


def _fingerprint(response: httpx2.Response) -> str:
    stream = response.extensions.get("network_stream")
    tls = stream.get_extra_info("ssl_object") if stream is not None else None
    der = tls.getpeercert(True) if tls is not None else None
    return hashlib.sha256(der).hexdigest() if der else ""
