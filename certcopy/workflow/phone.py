"""A telephone as a scanner: paired by a code that the counter shows, for one batch of pages and a short time."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import hmac
import secrets
import threading
from typing import Final

from certcopy.errors import PairingOver, PhoneTaken, UnknownScan
from certcopy.storage.tray import Batch, TrayFile
from certcopy.workflow.house import House
from certcopy.workflow.tray import lay_in

TO_BEGIN = dt.timedelta(minutes=10)
"""How long the code on the screen is good for."""

TO_WORK = dt.timedelta(minutes=30)
"""How long a telephone may go on sending after it was paired."""

PHONE: Final = "phone"
_one_at_a_time = threading.Lock()


@dataclasses.dataclass(frozen=True, slots=True)
class Pairing:
    """A new pairing: ``code`` is what the QR code carries; it is stored nowhere."""

    code: str = dataclasses.field(repr=False)
    batch: Batch


@dataclasses.dataclass(frozen=True, slots=True)
class Phone:
    """What a paired telephone holds: the batch it feeds, and a secret of its own."""

    batch: str
    secret: str = dataclasses.field(repr=False)


def offer(house: House) -> Pairing:
    """Open a batch for one telephone."""
    code = secrets.token_urlsafe(16)
    now = house.clock()
    batch = Batch(_batch_of(code), PHONE, PHONE, now, until=now + TO_BEGIN)
    return Pairing(code, house.tray.begin(batch))


def is_open(house: House, code: str) -> bool:
    """Whether a telephone may still be paired with this code."""
    try:
        return not _live(house, _batch_of(code)).phone
    except PairingOver:
        return False


def pair(house: House, code: str) -> Phone:
    """Pair the telephone that comes first.

    Raises:
        PairingOver: the code is unknown, too old, or was taken back.
        PhoneTaken: another telephone was first.
    """
    with _one_at_a_time:
        batch = _live(house, _batch_of(code))
        if batch.phone:
            raise PhoneTaken
        phone = Phone(batch.id, secrets.token_urlsafe(16))
        house.tray.save(
            dataclasses.replace(batch, phone=_digest(phone.secret), until=house.clock() + TO_WORK),
        )
        return phone


def at_work(house: House, phone: Phone) -> Batch:
    """The batch this telephone feeds.

    Raises:
        PairingOver: it is not paired, or not any more.
    """
    batch = _live(house, phone.batch)
    if not hmac.compare_digest(batch.phone, _digest(phone.secret)):
        raise PairingOver
    return batch


def send(house: House, phone: Phone, number: int, photo: bytes) -> TrayFile:
    """Put a photo at its place among the pages. Sent again it changes nothing; another photo replaces it.

    Raises:
        PairingOver: the telephone is not paired any more.
        BadScan: the photo cannot be read.
        UnknownScan: the place is beyond the last.
    """
    return lay_in(house, at_work(house, phone).id, photo, number, f"{number}.jpg")


def sent(house: House, phone: Phone) -> tuple[TrayFile, ...]:
    """The photos this telephone has sent, in their order.

    Raises:
        PairingOver: it is not paired any more.
    """
    return house.tray.files(at_work(house, phone).id)


def take_back(house: House, phone: Phone, number: int) -> None:
    """Remove the photo at a place, where there is one that no dossier has.

    Raises:
        PairingOver: the telephone is not paired any more.
    """
    for file in sent(house, phone):
        if file.number == number and not file.used:
            house.tray.remove(file)


def end(house: House, batch: str) -> None:
    """The counter ends a pairing; the pages stay.

    Raises:
        UnknownScan: there is no such batch.
    """
    with _one_at_a_time:
        house.tray.save(dataclasses.replace(house.tray.batch(batch), ended=True))


def _live(house: House, batch_id: str) -> Batch:
    try:
        batch = house.tray.batch(batch_id)
    except UnknownScan:
        raise PairingOver from None
    if batch.ended or batch.until is None or house.clock() >= batch.until:
        raise PairingOver
    return batch


def _batch_of(code: str) -> str:
    return _digest(code)[:32]


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
