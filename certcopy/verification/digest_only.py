"""The verdict on signatures whose file stays with its holder: each CMS beside the digests of the bytes it covers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from certcopy.verification.envelope import Unreadable, cut, open_envelope
from certcopy.verification.examination import Examined
from certcopy.verification.given import SignatureBlock
from certcopy.verification.reasons import reason
from certcopy.verification.report import Changes, Gravity, Reason, Report, SignatureReport, Verdict, judge
from certcopy.verification.standing import standing_of
from certcopy.verification.structure import Found
from certcopy.verification.trust import Evidence, gather, name_of, whole_name


def verify_blocks(
    blocks: tuple[SignatureBlock, ...], size: int, sha256: str, anchors: tuple[bytes, ...], at: dt.datetime
) -> Report:
    """Judge signatures against the digests that the holder of the file states, at the aware moment ``at``.

    ``size`` and ``sha256`` are the file's, as stated. The answer can be *invalid* or *inconclusive*, never *valid*:
    what else the file shows is not known here. What cannot be read is left open too: the file may explain it.
    """
    ordered = sorted(enumerate(blocks, start=1), key=lambda each: _end(each[1]))
    examined = tuple(_examine(f"#{number}", block) for number, block in ordered)
    evidence = gather(anchors, None, (each.envelope for each in examined if each.envelope))
    reasons = [why for each in examined for why in each.reasons]
    reasons += [] if examined else [reason("NO_SIGNATURE")]
    reasons.append(reason("CONTENT_NOT_SEEN", Gravity.NOTE if judge(reasons) is Verdict.INVALID else None))
    reports = []
    for each in examined:
        report, trust = _report(each, examined, evidence, size, at)
        reports.append(report)
        reasons += trust
    integrity = judge(why for why in reasons if why.aspect == "integrity")
    return Report(judge(reasons), integrity, tuple(reasons), tuple(reports), 0, sha256)


def _end(block: SignatureBlock) -> int:
    return block.byte_range[2] + block.byte_range[3]


def _examine(field: str, block: SignatureBlock) -> Examined:
    found = Found(field, False, "", block.byte_range, None, None)
    try:
        der = cut(block.cms)
        envelope = open_envelope(der, lambda algorithm: block.digests[algorithm], field)
    except Unreadable as problem:
        why = reason("FORMAT_FAILURE", Gravity.INCONCLUSIVE, field=field, part=problem.part)
        return Examined(found, None, b"", (why,))
    return Examined(found, envelope, der, envelope.reasons)


def _report(
    each: Examined, every: Iterable[Examined], evidence: Evidence, size: int, now: dt.datetime
) -> tuple[SignatureReport, tuple[Reason, ...]]:
    envelope = each.envelope
    time, standing = standing_of(each, tuple(every), evidence, now)
    report = SignatureReport(
        field=each.found.field,
        kind="timestamp" if envelope and envelope.is_timestamp else "signature",
        signer=name_of(envelope.signer.subject) if envelope else "",
        subject=whole_name(envelope.signer.subject) if envelope else "",
        issuer=whole_name(envelope.signer.issuer) if envelope else "",
        at=time.at,
        time_source=time.source,
        revision=0,
        covers_whole_file=each.end == size,
        pages=0,
        intact=each.intact,
        trusted=standing.trusted and each.intact,
        chain=standing.chain,
        algorithm=envelope.algorithm if envelope else "",
        changes=Changes.NONE if each.end == size else Changes.OTHER,
        docmdp=None,
    )
    return report, (*time.reasons, *standing.reasons)
