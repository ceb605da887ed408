"""The exit codes: the only place where an error becomes one."""

from __future__ import annotations

from certcopy.errors import (
    AccessDenied,
    BadPdf,
    BadRequest,
    BadScan,
    CertCopyError,
    NoSuchFile,
    OfficeNotReady,
    Overrun,
    ScannerError,
    Unexpected,
)

OK = 0
INVALID = 1
INCONCLUSIVE = 2
UNREADABLE = 3
BAD_REQUEST = 4
NOT_READY = 5
DENIED = 6
USAGE = 64
UNFORESEEN = 70
INTERRUPTED = 130
"""The first four answer ``certcopy verify``; 64 and 70 are EX_USAGE and EX_SOFTWARE of BSD's sysexits."""

CODES: tuple[tuple[type[CertCopyError], int], ...] = (
    (BadScan, UNREADABLE),
    (BadPdf, UNREADABLE),
    (NoSuchFile, UNREADABLE),
    (Overrun, UNREADABLE),
    (BadRequest, BAD_REQUEST),
    (OfficeNotReady, NOT_READY),
    (ScannerError, NOT_READY),
    (AccessDenied, DENIED),
    (Unexpected, UNFORESEEN),
)
"""The first class that fits decides."""


def exit_code(refusal: CertCopyError) -> int:
    """The exit code of an error."""
    return next(code for kind, code in CODES if isinstance(refusal, kind))
