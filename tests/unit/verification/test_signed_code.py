"""The signed code: every vector, which any other checker must judge alike, and what the vectors rely on."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from certcopy.domain.code_documents import parse_keys, parse_state
from certcopy.domain.signed_code import copy_id, images_digest
from certcopy.verification.code_sentences import CODE_SENTENCES
from certcopy.verification.report import CodeReport
from certcopy.verification.signed_code import Known, check_code
from tests.vectors.make_signed_code import FILE

VECTORS: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
AT = dt.datetime.fromisoformat(VECTORS["at"])
ROOT = x509.load_pem_x509_certificate(VECTORS["root_pem"].encode()).public_bytes(Encoding.DER)


def judged(case: dict[str, Any]) -> CodeReport:
    documents = VECTORS["documents"]
    state = None if case["state"] is None else parse_state(documents[case["state"]])
    known = Known((ROOT,) if case["trusted"] else (), parse_keys(documents[case["keys"]]), state)
    return check_code(case["text"], known, AT)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_every_vector_is_judged_as_it_says(case: dict[str, Any]) -> None:
    report = judged(case)
    assert (report.verdict, sorted(each.code for each in report.reasons)) == (case["verdict"], case["reasons"])
    if case["facts"] is not None:
        assert report.facts is not None
        shown = dataclasses.asdict(report.facts)
        assert {**shown, "at": report.facts.at.isoformat(), "images": report.facts.images.hex()} == case["facts"]


def test_the_vectors_show_every_reason_a_code_alone_can_have() -> None:
    shown = {code for case in VECTORS["cases"] for code in case["reasons"]}
    assert set(CODE_SENTENCES) - shown == {"CODE_MISSING", "CODE_OF_ANOTHER_COPY"}


def test_only_the_good_ones_are_valid() -> None:
    valid = {case["name"] for case in VECTORS["cases"] if case["verdict"] == "valid"}
    assert all(name.startswith("good") or name == "corrected copy" for name in valid)


def test_the_digest_of_the_page_images() -> None:
    pages = [[bytes.fromhex(stream) for stream in page] for page in VECTORS["digest"]["pages"]]
    assert images_digest(pages).hex() == VECTORS["digest"]["images"]
    moved = [[*pages[0], pages[1][0]], pages[1][1:]]
    assert images_digest(moved) != images_digest(pages)


def test_the_name_of_a_copy_in_the_state() -> None:
    assert copy_id(VECTORS["copy_id"]["code"]) == VECTORS["copy_id"]["id"]
