"""Audit: whether what the office recorded is still what it recorded, from the journal to the public log's files.

One function for each question; every break is a finding with the facts that its explanation needs. Nothing is changed.
"""

from __future__ import annotations

import random
from typing import Any

import sqlalchemy as sa

from certcopy.domain.dossier import State
from certcopy.errors import StoreDamaged
from certcopy.register import holds, journal
from certcopy.storage import schema
from certcopy.verification.report import Reason
from certcopy.verification.signed_code import endorsement_reasons
from certcopy.workflow.audit_log import check_log, check_logged, fault, sound
from certcopy.workflow.codekeys import EndorsedCodeKey, code_keys
from certcopy.workflow.doctor import Finding, Findings, Level, guarded
from certcopy.workflow.house import House
from certcopy.workflow.progress import Progress, silent

NUMBERED = (State.ISSUING, State.ISSUED, State.DELIVERED, State.VOIDED, State.REVOKED)
SIGNED = (State.ISSUED, State.DELIVERED, State.REVOKED)
STRUCK = {State.VOIDED: "void", State.REVOKED: "revocation"}
"""The states of an ended entry, and the amendment that says so."""


def audit(house: House, sample: int | None = None, progress: Progress = silent) -> Findings:
    """Every check; ``sample`` bounds how many stored files are read back, chosen by chance, None reads all."""
    for name, check in (
        ("journal", lambda: check_journal(house)),
        ("numbers", lambda: check_numbers(house)),
        ("entries", lambda: check_entries(house)),
        ("books", lambda: check_books(house)),
        ("objects", lambda: check_objects(house, sample, progress)),
        ("log", lambda: check_log(house, progress)),
        ("logged", lambda: check_logged(house)),
        ("code_keys", lambda: check_code_keys(house)),
    ):
        progress(f"audit.{name}", 0, 1)
        yield from guarded(name, check)


def check_journal(house: House) -> Findings:
    """The chain from line to line, and that no numbered dossier lacks its line: a journal cut short breaks no chain."""
    numbered = sa.select(schema.entry.c.dossier, schema.entry.c.number, schema.entry.c.year)
    approved = sa.select(schema.journal.c.dossier).where(schema.journal.c.event == "approved")
    with house.database.read() as connection:
        broken = journal.first_break(connection)
        there = broken is None or _exists(connection, schema.journal.c.seq == broken)
        cut = connection.execute(numbered.where(schema.entry.c.dossier.not_in(approved)).limit(1)).one_or_none()
        lines = connection.scalar(sa.select(sa.func.count()).select_from(schema.journal)) or 0
    if broken is not None:
        yield fault("journal", "journal.altered" if there else "journal.missing", seq=broken)
    elif cut is not None:
        yield fault("journal", "journal.cut", number=cut.number, year=cut.year)
    else:
        yield sound("journal", count=lines)


def check_numbers(house: House) -> Findings:
    """Every book counts 1, 2, 3 … up to its counter, and no number and no copy stands for two certifications."""
    with house.database.read() as connection:
        uneven = holds.first_uneven_book(connection)
        missing = None if uneven is None else _first_missing(connection, uneven["symbol"], uneven["year"])
        double = connection.execute(_double_numbers()).first()
        shared = connection.scalar(_shared_copies())
        count = connection.scalar(sa.select(sa.func.count()).select_from(schema.entry)) or 0
    if uneven is not None:
        code = "numbers.gap" if missing and missing <= uneven["counter"] else "numbers.counter"
        yield fault("numbers", code, **uneven, missing=missing or 0)
    if double is not None:
        yield fault("numbers", "numbers.double", number=double.number, year=double.year, symbol=double.symbol)
    if shared is not None:
        yield fault("numbers", "numbers.shared_copy", digest=shared)
    if uneven is None and double is None and shared is None:
        yield sound("numbers", count=count)


