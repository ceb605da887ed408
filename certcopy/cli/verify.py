"""``certcopy verify``: the verdict on PDF files, for people and for programs."""

import concurrent.futures
import os
import pathlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

import typer

from certcopy import clock
from certcopy.cli import codes, exits, files, offices, progress, registered, report_files, streams, verdict
from certcopy.cli.misuse import see_help
from certcopy.cli.options import AsJson, HomeFolder
from certcopy.cli.words import N_
from certcopy.domain.public_record import PublicRecord
from certcopy.errors import BadPdf, CertCopyError, NoOffice, NoSuchFile, Overrun
from certcopy.i18n import gettext as _
from certcopy.storage.home import anchors, read_anchors
from certcopy.storage.passing import passing_folder
from certcopy.verification.report import CodeReport, Report, Verdict
from certcopy.workflow.check import check_file
from certcopy.workflow.report.document import document_of
from certcopy.workflow.report.forms import Form

HELP = N_(
    "Say of each file whether it is valid, who signed it, when, and what changed since; of a folder, every PDF in it. "
    "Exit code: 0 valid, 1 invalid, 2 inconclusive, 3 cannot be read; of several files, the first of 3, 1, 2 that "
    "occurs. No office is needed: then only the certificates given by --trust are trusted. With --qr, the signed codes "
    "in pictures of printed copies are checked instead, without the network: by --keys and --state, which the agency's "
    "check page offers, or by the office on this machine."
)

Pdfs = Annotated[
    list[pathlib.Path] | None,
    typer.Argument(metavar=N_("FILE..."), help=N_("The PDF files, or folders of them, to check.")),
]
Trust = Annotated[
    list[pathlib.Path] | None,
    typer.Option(metavar="PEM", help=N_("Trust the root certificates in this file too; may be repeated.")),
]
ReportFolder = Annotated[
    pathlib.Path | None,
    typer.Option("--report", metavar=N_("FOLDER"), help=N_("Write a report on each file here; never over a file.")),
]
ReportForm = Annotated[Form, typer.Option("--form", metavar="pdf|html|json|xml", help=N_("The form of the reports."))]
Sealed = Annotated[bool, typer.Option("--sealed", help=N_("With the agency's seal on the reports (PDF only)."))]

Pictures = Annotated[
    list[pathlib.Path] | None,
    typer.Option("--qr", metavar=N_("IMAGE"), help=N_("A photo, scan or screenshot of a print; may be repeated.")),
]
Keys = Annotated[
    pathlib.Path | None, typer.Option(metavar="JSON", help=N_("The agency's keys.json; else that of the office here."))
]
State = Annotated[
    pathlib.Path | None,
    typer.Option(metavar="JSON", help=N_("The agency's state.json: what was revoked, as known on its day.")),
]

CODES = {Verdict.VALID: exits.OK, Verdict.INVALID: exits.INVALID, Verdict.INCONCLUSIVE: exits.INCONCLUSIVE}
GRAVEST_FIRST = (exits.UNREADABLE, exits.INVALID, exits.INCONCLUSIVE, exits.OK)
Finding = Report | CertCopyError | tuple[CodeReport, ...]


def run(
    pdfs: Pdfs = None,
    qr: Pictures = None,
    trust: Trust = None,
    keys: Keys = None,
    state: State = None,
    as_json: AsJson = False,
    report: ReportFolder = None,
    form: ReportForm = Form.PDF,
    sealed: Sealed = False,
    home: HomeFolder = None,
) -> int:
    """Check every file and end with the gravest answer."""
    if not pdfs and not qr:
        streams.say(streams.error_line(_("Name a PDF file, or a picture of a print with --qr."), "usage"))
        streams.say(see_help("certcopy verify"))
        return exits.USAGE
    trusted, paths = _trusted(trust or [], home), list(_paths(pdfs or []))
    findings: list[tuple[pathlib.Path, Finding]] = list(_check_all(paths, trusted))
    known = registered.records((each for _path, each in _read(findings)), home)
    offline = codes.Offline(keys, state)
    findings += _check_pictures(qr or [], trusted, offline, home)
    if state is not None:
        findings += _with_codes(_check_pictures(paths, trusted, offline, home))
    if report is not None:
        reports = {
            path: (each, document_of(each, known.get(each.sha256), path.name, clock.now()))
            for path, each in _read(findings)
        }
        report_files.write(reports, report, form, offices.choose_home(home) if sealed else None)
    if as_json:
        streams.answer_json({"files": [_document(path, finding, known) for path, finding in findings]})
    else:
        for path, finding in findings:
            _show(path, finding, known)
    endings = {code for _path, finding in findings for code in _codes(finding, known)}
    return next(code for code in GRAVEST_FIRST if code in endings)


