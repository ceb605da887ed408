"""Whose signature it is and whether that certificate leads to a configured root. Nothing is ever fetched."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from asn1crypto import core, crl, ocsp, x509
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.general import extract_signer_info, find_cms_attribute_iter
from pyhanko.sign.validation.generic_cms import validate_cert_usage
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.path import ValidationPath

from certcopy.verification.envelope import Envelope
from certcopy.verification.leaks import LEAKS
from certcopy.verification.reasons import reason
from certcopy.verification.report import Reason
from certcopy.verification.structure import Structure, security_store

SIGNING = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
STAMPING = KeyUsageConstraints(extd_key_usage={"time_stamping"})
REVOKED = frozenset({AdESIndeterminate.REVOKED_NO_POE, AdESIndeterminate.REVOKED_CA_NO_POE})
CODES = {
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: "NO_CERTIFICATE_CHAIN_FOUND",
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: "CHAIN_CONSTRAINTS_FAILURE",
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE: "CRYPTO_CONSTRAINTS_FAILURE",
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: "CRYPTO_CONSTRAINTS_FAILURE",
}


LONG = 100_000
"""Revocation lists beyond this are read where they are used only: there may be tens of thousands of entries."""
Judged = tuple[str | None, tuple[x509.Certificate, ...]]
"""A code of ``reasons`` that says why there is no trust, or None; and the path as far as it goes, root first."""


@dataclasses.dataclass(frozen=True, slots=True)
class Evidence:
    """What trust is judged by: the configured roots, and what the file itself brings along."""

    anchors: tuple[x509.Certificate, ...]
    certificates: tuple[x509.Certificate, ...]
    crls: tuple[Any, ...]
    ocsps: tuple[Any, ...]
    judged: dict[tuple[bytes, bool, dt.datetime], Judged] = dataclasses.field(default_factory=dict)
    """What was found of a certificate at a moment: one authority stamps many signatures."""


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """Whether a certificate is trusted, by which path (root first), and why not."""

    trusted: bool
    path: tuple[x509.Certificate, ...]
    reasons: tuple[Reason, ...]

    @property
    def chain(self) -> tuple[str, ...]:
        """The names on the path, root first."""
        return tuple(name_of(each.subject) for each in self.path)


def gather(anchors: Iterable[bytes], structure: Structure | None, envelopes: Iterable[Envelope]) -> Evidence:
    """All certificates and revocation data in the file, beside the configured roots (DER)."""
    envelopes = tuple(envelopes)
    stored = _loaded(x509.Certificate, security_store(structure, "/Certs")) if structure else ()
    crls = _loaded(crl.CertificateList, security_store(structure, "/CRLs")) if structure else ()
    ocsps = _loaded(ocsp.OCSPResponse, security_store(structure, "/OCSPs")) if structure else ()
    archived = [entry for envelope in envelopes for entry in _archived(envelope)]
    return Evidence(
        anchors=tuple(x509.Certificate.load(anchor) for anchor in anchors),
        certificates=(*stored, *(each for envelope in envelopes for each in envelope.others)),
        crls=(*crls, *(each for kind, each in archived if kind == "crl")),
        ocsps=(*ocsps, *(each for kind, each in archived if kind == "ocsp")),
    )


def _loaded(kind: Any, ders: Iterable[bytes]) -> tuple[Any, ...]:
    loaded = []
    for der in ders:
        try:
            thing = kind.load(der, strict=True)
            _ = thing.native if len(der) < LONG else thing[0].dump()
        except LEAKS:
            continue
        loaded.append(kind.load(der))
    return tuple(loaded)


def _archived(envelope: Envelope) -> Iterator[tuple[str, Any]]:
    """Revocation data inside the signature, Adobe's way (ISO 32000-2, 12.8.3.3.2)."""
    try:
        attributes = extract_signer_info(envelope.signed)["signed_attrs"]
        if attributes is core.VOID:
            return
        for archive in find_cms_attribute_iter(attributes, "adobe_revocation_info_archival"):
            for kind in ("crl", "ocsp"):
                yield from ((kind, each) for each in (archive[kind] if archive[kind] is not core.VOID else ()))
    except LEAKS:
        return


