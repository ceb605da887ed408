"""The report in the words that a page and a printed sheet show: the answer first, then why, then the evidence."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator

from certcopy.domain.signature import AGENCY_FIELD, CERTIFIER_FIELD
from certcopy.i18n import gettext as _
from certcopy.i18n import language
from certcopy.verification.report import Gravity, Kind, Verdict
from certcopy.workflow.report.document import ReasonDocument, RegisterDocument, ReportDocument, SignatureDocument

Fact = tuple[str, str]


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """A heading with sentences and named facts below it."""

    heading: str
    sentences: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Telling:
    """The whole report in one language. ``verdict`` picks the colour; ``answer`` says it in words."""

    title: str
    language: str
    verdict: Verdict
    answer: str
    meaning: str
    warning: str
    sections: tuple[Section, ...]


def tell(document: ReportDocument) -> Telling:
    """The document in the language of the present context."""
    ended = document.register_ is not None and document.register_.ended_on is not None
    return Telling(
        title=_("Verification report"),
        language=language(),
        verdict=Verdict.INVALID if ended else document.verdict,
        answer=_answer(document),
        meaning=_("The office that issued this copy has taken it back. Do not rely on it.")
        if ended
        else meaning_of(document.verdict),
        warning=_("TEST CERTIFICATES – NO LEGAL VALUE") if document.test else "",
        sections=tuple(_sections(document)),
    )


def _answer(document: ReportDocument) -> str:
    if document.register_ is not None and document.register_.state.value != "issued":
        return _("voided") if document.register_.state.value == "voided" else _("REVOKED").lower()
    return document.verdict_vi if language() == "vi" else document.verdict_en


def meaning_of(verdict: Verdict) -> str:
    """What the answer means for whoever holds the file."""
    return {
        Verdict.VALID: _("Nothing in this file changed since it was signed, and its signers are trusted."),
        Verdict.INVALID: _("Do not rely on this file. Ask whoever gave it to you for the original file."),
        Verdict.INCONCLUSIVE: _("This file can be neither confirmed nor ruled out. Read why, and what to do, below."),
    }[verdict]


def _sections(document: ReportDocument) -> Iterator[Section]:
    yield Section(_("What was checked"), facts=_subject(document))
    decisive, notes = _reasons(document, decisive=True), _reasons(document, decisive=False)
    if decisive:
        yield Section(_("Why, and what to do"), decisive)
    if document.register_ is not None:
        yield Section(_("In our register"), facts=_record(document.register_))
    for number, each in enumerate(document.signatures, start=1):
        role = role_of(each.field, each.kind)
        yield Section(f"{number}. {role}: {each.signer}", facts=_signature(each, document.revisions))
    if notes:
        yield Section(_("Remarks"), notes)


def _subject(document: ReportDocument) -> tuple[Fact, ...]:
    return (
        (_("File"), document.file),
        ("SHA-256", document.sha256),
        (_("Checked at"), _moment(document.checked_at)),
        (_("Revisions of the file"), str(document.revisions)),
    )


def _reasons(document: ReportDocument, *, decisive: bool) -> tuple[str, ...]:
    return tuple(
        f"{_said(each)} [{each.code}]" for each in document.reasons if (each.gravity is not Gravity.NOTE) is decisive
    )


def _said(reason: ReasonDocument) -> str:
    return reason.vi if language() == "vi" else reason.en


def _record(record: RegisterDocument) -> tuple[Fact, ...]:
    ended = ((_("Taken back on"), f"{record.ended_on:%d/%m/%Y}"),) if record.ended_on else ()
    corrected = ((_("Entry corrected on"), f"{record.corrected_on:%d/%m/%Y}"),) if record.corrected_on else ()
    return (
        (_("Agency"), record.agency),
        (_("Certification number"), record.number),
        (_("Book"), record.book),
        (_("Certified on"), f"{record.certified_on:%d/%m/%Y}"),
        (_("Pages"), str(record.pages)),
        *ended,
        *corrected,
    )


def role_of(field: str, kind: Kind) -> str:
    """As what somebody signed in this field."""
    if kind == "timestamp":
        return _("Time-stamp")
    roles = {CERTIFIER_FIELD: _("The certifier"), AGENCY_FIELD: _("The agency")}
    return roles.get(field, _("Signature"))


def _signature(signature: SignatureDocument, revisions: int) -> tuple[Fact, ...]:
    return (
        (_("Signed at"), _signed_at(signature)),
        (_("Integrity"), _("intact") if signature.intact else _("broken")),
        (_("Trust"), _("trusted by this office") if signature.trusted else _("not confirmed")),
        (_("Covers"), _covers(signature, revisions)),
        (_("Since then"), signature.changes_vi if language() == "vi" else signature.changes_en),
        (_("Certificate subject"), signature.subject),
        (_("Certificate from"), signature.issuer),
        (_("Path"), " ← ".join(signature.chain)),
        (_("Algorithm"), signature.algorithm),
        (_("Field"), signature.field),
    )


def _signed_at(signature: SignatureDocument) -> str:
    if signature.at is None:
        return _("not stated")
    source = _("proven by a time-stamp") if signature.time_source == "timestamped" else _("claimed by the signer")
    return f"{_moment(signature.at)} ({source})"


def _covers(signature: SignatureDocument, revisions: int) -> str:
    if signature.covers_whole_file:
        return _("the whole file")
    template = _("the file as it was then (revision {revision} of {revisions}; pages: {pages})")
    return template.format(revision=signature.revision, revisions=revisions, pages=signature.pages)


def _moment(at: dt.datetime) -> str:
    return at.isoformat(timespec="seconds")
