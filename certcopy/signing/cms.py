"""The signed message (RFC 5652) inside a signature or a time-stamp."""

from __future__ import annotations

import asyncio

from asn1crypto import cms, x509
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certcopy.signing.key import Key
from certcopy.signing.revision import DIGEST


class _KeySigner(Signer):
    def __init__(self, key: Key, chain: tuple[bytes, ...]) -> None:
        issuers = SimpleCertificateStore()
        issuers.register_multiple(x509.Certificate.load(each) for each in chain)
        super().__init__(signing_cert=x509.Certificate.load(key.certificate), cert_registry=issuers)
        self._key = key

    async def async_sign_raw(self, data: bytes, *_: object, **__: object) -> bytes:
        return self._key.sign(data)


def detached_signature(key: Key, digest: bytes) -> bytes:
    """A PAdES signature (ETSI EN 319 142-1, 6.3) over a SHA-256 digest, with the chain without its root.

    The claimed time stands in the PDF's /M and not in here, as that clause wants it.
    """
    signer = _KeySigner(key, key.chain)
    return bytes(asyncio.run(signer.async_sign(digest, DIGEST, use_pades=True)).dump())


def enveloping_signature(key: Key, content: cms.EncapsulatedContentInfo) -> bytes:
    """A signature around its content with the signer's certificate only: a time-stamp token (RFC 3161)."""
    signing = _KeySigner(key, ()).async_sign_general_data(content, DIGEST, detached=False, use_cades=True)
    return bytes(asyncio.run(signing).dump())


def detached_statement(key: Key, data: bytes) -> bytes:
    """A CAdES signature (ETSI EN 319 122-1) beside the bytes it signs, with the chain without its root."""
    signing = _KeySigner(key, key.chain).async_sign_general_data(data, DIGEST, detached=True, use_cades=True)
    return bytes(asyncio.run(signing).dump())
