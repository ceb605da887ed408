"""Signed codes in pictures of prints, as ``certcopy verify --qr`` checks and shows them."""

from __future__ import annotations

import dataclasses
import pathlib
from typing import Any

import typer

from certcopy import clock
from certcopy.cli import files, offices, streams
from certcopy.cli.verdict import headline
from certcopy.cli.words import N_
from certcopy.clock import VIETNAM
from certcopy.domain.certification import grouped
from certcopy.domain.signed_code import CodeFacts
from certcopy.errors import BadPdf, CertCopyError, MissingValue, NoOffice, NoSuchFile, Overrun
from certcopy.i18n import gettext as _
from certcopy.i18n import language
from certcopy.verification.given import Documents, Given
from certcopy.verification.reasons import sentence, verdict_words
from certcopy.verification.report import CodeReport
from certcopy.workflow.check import check_print
from certcopy.workflow.report.document import reason_document

COMPARE = N_("Compare each line with the print; the code proves these lines and not what else is on the paper:")


@dataclasses.dataclass(frozen=True, slots=True)
class Offline:
    """The documents named on the line; what is not named is asked of the office on this machine."""

    keys: pathlib.Path | None
    state: pathlib.Path | None


def documents(trusted: tuple[bytes, ...], offline: Offline, home: pathlib.Path | None) -> Documents:
    """What the codes are judged by.

    Raises:
        MissingValue: no keys.json is named, and there is no office here.
        NoSuchFile: a document cannot be read.
    """
    state = None if offline.state is None else _given(offline.state)
    if offline.keys is not None:
        return Documents(trusted, _given(offline.keys), state)
    try:
        office = offices.choose_home(home)
    except NoOffice as problem:
        raise MissingValue(name="--keys") from problem
    from certcopy.workflow.codes import keys_json, state_json

    with offices.opened(office) as house:
        own = Given("state.json", state_json(house).encode())
        return Documents(trusted, Given("keys.json", keys_json(house).encode()), state or own)


def check(path: pathlib.Path, given: Documents) -> tuple[CodeReport, ...] | CertCopyError:
    """Every code in one picture, or why it cannot be read."""
    try:
        return check_print(Given(path.name, files.read_file(path)), given, clock.now())
    except (BadPdf, NoSuchFile, Overrun) as unreadable:
        return unreadable


def show(path: pathlib.Path, found: tuple[CodeReport, ...]) -> None:
    """The plain answer first, then what to compare by eye, then why."""
    for report in found:
        headline(report.verdict, path)
        if report.facts is not None and report.proven:
            _show_facts(report.facts, report)
        streams.answer("  " + _("Reasons, and what to do:"))
        for reason in report.reasons:
            streams.answer(f"    - {sentence(reason, language())}")


def document(path: pathlib.Path, found: tuple[CodeReport, ...]) -> dict[str, Any]:
    """The same for programs."""
    return {"file": str(path), "codes": [_code(report) for report in found]}


def _given(path: pathlib.Path) -> Given:
    return Given(path.name, files.read_file(path))


def _show_facts(facts: CodeFacts, report: CodeReport) -> None:
    if facts.test:
        typer.secho("  " + _("TEST CERTIFICATES – NO LEGAL VALUE"), fg="magenta", bold=True)
    streams.answer("  " + _(COMPARE))
    for name, value in (
        (_("Agency"), report.agency),
        (_("Number"), _("{number}, book {book}").format(number=facts.number, book=facts.book)),
        (_("Certified on"), f"{facts.at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"),
        (_("Original"), facts.title),
        (_("Pages"), str(facts.pages)),
        (_("Requester"), _("{masked} (initials)").format(masked=facts.requester)),
        (_("Certifier"), facts.certifier),
        (_("Verification code"), grouped(facts.code)),
        (_("Known as of"), _as_of(report)),
    ):
        streams.answer(f"     {name + ':':<18} {value}")


def _as_of(report: CodeReport) -> str:
    return _("not known") if report.as_of is None else f"{report.as_of.astimezone(VIETNAM):%d/%m/%Y %H:%M}"


def _code(report: CodeReport) -> dict[str, Any]:
    facts = report.facts if report.proven else None
    return {
        "verdict": report.verdict,
        "verdict_vi": verdict_words(report.verdict, "vi"),
        "verdict_en": verdict_words(report.verdict, "en"),
        "reasons": [reason_document(reason).model_dump(mode="json") for reason in report.reasons],
        "agency": report.agency if report.proven else None,
        "kid": report.kid,
        "as_of": report.as_of and report.as_of.isoformat(),
        "facts": None if facts is None else _facts(facts),
    }


def _facts(facts: CodeFacts) -> dict[str, Any]:
    return {**dataclasses.asdict(facts), "at": facts.at.isoformat(), "images": facts.images.hex()}
