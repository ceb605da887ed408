"""The proof of a dossier's newest event in the public log, for the one-stop software."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response
from fastapi.responses import PlainTextResponse

from certcopy.api.auth import at_the_counter
from certcopy.api.doors import TheHouse
from certcopy.api.onestop.models import PREFIX
from certcopy.api.problems import documented
from certcopy.api.public.log import PROOF, proof_file
from certcopy.workflow.proof import proof_of

router = APIRouter(
    prefix=PREFIX, tags=["dossiers"], dependencies=[Depends(at_the_counter)], responses=documented(401, 503)
)


@router.get("/{dossier_id}/proof", response_class=PlainTextResponse, responses={**PROOF, **documented(404, 409)})
def proof(house: TheHouse, dossier_id: str) -> Response:
    """The proof file to hand over with the copy (C2SP tlog-proof): issue, void or revocation, whichever came last."""
    return proof_file(proof_of(house, dossier_id), dossier_id)