def check_entries(house: House) -> Findings:
    """Dossiers and the register's lines tell the same story."""
    dossier, entry, amended = schema.dossier.c, schema.entry.c, schema.amendment
    entered = sa.select(entry.dossier)
    joined = schema.entry.join(schema.dossier, entry.dossier == dossier.id)
    story = sa.select(dossier.id).select_from(joined)
    questions = {
        "entries.lost": sa.select(dossier.id).where(dossier.state.in_(NUMBERED), dossier.id.not_in(entered)),
        "entries.early": story.where(dossier.state.not_in(NUMBERED)),
        "entries.no_copy": story.where(dossier.state.in_(SIGNED), entry.copy_digest.is_(None)),
    }
    for state, kind in STRUCK.items():
        said = sa.select(sa.literal(1)).where(amended.c.kind == kind, *_same_number(schema.entry, amended)).exists()
        questions[f"entries.{kind}"] = story.where(
            sa.or_(dossier.state == state, said), ~((dossier.state == state) & said)
        )
    faults = 0
    with house.database.read() as connection:
        for code, question in questions.items():
            found = connection.scalars(question).all()
            faults += len(found)
            if found:
                yield fault("entries", code, count=len(found), dossier=found[0])
        total = connection.scalar(sa.select(sa.func.count()).select_from(schema.entry)) or 0
    if not faults:
        yield sound("entries", count=total)


def check_books(house: House) -> Findings:
    """A volume holds the numbers from its first to its last, and a closed one as many as its total says."""
    faults = 0
    with house.database.read() as connection:
        volumes = connection.execute(sa.select(schema.book)).all()
        for volume in volumes:
            first, last, count = _numbers_of(connection, volume)
            total = None if volume.last_number is None else volume.last_number - volume.first_number + 1
            wrong = count and (first < volume.first_number or (total is not None and last > volume.last_number))
            if wrong or (total is not None and count != total):
                faults += 1
                facts = {"volume": volume.volume, "symbol": volume.symbol, "year": volume.year}
                yield fault("books", "books.total", **facts, count=count, total=total or 0)
    if not faults:
        yield sound("books", count=len(volumes))


def check_objects(house: House, sample: int | None, progress: Progress = silent) -> Findings:
    """Every file that the register names is there and is what its name says; what was erased by rule is left aside."""
    with house.database.read() as connection:
        named = sorted({*connection.scalars(_named_objects())})
    chosen = named if sample is None or sample >= len(named) else random.sample(named, sample)
    harmed = [digest for done, digest in enumerate(chosen) if _is_harmed(house, digest, progress, done, len(chosen))]
    if harmed:
        with house.database.read() as connection:
            yield fault(
                "objects", "objects.harmed", count=len(harmed), digest=harmed[0], **_owner(connection, harmed[0])
            )
    elif len(chosen) < len(named):
        yield Finding("objects", Level.OK, "objects.sampled", {"count": len(chosen), "total": len(named)})
    else:
        yield sound("objects", count=len(chosen))


def _first_missing(connection: sa.Connection, symbol: str, year: int) -> int | None:
    """The smallest number of a book that neither a line nor a lost number has."""
    entry, amended = schema.entry.c, schema.amendment.c
    lines = sa.select(entry.number).where(entry.symbol == symbol, entry.year == year)
    lost = sa.select(amended.number).where(amended.symbol == symbol, amended.year == year, amended.kind == holds.LOST)
    there = {*connection.scalars(lines), *connection.scalars(lost)}
    return next((number for number in range(1, len(there) + 2) if number not in there), None)


def _double_numbers() -> sa.Select[Any]:
    """Numbers given up as lost that have a line all the same."""
    entry, amended = schema.entry, schema.amendment
    joined = entry.join(amended, sa.and_(*_same_number(entry, amended)))
    return (
        sa.select(entry.c.number, entry.c.year, entry.c.symbol).select_from(joined).where(amended.c.kind == holds.LOST)
    )


def _shared_copies() -> sa.Select[Any]:
    digest = schema.entry.c.copy_digest
    return sa.select(digest).where(digest.is_not(None)).group_by(digest).having(sa.func.count() > 1).limit(1)


