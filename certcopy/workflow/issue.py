"""Issue: the numbered dossier becomes a signed copy that our own verification calls valid."""

from __future__ import annotations

import datetime as dt
import pathlib
from typing import BinaryIO

import sqlalchemy as sa

from certcopy.domain.certification import Certification
from certcopy.domain.dossier import State
from certcopy.domain.page import Reading
from certcopy.errors import CopyNotValid, CopyRevoked, NotIssuedYet
from certcopy.register import entries, journal, outbox
from certcopy.signing.pades import sign_copy
from certcopy.storage.passing import passing_folder
from certcopy.verification.report import Verdict
from certcopy.workflow.check import check_file
from certcopy.workflow.codes import code_of
from certcopy.workflow.compose import compose
from certcopy.workflow.dossiers import Dossier, look_up
from certcopy.workflow.house import House
from certcopy.workflow.progress import Progress, silent
from certcopy.workflow.read import reading_of
from certcopy.workflow.strike import owe_leaf
from certcopy.workflow.transition import MACHINE, By, Move, move

PARTS = 3


def issue(house: House, dossier_id: str, progress: Progress = silent) -> None:
    """Compose, sign twice, seal, verify, store. Run again after any fault: the first stored copy wins.

    Raises:
        KeyUnusable, CertificateExpired, CertificateUnfit, TimeStampUnavailable: nothing was signed; the number is kept.
        CodeKeyUnfit, CodeUnreadable: likewise; the signed code cannot be made, or not be read back.
        CopyNotValid: our own verification refuses the result; it is not released.
        WrongState, ChangedMeanwhile: another process was first.
    """
    dossier = look_up(house, dossier_id)
    reading = reading_of(house, dossier)
    if dossier.entry is None or reading is None:
        raise NotIssuedYet(state=dossier.state)
    with passing_folder() as room:
        copy = _signed(house, room, reading, dossier.entry.certification, progress)
        progress("verify", 2, PARTS)
        _insist_on_validity(house, copy)
        with copy.open("rb") as file:
            digest = house.objects.put_file(file)
    release(house, dossier_id, digest)
    progress("verify", PARTS, PARTS)


def release(house: House, dossier_id: str, digest: str) -> Dossier:
    """The stored copy becomes the dossier's; from now on it is owed to the public log and to the requester.

    Raises:
        WrongState, ChangedMeanwhile: another process was first, or somebody voided the number.
    """
    step = Move("issue", "issued", (State.ISSUING,), State.ISSUED, facts={"copy": digest})

    def attach(connection: sa.Connection, dossier: Dossier, at: dt.datetime) -> journal.Facts:
        if dossier.entry is None:
            raise NotIssuedYet(state=dossier.state)
        entries.attach_copy(connection, dossier_id, digest)
        owe_leaf(connection, house.authority, dossier.entry, at, "issue", digest)
        outbox.owe(connection, at, house.authority, dossier_id, "deliver", {"copy": digest})
        return {}

    return move(house, dossier_id, step, By(MACHINE), attach)


def copy_of(house: House, dossier_id: str) -> BinaryIO:
    """The certified copy of an issued dossier, open for reading; whoever asked closes it.

    Raises:
        UnknownDossier: there is none with this identifier.
        NotIssuedYet: it has no copy so far.
        CopyRevoked: its copy was taken back.
    """
    dossier = look_up(house, dossier_id)
    if dossier.state is State.REVOKED:
        raise CopyRevoked
    if dossier.entry is None or dossier.entry.copy_digest is None:
        raise NotIssuedYet(state=dossier.state)
    return house.objects.open(dossier.entry.copy_digest)


def _signed(
    house: House, room: pathlib.Path, reading: Reading, certification: Certification, progress: Progress
) -> pathlib.Path:
    at, keys = house.clock(), house.keyring
    progress("compose", 0, PARTS)
    code = code_of(house, reading.pages, certification)
    copy, slots = compose(house.objects, room, reading.pages, certification, house.office, at, code)
    progress("sign", 1, PARTS)
    with copy.open("r+b") as file:
        sign_copy(file, slots, keys.certifier(), keys.agency(), at, keys.seal(), keys.roots())
    return copy


def _insist_on_validity(house: House, copy: pathlib.Path) -> None:
    report = check_file(copy, house.anchors(), house.clock())
    if report.verdict is not Verdict.VALID:
        raise CopyNotValid(reasons=", ".join(reason.code for reason in report.reasons))
