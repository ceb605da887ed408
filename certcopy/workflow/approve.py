"""Approve: a person has compared the scan with the paper; the number is taken and the dossier is being issued."""

from __future__ import annotations

from certcopy.domain.certification import Certification, fee, new_code
from certcopy.domain.dossier import State
from certcopy.register import entries, journal
from certcopy.register.numbers import take_number
from certcopy.workflow.dossiers import Dossier, advance, find
from certcopy.workflow.house import House


def approve(house: House, dossier_id: str, actor: str) -> Dossier:
    """Take the certification number, write the register row and set the dossier issuing, in one transaction.

    Raises:
        UnknownDossier: there is none with this identifier.
        WrongState: it is not waiting for comparison; no number was taken.
    """
    at = house.clock()
    office = house.office
    with house.database.write() as connection:
        dossier = find(connection, house.authority, dossier_id)
        advance(connection, dossier_id, State.COMPARING, State.ISSUING, compared_by=actor)
        certification = Certification(
            number=take_number(connection, house.authority, office.book.symbol, at.year),
            year=at.year,
            book=office.book,
            at=at,
            requester=dossier.requester,
            title=dossier.title,
            certifier=office.certifier,
            converter=office.clerk,
            pages=dossier.pages,
            fee=fee(dossier.pages, at.date(), office.tariffs),
            code=new_code(),
        )
        entries.enter(connection, house.authority, dossier_id, certification)
        facts: journal.Facts = {"number": certification.number, "year": at.year, "symbol": office.book.symbol}
        journal.write(connection, at, actor, "approved", dossier_id, facts)
        return find(connection, house.authority, dossier_id)
