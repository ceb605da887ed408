"""Check a signed code: its form, its signature, who vouches for its key, and what became of the copy since.

Nothing is fetched: everything is judged by the keys and the state that are given, as known when they were made.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import Any

import base45
import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key
from cwt import COSE, COSEKey
from cwt.exceptions import CWTError

from certcopy.domain.code_key import (
    KEY_ID_BYTES,
    STATE_DOMAIN,
    CopyEntry,
    EndorsedKey,
    KeyStatement,
    SignedState,
    StateStatement,
    key_id,
)
from certcopy.domain.signed_code import PREFIX, CodeFacts, copy_id
from certcopy.verification.envelope import Envelope, Unreadable, open_envelope
from certcopy.verification.leaks import LEAKS
from certcopy.verification.reasons import reason
from certcopy.verification.report import CodeReport, Gravity, Reason, judge
from certcopy.verification.trust import gather, name_of, stand

LONGEST = 2_000
"""Letters of a code: what fits one symbol at level Q, and more than any of ours has."""
SIGN1 = 18
ALG, KID, ES256 = 1, 4, -7
SIGNATURE_BYTES = 64
SKEW = dt.timedelta(days=1)
DAY = "%d/%m/%Y"


class BadCode(Exception):
    """The text is no code of ours; ``part`` says what is wrong."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


@dataclasses.dataclass(frozen=True, slots=True)
class SignedCode:
    """A code as read, its signature not yet checked. ``kid`` in hexadecimal."""

    facts: CodeFacts
    kid: str
    cose: bytes


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """What a code is judged by: roots (DER), endorsed keys, and the state where there is one."""

    anchors: tuple[bytes, ...]
    keys: tuple[EndorsedKey, ...]
    state: SignedState | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class _Voucher:
    """Who vouches for a key, and what is wrong with that."""

    statement: KeyStatement | None
    agency: str
    chain: tuple[str, ...]
    reasons: tuple[Reason, ...]


def check_code(text: str, known: Known, at: dt.datetime) -> CodeReport:
    """Judge the text of a code at the aware moment ``at``."""
    try:
        code = read_code(text)
    except BadCode as problem:
        return _report([reason("CODE_MALFORMED", part=problem.part)])
    endorsed = _key_of(code.kid, known.keys)
    if endorsed is None:
        return _report([reason("CODE_KEY_UNKNOWN", kid=code.kid)], code)
    voucher = _vouch(endorsed, code.facts.at, known.anchors)
    reasons = [*_signature_reasons(code, voucher), *voucher.reasons, *_fitting_reasons(code, voucher, at)]
    as_of, since = _state_reasons(code, endorsed, known, at)
    return _report([*reasons, *since], code, voucher, as_of)


def read_code(text: str) -> SignedCode:
    """Take a code apart; there is one right form of it and no other.

    Raises:
        BadCode: it is not in that form.
    """
    if not text.startswith(PREFIX) or len(text) > LONGEST:
        raise BadCode("prefix")
    try:
        cose = base45.b45decode(text.removeprefix(PREFIX))
    except LEAKS as problem:
        raise BadCode("base45") from problem
    message = _decoded(cose, "COSE")
    if not isinstance(message, cbor2.CBORTag) or message.tag != SIGN1:
        raise BadCode("COSE")
    header, payload = _parts(message.value)
    try:
        return SignedCode(CodeFacts.parse(_decoded_map(payload, "payload")), _kid(header), cose)
    except (ValueError, OverflowError, OSError) as problem:
        raise BadCode("payload") from problem


def _parts(message: Any) -> tuple[bytes, bytes]:
    if not isinstance(message, list) or [type(part) for part in message] != [bytes, dict, bytes, bytes]:
        raise BadCode("COSE")
    protected, unprotected, payload, signature = message
    if unprotected or len(signature) != SIGNATURE_BYTES:
        raise BadCode("COSE")
    return protected, payload


def _kid(protected: bytes) -> str:
    header = _decoded_map(protected, "header")
    kid = header.get(KID)
    if set(header) != {ALG, KID} or header[ALG] != ES256 or type(header[ALG]) is not int:
        raise BadCode("algorithm")
    if not isinstance(kid, bytes) or len(kid) != KEY_ID_BYTES:
        raise BadCode("kid")
    return kid.hex()