def stand(
    envelope: Envelope, evidence: Evidence, moment: dt.datetime, now: dt.datetime, *, proven: bool, field: str
) -> Standing:
    """Judge the signer's certificate at ``moment``; where that time is only claimed, a later revocation counts too."""
    try:
        code, path = _judged(envelope, evidence, moment)
        if code is None and not proven and _revoked_since(envelope, evidence, moment, now):
            code = "REVOKED_NO_POE"
    except LEAKS:
        code, path = "CERTIFICATE_CHAIN_GENERAL_FAILURE", ()
    if code is not None:
        issuer = name_of(envelope.signer.issuer)
        return Standing(False, path, (reason(code, field=field, issuer=issuer, algorithm=envelope.algorithm),))
    notes = () if evidence.crls or evidence.ocsps else (reason("NO_REVOCATION_DATA", field=field),)
    return Standing(True, path, notes)


def _revoked_since(envelope: Envelope, evidence: Evidence, moment: dt.datetime, now: dt.datetime) -> bool:
    if not evidence.crls and not evidence.ocsps:
        return False
    latest = max(moment, min(now, envelope.signer.not_valid_after))
    return _judged(envelope, evidence, latest)[0] == "REVOKED"


def _judged(envelope: Envelope, evidence: Evidence, moment: dt.datetime) -> Judged:
    key = (envelope.signer.dump(), envelope.is_timestamp, moment)
    if key not in evidence.judged:
        evidence.judged[key] = asyncio.run(_validated(envelope, evidence, moment))
    return evidence.judged[key]


async def _validated(envelope: Envelope, evidence: Evidence, moment: dt.datetime) -> Judged:
    context = ValidationContext(
        trust_roots=list(evidence.anchors),
        other_certs=[*envelope.others, *evidence.certificates],
        crls=list(evidence.crls),
        ocsps=list(evidence.ocsps),
        moment=moment,
        allow_fetching=False,
        revocation_mode="soft-fail",
        retroactive_revinfo=True,
    )
    usage = STAMPING if envelope.is_timestamp else SIGNING
    paths = context.path_builder.async_build_paths_lazy(envelope.signer)
    outcome = await validate_cert_usage(envelope.signer, context, usage, paths)
    path = outcome.success_result or outcome.error_path
    return _code(outcome.error_subindic, envelope.signer, moment), _certificates(path, envelope.signer)


def _code(indication: AdESIndeterminate | None, signer: x509.Certificate, moment: dt.datetime) -> str | None:
    if indication is None:
        return None
    if indication in REVOKED:
        return "REVOKED"
    if moment > signer.not_valid_after:
        return "EXPIRED"
    if moment < signer.not_valid_before:
        return "NOT_YET_VALID"
    return CODES.get(indication, "CERTIFICATE_CHAIN_GENERAL_FAILURE")


def _certificates(path: ValidationPath | None, signer: x509.Certificate) -> tuple[x509.Certificate, ...]:
    if path is None:
        return (signer,)
    return tuple(each for each in path if isinstance(each, x509.Certificate))


def name_of(name: x509.Name) -> str:
    """The common name, else the organisation, else the whole name; empty where it cannot be read."""
    try:
        parts = name.native if isinstance(name.native, dict) else {}
        short = parts.get("common_name") or parts.get("organization_name") or name.human_friendly
    except LEAKS:
        return ""
    return short if isinstance(short, str) else ", ".join(short)


def whole_name(name: x509.Name) -> str:
    """Every part of the name; empty where it cannot be read."""
    try:
        return str(name.human_friendly)
    except LEAKS:
        return ""
