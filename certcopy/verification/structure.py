"""The file as its own cross-reference tables describe it, read leniently and never believed alone."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils.crypt import AuthStatus
from pyhanko.pdf_utils.generic import IndirectObject, StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from certcopy.verification import hexadecimal
from certcopy.verification.bytes_scan import Pdf
from certcopy.verification.given import ByteRange
from certcopy.verification.leaks import LEAKS

hexadecimal.install()

MOST_FIELDS = 20_000
LONG = 65_536


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """A signature as it was found: by its field, or (``listed`` false) only in the raw bytes.

    ``contents`` is what the dictionary says, None where nothing but the bytes speak; ``embedded`` is None where
    pyHanko cannot read the signature; ``software`` is what wrote it by its own word.
    """

    field: str
    listed: bool
    subfilter: str
    byte_range: ByteRange | None
    contents: bytes | None
    embedded: EmbeddedPdfSignature | None
    software: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Structure:
    """What the tables say. ``empty`` are signature fields that nobody signed yet; ``whole`` is false where the list of
    fields broke off."""

    reader: PdfFileReader
    signatures: tuple[Found, ...]
    empty: frozenset[str]
    whole: bool

    @property
    def revisions(self) -> int:
        """How many revisions the tables know."""
        return int(self.reader.xrefs.total_revisions)


class _Reader(PdfFileReader):
    """Keeps what it has read, but for the long streams: those it reads again."""

    def cache_indirect_object(self, generation: int, idnum: int, obj: Any) -> Any:
        if isinstance(obj, StreamObject) and len(obj.encoded_data) > LONG:
            return obj
        return super().cache_indirect_object(generation, idnum, obj)  # type: ignore[no-untyped-call]


def read_structure(pdf: Pdf) -> Structure | None:
    """The structure, or None where it cannot be read: broken, or locked by a password."""
    try:
        reader = _Reader(io.BytesIO(pdf) if isinstance(pdf, bytes) else pdf, strict=False)
        locked = reader.encrypted and reader.decrypt(b"").status is AuthStatus.FAILED
    except LEAKS:
        return None
    return None if locked else _listed(reader)


def _listed(reader: PdfFileReader) -> Structure:
    found: list[Found] = []
    try:
        if not _ends(reader):
            return Structure(reader, (), frozenset(), whole=False)
        for name, value, field in enumerate_sig_fields(reader, filled_status=True):
            found.append(_read(reader, str(name), value, field))
        empty = frozenset(str(name) for name, *_ in enumerate_sig_fields(reader, filled_status=False))
    except LEAKS:
        return Structure(reader, tuple(found), frozenset(), whole=False)
    return Structure(reader, tuple(found), empty, whole=True)


def _ends(reader: PdfFileReader) -> bool:
    """Whether the tree of fields is one: no field below itself, none in two places, and no more than can be read."""
    if "/AcroForm" not in reader.root or "/Fields" not in reader.root["/AcroForm"]:
        return True
    waiting = list(_elements(reader.root["/AcroForm"]["/Fields"]))
    seen: set[Any] = set()
    while waiting:
        field = waiting.pop()
        if isinstance(field, IndirectObject):
            if field.reference in seen or len(seen) > MOST_FIELDS:
                return False
            seen.add(field.reference)
            field = field.get_object()
        if isinstance(field, dict) and "/Kids" in field:
            waiting.extend(_elements(field["/Kids"]))
    return True


def _elements(array: Any) -> Iterator[Any]:
    yield from (array.raw_get(index) for index in range(len(array)))


def _read(reader: PdfFileReader, name: str, value: Any, field: Any) -> Found:
    try:
        dictionary = value.get_object()
        subfilter = str(dictionary.get("/SubFilter", ""))
        return Found(
            name,
            True,
            subfilter,
            _byte_range(dictionary),
            _contents(dictionary),
            _embedded(reader, field, name),
            _software(dictionary),
        )
    except LEAKS:
        return Found(name, True, "", None, None, None)


def _software(dictionary: Any) -> str:
    try:
        return str(dictionary["/Prop_Build"]["/App"]["/Name"]).removeprefix("/")
    except LEAKS:
        return ""


def _byte_range(dictionary: Any) -> ByteRange | None:
    try:
        first, second, third, fourth = (int(number) for number in dictionary.raw_get("/ByteRange"))
    except LEAKS:
        return None
    return first, second, third, fourth


def _contents(dictionary: Any) -> bytes | None:
    try:
        return bytes(dictionary.raw_get("/Contents", decrypt=0).original_bytes)
    except LEAKS:
        return None


def _embedded(reader: PdfFileReader, field: Any, name: str) -> EmbeddedPdfSignature | None:
    try:
        return EmbeddedPdfSignature(reader, field, name)
    except LEAKS:
        return None


def security_store(structure: Structure, key: str) -> Iterator[bytes]:
    """The DER of every entry under ``/Certs``, ``/CRLs`` or ``/OCSPs`` of the document security store."""
    try:
        references = list(structure.reader.root["/DSS"][key])
    except LEAKS:
        return
    for reference in references:
        try:
            yield bytes(reference.get_object().data)
        except LEAKS:
            continue
