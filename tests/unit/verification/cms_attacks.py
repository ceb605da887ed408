"""What can be done to the CMS in a file's last signature. Where signed attributes change, the true key signs them anew:
the value is right and only the form is wrong."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

from asn1crypto import cms, core, tsp, x509

from certcopy.signing.key import Key

CONTENTS = re.compile(rb"/Contents <([0-9a-f]+)>")
Change = Callable[[Any, Key], None]


def with_cms(pdf: bytes, key: Key, change: Change) -> bytes:
    """The file with the CMS of its last signature changed, in the room it has."""
    room = list(CONTENTS.finditer(pdf))[-1]
    message = cms.ContentInfo.load(bytes.fromhex(room[1].decode()))
    change(message["content"], key)
    text: bytes = message.dump(force=True).hex().encode()
    assert len(text) <= len(room[1])
    head, tail = pdf[: room.start(1)], pdf[room.end(1) :]
    return head + text.ljust(len(room[1]), b"0") + tail


def _info(signed: Any) -> Any:
    return signed["signer_infos"][0]


def _attribute(kind: str, *values: Any) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": list(values)})


def _sign_anew(info: Any, key: Key, attributes: list[Any]) -> None:
    info["signed_attrs"] = cms.CMSAttributes(sorted(attributes, key=lambda each: bytes(each.dump())))
    info["signature"] = key.sign(info["signed_attrs"].untag().dump())


def _attributes(change: Callable[[list[Any]], list[Any]]) -> Change:
    def attack(signed: Any, key: Key) -> None:
        info = _info(signed)
        _sign_anew(info, key, change([each.copy() for each in info["signed_attrs"]]))

    return attack


def _without(kind: str) -> Change:
    return _attributes(lambda every: [each for each in every if each["type"].native != kind])


def _besides(attribute: Callable[[], cms.CMSAttribute]) -> Change:
    return _attributes(lambda every: [*every, attribute()])


def _instead(kind: str, attribute: Callable[[], cms.CMSAttribute]) -> Change:
    return _attributes(lambda every: [*(each for each in every if each["type"].native != kind), attribute()])


def _twice(kind: str) -> Change:
    return _attributes(lambda every: [*every, *(each.copy() for each in every if each["type"].native == kind)])


def _digest(data: bytes) -> cms.CMSAttribute:
    return _attribute("message_digest", core.OctetString(hashlib.sha256(data).digest()))


def _another_certificate() -> cms.CMSAttribute:
    """The reference that the signer's certificate must answer to, naming another (RFC 5035)."""
    named = tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(b"another certificate").digest()})
    return _attribute("signing_certificate_v2", tsp.SigningCertificateV2({"certs": [named]}))


def _second_signer(signed: Any, key: Key) -> None:
    """A second signer inside: the same once more."""
    signed["signer_infos"] = cms.SignerInfos([_info(signed).copy(), _info(signed).copy()])


def _broken_second_signer(signed: Any, key: Key) -> None:
    second = _info(signed).copy()
    second["signature"] = bytes(256)
    signed["signer_infos"] = cms.SignerInfos([_info(signed).copy(), second])


def _broken_first_signer(signed: Any, key: Key) -> None:
    _broken_second_signer(signed, key)
    signed["signer_infos"] = cms.SignerInfos(list(reversed(list(signed["signer_infos"]))))


def _no_signer(signed: Any, key: Key) -> None:
    signed["signer_infos"] = cms.SignerInfos([])


def _no_certificate(signed: Any, key: Key) -> None:
    signed["certificates"] = cms.CertificateSet([])


def _other_identifier(signed: Any, key: Key) -> None:
    """Who signed is named by the serial number of another certificate."""
    sid = _info(signed)["sid"].chosen
    issuer = x509.Name.load(sid["issuer"].dump())
    other = cms.IssuerAndSerialNumber({"issuer": issuer, "serial_number": sid["serial_number"].native + 1})
    _info(signed)["sid"] = cms.SignerIdentifier({"issuer_and_serial_number": other})


def _unsigned(*attributes: Callable[[Any], cms.CMSAttribute]) -> Change:
    def attack(signed: Any, key: Key) -> None:
        _info(signed)["unsigned_attrs"] = cms.CMSAttributes([make(_info(signed)) for make in attributes])

    return attack


def _countersignature(info: Any) -> cms.CMSAttribute:
    return _attribute("counter_signature", info.copy())


def _remark(_: Any) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": "1.3.6.1.4.1.311.99.1", "values": [core.UTF8String("x")]})


def _revoked_since(signed: Any, key: Key) -> None:
    """A place for revocation lists, used for something else."""
    signed["crls"] = cms.RevocationInfoChoices([])


UNPROTECTED: dict[str, Change] = {
    "second signer": _second_signer,
    "broken second signer": _broken_second_signer,
    "broken first signer": _broken_first_signer,
    "no signer": _no_signer,
    "no certificate": _no_certificate,
    "signer named otherwise": _other_identifier,
    "countersignature": _unsigned(_countersignature),
    "unsigned remark": _unsigned(_remark),
    "empty unsigned attributes": _unsigned(),
    "empty revocation lists": _revoked_since,
}
"""What nobody needs a key for: the signature protects none of it."""
MISFORMED: dict[str, Change] = {
    "no content type": _without("content_type"),
    "content type twice": _twice("content_type"),
    "another content type": _instead("content_type", lambda: _attribute("content_type", cms.ContentType("tst_info"))),
    "no digest": _without("message_digest"),
    "digest twice": _twice("message_digest"),
    "another digest first": _besides(lambda: _digest(b"another file")),
    "another digest": _instead("message_digest", lambda: _digest(b"another file")),
    "another certificate meant": _instead("signing_certificate_v2", _another_certificate),
    "two certificates meant": _besides(_another_certificate),
    "no certificate meant": _without("signing_certificate_v2"),
}
"""What a key holder's broken or hostile software signs."""