def _same_number(one: sa.Table, other: sa.Table) -> list[sa.ColumnElement[bool]]:
    return [one.c[name] == other.c[name] for name in ("authority", "symbol", "year", "number")]


def _numbers_of(connection: sa.Connection, volume: sa.Row[Any]) -> tuple[int, int, int]:
    """First, last and count of the numbers in a volume; the lost ones between its ends count too."""
    entry, amended = schema.entry.c, schema.amendment.c
    lines = sa.select(sa.func.min(entry.number), sa.func.max(entry.number), sa.func.count()).where(
        *_of_book(entry, volume), entry.volume == volume.volume
    )
    lost = sa.select(sa.func.count()).where(
        *_of_book(amended, volume),
        amended.kind == holds.LOST,
        amended.number.between(volume.first_number, volume.last_number or 0),
    )
    first, last, count = connection.execute(lines).one()
    return first or 0, last or 0, count + (connection.scalar(lost) or 0)


def _of_book(columns: Any, volume: sa.Row[Any]) -> list[sa.ColumnElement[bool]]:
    return [columns[name] == getattr(volume, name) for name in ("authority", "symbol", "year")]


def _named_objects() -> sa.CompoundSelect[Any]:
    dossier, entry, scan, page, sheet = (
        table.c for table in (schema.dossier, schema.entry, schema.scan, schema.page, schema.sheet)
    )
    kept = sa.select(dossier.id).where(dossier.erased_at.is_(None))
    return sa.union(
        sa.select(entry.copy_digest).where(entry.copy_digest.is_not(None)),
        sa.select(dossier.reading_digest).where(dossier.reading_digest.is_not(None), dossier.erased_at.is_(None)),
        sa.select(dossier.former_digest).where(dossier.former_digest.is_not(None), dossier.erased_at.is_(None)),
        sa.select(scan.digest).where(scan.dossier.in_(kept)),
        sa.select(page.digest).where(page.dossier.in_(kept)),
        sa.select(sheet.digest).where(sheet.dossier.in_(kept)),
    )


def _is_harmed(house: House, digest: str, progress: Progress, done: int, total: int) -> bool:
    progress("audit.objects", done, total)
    try:
        house.objects.open(digest).close()
    except StoreDamaged:
        return True
    return False


def _owner(connection: sa.Connection, digest: str) -> dict[str, str]:
    """The dossier that names a file."""
    for column, dossier in (
        (schema.entry.c.copy_digest, schema.entry.c.dossier),
        (schema.dossier.c.reading_digest, schema.dossier.c.id),
        (schema.dossier.c.former_digest, schema.dossier.c.id),
        (schema.scan.c.digest, schema.scan.c.dossier),
        (schema.page.c.digest, schema.page.c.dossier),
        (schema.sheet.c.digest, schema.sheet.c.dossier),
    ):
        found = connection.scalar(sa.select(dossier).where(column == digest).limit(1))
        if found is not None:
            return {"dossier": str(found)}
    return {"dossier": ""}


def _exists(connection: sa.Connection, where: sa.ColumnElement[bool]) -> bool:
    return connection.execute(sa.select(sa.literal(1)).where(where).limit(1)).first() is not None


def check_code_keys(house: House) -> Findings:
    """That every key that ever signed codes is still vouched for; copies made with it are checked by that."""
    keys = code_keys(house.home)
    broken = [(key, refused) for key in keys if (refused := _unendorsed(house, key))]
    for key, refused in broken:
        reasons = ", ".join(why.code for why in refused)
        yield fault("code_keys", "code_keys.unendorsed", kid=key.statement.kid, reasons=reasons)
    if not broken:
        yield sound("code_keys", count=len(keys))


def _unendorsed(house: House, key: EndorsedCodeKey) -> tuple[Reason, ...]:
    return endorsement_reasons(key.endorsed, key.statement.endorsed_at, house.anchors())
