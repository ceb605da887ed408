"""The exceptions that hostile or merely odd files draw out of the libraries that read them."""

from __future__ import annotations

import logging
import struct
import zlib

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509 import DuplicateExtension, InvalidVersion, UnsupportedGeneralNameType
from pyhanko.pdf_utils.misc import PdfError
from pyhanko_certvalidator.errors import PathError, ValidationError

LEAKS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    DuplicateExtension,
    EOFError,
    InvalidSignature,
    InvalidVersion,
    LookupError,
    NameError,
    OSError,
    PathError,
    PdfError,
    RuntimeError,
    TypeError,
    UnsupportedAlgorithm,
    UnsupportedGeneralNameType,
    ValidationError,
    ValueError,
    struct.error,
    zlib.error,
)
"""RuntimeError stands for RecursionError, NotImplementedError and pdfium's errors too. MemoryError is not in the list:
a child that runs out of memory must die."""

SILENT = logging.CRITICAL + 1
for _library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_library).setLevel(SILENT)
"""What these libraries log names the people in the certificates; personal data never enters logs."""