def _paths(named: list[pathlib.Path]) -> Iterator[pathlib.Path]:
    """Every file named, and every PDF in a folder named.

    Raises:
        NoSuchFile: a folder holds no PDF.
    """
    for path in named:
        if not path.is_dir():
            yield path
            continue
        inside = sorted(each for each in path.rglob("*") if each.suffix.lower() == ".pdf" and each.is_file())
        if not inside:
            raise NoSuchFile(name=str(path / "*.pdf"))
        yield from inside


def _trusted(given: list[pathlib.Path], home: pathlib.Path | None) -> tuple[bytes, ...]:
    named = [der for path in given if files.read_file(path) is not None for der in read_anchors(path)]
    return (*named, *_office_anchors(home))


def _office_anchors(home: pathlib.Path | None) -> tuple[bytes, ...]:
    try:
        return anchors(offices.choose_home(home).trust)
    except NoOffice:
        if home is not None:
            raise
        return ()


def _check_all(paths: list[pathlib.Path], trusted: tuple[bytes, ...]) -> Iterator[tuple[pathlib.Path, Finding]]:
    """As many at once as there are cores; the answers in the order of the paths."""
    with progress.bar() as show, concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as desks:
        show("check", 0, len(paths))
        answers = desks.map(lambda path: _check(path, trusted), paths)
        for number, (path, finding) in enumerate(zip(paths, answers, strict=True), start=1):
            show("check", number, len(paths))
            yield path, finding


def _check(path: pathlib.Path, trusted: tuple[bytes, ...]) -> Finding:
    try:
        with passing_folder() as room:
            return check_file(files.copy_into(room, path), trusted, clock.now())
    except (BadPdf, NoSuchFile, Overrun) as unreadable:
        return unreadable


def _check_pictures(
    pictures: list[pathlib.Path], trusted: tuple[bytes, ...], offline: codes.Offline, home: pathlib.Path | None
) -> Iterator[tuple[pathlib.Path, Finding]]:
    given = codes.documents(trusted, offline, home) if pictures else None
    return ((path, codes.check(path, given)) for path in pictures if given is not None)


def _with_codes(findings: Iterable[tuple[pathlib.Path, Finding]]) -> Iterator[tuple[pathlib.Path, Finding]]:
    """Those in which a signed code could be read: a file need not have one."""
    return ((path, finding) for path, finding in findings if isinstance(finding, tuple))


def _read(findings: list[tuple[pathlib.Path, Finding]]) -> Iterator[tuple[pathlib.Path, Report]]:
    return ((path, finding) for path, finding in findings if isinstance(finding, Report))


def _codes(finding: Finding, known: Mapping[str, PublicRecord]) -> set[int]:
    if isinstance(finding, Report) and (record := known.get(finding.sha256)) is not None and not record.counts:
        return {exits.INVALID}
    if isinstance(finding, CertCopyError):
        return {exits.exit_code(finding)}
    return {CODES[each.verdict] for each in (finding if isinstance(finding, tuple) else (finding,))}


def _show(path: pathlib.Path, finding: Finding, known: Mapping[str, PublicRecord]) -> None:
    if isinstance(finding, Report):
        verdict.show(path, finding)
        registered.show(known.get(finding.sha256))
    elif isinstance(finding, tuple):
        codes.show(path, finding)
    else:
        verdict.show_unreadable(path, finding)


def _document(path: pathlib.Path, finding: Finding, known: Mapping[str, PublicRecord]) -> dict[str, Any]:
    if isinstance(finding, Report):
        return document_of(finding, known.get(finding.sha256), str(path), clock.now()).plain()
    if isinstance(finding, tuple):
        return codes.document(path, finding)
    return {"file": str(path), "verdict": None, "error": streams.error_document(finding)}
