"""Receive: a request with its scans becomes a dossier, or nothing at all."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import pathlib
import unicodedata
import uuid

import sqlalchemy as sa

from certcopy.domain.dossier import State
from certcopy.domain.page import PageImage
from certcopy.domain.toneless import toneless
from certcopy.errors import DuplicatePage, DuplicateUpload, MissingValue, NoPages, ReusedKey, UnknownDossier
from certcopy.ocr.passed_files import scan_file
from certcopy.register import journal, requests
from certcopy.storage.database import serialise, with_retry
from certcopy.storage.passing import passing_folder
from certcopy.storage.schema import dossier, edit_list, page, scan, sheet
from certcopy.workflow import bell
from certcopy.workflow.dossiers import Dossier, find, image_row, look_up
from certcopy.workflow.gate import UNJUDGED
from certcopy.workflow.handed_in import HandedIn, Laid, lay_out_scans, take_in
from certcopy.workflow.house import House
from certcopy.workflow.transition import By, Move, move

OPENED = "opened_unscanned"


@dataclasses.dataclass(frozen=True, slots=True)
class Request:
    """What a clerk or the one-stop software hands in.

    ``scans`` are the pages of one original, in order. ``compared_by`` names who has compared them with the paper;
    without it the dossier waits for that. ``key`` makes the request repeatable. ``again`` allows an upload seen before.
    """

    requester: str
    title: str
    scans: tuple[HandedIn, ...]
    compared_by: str | None = None
    key: str | None = None
    again: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class _Taken:
    """What stands in the store: scans and page images."""

    scans: tuple[Laid, ...]
    images: tuple[PageImage, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Opening:
    """A request whose paper is scanned later. ``key`` makes it repeatable."""

    requester: str
    title: str
    key: str | None = None


def receive(house: House, request: Request, actor: str) -> Dossier:
    """Take a request in: the scans are checked and stored, then the dossier is written, all in one transaction.

    Raises:
        BadScan: a scan cannot be the scan of a paper original; nothing is stored.
        DuplicateUpload: these files came before, for the same requester and original.
        ReusedKey: the key belongs to another request.
        MissingValue: requester or title is empty.
    """
    request = dataclasses.replace(
        request,
        requester=_text("requester", request.requester),
        title=_text("title", request.title),
    )
    with passing_folder() as room:
        scans = _distinct(lay_out_scans(room, request.scans))
        content = _content_digest(request.requester, request.title, scans)
        with house.database.read() as connection:
            if (known := _known(connection, house.authority, request, content)) is not None:
                return known
        taken, dossier_id = _take_in(house, room, scans), uuid.uuid4().hex

    def record(connection: sa.Connection) -> Dossier:
        serialise(connection, f"receive {content}")
        if (known := _known(connection, house.authority, request, content)) is not None:
            return known
        _insert(connection, house, dossier_id, request, content, State.READING, actor)
        _insert_pages(connection, dossier_id, taken)
        facts: journal.Facts = {"state": State.READING, "pages": len(taken.images), "content": content}
        journal.write(connection, house.clock(), actor, "received", dossier_id, facts)
        bell.ring(connection, dossier_id)
        return find(connection, house.authority, dossier_id)

    return with_retry(house.database, record, lambda connection: _find_own(connection, house, dossier_id))


def open_dossier(house: House, opening: Opening, actor: str) -> Dossier:
    """Open a dossier whose pages follow (``add_pages``).

    Raises:
        ReusedKey: the key belongs to another request.
        MissingValue: requester or title is empty.
    """
    request = Request(_text("requester", opening.requester), _text("title", opening.title), (), key=opening.key)
    content = _content_digest(request.requester, request.title, ())
    dossier_id = uuid.uuid4().hex
    with house.database.write() as connection:
        _insert(connection, house, dossier_id, request, content, State.SCANNING, actor)
        if request.key is not None:
            first = requests.repeated(connection, house.authority, request.key, OPENED, dossier_id, (content,))
            if first is not None:
                connection.execute(dossier.delete().where(dossier.c.id == dossier_id))
                return find(connection, house.authority, first)
        journal.write(connection, house.clock(), actor, OPENED, dossier_id, {"state": State.SCANNING})
        return find(connection, house.authority, dossier_id)


def add_pages(
    house: House,
    dossier_id: str,
    scans: tuple[HandedIn, ...],
    actor: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Dossier:
    """Give a dossier its pages: one opened without, or one returned, whose earlier pages these replace.

    Raises:
        BadScan: a scan cannot be the scan of a paper original; nothing is stored.
        UnknownDossier, ChangedMeanwhile, WrongState, ReusedKey: as ``transition.move`` says.
    """
    known = look_up(house, dossier_id)
    with passing_folder() as room:
        laid = _distinct(lay_out_scans(room, scans))
        content = _content_digest(known.requester, known.title, laid)
        taken = _take_in(house, room, laid)
    step = Move(
        verb="add_pages",
        event="pages_added",
        wanted=(State.SCANNING, State.RETURNED),
        after=State.READING,
        values={"content_digest": content, "reading_digest": None, "former_digest": None, "edits": 0, **UNJUDGED},
        facts={"pages": len(taken.images), "content": content},
        content=(content,),
    )

    def replace(connection: sa.Connection, dossier: Dossier, _at: dt.datetime) -> journal.Facts:
        for table in (scan, page, edit_list, sheet):
            connection.execute(table.delete().where(table.c.dossier == dossier.id))
        _insert_pages(connection, dossier.id, taken)
        return {}

    return move(house, dossier_id, step, By(actor, expected_version, key), replace)


def _distinct(scans: tuple[Laid, ...]) -> tuple[Laid, ...]:
    if not scans:
        raise NoPages
    first: dict[str, str] = {}
    for name, digest in scans:
        if digest in first:
            raise DuplicatePage(name=name, first=first[digest])
        first[digest] = name
    return scans


def _take_in(house: House, room: pathlib.Path, scans: tuple[Laid, ...]) -> _Taken:
    images = take_in(room, scans, house.objects)
    for number in range(1, len(scans) + 1):
        with (room / scan_file(number)).open("rb") as file:
            house.objects.put_file(file)
    return _Taken(scans, images)


def _text(name: str, value: str) -> str:
    tidy = " ".join(unicodedata.normalize("NFC", value).split())
    if not tidy:
        raise MissingValue(name=name)
    return tidy


def _content_digest(requester: str, title: str, scans: tuple[Laid, ...]) -> str:
    parts = [requester, title, *(digest for _, digest in scans)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _known(connection: sa.Connection, authority: str, request: Request, content: str) -> Dossier | None:
    ours = sa.select(dossier.c.id, dossier.c.content_digest).where(dossier.c.authority == authority)
    if request.key is not None:
        row = connection.execute(ours.where(dossier.c.request_key == request.key)).one_or_none()
        if row is not None and row.content_digest != content:
            raise ReusedKey
        if row is not None:
            return find(connection, authority, row.id)
    same = connection.execute(ours.where(dossier.c.content_digest == content).limit(1)).one_or_none()
    if same is not None and not request.again:
        raise DuplicateUpload(dossier=same.id)
    return None


def _find_own(connection: sa.Connection, house: House, dossier_id: str) -> Dossier | None:
    try:
        return find(connection, house.authority, dossier_id)
    except UnknownDossier:
        return None


def _insert(
    connection: sa.Connection, house: House, dossier_id: str, request: Request, content: str, state: State, actor: str
) -> None:
    connection.execute(
        dossier.insert().values(
            id=dossier_id,
            authority=house.authority,
            request_key=request.key if request.scans else None,
            content_digest=content,
            requester=request.requester,
            title=request.title,
            search=toneless(f"{request.requester} {request.title}"),
            compared_by=request.compared_by,
            state=state,
            changed_by=actor,
            received_at=house.clock().isoformat(),
        )
    )


def _insert_pages(connection: sa.Connection, dossier_id: str, taken: _Taken) -> None:
    scans = [
        {"dossier": dossier_id, "position": position, "digest": digest, "name": name}
        for position, (name, digest) in enumerate(taken.scans, start=1)
    ]
    images = [image_row(dossier_id, number, image) for number, image in enumerate(taken.images, start=1)]
    connection.execute(scan.insert(), scans)
    connection.execute(page.insert(), images)
