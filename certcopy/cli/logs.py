"""The log of a command: warnings and worse, on standard error."""

from __future__ import annotations

import logging
import sys

import structlog


def to_standard_error() -> None:
    """Send the log where answers never go."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
