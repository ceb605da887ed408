"""The names of files in a folder by which scans and pages pass between a child and whoever asks it."""

from __future__ import annotations


def scan_file(number: int) -> str:
    """The name of the scan that was handed in as the one of this number, counted from 1."""
    return f"scan-{number}"


def page_file(number: int) -> str:
    """The name of the JPEG of this page, counted from 1."""
    return f"page-{number}.jpg"
