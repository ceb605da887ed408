"""A certified copy is valid as issued, and invalid with any one byte changed."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator

import pytest
from asn1crypto import x509

from certcopy.verification.envelope import cut
from certcopy.verification.examination import examine, examine_all
from certcopy.verification.own_copy import sharpened, strict_reasons
from certcopy.verification.report import Changes, Gravity, Verdict
from certcopy.verification.structure import Found, read_structure
from certcopy.verification.verdict import verify
from tests.unit.verification.ward import AT, LATER, Ward

MASKS = (0x01, 0x04, 0x20, 0x80)
RANDOM_BYTES = 1_500
FULL_EVERY = 150


@pytest.fixture(params=["signed", "sealed"])
def copy(request: pytest.FixtureRequest, ward: Ward) -> bytes:
    return bytes(getattr(ward, request.param))


def test_a_copy_as_issued_is_valid_and_every_signature_is_named(ward: Ward, copy: bytes) -> None:
    report = verify(copy, ward.anchors, LATER)
    assert (report.verdict, report.integrity) == (Verdict.VALID, Verdict.VALID)
    certifier, agency, *_ = report.signatures
    assert (certifier.signer, agency.signer) == ("Người Ký Mẫu", "UBND phường Mẫu")
    assert certifier.changes is Changes.SIGNATURE
    assert certifier.docmdp == 2
    assert all(each.intact and each.trusted and each.pages == 1 for each in report.signatures)
    assert report.signatures[-1].covers_whole_file


def test_a_seal_proves_the_time_that_is_only_claimed_without_it(ward: Ward) -> None:
    signed, sealed = (verify(pdf, ward.anchors, LATER) for pdf in (ward.signed, ward.sealed))
    assert [(each.at, each.time_source) for each in signed.signatures] == [(AT, "claimed")] * 2
    assert {each.time_source for each in sealed.signatures} == {"timestamped"}
    assert sealed.signatures[0].at is not None
    assert sealed.signatures[0].at > AT


def test_without_a_configured_root_a_copy_is_intact_and_inconclusive(copy: bytes) -> None:
    report = verify(copy, (), LATER)
    assert (report.verdict, report.integrity) == (Verdict.INCONCLUSIVE, Verdict.VALID)
    assert "NO_CERTIFICATE_CHAIN_FOUND" in {why.code for why in report.reasons}


def test_every_flipped_byte_of_the_last_signature_makes_the_copy_invalid(ward: Ward, copy: bytes) -> None:
    anchors = [x509.Certificate.load(anchor) for anchor in ward.anchors]
    last = _last(copy)
    survivors = [position for position, forged in _flips(copy, last) if not _refused(forged, last, anchors)]
    assert survivors == []


def test_a_flipped_byte_anywhere_makes_the_copy_invalid(ward: Ward, copy: bytes) -> None:
    for count, position in enumerate(_positions(copy)):
        forged = _flipped(copy, position, MASKS[count % len(MASKS)])
        broken = any(why.gravity is Gravity.INVALID for each in examine_all(forged, None) for why in each.reasons)
        if not broken or count % FULL_EVERY == 0:
            assert verify(forged, ward.anchors, LATER).verdict is Verdict.INVALID, position


def test_a_signer_whose_certificate_names_nobody_makes_the_copy_invalid(ward: Ward, copy: bytes) -> None:
    for each in examine_all(copy, None):
        assert each.envelope is not None
        name = each.envelope.signer.subject.dump().hex().encode()
        forged = copy.replace(name, b"34" + name[2:]).replace(name.upper(), b"34" + name[2:].upper())
        assert forged != copy
        assert verify(forged, ward.anchors, LATER).verdict is Verdict.INVALID


def _last(pdf: bytes) -> Found:
    structure = read_structure(pdf)
    assert structure is not None
    found = max(structure.signatures, key=lambda each: sum((each.byte_range or (0, 0, 0, 0))[2:]))
    return dataclasses.replace(found, contents=None)


def _range(found: Found) -> tuple[int, int]:
    assert found.byte_range is not None
    return found.byte_range[1], found.byte_range[2]


def _flips(pdf: bytes, last: Found) -> Iterator[tuple[int, bytes]]:
    """Every byte of the string up to the first padding and its last bytes, each changed in two ways."""
    start, end = _range(last)
    written = start + 1 + 2 * len(cut(bytes.fromhex(pdf[start + 1 : end - 1].decode())))
    for position in (*range(start, written + 4), *range(end - 4, end)):
        for mask in (0x01, 0x20):
            yield position, _flipped(pdf, position, mask)


def _refused(pdf: bytes, last: Found, anchors: list[x509.Certificate]) -> bool:
    """What ``verify`` asks of one signature of an own copy, without reading the rest of the file again."""
    examined = examine(pdf, last)
    reasons = [*sharpened(examined.reasons), *strict_reasons(pdf, [examined], anchors)]
    return any(why.gravity is Gravity.INVALID for why in reasons)


def _positions(pdf: bytes) -> list[int]:
    """The last signature's dictionary and the end of the file byte by byte, and random bytes of all the rest."""
    start, end = _range(_last(pdf))
    around = [
        *range(start - 400, start + 40),
        *range(end - 40, min(end + 200, len(pdf))),
        *range(len(pdf) - 200, len(pdf)),
    ]
    return sorted({*around, *range(40), *random.Random(20261123).sample(range(len(pdf)), RANDOM_BYTES)})  # noqa: S311


def _flipped(pdf: bytes, position: int, mask: int) -> bytes:
    return pdf[:position] + bytes([pdf[position] ^ mask]) + pdf[position + 1 :]
