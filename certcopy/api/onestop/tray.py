"""The tray over REST: scans that wait for a dossier, the telephones that add to it, and what was no scan."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from certcopy.api.auth import at_the_counter
from certcopy.api.doors import TheDoors, TheHouse
from certcopy.api.onestop.scan_models import (
    PHONES,
    REJECTS,
    TRAY,
    BatchModel,
    PairingModel,
    RejectModel,
    batch_of,
    offered_of,
    reject_of,
)
from certcopy.api.phone_address import phone_address, qr_svg
from certcopy.api.problems import documented
from certcopy.workflow import phone, tray

router = APIRouter(tags=["scanning"], dependencies=[Depends(at_the_counter)], responses=documented(401))


@router.get(TRAY, summary="What waits for a dossier, the newest first")
def offered(house: TheHouse) -> list[BatchModel]:
    return [offered_of(each) for each in tray.offered(house)]


@router.get(f"{TRAY}/{{batch}}", summary="One batch", responses=documented(404))
def show(house: TheHouse, batch: str) -> BatchModel:
    return batch_of(house.tray.batch(batch), house.tray.files(batch))


@router.delete(f"{TRAY}/{{batch}}", status_code=204, summary="Erase what no dossier has", responses=documented(404))
def discard(house: TheHouse, batch: str) -> None:
    tray.discard(house, batch)


@router.get(
    f"{TRAY}/{{batch}}/{{file}}",
    summary="The first page of a file",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}}, "description": "The page"}, **documented(404, 422)},
)
def preview(house: TheHouse, batch: str, file: str) -> Response:
    headers = {"Cache-Control": "private, max-age=3600, immutable"}
    return Response(tray.preview(house, f"{batch}/{file}"), media_type="image/jpeg", headers=headers)


@router.delete(f"{TRAY}/{{batch}}/{{file}}", status_code=204, summary="Erase one file", responses=documented(404))
def remove(house: TheHouse, batch: str, file: str) -> None:
    tray.remove(house, f"{batch}/{file}")


@router.get(REJECTS, summary="Files of the scan folder that could not be taken in, the newest first")
def rejects(house: TheHouse) -> list[RejectModel]:
    return [reject_of(each) for each in house.rejects.all()]


@router.delete(f"{REJECTS}/{{reject}}", status_code=204, summary="Somebody has read it", responses=documented(404))
def dismiss(house: TheHouse, reject: str) -> None:
    """The file stays in the scan folder's `khong-doc-duoc`."""
    house.rejects.dismiss(reject)


@router.post(PHONES, status_code=201, summary="A code that pairs one telephone with a new batch")
def offer(request: Request, doors: TheDoors) -> PairingModel:
    """The first telephone that opens it is paired; its photos stand in the batch as they come."""
    pairing = phone.offer(doors.house)
    address = phone_address(request, pairing.code)
    until = pairing.batch.until or doors.house.clock()
    return PairingModel(
        batch=pairing.batch.id, url=address.url, qr=qr_svg(address.url), reachable=address.reachable, until=until
    )


@router.delete(f"{PHONES}/{{batch}}", status_code=204, summary="End a pairing", responses=documented(404))
def end(house: TheHouse, batch: str) -> None:
    """The photos that came stay in the tray."""
    phone.end(house, batch)
