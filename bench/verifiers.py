"""Ours beside its peers on a folder of real signed PDFs with known answers: ``python -m bench.verifiers FOLDER``.

FOLDER is as for ``bench.corpus``. The peers are pyHanko with its strict defaults; poppler's pdfsig, taken at its word
and with its "total document signed"; and EU DSS under the strict policy of the conformance suite (``make conformance``
builds it; without it that column is left out). Trust is left aside: what counts is whether somebody who reads the
answer would take the content for untouched.
"""

from __future__ import annotations

import collections
import csv
import io
import logging
import pathlib
import sys
import tempfile
from collections.abc import Callable
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import SuspiciousModification
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from bench.corpus import measure
from certcopy import clock
from certcopy.signing.demo_pki import create_demo_pki
from certcopy.verification.leaks import LEAKS
from tests.conformance.outsiders import JAR, Finding, Opinion, opinions, pdfsig

ACCEPTED, OPEN, REFUSED = "accepted", "inconclusive", "refused"
CLASSES = ("yes", "soft", "no")
COVERED = (SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION)
TRUST_ONLY = frozenset({"NO_CERTIFICATE_CHAIN_FOUND", "CERTIFICATE_CHAIN_GENERAL_FAILURE"})
"""Sub-indications of DSS that speak of trust alone."""
OURS = {"valid": ACCEPTED, "invalid": REFUSED}

Answers = dict[str, str]


def by_pyhanko(file: pathlib.Path) -> str:
    """Accepted where every signature is sound, covers its revision, and nothing suspicious came after it."""
    context = ValidationContext(trust_roots=[], allow_fetching=False)
    try:
        reader = PdfFileReader(io.BytesIO(file.read_bytes()))
        said = [_is_well(each, context) for each in reader.embedded_signatures]
    except LEAKS:
        return REFUSED
    if not said:
        return OPEN
    return ACCEPTED if all(said) else REFUSED


def _is_well(signature: Any, context: ValidationContext) -> bool:
    stamp = signature.sig_object_type == "/DocTimeStamp"
    status: Any = (validate_pdf_timestamp if stamp else validate_pdf_signature)(signature, context)
    suspicious = isinstance(status.diff_result, SuspiciousModification)
    allowed = stamp or status.docmdp_ok is not False
    return bool(status.intact and status.valid and status.coverage in COVERED and allowed and not suspicious)


def by_pdfsig(file: pathlib.Path) -> str:
    """Accepted where every signature is called valid."""
    found = [each for each in pdfsig(file) if each.kind != "unknown"]
    if not found:
        return OPEN
    return ACCEPTED if all(each.valid for each in found) else REFUSED


def by_pdfsig_whole(file: pathlib.Path) -> str:
    """The same, where one of them covers the whole file too."""
    answer = by_pdfsig(file)
    whole = answer != ACCEPTED or any(each.total for each in pdfsig(file))
    return answer if whole else REFUSED


def by_dss(opinion: Opinion) -> str:
    """Accepted where no signature and no time-stamp is doubted for another reason than trust."""
    said = [_of_dss(each) for each in (*opinion.signatures, *opinion.timestamps)]
    if not said:
        return REFUSED if opinion.faults else OPEN
    return next((answer for answer in (REFUSED, OPEN) if answer in said), ACCEPTED)


def _of_dss(finding: Finding) -> str:
    if finding.indication in ("TOTAL_PASSED", "PASSED") or finding.sub_indication in TRUST_ONLY:
        return ACCEPTED
    return REFUSED if finding.indication in ("TOTAL_FAILED", "FAILED") else OPEN


def answers(folder: pathlib.Path, files: list[str]) -> dict[str, Answers]:
    """What each verifier says of each file, by the verifier's name."""
    told: dict[str, Callable[[pathlib.Path], str]] = {
        "pyHanko, strict": by_pyhanko,
        "pdfsig": by_pdfsig,
        "pdfsig, whole document": by_pdfsig_whole,
    }
    rows = {row.name: OURS.get(row.said, OPEN) for row in measure(folder, clock.now())}
    found = {"certcopy": {file: rows[file] for file in files}}
    found |= {name: {file: ask(folder / file) for file in files} for name, ask in told.items()}
    return found | ({"EU DSS, strict": _dss(folder, files)} if JAR.exists() else {})


def _dss(folder: pathlib.Path, files: list[str]) -> Answers:
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name) / "root.cer"
        pki = create_demo_pki("x", "x", "x", clock.now())
        root.write_bytes(x509.load_pem_x509_certificate(pki.root).public_bytes(Encoding.DER))
        heard = opinions([folder / file for file in files], root, aloud=False)
    return {opinion.file.name: by_dss(opinion) for opinion in heard}


def table(expected: dict[str, str], found: dict[str, Answers]) -> str:
    """Markdown: a line for each verifier, accepted / inconclusive / refused of each class."""
    sizes = collections.Counter(expected.values())
    lines = ["| verifier | " + " | ".join(f"{each} ({sizes[each]})" for each in CLASSES) + " |"]
    lines.append("|---" * (len(CLASSES) + 1) + "|")
    for name, said in found.items():
        counts = collections.Counter((expected[file], answer) for file, answer in said.items())
        cells = (" / ".join(str(counts[each, answer]) for answer in (ACCEPTED, OPEN, REFUSED)) for each in CLASSES)
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main(folder: pathlib.Path) -> None:
    """Ask everybody and print the table."""
    logging.disable(logging.CRITICAL)
    with (folder / "manifest.tsv").open(encoding="utf-8", newline="") as manifest:
        entries = list(csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE))
    expected = {entry["file"]: entry["accept"] for entry in entries if entry["accept"] in CLASSES}
    print(table(expected, answers(folder, list(expected))))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
