"""What is fuzzed, and what must hold whatever the bytes are.

Nothing but our own refusals may come out, and no file that differs from the copy as issued may be called valid.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable

from asn1crypto import x509

from certcopy.errors import CertCopyError
from certcopy.verification.bytes_scan import digest, fits, gap_contents, raw_signatures
from certcopy.verification.envelope import Unreadable, cut, open_envelope
from certcopy.verification.examination import Examined
from certcopy.verification.own_copy import strict_reasons
from certcopy.verification.report import Verdict
from certcopy.verification.revisions import sections, tail_reasons
from certcopy.verification.structure import Found, read_structure
from certcopy.verification.verdict import verify
from tests.fuzz.choices import Choices
from tests.fuzz.mutations import append_update, mutated
from tests.unit.verification.ward import LATER, Ward, build_ward

MOST_SECONDS = 10
ward: Callable[[], Ward] = functools.cache(build_ward)


def whole_copy(data: bytes) -> None:
    """The whole verification on a mutated copy."""
    pdf = mutated(ward().sealed, Choices(data))
    start = time.process_time()
    try:
        report = verify(pdf, ward().anchors, LATER)
    except CertCopyError:
        return
    assert time.process_time() - start < MOST_SECONDS, "the verification took longer than any file deserves"
    assert pdf == ward().sealed or report.verdict is not Verdict.VALID, "a changed copy was called valid"


def envelope(data: bytes) -> None:
    """The byte scan on any bytes, and the parser of signatures on a mutated one in its place."""
    for raw in raw_signatures(data):
        if raw.byte_range and fits(data, raw.byte_range):
            gap_contents(data, raw.byte_range)
    pdf, found, der = _first_signature()
    forged = mutated(der, Choices(data))
    try:
        opened = open_envelope(cut(forged), lambda name: digest(pdf, _range(found), name), found.field)
    except Unreadable:
        return
    anchors = [x509.Certificate.load(each) for each in ward().anchors]
    reasons = [*opened.reasons, *strict_reasons(pdf, [Examined(found, opened, cut(forged), ())], anchors)]
    assert reasons or cut(forged) == der, "a changed signature was called intact and in our form"


def revisions(data: bytes) -> None:
    """The parser of revisions on a mutated tail, and on an update in good form."""
    choices = Choices(data)
    pdf = ward().sealed
    tail = append_update(pdf, choices)[len(pdf) :]
    forged = pdf + mutated(tail, choices)
    structure = read_structure(forged)
    sections(forged, len(pdf))
    list(tail_reasons(forged, len(pdf), structure))


@functools.cache
def _first_signature() -> tuple[bytes, Found, bytes]:
    pdf = ward().sealed
    structure = read_structure(pdf)
    assert structure is not None
    found = structure.signatures[0]
    return pdf, found, cut(found.contents or b"")


def _range(found: Found) -> tuple[int, int, int, int]:
    assert found.byte_range is not None
    return found.byte_range


TARGETS: dict[str, Callable[[bytes], None]] = {each.__name__: each for each in (whole_copy, envelope, revisions)}
