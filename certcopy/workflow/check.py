"""Check: any PDF, and any picture of a print, is read by the verification room in a child process."""

from __future__ import annotations

import datetime as dt
import pathlib

from certcopy.confine import Limits, run
from certcopy.verification.given import Documents, Given
from certcopy.verification.report import CodeReport, Report
from certcopy.verification.tasks import check_picture, verify, verify_file

CHECK_LIMITS = Limits(seconds=10, mebibytes=512)


def check_bytes(pdf: bytes, anchors: tuple[bytes, ...], at: dt.datetime) -> Report:
    """The verdict on a PDF.

    Raises:
        NotAPdf, UnreadablePdf: it cannot be read.
        Overrun: reading it took more time or memory than a file deserves.
    """
    report: Report = run(verify, pdf, anchors, at, returns=Report, limits=CHECK_LIMITS)
    return report


def check_file(pdf: pathlib.Path, anchors: tuple[bytes, ...], at: dt.datetime) -> Report:
    """The verdict on a PDF that is a file already; raises as ``check_bytes`` does."""
    report: Report = run(verify_file, str(pdf), anchors, at, returns=Report, limits=CHECK_LIMITS)
    return report


def check_print(picture: Given, documents: Documents, at: dt.datetime) -> tuple[CodeReport, ...]:
    """The verdict on every signed code in a picture of a print.

    Raises:
        BadPicture, NoCodeFound, BadCodeDocument: as ``verification.code_picture.check_picture`` says.
        Overrun: reading it took more time or memory than a picture deserves.
    """
    found: tuple[CodeReport, ...] = run(
        check_picture, picture, documents, at, returns=tuple[CodeReport, ...], limits=CHECK_LIMITS
    )
    return found
