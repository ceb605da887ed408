"""The verdict on one PDF: every signature read by itself, then what came after it, then whether its maker is known."""

from __future__ import annotations

import datetime as dt
import mmap
import os
import pathlib
from collections.abc import Iterable, Iterator

from asn1crypto import x509

from certcopy.errors import NotAPdf, UnreadablePdf
from certcopy.verification.bytes_scan import Pdf, raw_signatures, sha256, strays
from certcopy.verification.comparison import Signed, overlaps, page_count, visible_changes
from certcopy.verification.evidence import evidence_of
from certcopy.verification.examination import Examined, examine_all
from certcopy.verification.leaks import LEAKS
from certcopy.verification.own_code import code_reasons
from certcopy.verification.own_copy import (
    growth_reasons,
    missing_field,
    order_reasons,
    ours,
    sharpened,
    strict_reasons,
)
from certcopy.verification.permissions import ANNOTATING
from certcopy.verification.reasons import reason
from certcopy.verification.report import (
    Changes,
    Gravity,
    Reason,
    Report,
    RevisionReport,
    SignatureReport,
    Verdict,
    judge,
)
from certcopy.verification.revisions import Aftermath, Later, aftermath, ends_a_revision, sections, tail_reasons
from certcopy.verification.signers import signer_reasons
from certcopy.verification.standing import standing_of
from certcopy.verification.structure import Structure, read_structure
from certcopy.verification.times import Time
from certcopy.verification.trust import Evidence, Standing, gather, name_of, whole_name

HEAD = 1_024
"""A PDF says so within its first bytes (ISO 32000-1, Annex H, note 13)."""


def verify_file(path: str, anchors: tuple[bytes, ...], at: dt.datetime) -> Report:
    """``verify`` of the file of this path, which is not taken into memory as a whole.

    Raises:
        NotAPdf, UnreadablePdf: as ``verify`` says.
    """
    with pathlib.Path(path).open("rb") as file:
        if not os.fstat(file.fileno()).st_size:
            raise NotAPdf()
        return verify(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), anchors, at)


def verify(pdf: Pdf, anchors: tuple[bytes, ...], at: dt.datetime) -> Report:
    """Judge any PDF against the configured roots (DER) at the aware moment ``at``.

    Integrity first, from the bytes themselves; trust beside it, from what is configured and what the file brings:
    nothing is fetched. Certificates are judged at the signing time (NĐ 68/2024, Điều 29; ETSI EN 319 102-1).
    Absent revocation data is disclosed as a note: the verdict does not hang on it.

    Raises:
        NotAPdf, UnreadablePdf: the bytes never were a PDF that anybody could read.
    """
    structure = read_structure(pdf)
    examined = examine_all(pdf, structure)
    if structure is None and all(each.intact for each in examined):
        _refuse_unreadable(pdf)
    later = Later(structure) if structure else None
    aftermaths = [
        _aftermath(pdf, each, later, permission)
        for each, permission in zip(examined, permissions(examined), strict=True)
    ]
    evidence = gather(anchors, structure, (each.envelope for each in examined if each.envelope))
    own = ours(examined)
    reasons = [*_whole_file_reasons(pdf, structure, examined), *_single_reasons(examined, own)]
    reasons += _own_reasons(pdf, examined, own, aftermaths, evidence.anchors)
    later_reasons = [why for after in aftermaths for why in after.reasons]
    reasons += sharpened(later_reasons) if own else later_reasons
    if judge(reasons) is not Verdict.INVALID:
        reasons += [*visible_changes(pdf, _signed(examined, aftermaths)), *overlaps(pdf)]
        reasons += [*code_reasons(pdf, structure), *signer_reasons(structure, examined)] if own and structure else ()
    reports, trust = _trust(pdf, examined, aftermaths, evidence, at)
    return _report(pdf, structure, [*reasons, *trust], reports, history(pdf, examined))


def _refuse_unreadable(pdf: Pdf) -> None:
    """Nothing in the file is known to be wrong and its tables cannot be read: is it a PDF for anybody?"""
    if b"%PDF-" not in pdf[:HEAD]:
        raise NotAPdf()
    if page_count(pdf) == 0:
        raise UnreadablePdf()


def _aftermath(pdf: Pdf, each: Examined, later: Later | None, permission: int | None) -> Aftermath:
    if each.end == len(pdf):
        return Aftermath(Changes.NONE)
    if later is None or each.found.embedded is None or each.envelope is None:
        return Aftermath(Changes.OTHER, (reason("CHANGES_NOT_UNDERSTOOD", field=each.found.field),))
    return aftermath(each.found.embedded, later, permission)


def _whole_file_reasons(pdf: Pdf, structure: Structure | None, examined: tuple[Examined, ...]) -> Iterator[Reason]:
    """What is wrong with the file as a whole."""
    if structure is None or not structure.whole:
        yield reason("STRUCTURE_UNREADABLE")
    yield from _census(pdf, structure, examined)
    ends = [each.end for each in examined if 0 < each.end <= len(pdf)]
    if ends:
        yield from tail_reasons(pdf, min(ends), structure)
    yield from _widened(examined)
    for each in examined:
        if each.envelope is not None and not ends_a_revision(pdf, each.end):
            yield reason("COVERAGE_INCOMPLETE", field=each.found.field)


