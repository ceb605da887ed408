"""What a PDF may not hold if it is to pass for the scan of a paper original (ISO 32000-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Name

from certcopy.errors import ActivePdf, AlreadySigned, EncryptedPdf

if TYPE_CHECKING:
    from collections.abc import Iterator

ACTIVE_KEYS = {
    "/JS": "JavaScript", "/JavaScript": "JavaScript", "/XFA": "XFA", "/AA": "AA",
    "/EmbeddedFiles": "EmbeddedFiles", "/EF": "EmbeddedFiles", "/RichMediaContent": "RichMedia",
}  # fmt: skip
ACTIVE_ACTIONS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/GoToE",
        "/GoToR",
        "/Rendition",
        "/Movie",
        "/Sound",
    }
)
ACTIVE_ANNOTATIONS = frozenset({"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D", "/FileAttachment"})


def refuse_signed_bytes(name: str, data: bytes) -> None:
    """Look for the mark of a signature in any revision, before anything is parsed.

    Raises:
        AlreadySigned: a ``/ByteRange`` stands in the file; it cannot be hidden in a compressed object.
    """
    if b"/ByteRange" in data:
        raise AlreadySigned(name=name)


def refuse_beyond_paper(name: str, pdf: pikepdf.Pdf) -> None:
    """Look through every object of the file, used or not.

    Raises:
        EncryptedPdf, AlreadySigned, ActivePdf: see ``certcopy.errors``.
    """
    if pdf.is_encrypted:
        raise EncryptedPdf(name=name)
    for dictionary in _dictionaries(pdf):
        _refuse_signature(name, dictionary)
        _refuse_activity(name, dictionary)
    _refuse_opening(name, pdf)


def _refuse_signature(name: str, dictionary: pikepdf.Object) -> None:
    signs = dictionary.get("/Type") in (Name.Sig, Name.DocTimeStamp)
    if signs or (dictionary.get("/FT") == Name.Sig and "/V" in dictionary):
        raise AlreadySigned(name=name)


def _refuse_activity(name: str, dictionary: pikepdf.Object) -> None:
    for key, feature in ACTIVE_KEYS.items():
        if key in dictionary:
            raise ActivePdf(name=name, feature=feature)
    for key, kinds in (("/S", ACTIVE_ACTIONS), ("/Subtype", ACTIVE_ANNOTATIONS)):
        value = dictionary.get(key)
        if isinstance(value, Name) and str(value) in kinds:
            raise ActivePdf(name=name, feature=str(value).removeprefix("/"))


def _refuse_opening(name: str, pdf: pikepdf.Pdf) -> None:
    opening = pdf.Root.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and opening.get("/S") != Name.GoTo:
        raise ActivePdf(name=name, feature="OpenAction")


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for top in pdf.objects:
        waiting = [top]
        while waiting:
            item = waiting.pop()
            if isinstance(item, pikepdf.Array):
                waiting += [part for part in item if _is_nested(part)]
            elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
                yield item
                waiting += [part for _, part in item.items() if _is_nested(part)]


def _is_nested(part: object) -> bool:
    return isinstance(part, pikepdf.Array | pikepdf.Dictionary) and not part.is_indirect
