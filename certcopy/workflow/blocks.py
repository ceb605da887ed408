"""Blocks: a file that stays with its holder is judged by its signatures and digests."""

from __future__ import annotations

import contextlib

from certcopy.confine import Limits, run
from certcopy.domain.public_record import PublicRecord
from certcopy.errors import StoreDamaged
from certcopy.storage.passing import passing_folder
from certcopy.verification.given import SignatureBlock
from certcopy.verification.report import Report
from certcopy.verification.tasks import verify_blocks
from certcopy.workflow.check import check_file
from certcopy.workflow.house import House
from certcopy.workflow.images import lay_out
from certcopy.workflow.record import record_by_digest

BLOCK_LIMITS = Limits(seconds=10, mebibytes=1024)


def check_blocks(
    house: House, blocks: tuple[SignatureBlock, ...], size: int, sha256: str
) -> tuple[Report, PublicRecord | None]:
    """The verdict on a file that stays with its holder, from its signatures and digests (hexadecimal ``sha256``).

    Where the digest is that of a copy we issued, the same bytes are in our store: then they are verified whole. Of any
    other file only its signatures are known, and the verdict is never *valid*.

    Raises:
        Overrun: reading the signatures took more time or memory than they deserve.
    """
    record = record_by_digest(house, sha256)
    if record is not None and (found := _check_stored(house, sha256)) is not None:
        return found, record
    arguments = (blocks, size, sha256, house.anchors(), house.clock())
    report: Report = run(verify_blocks, *arguments, returns=Report, limits=BLOCK_LIMITS)
    return report, record


def _check_stored(house: House, digest: str) -> Report | None:
    with contextlib.suppress(StoreDamaged), passing_folder() as room:
        return check_file(lay_out(house.objects, digest, room), house.anchors(), house.clock())
    return None
