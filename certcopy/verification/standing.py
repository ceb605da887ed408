"""When a signature was made, and how its signer stood then."""

from __future__ import annotations

import datetime as dt

from certcopy.verification.examination import Examined
from certcopy.verification.reasons import reason
from certcopy.verification.times import Time, signing_time
from certcopy.verification.trust import Evidence, Standing, name_of, stand


def standing_of(
    each: Examined, examined: tuple[Examined, ...], evidence: Evidence, now: dt.datetime
) -> tuple[Time, Standing]:
    """The time of a signature and the standing of its signer then; of a time-stamp only whether it is trusted."""
    if each.envelope is None:
        return Time(None, "none", ()), Standing(False, (), ())
    field = each.found.field
    if each.envelope.is_timestamp:
        when = each.envelope.when or now
        standing = stand(each.envelope, evidence, when, now, proven=True, field=field)
        issuer = name_of(each.envelope.signer.issuer)
        notes = () if standing.trusted else (reason("TIMESTAMP_UNTRUSTED", field=field, issuer=issuer),)
        return Time(when, "timestamped", ()), Standing(standing.trusted, standing.path, notes)
    time = signing_time(each, examined, evidence, now)
    proven = time.source == "timestamped"
    return time, stand(each.envelope, evidence, time.at or now, now, proven=proven, field=field)