def _census(pdf: Pdf, structure: Structure | None, examined: tuple[Examined, ...]) -> Iterator[Reason]:
    """Which signatures there are, and which there should be."""
    if not examined:
        yield reason("NO_SIGNATURE")
    elif all(each.envelope is not None and each.envelope.is_timestamp for each in examined):
        yield reason("ONLY_TIMESTAMPS")
    if structure is not None and (field := missing_field(structure)):
        yield reason("SIGNATURE_MISSING", field=field)
    for raw in strays(raw_signatures(pdf), {each.found.byte_range for each in examined}):
        yield reason("UNACCOUNTED_SIGNATURE", position=raw.position)


def permissions(examined: Iterable[Examined]) -> Iterator[int | None]:
    """What each signature and those before it together let happen after it (DocMDP), None where none of them says."""
    least: int | None = None
    for each in examined:
        level = _docmdp(each)
        least = level if least is None else min(level or least, least)
        yield least


def _widened(examined: tuple[Examined, ...]) -> Iterator[Reason]:
    """Signatures that allow more changes than one before them."""
    for each, permission in zip(examined, permissions(examined), strict=True):
        if permission is not None and (_docmdp(each) or permission) > permission:
            yield reason("PERMISSIONS_WIDENED", field=each.found.field)


def _own_reasons(
    pdf: Pdf,
    examined: tuple[Examined, ...],
    own: tuple[Examined, ...],
    aftermaths: list[Aftermath],
    anchors: tuple[x509.Certificate, ...],
) -> Iterator[Reason]:
    if not own:
        return
    yield from strict_reasons(pdf, own, anchors)
    yield from order_reasons(examined, permissions(examined))
    for each, after in zip(examined, aftermaths, strict=True):
        yield from growth_reasons(each.found.field, after.found, grown=each.end < len(pdf))


def _single_reasons(examined: tuple[Examined, ...], own: tuple[Examined, ...]) -> Iterator[Reason]:
    for each in examined:
        yield from sharpened(each.reasons) if each in own else each.reasons


def _signed(examined: tuple[Examined, ...], aftermaths: list[Aftermath]) -> list[Signed]:
    """One revision to compare for each end; the first signature to end there speaks for it."""
    found: dict[int, Signed] = {}
    for each, after, permission in zip(examined, aftermaths, permissions(examined), strict=True):
        if each.envelope is not None and each.end:
            annotatable = permission is None or permission >= ANNOTATING
            signed = Signed(each.end, each.found.field, annotatable, after.annotated, after.boxes)
            found.setdefault(each.end, signed)
    return list(found.values())


def _trust(
    pdf: Pdf, examined: tuple[Examined, ...], aftermaths: list[Aftermath], evidence: Evidence, now: dt.datetime
) -> tuple[list[SignatureReport], list[Reason]]:
    own = ours(examined)
    reports: list[SignatureReport] = []
    reasons: list[Reason] = []
    for each, after in zip(examined, aftermaths, strict=True):
        time, standing = standing_of(each, examined, evidence, now)
        found = (*time.reasons, *standing.reasons)
        reasons += sharpened(found) if each in own else found
        reports.append(_signature(pdf, each, after, time, standing))
    return reports, reasons


def _signature(pdf: Pdf, each: Examined, after: Aftermath, time: Time, standing: Standing) -> SignatureReport:
    envelope, embedded = each.envelope, each.found.embedded
    return SignatureReport(
        field=each.found.field,
        kind="timestamp" if envelope and envelope.is_timestamp else "signature",
        signer=name_of(envelope.signer.subject) if envelope else "",
        subject=whole_name(envelope.signer.subject) if envelope else "",
        issuer=whole_name(envelope.signer.issuer) if envelope else "",
        at=time.at,
        time_source=time.source,
        revision=embedded.signed_revision + 1 if embedded else 0,
        covers_whole_file=each.end == len(pdf),
        pages=page_count(pdf, each.end) if envelope else 0,
        intact=each.intact,
        trusted=standing.trusted and each.intact,
        chain=standing.chain,
        algorithm=envelope.algorithm if envelope else "",
        changes=after.changes,
        docmdp=_docmdp(each),
        evidence=evidence_of(pdf, each, standing.path),
    )


def _docmdp(each: Examined) -> int | None:
    try:
        level = each.found.embedded.docmdp_level if each.found.embedded else None
    except LEAKS:
        return None
    return level.value if level else None


def history(pdf: Pdf, examined: tuple[Examined, ...]) -> tuple[RevisionReport, ...]:
    """The revisions by their end marks, and which of them signatures cover."""
    covered: dict[int, list[str]] = {}
    for each in examined:
        covered.setdefault(each.end, []).append(each.found.field)
    ends = sorted({*(each.end for each in sections(pdf, 0)), *(end for end in covered if 0 < end <= len(pdf))})
    return tuple(RevisionReport(number, end, tuple(covered.get(end, ()))) for number, end in enumerate(ends, start=1))


def _report(
    pdf: Pdf,
    structure: Structure | None,
    reasons: list[Reason],
    reports: list[SignatureReport],
    revisions: tuple[RevisionReport, ...],
) -> Report:
    order = list(Gravity)
    unique = [why for index, why in enumerate(reasons) if why not in reasons[:index]]
    ordered = sorted(unique, key=lambda why: order.index(why.gravity))
    return Report(
        verdict=judge(ordered),
        integrity=judge(why for why in ordered if why.aspect == "integrity"),
        reasons=tuple(ordered),
        signatures=tuple(reports),
        revisions=structure.revisions if structure else 0,
        sha256=sha256(pdf),
        history=revisions,
    )
