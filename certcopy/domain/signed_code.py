"""The signed code of a copy: what it states of the copy it stands on (docs/signed-code.md)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, Self

from certcopy.clock import VIETNAM
from certcopy.domain.certification import Certification
from certcopy.domain.layers import parted
from certcopy.domain.office import Office
from certcopy.domain.page import PageImage

PREFIX = "CC1:"
VERSION = 1
TITLE_BYTES = 64
NAME_BYTES = 32
COPY_ID_BYTES = 16
SCAN = "Scan"
"""What the names of the scan's images begin with in the resources of their page; a number follows."""
IMAGES_DOMAIN = b"certcopy.images/v1\n"
COPY_DOMAIN = b"certcopy.copy/v1\n"

LABELS: dict[str, int] = {
    "agency": 2,
    "number": 3,
    "symbol": 4,
    "year": 5,
    "volume": 6,
    "at": 7,
    "pages": 8,
    "images": 9,
    "code": 10,
    "title": 11,
    "certifier": 12,
    "requester": 13,
    "test": 14,
}
"""The integer key of each fact in the CBOR map. Key 1 is the version; ``test`` is there only where it is true."""

TYPES: dict[str, type] = {"year": int, "at": int, "pages": int, "images": bytes, "test": bool}
"""The kinds of the facts that are not text."""


@dataclasses.dataclass(frozen=True, slots=True)
class CodeFacts:
    """What the code states. ``number`` is as printed, ``at`` has whole seconds, ``images`` is the digest of the page
    images, ``code`` the verification code, ``requester`` masked."""

    agency: str
    number: str
    symbol: str
    year: int
    volume: str
    at: dt.datetime
    pages: int
    images: bytes
    code: str
    title: str
    certifier: str
    requester: str
    test: bool = False

    @property
    def book(self) -> str:
        """The volume as on its cover."""
        return f"{self.volume}/{self.year} - {self.symbol}"

    def claims(self) -> dict[int, Any]:
        """The map that is encoded."""
        values = {**dataclasses.asdict(self), "at": int(self.at.timestamp())}
        named = {LABELS[name]: value for name, value in values.items() if name != "test" or value}
        return {1: VERSION, **named}

    @classmethod
    def parse(cls, claims: Mapping[Any, Any]) -> Self:
        """The facts of a decoded map.

        Raises:
            ValueError: another version, or a fact missing, unknown, or of another kind.
        """
        names = {label: name for name, label in LABELS.items()}
        if claims.get(1) != VERSION or type(claims.get(1)) is not int:
            raise ValueError("version")
        values: dict[str, Any] = {names[label]: value for label, value in claims.items() if label in names}
        if len(values) + 1 != len(claims) or set(LABELS) - {"test"} - set(values):
            raise ValueError("keys")
        _insist_on_types(values)
        at = dt.datetime.fromtimestamp(values.pop("at"), VIETNAM)
        return cls(**values, at=at)


def _insist_on_types(values: Mapping[str, Any]) -> None:
    if any(type(value) is not TYPES.get(name, str) for name, value in values.items()):
        raise ValueError("types")
    if len(values["images"]) != hashlib.sha256().digest_size or values["pages"] < 1 or values.get("test") is False:
        raise ValueError("values")


def facts_of(certification: Certification, office: Office, images: bytes) -> CodeFacts:
    """What the code of this certification states; ``images`` is ``images_digest`` of its pages."""
    return CodeFacts(
        agency=office.agency.code,
        number=certification.printed_number,
        symbol=certification.book.symbol,
        year=certification.year,
        volume=certification.book.volume,
        at=certification.at.astimezone(VIETNAM).replace(microsecond=0),
        pages=certification.pages,
        images=images,
        code=certification.code,
        title=shortened(certification.title, TITLE_BYTES),
        certifier=shortened(certification.certifier.name, NAME_BYTES),
        requester=shortened(masked(certification.requester), NAME_BYTES),
        test=office.test,
    )


def images_digest(pages: Iterable[Iterable[bytes]]) -> bytes:
    """The digest of the page images: SHA-256 over the page digests in page order, each SHA-256 over the digests of the
    image streams of that page in the order they are painted."""
    ordered = (b"".join(_sha256(stream) for stream in page) for page in pages)
    return _sha256(IMAGES_DOMAIN + b"".join(_sha256(page) for page in ordered))


def scan_digest(images: Iterable[PageImage]) -> bytes:
    """The digest of the page images as they will stand in the PDF: what ties the signed code to this copy."""
    return images_digest(map(_streams, images))


def _streams(image: PageImage) -> tuple[bytes, ...]:
    jpeg, stencil = parted(image.jpeg)
    return (jpeg,) if stencil is None else (jpeg, stencil.group4)


def copy_id(code: str) -> str:
    """The name of a copy in the published states: it can be found with the verification code and not without it."""
    return _sha256(COPY_DOMAIN + code.encode())[:COPY_ID_BYTES].hex()


def masked(name: str) -> str:
    """A name with only its last word whole: ``N. T. T. Dụ``; enough to compare with the page, too little to tell."""
    words = name.split()
    return " ".join([*(f"{word[0]}." for word in words[:-1]), *words[-1:]])


def shortened(text: str, size: int) -> str:
    """The text in one line, cut with an ellipsis where it is longer than so many bytes of UTF-8."""
    line = " ".join(text.split()).encode()
    if len(line) <= size:
        return line.decode()
    return line[: size - len("…".encode())].decode(errors="ignore").rstrip() + "…"


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
