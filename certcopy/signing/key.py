"""What a signer needs of a key, wherever the key lives."""

from __future__ import annotations

from typing import Protocol


class Key(Protocol):
    """A private key with its certificate: a PKCS#12 file, later a token or a signing service.

    An implementation never shows the private key or a passphrase in its ``repr``.
    """

    @property
    def role(self) -> str:
        """Whose key it is, for messages to people."""
        ...

    @property
    def certificate(self) -> bytes:
        """The signer's certificate, DER."""
        ...

    @property
    def chain(self) -> tuple[bytes, ...]:
        """The certificates above it, DER, nearest issuer first, without the root."""
        ...

    def sign(self, data: bytes) -> bytes:
        """The raw signature over ``data`` with SHA-256: RSA PKCS#1 v1.5 or ECDSA, after the kind of key.

        Raises:
            KeyUnusable: the key does not answer.
        """
        ...
