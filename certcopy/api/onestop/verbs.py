"""What may be decided about a dossier, over REST: each verb with the version it was decided on."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response

from certcopy.api.auth import at_the_counter
from certcopy.api.doors import TheHouse
from certcopy.api.onestop.asked import Asked
from certcopy.api.onestop.models import PREFIX, Approval, Change, DossierState, Reasoned, Refusal, Sending, answer
from certcopy.api.problems import documented
from certcopy.workflow.approve import approve
from certcopy.workflow.compare import ask_partner, return_to_clerk, send_to_certifier, take_up
from certcopy.workflow.deliver import Way, deliver
from certcopy.workflow.refuse import refuse
from certcopy.workflow.revoke import revoke
from certcopy.workflow.steps import retry
from certcopy.workflow.void import void
from certcopy.workflow.withdraw import withdraw

NOTHING_SAID = Change()
NO_REASON = Reasoned()
SENDING = Sending()

router = APIRouter(
    prefix=f"{PREFIX}/{{dossier_id}}",
    tags=["dossiers"],
    dependencies=[Depends(at_the_counter)],
    responses=documented(401, 404, 409, 412, 422, 503),
)


@router.post("/approve", summary="The scan was compared with the paper: take the number and issue")
def approve_dossier(
    house: TheHouse, response: Response, dossier_id: str, asked: Asked, approval: Approval
) -> DossierState:
    """The certification number is taken now; the machine composes, signs and verifies the copy."""
    by = asked.by(approval)
    dossier = approve(house, dossier_id, approval.compared_by, by.expected_version, by.key, approval.despite)
    return answer(response, house, dossier)


@router.post("/send", summary="Compared by the clerk; the certifier decides")
def send_dossier(
    house: TheHouse, response: Response, dossier_id: str, asked: Asked, said: Sending = SENDING
) -> DossierState:
    by = asked.by(said)
    dossier = send_to_certifier(house, dossier_id, by.actor, by.expected_version, by.key, said.despite)
    return answer(response, house, dossier)


@router.post("/return", summary="Back to the clerk, with the reason")
def return_dossier(house: TheHouse, response: Response, dossier_id: str, asked: Asked, said: Reasoned) -> DossierState:
    by = asked.by(said)
    dossier = return_to_clerk(house, dossier_id, by.actor, said.reason, by.expected_version, by.key)
    return answer(response, house, dossier)


@router.post("/ask", summary="Ask a partner office about the original")
def ask_about_dossier(
    house: TheHouse, response: Response, dossier_id: str, asked: Asked, said: Reasoned
) -> DossierState:
    by = asked.by(said)
    return answer(response, house, ask_partner(house, dossier_id, by.actor, said.reason, by.expected_version, by.key))


@router.post("/take-up", summary="Mended, or answered by the partner office: compare again")
def take_up_dossier(
    house: TheHouse, response: Response, dossier_id: str, asked: Asked, said: Change = NOTHING_SAID
) -> DossierState:
    by = asked.by(said)
    return answer(response, house, take_up(house, dossier_id, by.actor, by.expected_version, by.key))


@router.post("/refuse", summary="Refuse on a ground of the law (NĐ 23/2015/NĐ-CP, Điều 22)")
def refuse_dossier(house: TheHouse, response: Response, dossier_id: str, asked: Asked, said: Refusal) -> DossierState:
    by = asked.by(said)
    dossier = refuse(house, dossier_id, by.actor, said.ground, said.reason, by.expected_version, by.key)
    return answer(response, house, dossier)


@router.post("/withdraw", summary="The requester takes the request back")
def withdraw_dossier(
    house: TheHouse, response: Response, dossier_id: str, asked: Asked, said: Reasoned = NO_REASON
) -> DossierState:
    by = asked.by(said)
    return answer(response, house, withdraw(house, dossier_id, by.actor, said.reason, by.expected_version, by.key))


@router.post("/void", summary="Give up a number whose copy could not be signed")
def void_dossier(house: TheHouse, response: Response, dossier_id: str, asked: Asked, said: Reasoned) -> DossierState:
    """The number stays in the register, with the reason, and is never used again."""
    by = asked.by(said)
    return answer(response, house, void(house, dossier_id, by.actor, said.reason, by.expected_version, by.key))


@router.post("/revoke", summary="Take an issued copy back")
def revoke_dossier(house: TheHouse, response: Response, dossier_id: str, asked: Asked, said: Reasoned) -> DossierState:
    """Whoever checks the copy here learns that it was revoked."""
    by = asked.by(said)
    return answer(response, house, revoke(house, dossier_id, by.actor, said.reason, by.expected_version, by.key))


@router.post("/deliver", summary="The copy was handed over")
def deliver_dossier(
    house: TheHouse, response: Response, dossier_id: str, asked: Asked, said: Change = NOTHING_SAID
) -> DossierState:
    """Fetching the copy with the key is a delivery by itself."""
    by = asked.by(said)
    dossier = deliver(house, dossier_id, by.actor, Way.HANDED_OVER, by.expected_version, by.key)
    return answer(response, house, dossier)


@router.post("/retry", summary="Let the machine try a failed dossier again")
def retry_dossier(
    house: TheHouse, response: Response, dossier_id: str, asked: Asked, said: Change = NOTHING_SAID
) -> DossierState:
    by = asked.by(said)
    return answer(response, house, retry(house, dossier_id, by.actor, by.expected_version))
