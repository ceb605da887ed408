"""A report in the words of the verdict page: the answer first, then why, then the evidence."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Literal

from certcopy.domain.public_record import PublicRecord
from certcopy.i18n import gettext as _
from certcopy.i18n import language
from certcopy.verification.reasons import changes_words, sentence, verdict_words
from certcopy.verification.report import Gravity, Report, SignatureReport, Verdict
from certcopy.workflow.report.telling import meaning_of, role_of

Looks = Literal["valid", "invalid", "inconclusive"]
"""Colour and sign of the answer."""
TEST = "TEST"
"""The word that names of a TEST authority carry."""


@dataclasses.dataclass(frozen=True, slots=True)
class Signed:
    """One signature as a visitor reads it."""

    role: str
    signer: str
    issuer: str
    at: dt.datetime | None
    proven: bool
    covers: str
    intact: bool
    trusted: bool
    changes: str


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """The whole page. ``why`` decides the verdict; ``notes`` only disclose. The big answer (``words``, ``looks``) is
    the verdict, unless our register says that we no longer stand by this copy."""

    verdict: Verdict
    looks: Looks
    words: str
    meaning: str
    why: tuple[str, ...]
    notes: tuple[str, ...]
    signatures: tuple[Signed, ...]
    record: PublicRecord | None
    test: bool
    report: Report
    stayed: bool

    @property
    def alone(self) -> str:
        """The verdict in words, the register left aside."""
        return verdict_words(self.verdict, language())

    @property
    def integrity(self) -> str:
        """The same with the question of trust left aside too."""
        return verdict_words(self.report.integrity, language())

    @property
    def unseen(self) -> bool:
        """Whether only signatures and digests were looked at."""
        return any(each.code == "CONTENT_NOT_SEEN" for each in self.report.reasons)


def answer_of(report: Report, record: PublicRecord | None, *, stayed: bool = False) -> Answer:
    """The page's content for a report, in the language of the present context; the file ``stayed`` with its holder
    where only its signatures and digests came."""
    spoken = language()
    decisive = tuple(sentence(each, spoken) for each in report.reasons if each.gravity is not Gravity.NOTE)
    notes = tuple(sentence(each, spoken) for each in report.reasons if each.gravity is Gravity.NOTE)
    ended = record is not None and not record.counts
    return Answer(
        verdict=report.verdict,
        looks="invalid" if ended else report.verdict.value,
        words=_("REVOKED") if ended else verdict_words(report.verdict, spoken),
        meaning=_("The office that issued this copy has taken it back. Do not rely on it.")
        if ended
        else meaning_of(report.verdict),
        why=decisive,
        notes=notes,
        signatures=tuple(_signed(each) for each in report.signatures),
        record=record,
        test=_is_test(report, record),
        report=report,
        stayed=stayed,
    )


def _signed(signature: SignatureReport) -> Signed:
    whole = signature.covers_whole_file
    return Signed(
        role=role_of(signature.field, signature.kind),
        signer=signature.signer,
        issuer=signature.chain[1] if len(signature.chain) > 1 else signature.issuer,
        at=signature.at,
        proven=signature.time_source == "timestamped",
        covers=_("the whole file") if whole else _("the whole file as it was at this signature"),
        intact=signature.intact,
        trusted=signature.trusted,
        changes=changes_words(signature.changes, language()),
    )


def _is_test(report: Report, record: PublicRecord | None) -> bool:
    names = (name for each in report.signatures for name in (each.issuer, *each.chain))
    return (record is not None and record.test) or any(TEST in name.split() for name in names)
