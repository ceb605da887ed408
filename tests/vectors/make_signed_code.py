"""Make ``signed_code.json`` anew: codes good and bad, with the documents that check them and what a checker must say.

Run as ``python -m tests.vectors.make_signed_code``; keys and certificates are fresh each time and TEST only.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import pathlib
import tempfile
import zlib
from typing import Any

import base45
import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from certcopy.clock import VIETNAM
from certcopy.domain.code_documents import keys_document, parse_keys, parse_state, state_document
from certcopy.domain.code_key import CopyEntry, EndorsedKey, KeyStatement, StateStatement
from certcopy.domain.signed_code import NAME_BYTES, PREFIX, TITLE_BYTES, CodeFacts, copy_id, images_digest, shortened
from certcopy.signing.cms import detached_statement
from certcopy.signing.demo_pki import KeyFile, create_demo_pki
from certcopy.signing.key import Key
from certcopy.signing.pkcs12 import open_pkcs12
from certcopy.signing.signed_code import CodeKey, endorse, new_code_key, sign_code, sign_state
from certcopy.storage.home import read_anchors
from certcopy.verification.signed_code import Known, check_code

FILE = pathlib.Path(__file__).with_name("signed_code.json")
AT = dt.datetime(2026, 11, 23, 9, 15, 42, tzinfo=VIETNAM)
LATER = AT + dt.timedelta(days=30)
AGENCY, NAME = "H99.999.001", "Ủy ban nhân dân phường Ví Dụ"
OTHER = "H99.999.002"
PAGES = ((b"first page: its only image",), (b"second page: the background", b"second page: the stencil over it"))
CODE, REVOKED, VOIDED, CORRECTED = "7K3M9QPX2DAB", "0123456789AB", "ABCDEFGHJKMN", "PQRSTVWXYZ01"
FACTS = CodeFacts(
    agency=AGENCY,
    number="05",
    symbol="SCT/BS",
    year=2026,
    volume="01",
    at=AT,
    pages=2,
    images=images_digest(PAGES),
    code=CODE,
    title="Bằng tốt nghiệp đại học (bản mẫu)",
    certifier="Trần Thị Mẫu",
    requester="N. T. T. Dụ",
    test=True,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """A text, the documents given with it by name (none: not given), and what must come of it."""

    name: str
    text: str
    keys: str = "keys"
    state: str | None = "state"
    trusted: bool = True


class Maker:
    """Everything two agencies of one TEST hierarchy need."""

    def __init__(self) -> None:
        self.pki = create_demo_pki(NAME, "Trần Thị Mẫu", NAME, AT)
        self.agency = opened(self.pki.agency)
        self.key, self.old, self.foreign = new_code_key(), new_code_key(), new_code_key()
        self.endorsed = endorse(self.key, AGENCY, self.agency, AT)
        self.retired = endorse(self.old, AGENCY, self.agency, AT)

    def state(self, *keys: tuple[str, dt.datetime]) -> StateStatement:
        day = (AT + dt.timedelta(days=7)).date()
        copies = (
            CopyEntry(copy_id(REVOKED), "revoked", day),
            CopyEntry(copy_id(VOIDED), "voided", day),
            CopyEntry(copy_id(CORRECTED), "corrected", day),
        )
        return StateStatement(AGENCY, AT + dt.timedelta(days=14), copies, keys)


def opened(file: KeyFile) -> Key:
    return open_pkcs12(file.pkcs12, file.passphrase.encode(), "agency")


def documents(made: Maker) -> dict[str, str]:
    """Every keys.json and state.json that the cases name."""
    stolen_since = AT + dt.timedelta(days=1)
    altered = dataclasses.replace(made.endorsed, statement=made.endorsed.statement.replace(AGENCY, OTHER))
    state = sign_state(made.state(), made.key)
    return {
        "keys": keys_document([made.endorsed, made.retired]),
        "keys of another agency": keys_document([by_another(made)]),
        "keys with an altered statement": keys_document([altered]),
        "keys with the old one revoked": keys_document(
            [made.endorsed, dataclasses.replace(made.retired, revoked_since=AT)]
        ),
        "keys endorsed too late": keys_document([narrowed(made, AT + dt.timedelta(days=1), LATER)]),
        "no keys": keys_document([]),
        "state": state_document(state),
        "state older than the copy": state_document(
            sign_state(dataclasses.replace(made.state(), as_of=AT - dt.timedelta(minutes=5)), made.key)
        ),
        "state revoking the old key": state_document(
            sign_state(made.state((made.old.kid.hex(), stolen_since)), made.key)
        ),
        "state signed by a stranger": state_document(sign_state(made.state(), made.foreign)),
        "state altered": state_document(
            dataclasses.replace(state, statement=state.statement.replace('"revoked"', '"corrected"'))
        ),
    }


def by_another(made: Maker) -> EndorsedKey:
    """Another holder of a certificate of the same authority vouches for the key in the agency's name."""
    statement = made.endorsed.statement
    return EndorsedKey(statement, detached_statement(opened(made.pki.certifier), statement.encode()))