def _decoded_map(data: bytes, part: str) -> dict[Any, Any]:
    decoded = _decoded(data, part)
    if not isinstance(decoded, dict):
        raise BadCode(part)
    return decoded


def _decoded(data: bytes, part: str) -> Any:
    """CBOR in its one canonical form: no second key of a name, no longer number, nothing after it (RFC 8949, 4.2)."""
    try:
        decoded = cbor2.loads(data)
        again = cbor2.dumps(decoded, canonical=True)
    except (cbor2.CBORError, *LEAKS) as problem:
        raise BadCode(part) from problem
    if again != data:
        raise BadCode(part)
    return decoded


def _key_of(kid: str, keys: tuple[EndorsedKey, ...]) -> EndorsedKey | None:
    return next((key for key in keys if (said := statement_of(key)) is not None and said.kid == kid), None)


def statement_of(key: EndorsedKey) -> KeyStatement | None:
    """What the agency states of a key, or None where the text is no statement."""
    try:
        return KeyStatement.parse(key.statement)
    except ValueError:
        return None


def endorsement_reasons(endorsed: EndorsedKey, moment: dt.datetime, anchors: tuple[bytes, ...]) -> tuple[Reason, ...]:
    """What is wrong with the agency's word for a key at that moment; nothing where it holds."""
    voucher = _vouch(endorsed, moment, anchors)
    return voucher.reasons if voucher.statement is not None else (reason("CODE_ENDORSEMENT_WRONG"),)


def _vouch(endorsed: EndorsedKey, moment: dt.datetime, anchors: tuple[bytes, ...]) -> _Voucher:
    """From the key up to a configured root."""
    statement, data = statement_of(endorsed), endorsed.statement.encode()
    try:
        envelope = open_envelope(endorsed.cms, lambda name: hashlib.new(name, data, usedforsecurity=False).digest(), "")
    except Unreadable:
        return _Voucher(statement, "", (), (reason("CODE_ENDORSEMENT_WRONG"),))
    agency = name_of(envelope.signer.subject)
    if not envelope.intact or envelope.signed["encap_content_info"]["content"].native is not None:
        return _Voucher(statement, agency, (), (reason("CODE_ENDORSEMENT_WRONG"),))
    chain, reasons = _chain(envelope, moment, anchors)
    if statement is not None and statement.agency_name != agency:
        reasons = (*reasons, reason("CODE_ENDORSED_BY_ANOTHER", agency=agency, named=statement.agency_name))
    return _Voucher(statement, agency, chain, reasons)


def _chain(
    envelope: Envelope, moment: dt.datetime, anchors: tuple[bytes, ...]
) -> tuple[tuple[str, ...], tuple[Reason, ...]]:
    standing = stand(envelope, gather(anchors, None, [envelope]), moment, moment, proven=True, field="")
    if standing.trusted:
        return standing.chain, ()
    issuer = name_of(envelope.signer.issuer)
    return standing.chain, (reason("CODE_AGENCY_UNTRUSTED", agency=name_of(envelope.signer.subject), issuer=issuer),)


def _signature_reasons(code: SignedCode, voucher: _Voucher) -> Iterator[Reason]:
    if voucher.statement is None or not _is_signed(code.cose, voucher.statement.public_key):
        yield reason("CODE_SIGNATURE_WRONG")


def _is_signed(cose: bytes, public_key: bytes) -> bool:
    try:
        COSE.new().decode(cose, COSEKey.new(_cose_key(_p256(public_key), key_id(public_key))))
    except (CWTError, *LEAKS):
        return False
    return True


def _cose_key(public: ec.EllipticCurvePublicKey, kid: bytes) -> dict[int, Any]:
    """A COSE_Key for ES256 and nothing else (RFC 9053, 7.1)."""
    point = public.public_numbers()
    return {1: 2, 2: kid, 3: ES256, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}


def _p256(public_key: bytes) -> ec.EllipticCurvePublicKey:
    key = load_der_public_key(public_key)
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != ec.SECP256R1.name:
        raise ValueError("not a P-256 key")
    return key


