"""Whether the agency that a certified copy names is the one that signed it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from certcopy.domain.signature import AGENCY_FIELD, CERTIFIER_FIELD
from certcopy.verification.description import packet
from certcopy.verification.examination import Examined
from certcopy.verification.leaks import LEAKS
from certcopy.verification.reasons import reason
from certcopy.verification.report import Reason
from certcopy.verification.structure import Structure
from certcopy.verification.trust import name_of

CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
TONE_MARKS = frozenset("\u0300\u0301\u0303\u0309\u0323")
MARKS = re.compile(r"[\u0300-\u036f]")
ABBREVIATIONS = {"ubnd": "ủy ban nhân dân", "tp": "thành phố", "tt": "thị trấn"}
CUT = 60
"""A common name has room for 64 (X.520); longer names are cut in certificates."""


def signer_reasons(structure: Structure, examined: Iterable[Examined]) -> Iterator[Reason]:
    """What is wrong with who signed in the agency's field, with whatever program, by the name that the copy carries in
    its metadata, which both signatures cover."""
    signers = {each.found.field: name_of(each.envelope.signer.subject) for each in examined if each.envelope}
    agency, certifier = signers.get(AGENCY_FIELD), signers.get(CERTIFIER_FIELD)
    named = _author(structure)
    if agency is None or is_same(agency, named):
        return
    if certifier is not None and is_same(certifier, named):
        yield reason("SIGNERS_EXCHANGED", signer=certifier)
    else:
        yield reason("AGENCY_NOT_NAMED", named=named, signer=agency)


def _author(structure: Structure) -> str:
    """The creator that the file's metadata names, empty where there is none."""
    try:
        root = packet(bytes(structure.reader.root["/Metadata"].data))
    except LEAKS:
        return ""
    return "" if root is None else _creator(root)


def _creator(root: Element) -> str:
    found = (" ".join("".join(each.itertext()).split()) for each in root.iter(CREATOR))
    return next(found, "")


def is_same(signer: str, named: str) -> bool:
    """Whether a certificate's name is that of an agency: letter case, abbreviations, and where in a syllable its tone
    is written aside; a certificate may be without any marks, or cut off where it has no more room."""
    said, wanted = _words(signer), _words(named)
    if signer.isascii():
        said, wanted = _bare(said), _bare(wanted)
    cut = len(signer.encode()) >= CUT and wanted.startswith(said)
    return bool(wanted) and (cut or _tones_last(said) == _tones_last(wanted))


def _words(name: str) -> str:
    words = re.findall(r"\w+", unicodedata.normalize("NFC", name).casefold())
    return " ".join(ABBREVIATIONS.get(word, word) for word in words)


def _tones_last(text: str) -> str:
    return " ".join(_tone_last(syllable) for syllable in unicodedata.normalize("NFD", text).split(" "))


def _tone_last(syllable: str) -> str:
    """``ủy`` and ``uỷ`` are one word."""
    tones = "".join(letter for letter in syllable if letter in TONE_MARKS)
    return "".join(letter for letter in syllable if letter not in TONE_MARKS) + tones


def _bare(text: str) -> str:
    return MARKS.sub("", unicodedata.normalize("NFD", text)).replace("đ", "d")