def narrowed(made: Maker, since: dt.datetime, until: dt.datetime) -> EndorsedKey:
    statement = dataclasses.replace(
        KeyStatement.parse(made.endorsed.statement), not_before=since, not_after=until
    ).text()
    return EndorsedKey(statement, detached_statement(made.agency, statement.encode()))


def cases(made: Maker) -> list[Case]:
    endorsement = KeyStatement.parse(made.endorsed.statement)
    good = sign_code(FACTS, made.key, endorsement)

    def of(**changed: Any) -> str:
        return sign_code(dataclasses.replace(FACTS, **changed), made.key, endorsement)

    by_old = sign_code(FACTS, made.old, KeyStatement.parse(made.retired.statement))
    by_stranger = sign_code(FACTS, made.foreign, endorsement)
    return [
        Case("good", good),
        Case("good, long names", of(title=shortened("Ắ" * 60, TITLE_BYTES), certifier=shortened("Ế" * 40, NAME_BYTES))),
        Case("good, no state", good, state=None),
        Case("good, older state", good, state="state older than the copy"),
        Case("good, rotated key", by_old),
        Case("revoked copy", of(code=REVOKED)),
        Case("voided copy", of(code=VOIDED)),
        Case("corrected copy", of(code=CORRECTED)),
        Case("revoked key", by_old, keys="keys with the old one revoked"),
        Case("key revoked later", by_old, state="state revoking the old key"),
        Case("unknown key", good, keys="no keys"),
        Case("stranger's key", by_stranger),
        Case("root not trusted", good, trusted=False, state=None),
        Case("state signed by a stranger", good, state="state signed by a stranger"),
        Case("state altered", good, state="state altered"),
        Case("endorsed by another", good, keys="keys of another agency", state=None),
        Case("endorsement altered", good, keys="keys with an altered statement", state=None),
        Case("endorsement not in force", good, keys="keys endorsed too late", state=None),
        Case("another agency's copy", of(agency=OTHER), state=None),
        Case("from the future", of(at=LATER + dt.timedelta(days=3)), state=None),
        *(Case(name, text) for name, text in hostile(made.key, good).items()),
    ]


