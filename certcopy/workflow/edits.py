"""Edits: the clerk turns, straightens, cuts, orders and leaves out pages; the machine then reads them again.

Every list of edits is kept, so that undoing is going back to an earlier one. The scans themselves never change.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from certcopy.domain.dossier import State
from certcopy.domain.edit import Edits, insist_on_soundness, unedited
from certcopy.domain.page import PageImage
from certcopy.errors import ChangedMeanwhile, NothingToUndo
from certcopy.register import journal
from certcopy.storage.schema import edit_list, sheet
from certcopy.workflow.dossiers import Dossier, count_scans, find, image_row
from certcopy.workflow.gate import UNJUDGED
from certcopy.workflow.house import House
from certcopy.workflow.transition import By, Effects, Move, move_within

EDITABLE = (State.READING, State.COMPARING, State.RETURNED)
_EDITS = TypeAdapter(Edits)


@dataclasses.dataclass(frozen=True, slots=True)
class History:
    """The edits in force, and which lists undoing and redoing lead to (None: nowhere)."""

    edits: Edits
    before: int | None
    after: int | None


def history_of(connection: sa.Connection, dossier: Dossier) -> History:
    """What is done to the pages of a dossier that was found in the same transaction."""
    before = None
    if dossier.edits:
        before = connection.scalar(_lists(dossier.id, edit_list.c.before).where(edit_list.c.number == dossier.edits))
    after = connection.scalar(
        _lists(dossier.id, sa.func.max(edit_list.c.number)).where(edit_list.c.before == dossier.edits)
    )
    return History(_list(connection, dossier.id, dossier.edits), before, after)


def edit(house: House, dossier_id: str, edits: Edits, by: By, based_on: int | None = None) -> Dossier:
    """Put these edits in force; the pages they change are read again, and the comparison has to be made again.
    ``based_on`` is the list they were made from: the machine's reading meanwhile does no harm, another's edits do.

    Raises:
        BadEdit: the edits cannot be carried out.
        UnknownDossier, ChangedMeanwhile, WrongState, ReusedKey: as ``transition.move`` says.
    """
    content = _digest(edits)
    with house.database.write() as connection:
        seen = find(connection, house.authority, dossier_id)
        insist_on_soundness(edits, count_scans(connection, dossier_id))
        number = 1 + _newest(connection, dossier_id)
        step = _step(seen, "edit", "edited", number, content)

        def keep(connection: sa.Connection, dossier: Dossier, _at: dt.datetime) -> journal.Facts:
            _insist(dossier, based_on)
            row = {"dossier": dossier_id, "number": number, "before": dossier.edits, "pages": _dumped(edits)}
            connection.execute(edit_list.insert().values(row))
            return {"edits": content}

        return move_within(connection, house, dossier_id, step, by.having_seen(seen), keep)


def undo(house: House, dossier_id: str, by: By, based_on: int | None = None) -> Dossier:
    """Go back to the edits before.

    Raises:
        NothingToUndo: there are none.
        UnknownDossier, ChangedMeanwhile, WrongState, ReusedKey: as ``transition.move`` says.
    """
    return _go(house, dossier_id, by, "undo", based_on)


def redo(house: House, dossier_id: str, by: By, based_on: int | None = None) -> Dossier:
    """Undo an undoing; raises as ``undo`` does."""
    return _go(house, dossier_id, by, "redo", based_on)


def keeping_sheets(sheets: Sequence[PageImage]) -> Effects:
    """Replaces the edited pages of a dossier by these, which stand in the store; by none where nothing is edited."""

    def replace(connection: sa.Connection, dossier: Dossier, _at: dt.datetime) -> journal.Facts:
        connection.execute(sheet.delete().where(sheet.c.dossier == dossier.id))
        if sheets:
            rows = [image_row(dossier.id, number, each) for number, each in enumerate(sheets, start=1)]
            connection.execute(sheet.insert(), rows)
        return {}

    return replace


def _go(house: House, dossier_id: str, by: By, verb: str, based_on: int | None) -> Dossier:
    with house.database.write() as connection:
        dossier = find(connection, house.authority, dossier_id)
        _insist(dossier, based_on)
        now = history_of(connection, dossier)
        number = now.before if verb == "undo" else now.after
        if number is None:
            raise NothingToUndo
        content = _digest(_list(connection, dossier_id, number))
        step = _step(dossier, verb, "edits_undone" if verb == "undo" else "edits_redone", number, content)
        return move_within(connection, house, dossier_id, step, by.having_seen(dossier))


def _insist(dossier: Dossier, based_on: int | None) -> None:
    if based_on is not None and based_on != dossier.edits:
        raise ChangedMeanwhile(by=dossier.changed_by, state=dossier.state)


def _step(seen: Dossier, verb: str, event: str, number: int, content: str) -> Move:
    former = seen.reading_digest or seen.former_digest
    values = {"edits": number, "former_digest": former, "reading_digest": None, "compared_by": None, **UNJUDGED}
    return Move(verb, event, EDITABLE, State.READING, values, {"edits": content, "list": number}, (content,))


def _list(connection: sa.Connection, dossier_id: str, number: int) -> Edits:
    if number == 0:
        return unedited(count_scans(connection, dossier_id))
    pages = connection.scalar(_lists(dossier_id, edit_list.c.pages).where(edit_list.c.number == number))
    return _EDITS.validate_python(pages)


def _newest(connection: sa.Connection, dossier_id: str) -> int:
    return int(connection.scalar(_lists(dossier_id, sa.func.max(edit_list.c.number))) or 0)


def _lists(dossier_id: str, column: Any) -> sa.Select[Any]:
    return sa.select(column).where(edit_list.c.dossier == dossier_id)


def _dumped(edits: Edits) -> Any:
    return _EDITS.dump_python(edits, mode="json", exclude_defaults=True)


def _digest(edits: Edits) -> str:
    return hashlib.sha256(_EDITS.dump_json(edits)).hexdigest()
