"""The two documents by which anyone checks a printed copy's signed code, also without the network later."""

from __future__ import annotations

from fastapi import APIRouter, Response

from certcopy.api.doors import TheHouse
from certcopy.api.problems import documented
from certcopy.workflow.codes import keys_json, state_json

JSON = "application/json; charset=utf-8"
SHARED = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}

router = APIRouter(tags=["verification"])


@router.get("/verify/keys.json", summary="The endorsed keys of the signed codes")
def keys(house: TheHouse) -> Response:
    """Every key that ever made codes of this office, each with the agency's signature over it (docs/signed-code.md)."""
    return Response(keys_json(house), media_type=JSON, headers=SHARED)


@router.get("/verify/state.json", summary="Copies that no longer stand", responses=documented(503))
def state(house: TheHouse) -> Response:
    """The copies revoked, voided or corrected and the keys revoked, as known now, signed; no number and no name."""
    return Response(state_json(house), media_type=JSON, headers=SHARED)