def _fitting_reasons(code: SignedCode, voucher: _Voucher, at: dt.datetime) -> Iterator[Reason]:
    """Whether the key's statement is about such a code."""
    statement, facts = voucher.statement, code.facts
    if statement is None:
        return
    if statement.agency != facts.agency:
        yield reason("CODE_ENDORSED_BY_ANOTHER", agency=statement.agency, named=facts.agency)
    if not statement.covers(facts.at):
        yield reason("CODE_KEY_EXPIRED", until=statement.not_after.strftime(DAY))
    if facts.at > at + SKEW:
        yield reason("CODE_MALFORMED", part="time")


def _state_reasons(
    code: SignedCode, endorsed: EndorsedKey, known: Known, at: dt.datetime
) -> tuple[dt.datetime | None, list[Reason]]:
    """When the state was made, and what it says of the copy and its key."""
    state = None if known.state is None else read_state(known.state, known, code.facts.agency, at)
    said = () if state is None else tuple(since for kid, since in state.keys if kid == code.kid)
    ends = [since for since in (endorsed.revoked_since, *said) if since is not None]
    revoked = [_key_revoked(code, min(ends))] if ends else []
    if state is None:
        return None, [*revoked, reason("CODE_STATE_UNKNOWN" if known.state is None else "CODE_STATE_WRONG")]
    return state.as_of, [*revoked, *_entry_reasons(code, state)]


def read_state(signed: SignedState, known: Known, agency: str, at: dt.datetime) -> StateStatement | None:
    """The state, or None unless a key that the agency vouches for has signed it."""
    endorsed = _key_of(signed.kid, known.keys)
    try:
        state = StateStatement.parse(signed.statement)
    except ValueError:
        return None
    if endorsed is None or endorsed.revoked_since is not None or signed.kid in dict(state.keys):
        return None
    voucher = _vouch(endorsed, state.as_of, known.anchors)
    statement = voucher.statement
    if statement is None or voucher.reasons or not statement.agency == state.agency == agency:
        return None
    sound = statement.covers(state.as_of) and state.as_of <= at + SKEW and _state_is_signed(signed, statement)
    return state if sound else None


def _state_is_signed(signed: SignedState, statement: KeyStatement) -> bool:
    r, s = (int.from_bytes(half, "big") for half in (signed.signature[:32], signed.signature[32:]))
    try:
        signature = encode_dss_signature(r, s)
        data = STATE_DOMAIN + signed.statement.encode()
        _p256(statement.public_key).verify(signature, data, ec.ECDSA(hashes.SHA256()))
    except LEAKS:
        return False
    return len(signed.signature) == SIGNATURE_BYTES


def _key_revoked(code: SignedCode, since: dt.datetime) -> Reason:
    """Whoever has a stolen key can write any time into a code: an earlier one is not believed, only not refuted."""
    gravity = Gravity.INVALID if since <= code.facts.at else Gravity.INCONCLUSIVE
    return reason("CODE_KEY_REVOKED", gravity, on=since.strftime(DAY))


def _entry_reasons(code: SignedCode, state: StateStatement) -> Iterator[Reason]:
    known_on = state.as_of.strftime(DAY)
    if state.as_of < code.facts.at:
        yield reason("CODE_STATE_OLDER", as_of=known_on)
        return
    found = [entry for entry in state.copies if entry.id == copy_id(code.facts.code)]
    yield from (_entry_reason(entry, known_on) for entry in found)
    if all(entry.state == "corrected" for entry in found):
        yield reason("CODE_STANDS", as_of=known_on)


def _entry_reason(entry: CopyEntry, known_on: str) -> Reason:
    return reason(f"CODE_{entry.state.upper()}", on=entry.on.strftime(DAY), as_of=known_on)


def _report(
    reasons: list[Reason],
    code: SignedCode | None = None,
    voucher: _Voucher | None = None,
    as_of: dt.datetime | None = None,
) -> CodeReport:
    order = list(Gravity)
    return CodeReport(
        verdict=judge(reasons),
        reasons=tuple(sorted(reasons, key=lambda why: order.index(why.gravity))),
        facts=code.facts if code else None,
        kid=code.kid if code else "",
        agency=voucher.agency if voucher else "",
        chain=voucher.chain if voucher else (),
        as_of=as_of,
    )
