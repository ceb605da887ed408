"""What the register of the office on this machine says of checked files."""

from __future__ import annotations

import pathlib
from collections.abc import Iterable

import typer

from certcopy.cli import offices, streams
from certcopy.domain.public_record import PublicRecord
from certcopy.errors import NoOffice
from certcopy.i18n import gettext as _
from certcopy.verification.report import Report


def records(reports: Iterable[Report], home: pathlib.Path | None) -> dict[str, PublicRecord]:
    """The public facts of every file that this office issued, by its SHA-256; nothing where there is no office."""
    wanted = [report.sha256 for report in reports]
    try:
        office = offices.choose_home(home)
    except NoOffice:
        return {}
    if not wanted:
        return {}
    from certcopy.workflow.record import record_by_digest

    with offices.opened(office) as house:
        found = {sha256: record_by_digest(house, sha256) for sha256 in wanted}
    return {sha256: record for sha256, record in found.items() if record is not None}


def show(record: PublicRecord | None) -> None:
    """Number and book, and what became of the copy since."""
    if record is None:
        return
    streams.answer("  " + _("Register: number {number}, book {book}").format(number=record.number, book=record.book))
    if record.ended_on is not None:
        words = _("This office took the copy back on {day}. Do not rely on it.").format(
            day=f"{record.ended_on:%d/%m/%Y}"
        )
        typer.secho(f"  {words}", fg="red", bold=True)
    if record.corrected_on is not None:
        words = _("The register's entry was corrected on {day}; the copy stands.")
        streams.answer("  " + words.format(day=f"{record.corrected_on:%d/%m/%Y}"))
