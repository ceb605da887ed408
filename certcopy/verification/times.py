"""When a signature was made: proven by a trusted time-stamp, or merely claimed."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable

from certcopy.verification.envelope import Envelope, Unreadable, open_token, tokens
from certcopy.verification.examination import Examined
from certcopy.verification.leaks import LEAKS
from certcopy.verification.reasons import reason
from certcopy.verification.report import Reason, TimeSource
from certcopy.verification.trust import Evidence, name_of, stand

LENIENCE = dt.timedelta(minutes=10)
"""How far a signer's clock may run ahead of ours."""


@dataclasses.dataclass(frozen=True, slots=True)
class Time:
    """A signing time and where it is from; ``at`` is None where nobody states one."""

    at: dt.datetime | None
    source: TimeSource
    reasons: tuple[Reason, ...]


def signing_time(each: Examined, every: Iterable[Examined], evidence: Evidence, now: dt.datetime) -> Time:
    """The earliest trusted time-stamp on the signature or over its revision, else the signer's claim."""
    if each.envelope is None:
        return Time(None, "none", ())
    stamps, reasons = _stamps(each, every)
    field = each.found.field
    proven = [stamp.when for stamp in stamps if stamp.when and _trusted(stamp, evidence, now)]
    if proven:
        return Time(min(proven), "timestamped", tuple(reasons))
    reasons += [reason("TIMESTAMP_UNTRUSTED", field=field, issuer=name_of(stamp.signer.issuer)) for stamp in stamps]
    return _claimed(each, now, reasons)


def _stamps(each: Examined, every: Iterable[Examined]) -> tuple[list[Envelope], list[Reason]]:
    """The intact time-stamps that prove the signature existed, and a reason for each that is broken."""
    stamps = [other.envelope for other in every if other.envelope and _stamps_over(other, each)]
    reasons: list[Reason] = []
    if each.envelope is None:
        return stamps, reasons
    for token in _tokens(each.envelope):
        try:
            stamp = open_token(token, each.envelope.signed, each.found.field)
        except Unreadable:
            stamp = None
        if stamp is not None and stamp.intact:
            stamps.append(stamp)
        else:
            reasons.append(reason("TIMESTAMP_BROKEN", field=each.found.field))
    return stamps, reasons


def _tokens(envelope: Envelope) -> tuple[object, ...]:
    try:
        return tokens(envelope.signed)
    except LEAKS:
        return ()


def _stamps_over(other: Examined, each: Examined) -> bool:
    return bool(other.envelope and other.envelope.is_timestamp and other.intact and other.end > each.end)


def _trusted(stamp: Envelope, evidence: Evidence, now: dt.datetime) -> bool:
    return stamp.when is not None and stand(stamp, evidence, stamp.when, now, proven=True, field="").trusted


def _claimed(each: Examined, now: dt.datetime, reasons: list[Reason]) -> Time:
    when, field = _claim(each), each.found.field
    if when is None:
        return Time(None, "none", tuple(reasons))
    if when > now + LENIENCE:
        reasons.append(reason("SIGNED_IN_FUTURE", field=field))
    reasons.append(reason("TIME_ONLY_CLAIMED", field=field))
    return Time(when, "claimed", tuple(reasons))


def _claim(each: Examined) -> dt.datetime | None:
    """The signingTime attribute, else /M of the signature dictionary (ETSI EN 319 142-1, 6.3)."""
    if each.envelope and each.envelope.when:
        return each.envelope.when
    try:
        claimed = each.found.embedded.self_reported_timestamp if each.found.embedded else None
    except LEAKS:
        return None
    return claimed if claimed and claimed.tzinfo else None
