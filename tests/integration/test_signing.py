"""Signed and sealed copies before a judge of other hands, and a time-stamping authority over HTTP."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import http.server
import io
import threading
from collections.abc import Iterator

import pytest
from asn1crypto import pem, tsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from certcopy.errors import TimeStampUnavailable
from certcopy.signing.seal import Seal, ValidationMaterial
from certcopy.signing.timestamp import HttpTimeStamp
from tests.unit.signing import office

LATER = office.AT + dt.timedelta(minutes=1)


def root() -> x509.Certificate:
    return x509.Certificate.load(pem.unarmor(office.pki().root)[2])


def context() -> ValidationContext:
    return ValidationContext(
        trust_roots=[root()],
        crls=list(office.pki().crls),
        other_certs=[x509.Certificate.load(each) for each in office.pki().certificates],
        moment=LATER,
        allow_fetching=False,
        revocation_mode="require",
    )


@pytest.fixture
def found() -> list[EmbeddedPdfSignature]:
    return list(PdfFileReader(io.BytesIO(office.sealed()), strict=True).embedded_signatures)


def test_a_strict_reader_calls_both_signatures_intact_valid_and_trusted(
    found: list[EmbeddedPdfSignature],
) -> None:
    for signature in found[:2]:
        status = validate_pdf_signature(signature, context())
        assert (status.intact, status.valid, status.trusted) == (True, True, True)
        assert status.coverage == SignatureCoverageLevel.ENTIRE_REVISION
        assert status.docmdp_ok
        assert status.modification_level in {ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING}
        assert status.signer_reported_dt == office.AT
    assert found[0].docmdp_level == MDPPerm.FILL_FORMS


def test_the_time_stamp_covers_the_whole_file(found: list[EmbeddedPdfSignature]) -> None:
    status = validate_pdf_timestamp(found[-1], context())
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert status.timestamp == office.SEALED_AT


def test_the_file_and_the_root_alone_suffice_at_the_time_the_stamp_proves(
    found: list[EmbeddedPdfSignature],
) -> None:
    store = DocumentSecurityStore.read_dss(found[0].reader)
    settings = {"trust_roots": [root()], "moment": office.SEALED_AT, "revocation_mode": "require"}
    for signature in found[:2]:
        assert validate_pdf_signature(signature, store.as_validation_context(settings)).bottom_line
    assert validate_pdf_timestamp(found[-1], store.as_validation_context(settings)).trusted


def test_a_flipped_byte_breaks_every_signature() -> None:
    forged = office.sealed().replace(b"A scanner", b"A scannes", 1)
    assert forged != office.sealed()
    certifier, agency, stamp = PdfFileReader(io.BytesIO(forged), strict=True).embedded_signatures
    assert not validate_pdf_signature(certifier, context()).intact
    assert not validate_pdf_signature(agency, context()).intact
    assert not validate_pdf_timestamp(stamp, context()).intact


@functools.cache
def time_stamper() -> DummyTimeStamper:
    file = office.pki().time_stamp
    signer = SimpleSigner.load_pkcs12_data(file.pkcs12, [], file.passphrase.encode())
    return DummyTimeStamper(signer.signing_cert, signer.signing_key, fixed_dt=office.SEALED_AT)


class _Authority(http.server.BaseHTTPRequestHandler):
    """Answers with a token over what was asked, or over zeros where the path says so."""

    def do_POST(self) -> None:
        request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/other":
            request["message_imprint"]["hashed_message"] = bytes(32)
        answer = time_stamper().request_tsa_response(request).dump()
        self.send_response(503 if self.path == "/down" else 200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def authority() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Authority) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_copy_is_sealed_by_an_authority_over_http(authority: str) -> None:
    seal = Seal(ValidationMaterial(office.pki().certificates, office.pki().crls), HttpTimeStamp(authority))
    sealed = office.unsigned().signed(office.certifier(), office.agency(), office.AT, seal)
    stamp = PdfFileReader(io.BytesIO(sealed), strict=True).embedded_signatures[-1]
    assert validate_pdf_timestamp(stamp, context()).trusted


@pytest.mark.parametrize("path", ["/down", "/other"])
def test_an_authority_that_is_down_or_stamps_something_else_is_refused(authority: str, path: str) -> None:
    with pytest.raises(TimeStampUnavailable):
        HttpTimeStamp(authority + path).stamp(b"\x01" * 32)


def test_an_authority_that_is_not_there_is_refused() -> None:
    with contextlib.closing(http.server.HTTPServer(("127.0.0.1", 0), _Authority).socket) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(TimeStampUnavailable):
        HttpTimeStamp(f"http://127.0.0.1:{port}").stamp(b"\x01" * 32)