def hostile(key: CodeKey, good: str) -> dict[str, str]:
    """Texts that no maker of codes makes."""
    claims = FACTS.claims()
    message = cbor2.loads(base45.b45decode(good.removeprefix(PREFIX)))
    protected, unprotected, payload, signature = message.value
    header = {1: -7, 4: key.kid}

    def text(value: Any, tag: int = 18) -> str:
        return raw(cbor2.dumps(cbor2.CBORTag(tag, value), canonical=True))

    def signed(body: bytes, head: dict[int, Any] | None = None) -> str:
        return text(by_hand(key, cbor2.dumps(head or header, canonical=True), body))

    doubled = b"\xae" + payload[1:] + cbor2.dumps(11) + cbor2.dumps("Giấy khác")
    return {
        "another prefix": "HC1:" + good.removeprefix(PREFIX),
        "lower case": good.lower(),
        "no base45": good[:-1] + "~",
        "cut short": good[:-9],
        "signature stripped": text([protected, unprotected, payload, b""]),
        "signature flipped": text([protected, unprotected, payload, signature[:-1] + bytes([signature[-1] ^ 1])]),
        "fact altered": text([protected, unprotected, payload.replace(b"SCT/BS", b"SCT/BX"), signature]),
        "algorithm none": text([cbor2.dumps({4: key.kid}, canonical=True), unprotected, payload, b""]),
        "algorithm ES384": signed(payload, {1: -35, 4: key.kid}),
        "algorithm HS256": signed(payload, {1: 5, 4: key.kid}),
        "algorithm unprotected": text([cbor2.dumps({4: key.kid}), {1: -7}, payload, signature]),
        "key unprotected": text([cbor2.dumps({1: -7}), {4: key.kid}, payload, signature]),
        "further header": signed(payload, {1: -7, 2: [99], 4: key.kid, 99: True}),
        "untagged": raw(cbor2.dumps([protected, unprotected, payload, signature], canonical=True)),
        "a MAC": text([protected, unprotected, payload, signature], tag=17),
        "bytes after": raw(base45.b45decode(good.removeprefix(PREFIX)) + b"\x00"),
        "key twice": signed(doubled),
        "keys out of order": signed(cbor2.dumps(dict(reversed(claims.items())))),
        "long number": signed(payload.replace(cbor2.dumps(8) + cbor2.dumps(2), cbor2.dumps(8) + b"\x18\x02")),
        "indefinite map": signed(b"\xbf" + payload[1:] + b"\xff"),
        "another version": signed(cbor2.dumps({**claims, 1: 2}, canonical=True)),
        "further fact": signed(cbor2.dumps({**claims, 15: 1}, canonical=True)),
        "fact missing": signed(cbor2.dumps({label: claims[label] for label in claims if label != 9}, canonical=True)),
        "fact of another kind": signed(cbor2.dumps({**claims, 8: "2"}, canonical=True)),
        "version true": signed(cbor2.dumps({**claims, 1: True}, canonical=True)),
        "test false": signed(cbor2.dumps({**claims, 14: False}, canonical=True)),
        "short digest": signed(cbor2.dumps({**claims, 9: bytes(16)}, canonical=True)),
        "no pages": signed(cbor2.dumps({**claims, 8: 0}, canonical=True)),
        "a time beyond time": signed(cbor2.dumps({**claims, 7: 2**63}, canonical=True)),
        "payload no map": signed(b"\x80"),
        "huge length": raw(b"\xd2\x84\x5b\x7f\xff\xff\xff\xff\xff\xff\xff"),
        "deeply nested": raw(b"\x81" * 1000 + b"\x00"),
        "compressed": PREFIX + str(base45.b45encode(zipped(good)), "ascii"),
        "empty": PREFIX,
        "too long": PREFIX + "A" * 4000,
    }


def by_hand(key: CodeKey, protected: bytes, payload: bytes) -> list[Any]:
    """A COSE_Sign1 with whatever header; its signature holds (RFC 9052, 4.4)."""
    data = cbor2.dumps(["Signature1", protected, b"", payload], canonical=True)
    r, s = decode_dss_signature(key.private.sign(data, ec.ECDSA(hashes.SHA256())))
    return [protected, {}, payload, r.to_bytes(32, "big") + s.to_bytes(32, "big")]


def zipped(good: str) -> bytes:
    return zlib.compress(base45.b45decode(good.removeprefix(PREFIX)))


def raw(cose: bytes) -> str:
    return PREFIX + str(base45.b45encode(cose), "ascii")


def write(made: Maker) -> None:
    root = made.pki.root.decode("ascii")
    given = documents(made)
    vectors = {
        "at": LATER.isoformat(),
        "root_pem": root,
        "documents": given,
        "digest": {
            "pages": [[stream.hex() for stream in page] for page in PAGES],
            "images": images_digest(PAGES).hex(),
        },
        "copy_id": {"code": CODE, "id": copy_id(CODE)},
        "cases": [judged(case, given, roots(root)) for case in cases(made)],
    }
    FILE.write_text(json.dumps(vectors, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def roots(pem: str) -> tuple[bytes, ...]:
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "root.pem"
        path.write_text(pem, encoding="ascii")
        return read_anchors(path)


def judged(case: Case, given: dict[str, str], anchors: tuple[bytes, ...]) -> dict[str, Any]:
    """The case as it stands in the file, with the verdict and the reasons that any checker must reach."""
    state = None if case.state is None else parse_state(given[case.state])
    known = Known(anchors if case.trusted else (), parse_keys(given[case.keys]), state)
    report = check_code(case.text, known, LATER)
    facts = None if report.facts is None else {**dataclasses.asdict(report.facts), "at": report.facts.at.isoformat()}
    if facts is not None:
        facts["images"] = facts["images"].hex()
    return {
        **dataclasses.asdict(case),
        "verdict": report.verdict,
        "reasons": sorted(reason.code for reason in report.reasons),
        "facts": facts,
    }


if __name__ == "__main__":
    write(Maker())
