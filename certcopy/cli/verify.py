"""``certcopy verify``: the verdict on PDF files, for people and for programs."""

import json
import pathlib
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter

from certcopy import clock
from certcopy.cli import exits, files, offices, streams, verdict
from certcopy.cli.options import AsJson, HomeFolder
from certcopy.cli.words import N_
from certcopy.errors import BadPdf, CertCopyError, NoOffice, NoSuchFile, Overrun
from certcopy.storage.home import anchors, read_anchors
from certcopy.verification.report import Report, Verdict
from certcopy.workflow.check import check_bytes

HELP = N_(
    "Say of each file whether it is valid, who signed it, when, and what changed since. Exit code: 0 valid, 1 invalid, "
    "2 inconclusive, 3 cannot be read; of several files, the first of 3, 1, 2 that occurs. No office is needed: "
    "then only the certificates given by --trust are trusted."
)

Pdfs = Annotated[list[pathlib.Path], typer.Argument(metavar=N_("FILE..."), help=N_("The PDF files to check."))]
Trust = Annotated[
    list[pathlib.Path] | None,
    typer.Option(metavar="PEM", help=N_("Trust the root certificates in this file too; may be repeated.")),
]

CODES = {Verdict.VALID: exits.OK, Verdict.INVALID: exits.INVALID, Verdict.INCONCLUSIVE: exits.INCONCLUSIVE}
GRAVEST_FIRST = (exits.UNREADABLE, exits.INVALID, exits.INCONCLUSIVE, exits.OK)
Finding = Report | CertCopyError


def run(pdfs: Pdfs, trust: Trust = None, as_json: AsJson = False, home: HomeFolder = None) -> int:
    """Check every file and end with the gravest answer."""
    trusted = _trusted(trust or [], home)
    findings = [(path, _check(path, trusted)) for path in pdfs]
    if as_json:
        streams.answer_json({"files": [_document(path, finding) for path, finding in findings]})
    else:
        for path, finding in findings:
            _show(path, finding)
    codes = {_code(finding) for _path, finding in findings}
    return next(code for code in GRAVEST_FIRST if code in codes)


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


def _check(path: pathlib.Path, trusted: tuple[bytes, ...]) -> Finding:
    try:
        return check_bytes(files.read_file(path), trusted, clock.now())
    except (BadPdf, NoSuchFile, Overrun) as unreadable:
        return unreadable


def _code(finding: Finding) -> int:
    return CODES[finding.verdict] if isinstance(finding, Report) else exits.exit_code(finding)


def _show(path: pathlib.Path, finding: Finding) -> None:
    if isinstance(finding, Report):
        verdict.show(path, finding)
    else:
        verdict.show_unreadable(path, finding)


def _document(path: pathlib.Path, finding: Finding) -> dict[str, Any]:
    if isinstance(finding, Report):
        report = json.loads(TypeAdapter(Report).dump_json(finding))
        return {"file": str(path), **report, "test": verdict.is_test(finding), "reasons": verdict.reasons(finding)}
    return {"file": str(path), "verdict": None, "error": streams.error_document(finding)}
