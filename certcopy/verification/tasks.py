"""What children are asked for in this room.

Each task is named here and imported where it is done, so that whoever asks starts without the libraries it needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from certcopy.verification.given import Documents, Given, SignatureBlock
    from certcopy.verification.report import CodeReport, Report


def verify(pdf: bytes, anchors: tuple[bytes, ...], at: dt.datetime) -> Report:
    """As ``verdict.verify``."""
    from certcopy.verification import verdict

    return verdict.verify(pdf, anchors, at)


def verify_file(path: str, anchors: tuple[bytes, ...], at: dt.datetime) -> Report:
    """As ``verdict.verify_file``."""
    from certcopy.verification import verdict

    return verdict.verify_file(path, anchors, at)


def verify_blocks(
    blocks: tuple[SignatureBlock, ...], size: int, sha256: str, anchors: tuple[bytes, ...], at: dt.datetime
) -> Report:
    """As ``digest_only.verify_blocks``."""
    from certcopy.verification import digest_only

    return digest_only.verify_blocks(blocks, size, sha256, anchors, at)


def check_picture(picture: Given, documents: Documents, at: dt.datetime) -> tuple[CodeReport, ...]:
    """As ``code_picture.check_picture``."""
    from certcopy.verification import code_picture

    return code_picture.check_picture(picture, documents, at)
