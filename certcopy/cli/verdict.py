"""A verdict as people read it: the plain answer first, then who, when, what, and what to do."""

from __future__ import annotations

import pathlib
import re

import typer

from certcopy.cli import streams
from certcopy.clock import VIETNAM
from certcopy.errors import CertCopyError
from certcopy.i18n import gettext as _
from certcopy.i18n import language
from certcopy.verification.reasons import changes_words, sentence, verdict_words
from certcopy.verification.report import Report, SignatureReport, Verdict
from certcopy.workflow.report.document import is_test

COLOURS = {Verdict.VALID: "green", Verdict.INVALID: "red", Verdict.INCONCLUSIVE: "yellow"}
COMMON_NAME = re.compile(r"Common Name: ([^,]+)")


def show(path: pathlib.Path, report: Report) -> None:
    """One file's verdict."""
    headline(report.verdict, path)
    if is_test(report):
        typer.secho("  " + _("TEST CERTIFICATES – NO LEGAL VALUE"), fg="magenta", bold=True)
    for number, signature in enumerate(report.signatures, start=1):
        _show_signature(number, signature, report)
    if report.reasons:
        streams.answer("  " + _("Reasons, and what to do:"))
    for reason in report.reasons:
        streams.answer(f"    - {sentence(reason, language())}")


def headline(verdict: Verdict, path: pathlib.Path) -> None:
    """The plain answer."""
    _headline(verdict_words(verdict, language()).upper(), path, COLOURS[verdict])


def show_unreadable(path: pathlib.Path, refusal: CertCopyError) -> None:
    """A file that could not be read."""
    _headline(_("cannot be read").upper(), path, "red")
    streams.answer(f"  {refusal.sentence(language())} [{refusal.code}]")


def _headline(answer: str, path: pathlib.Path, colour: str) -> None:
    typer.secho(f"{answer}  ", fg=colour, bold=True, nl=False)
    streams.answer(str(path))


def _show_signature(number: int, signature: SignatureReport, report: Report) -> None:
    title = _("Time-stamp") if signature.kind == "timestamp" else _("Signature")
    streams.answer(f"  {number}. {title}: {signature.signer}")
    for name, value in (
        (_("When"), _when(signature)),
        (_("Covers"), _covers(signature, report)),
        (_("Content"), _("as it was signed") if signature.intact else _("ALTERED")),
        (_("Trust"), _trust(signature)),
        (_("Changes"), changes_words(signature.changes, language())),
    ):
        streams.answer(f"     {name + ':':<14} {value}")


def _when(signature: SignatureReport) -> str:
    if signature.at is None:
        return _("not stated")
    source = _("proven by a time-stamp") if signature.time_source == "timestamped" else _("claimed by the signer")
    return f"{signature.at.astimezone(VIETNAM).isoformat()} ({source})"


def _covers(signature: SignatureReport, report: Report) -> str:
    if signature.covers_whole_file:
        return _("the whole file")
    template = _("the file as it was then (revision {revision} of {revisions}; pages: {pages})")
    return template.format(revision=signature.revision, revisions=report.revisions, pages=signature.pages)


def _trust(signature: SignatureReport) -> str:
    template = (
        _("trusted; certificate issued by “{issuer}”")
        if signature.trusted
        else _("NOT trusted; certificate issued by “{issuer}”")
    )
    return template.format(issuer=_short(signature.issuer))


def _short(name: str) -> str:
    found = COMMON_NAME.search(name)
    return found[1] if found else name
