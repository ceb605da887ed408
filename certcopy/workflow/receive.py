"""Receive: a request with its scans becomes a dossier, or nothing at all."""

from __future__ import annotations

import dataclasses
import hashlib
import unicodedata
import uuid

import sqlalchemy as sa

from certcopy.confine import Limits, run
from certcopy.domain.dossier import State
from certcopy.domain.page import PageImage
from certcopy.errors import DuplicatePage, DuplicateUpload, MissingValue, NoPages, ReusedKey
from certcopy.ocr.intake import ScanFile, take_in
from certcopy.register import journal
from certcopy.storage.objects import digest_of
from certcopy.storage.schema import dossier, page, scan
from certcopy.workflow.dossiers import Dossier, find
from certcopy.workflow.house import House

INTAKE_LIMITS = Limits(seconds=300, mebibytes=4096)


@dataclasses.dataclass(frozen=True, slots=True)
class Request:
    """What a clerk or the one-stop software hands in.

    ``scans`` are the pages of one original, in order. ``compared_by`` names who has compared them with the paper;
    without it the dossier waits for that. ``key`` makes the request repeatable. ``again`` allows an upload seen before.
    """

    requester: str
    title: str
    scans: tuple[ScanFile, ...]
    compared_by: str | None = None
    key: str | None = None
    again: bool = False


def receive(house: House, request: Request, actor: str) -> Dossier:
    """Take a request in: the scans are checked and stored, then the dossier is written, all in one transaction.

    Raises:
        BadScan: a scan cannot be the scan of a paper original; nothing is stored.
        DuplicateUpload: these files came before, for the same requester and original.
        ReusedKey: the key belongs to another request.
        MissingValue: requester or title is empty.
    """
    request = _tidy(request)
    content = _content_digest(request)
    with house.database.read() as connection:
        if (known := _known(connection, house.authority, request, content)) is not None:
            return known
    images = take_in_confined(request.scans)
    scan_digests = [house.objects.put(each.data) for each in request.scans]
    image_digests = [house.objects.put(image.jpeg) for image in images]
    with house.database.write() as connection:
        if (known := _known(connection, house.authority, request, content)) is not None:
            return known
        dossier_id = _insert(connection, house, request, content)
        _insert_scans(connection, dossier_id, request.scans, scan_digests)
        _insert_pages(connection, dossier_id, images, image_digests)
        facts: journal.Facts = {"scans": len(images), "content": content}
        journal.write(connection, house.clock(), actor, "received", dossier_id, facts)
        return find(connection, house.authority, dossier_id)


def take_in_confined(scans: tuple[ScanFile, ...]) -> tuple[PageImage, ...]:
    """The page images of the scans, decoded in a child process.

    Raises:
        BadScan: as ``certcopy.ocr.intake.take_in`` says.
    """
    return tuple(run(take_in, scans, returns=list[PageImage], limits=INTAKE_LIMITS))


def _tidy(request: Request) -> Request:
    if not request.scans:
        raise NoPages
    seen: dict[str, str] = {}
    for each in request.scans:
        digest = digest_of(each.data)
        if digest in seen:
            raise DuplicatePage(name=each.name, first=seen[digest])
        seen[digest] = each.name
    return dataclasses.replace(
        request, requester=_text("requester", request.requester), title=_text("title", request.title)
    )


def _text(name: str, value: str) -> str:
    tidy = " ".join(unicodedata.normalize("NFC", value).split())
    if not tidy:
        raise MissingValue(name=name)
    return tidy


def _content_digest(request: Request) -> str:
    parts = [request.requester, request.title, *(digest_of(each.data) for each in request.scans)]
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


def _insert(connection: sa.Connection, house: House, request: Request, content: str) -> str:
    dossier_id = uuid.uuid4().hex
    connection.execute(
        dossier.insert().values(
            id=dossier_id,
            authority=house.authority,
            request_key=request.key,
            content_digest=content,
            requester=request.requester,
            title=request.title,
            compared_by=request.compared_by,
            state=State.RECEIVED,
            received_at=house.clock().isoformat(),
        )
    )
    return dossier_id


def _insert_scans(connection: sa.Connection, dossier_id: str, scans: tuple[ScanFile, ...], digests: list[str]) -> None:
    rows = [
        {"dossier": dossier_id, "position": position, "digest": digest, "name": each.name}
        for position, (each, digest) in enumerate(zip(scans, digests, strict=True), start=1)
    ]
    connection.execute(scan.insert(), rows)


def _insert_pages(
    connection: sa.Connection, dossier_id: str, images: tuple[PageImage, ...], digests: list[str]
) -> None:
    rows = [
        {
            "dossier": dossier_id,
            "number": number,
            "digest": digest,
            "width": image.width,
            "height": image.height,
            "dpi": image.dpi,
            "grey": image.grey,
            "turn": image.turn,
        }
        for number, (image, digest) in enumerate(zip(images, digests, strict=True), start=1)
    ]
    connection.execute(page.insert(), rows)
