"""Verification reports as files: one beside the other in a folder, named after what was checked."""

from __future__ import annotations

import contextlib
import pathlib
from collections.abc import Callable, Iterator, Mapping

from certcopy.cli import files, offices, streams
from certcopy.errors import BadValue
from certcopy.i18n import gettext as _
from certcopy.storage.home import Home
from certcopy.verification.report import Report
from certcopy.workflow.report.document import ReportDocument
from certcopy.workflow.report.forms import Form, written

NOBODY = "CertCopy"
"""Who answers for a report that no office sealed."""

Reports = Mapping[pathlib.Path, tuple[Report, ReportDocument]]


def write(reports: Reports, folder: pathlib.Path, form: Form, home: Home | None) -> None:
    """Write every report, sealed by the office in ``home`` where one is given.

    Raises:
        BadValue: a seal was asked for on something that is not a PDF.
        OutputExists: a report of that name is there; nothing was written.
        NoSuchFile, DiskFull: the folder cannot be written.
    """
    if home is not None and form is not Form.PDF:
        raise BadValue(name="--form")
    files.make_folder(folder)
    names = dict(zip(reports, _names(reports, folder, form), strict=True))
    for name in names.values():
        files.check_free(name)
    with _sealing(home) as (author, seal):
        for path, (report, document) in reports.items():
            files.write_new(names[path], seal(written(report, document, form, author).data))
    streams.say(_("{count} reports written to {folder}").format(count=len(names), folder=folder))


def _names(reports: Reports, folder: pathlib.Path, form: Form) -> Iterator[pathlib.Path]:
    """The checked file's name with the ending of the report; of two files of one name, the later is numbered."""
    taken: dict[str, int] = {}
    for path in reports:
        count = taken[path.stem] = taken.get(path.stem, 0) + 1
        number = "" if count == 1 else f"-{count}"
        yield folder / f"{path.stem}{number}.report.{form}"


@contextlib.contextmanager
def _sealing(home: Home | None) -> Iterator[tuple[str, Callable[[bytes], bytes]]]:
    """Who answers for the reports, and what is done to each."""
    if home is None:
        yield NOBODY, bytes
        return
    from certcopy.workflow.report.seal import sealed

    with offices.opened(home) as house:
        yield house.office.agency.name, lambda sheet: sealed(house, sheet)
