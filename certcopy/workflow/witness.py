"""Witnesses: ours are asked to cosign our checkpoints, and we cosign those of the neighbours' logs we watch."""

from __future__ import annotations

import datetime as dt
import http
import http.client
import urllib.error
import urllib.request

import sqlalchemy as sa
import structlog

from certcopy.errors import BadProfile
from certcopy.register.log import ledger
from certcopy.register.log.ledger import Head, LedgerTiles
from certcopy.register.log.merkle import consistency_proof
from certcopy.register.log.note import BadNote, Note, Signature, Verifier, parse_decimal, parse_signatures
from certcopy.register.log.tiles import TileNodes
from certcopy.register.log.witness import Growth, Refusal, cosign, cosignatures, judge
from certcopy.storage.profile import WitnessOffice
from certcopy.workflow.house import House
from certcopy.workflow.logkey import read_key

SECONDS = 5.0
"""How long one request to a witness may take."""
PATIENCE = dt.timedelta(minutes=1)
"""How soon a witness that did not cosign is asked again."""
LARGEST_ANSWER = 16 * 1024

log = structlog.get_logger(__name__)


def gather_cosignatures(house: House, head: Head, published: int) -> Head:
    """The head with the cosignatures of all witnesses that answered, kept in the register.

    ``published`` is the size they were last asked about; a witness that saw less says so.
    """
    missing = [each for each in house.profile.log.witnesses if not _has_cosigned(head.note, each)]
    asked_lately = head.checkpoint.size == published and house.clock() - head.at < PATIENCE
    if not missing or asked_lately:
        return head
    found = [line for witness in missing for line in _ask(house, head, witness, published)]
    note = Note(head.note.text, (*head.note.signatures, *found))
    with house.database.write() as connection:
        ledger.add_cosignatures(connection, house.authority, head, note, house.clock())
    return Head(head.checkpoint, note, head.edge, house.clock())


def add_checkpoint(house: House, body: str) -> Signature:
    """Cosign the growth of a neighbour's log, once it is recorded.

    Raises:
        Refusal: with the HTTP status of C2SP tlog-witness.
    """
    try:
        growth = Growth.parse(body)
        with house.database.write() as connection:
            return _cosigned(connection, house, growth)
    except BadNote as problem:
        raise Refusal(http.HTTPStatus.BAD_REQUEST) from problem
    except sa.exc.IntegrityError as problem:
        raise Refusal(http.HTTPStatus.CONFLICT, 0) from problem


def verifier_of(key: str) -> Verifier:
    """A key of the profile.

    Raises:
        BadProfile: it is none.
    """
    try:
        return Verifier.parse(key)
    except BadNote as problem:
        raise BadProfile(name="office.toml", problem=f"[log] {problem}") from problem


def _cosigned(connection: sa.Connection, house: House, growth: Growth) -> Signature:
    logs = {each.name: each for each in map(verifier_of, house.profile.log.witnessed)}
    seen = ledger.witnessed(connection, house.authority, growth.checkpoint.text.partition("\n")[0])
    new = judge(growth, logs, seen)
    at = house.clock()
    if not ledger.witness(connection, house.authority, seen, new, growth.checkpoint, at):
        raise Refusal(http.HTTPStatus.CONFLICT, new.size)
    return cosign(growth.checkpoint.text, read_key(house.home.witness_key), at)


def _has_cosigned(note: Note, witness: WitnessOffice) -> bool:
    return bool(cosignatures(note.text, note.signatures, verifier_of(witness.key)))


def _ask(house: House, head: Head, witness: WitnessOffice, old: int) -> tuple[Signature, ...]:
    """What the witness adds to the checkpoint: nothing, where it cannot be reached or will not."""
    try:
        status, answer = _post(witness.url, _growth(house, head, old))
        if status == http.HTTPStatus.CONFLICT:
            status, answer = _post(witness.url, _growth(house, head, parse_decimal(answer.strip())))
        if status == http.HTTPStatus.OK:
            return cosignatures(head.note.text, parse_signatures(answer), verifier_of(witness.key))
        problem = str(status)
    except (OSError, http.client.HTTPException, ValueError) as fault:
        problem = type(fault).__name__
    log.warning("witness did not cosign", witness=witness.url, problem=problem)
    return ()


def _growth(house: House, head: Head, old: int) -> Growth:
    """The growth from ``old`` leaves; ValueError where the witness has seen more than there is."""
    size = head.checkpoint.size
    with house.database.read() as connection:
        proof = consistency_proof(TileNodes(LedgerTiles(connection, house.authority), size), old, size)
    return Growth(old, tuple(proof), head.note)


def _post(address: str, growth: Growth) -> tuple[int, str]:
    if not address.startswith(("https://", "http://")):
        raise ValueError(address)
    request = urllib.request.Request(  # noqa: S310  (checked above)
        f"{address.rstrip('/')}/add-checkpoint", str(growth).encode(), {"Content-Type": "text/plain; charset=utf-8"}
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310  (checked above)
            return answer.status, answer.read(LARGEST_ANSWER).decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read(LARGEST_ANSWER).decode()
