"""The signed code of one copy, and the two documents by which anyone checks codes without asking us."""

from __future__ import annotations

import sqlalchemy as sa

from certcopy.domain.certification import Certification
from certcopy.domain.code_documents import keys_document, state_document
from certcopy.domain.code_key import CopyEntry, CopyState, SignedState, StateStatement
from certcopy.domain.page import Page
from certcopy.domain.register import AmendmentKind
from certcopy.domain.signed_code import copy_id, facts_of, scan_digest
from certcopy.errors import CodeKeyUnfit
from certcopy.register.amendments import public_amendments
from certcopy.signing.signed_code import sign_code, sign_state
from certcopy.verification.report import Gravity
from certcopy.verification.signed_code import Known, check_code
from certcopy.workflow.codekeys import code_keys, key_for, open_private
from certcopy.workflow.house import House
from certcopy.workflow.images import fetched

STATES: dict[AmendmentKind, CopyState] = {"void": "voided", "revocation": "revoked", "correction": "corrected"}
"""The amendments that are published, as they are called there."""


def code_of(house: House, pages: tuple[Page, ...], certification: Certification) -> str:
    """The signed code of a copy, checked as a stranger would check it before it is drawn.

    Raises:
        CodeKeyUnfit: our own check refuses it.
        KeyUnusable, CertificateExpired, CertificateUnfit: as ``codekeys.key_for`` says.
    """
    facts = facts_of(certification, house.office, scan_digest(fetched(house.objects, page.image) for page in pages))
    code = sign_code(facts, *key_for(house, facts.at))
    known = Known(house.anchors(), tuple(key.endorsed for key in code_keys(house.home)))
    refused = [why.code for why in check_code(code, known, house.clock()).reasons if why.gravity is not Gravity.NOTE]
    if refused:
        raise CodeKeyUnfit(reasons=", ".join(refused))
    return code


def keys_json(house: House) -> str:
    """keys.json: every key that ever made codes of this office."""
    return keys_document(key.endorsed for key in code_keys(house.home))


def state_json(house: House) -> str:
    """state.json: what became of copies, as known now.

    Raises:
        CodeKeyUnfit: no key of this office can sign it now.
    """
    return state_document(signed_state(house))


def signed_state(house: House) -> SignedState:
    """The state as known now, signed by the newest key.

    Raises:
        CodeKeyUnfit: there is none.
    """
    at, keys = house.clock().replace(microsecond=0), code_keys(house.home)
    signer = next((key for key in keys if key.makes_codes(at)), None)
    if signer is None:
        raise CodeKeyUnfit(reasons="CODE_KEY_UNKNOWN")
    with house.database.read() as connection:
        copies = _entries(connection, house.authority)
    revoked = [(key.statement.kid, key.endorsed.revoked_since) for key in keys]
    state = StateStatement(
        agency=house.authority,
        as_of=at,
        copies=copies,
        keys=tuple((kid, since) for kid, since in revoked if since is not None),
    )
    return sign_state(state, open_private(house.home, signer))


def known_here(house: House) -> Known:
    """What this office itself judges codes by."""
    keys = code_keys(house.home)
    signs = any(key.makes_codes(house.clock()) for key in keys)
    return Known(house.anchors(), tuple(key.endorsed for key in keys), signed_state(house) if signs else None)


def _entries(connection: sa.Connection, authority: str) -> tuple[CopyEntry, ...]:
    said = public_amendments(connection, authority)
    known = ((code, each) for code, each in said if each.kind in STATES)
    return tuple(CopyEntry(copy_id(code), STATES[each.kind], each.at.date()) for code, each in known)
