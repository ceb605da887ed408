"""Renewal: where the public log can go on no more, another begins under a new name and key, with every event in it.

In this order, so that a process killed anywhere leaves nothing signed twice, and can be followed by another try:

1. the new key takes the place of the old one; the old head is not signed by it, so nothing is signed;
2. one transaction takes the old tree out of the register and owes its events again; the old log's files are there,
   so nothing is signed;
3. the old files move aside. From now on the new log grows.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import pathlib

from certcopy.errors import LogGoesOn, LogKeyMissing, LogRewound
from certcopy.register import holds, journal
from certcopy.register.log import ledger
from certcopy.register.log.ledger import Head
from certcopy.register.log.note import ED25519
from certcopy.storage.files import free_name
from certcopy.storage.home import Home
from certcopy.storage.objects import sync_folder
from certcopy.workflow.house import House
from certcopy.workflow.logkey import default_origin, log_signer, make_key
from certcopy.workflow.publish import insist_on_growth, publish_due

STAMP = "%Y%m%dT%H%M%S"


@dataclasses.dataclass(frozen=True, slots=True)
class NewLog:
    """The log that began: its name, how many events it took over, and where the files of the former one are now."""

    origin: str
    events: int
    former: pathlib.Path | None


def begin_new_log(house: House, actor: str, reason: str) -> NewLog:
    """End a log that can go on no more, and begin another with all events that the register knows.

    Raises:
        RecoveryHold: the numbers are to be reconciled first: the old log's files are needed for it.
        LogGoesOn: the log can go on.
    """
    head = _head_at_its_end(house)
    stamp = house.clock().strftime(STAMP)
    origin = f"{house.profile.log.origin or default_origin(house.profile)}/{stamp}"
    _change_key(house.home, origin, stamp)
    events = _owe_again(house, head, actor, {"origin": origin, "reason": reason})
    former = _put_aside(house.home, stamp)
    publish_due(house)
    return NewLog(origin, events, former)


def _head_at_its_end(house: House) -> Head | None:
    with house.database.read() as connection:
        holds.insist_on_none(connection)
        head = ledger.head(connection, house.authority)
    try:
        insist_on_growth(house, head)
        log_signer(house, head)
    except (LogRewound, LogKeyMissing):
        return head
    raise LogGoesOn


def _change_key(home: Home, origin: str, stamp: str) -> None:
    if home.log_key.exists():
        home.log_key.rename(home.keys / free_name(home.keys, f"log-until-{stamp}.key"))
    make_key(home.log_key, origin, ED25519)
    sync_folder(home.keys)


def _owe_again(house: House, head: Head | None, actor: str, facts: journal.Facts) -> int:
    at: dt.datetime = house.clock()
    with house.database.write() as connection:
        ledger.be_the_only_sequencer(connection, house.authority)
        events = ledger.take_out(connection, house.authority)
        last = {} if head is None else {"former": head.note.text}
        journal.write(connection, at, actor, "log_begun_anew", None, {**facts, **last})
    return events


def _put_aside(home: Home, stamp: str) -> pathlib.Path | None:
    if not home.log.exists():
        return None
    former = home.root / free_name(home.root, f"log-until-{stamp}")
    home.log.rename(former)
    sync_folder(home.root)
    return former
