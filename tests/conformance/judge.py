"""Issues copies, hears the outside judges on them and on forgeries of them, and exits 1 where any disagrees."""

from __future__ import annotations

import dataclasses
import pathlib
import sys
import tempfile

from rich.console import Console
from rich.table import Table

from tests.conformance.attacks import ATTACKS
from tests.conformance.issue_copies import Issued, certcopy, issue_copies
from tests.conformance.outsiders import Conformance, Finding, Opinion, PopplerSignature, opinions, pdfsig

PADES = "ETSI.CAdES.detached"
SIGNATURES = 2
OWN_VERDICTS = {0: "valid", 1: "invalid", 2: "inconclusive", 3: "unreadable"}

ALLOWED_DOUBTS = {
    "No revocation data found for the certificate!": (
        "an office without a time-stamping authority issues at level B-B, which carries no revocation data "
        "(ETSI EN 319 142-1, 6.3), and these judges are off line"
    ),
    "The certificate validation is not conclusive!": "DSS's heading over the line above",
}
"""Errors with which DSS may call a signature INDETERMINATE, and why; only at level B."""


@dataclasses.dataclass(frozen=True, slots=True)
class Hearing:
    """All that was said of one file."""

    opinion: Opinion
    poppler: list[PopplerSignature]

    @property
    def claimed(self) -> Conformance | None:
        return next((each for each in self.opinion.pdfa if not each.forced), None)

    @property
    def forced(self) -> Conformance | None:
        return next((each for each in self.opinion.pdfa if each.forced), None)

    @property
    def archived(self) -> bool:
        """Whether veraPDF calls the file what it claims to be, and PDF/A-2b too."""
        return all(each is not None and each.compliant for each in (self.claimed, self.forced))

    @property
    def signed(self) -> bool:
        """Whether DSS finds both signatures, and nothing wrong with them or any time-stamp."""
        found = self.opinion.signatures
        stamped = all(each.indication == "PASSED" for each in self.opinion.timestamps)
        return len(found) == SIGNATURES and all(map(_passes, found)) and stamped

    @property
    def covered(self) -> bool:
        """Whether poppler finds both signatures valid, and the whole file signed or stamped by the last."""
        pades = [each.valid for each in self.poppler if each.kind == PADES]
        return pades == [True] * SIGNATURES and self.poppler[-1].total


def hear(files: list[pathlib.Path], root: pathlib.Path, *, aloud: bool = False) -> list[Hearing]:
    """Every judge on every file."""
    return [Hearing(opinion, pdfsig(opinion.file)) for opinion in opinions(files, root, aloud=aloud)]


def judge_copies(issued: Issued, console: Console) -> bool:
    """Whether every judge, and our own verifier, calls every copy good."""
    judges = ("veraPDF as claimed", "veraPDF 2b", "DSS, strict", "pdfsig", "certcopy verify")
    table = Table("copy", *judges, title="Issued copies")
    hearings = hear(list(issued.copies), issued.root, aloud=True)
    verdicts = {each: own_verdict(each, issued.root) for each in issued.copies}
    for each in hearings:
        cells = [_archive(each.claimed), _archive(each.forced), _signatures(each.opinion), _poppler(each)]
        table.add_row(each.opinion.file.name, *cells, verdicts[each.opinion.file])
    console.print(table)
    _explain_doubts(hearings, console)
    outside = all(each.archived and each.signed and each.covered for each in hearings)
    return outside and set(verdicts.values()) == {"valid"}


def judge_forgeries(issued: Issued, folder: pathlib.Path, console: Console) -> bool:
    """Whether our own verifier calls every forgery invalid; who else notices is printed."""
    table = Table("forgery", "veraPDF", "DSS, strict", "pdfsig", "certcopy verify", title="Forged copies")
    copy = issued.copies[0].read_bytes()
    forged = {folder / f"forged-{number}.pdf": name for number, name in enumerate(ATTACKS, start=1)}
    for path, name in forged.items():
        path.write_bytes(ATTACKS[name](copy))
    verdicts = {path: own_verdict(path, issued.root) for path in forged}
    for each in hear(list(forged), issued.root):
        noticed = ["missed" if good else "noticed" for good in (each.archived, each.signed, each.covered)]
        table.add_row(forged[each.opinion.file], *noticed, verdicts[each.opinion.file])
    console.print(table)
    return set(verdicts.values()) == {"invalid"}


def judge_reports(issued: Issued, folder: pathlib.Path, console: Console) -> bool:
    """Whether the reports on a copy satisfy ETSI's schema as XML, and veraPDF and DSS as a sealed sheet."""
    line = ("verify", str(issued.copies[0]), "--home", str(issued.home), "--report", str(folder))
    certcopy(*line, "--form", "xml")
    certcopy(*line, "--form", "pdf", "--sealed")
    name = issued.copies[0].stem
    xml, sheet = opinions([folder / f"{name}.report.{form}" for form in ("xml", "pdf")], issued.root, aloud=False)
    claimed = next(each for each in sheet.pdfa if not each.forced)
    table = Table("report", "judge", "answer", title="Verification reports")
    table.add_row("XML", "schema of ETSI TS 119 102-2", "\n".join(xml.faults) or "satisfied")
    table.add_row("sheet", "veraPDF as claimed", _archive(claimed))
    table.add_row("sheet", "DSS, strict", _signatures(sheet))
    console.print(table)
    return not xml.faults and claimed.compliant and [each.indication for each in sheet.signatures] == ["TOTAL_PASSED"]


def own_verdict(file: pathlib.Path, root: pathlib.Path) -> str:
    """What ``certcopy verify`` says by its exit code."""
    code = certcopy("verify", str(file), "--trust", str(root), check=False).returncode
    return OWN_VERDICTS.get(code, f"failed with exit code {code}")


def _passes(finding: Finding) -> bool:
    return finding.indication == "TOTAL_PASSED" or _doubt_is_allowed(finding)


def _doubt_is_allowed(finding: Finding) -> bool:
    doubtful = finding.indication == "INDETERMINATE" and finding.format == "PAdES-BASELINE-B"
    return doubtful and set(finding.errors) <= ALLOWED_DOUBTS.keys()


def _archive(conformance: Conformance | None) -> str:
    if conformance is None:
        return "cannot be read"
    broken = ", ".join(f"{each.clause}-{each.test}" for each in conformance.failures)
    return f"{conformance.flavour} " + ("compliant" if conformance.compliant else f"NOT compliant: {broken}")


def _signatures(opinion: Opinion) -> str:
    lines = [f"{each.indication} {each.sub_indication or ''} {each.format}" for each in opinion.signatures]
    stamps = [f"{each.indication} {each.sub_indication or ''} time-stamp" for each in opinion.timestamps]
    return "\n".join(" ".join(line.split()) for line in [*lines, *stamps, *opinion.faults]) or "no signature"


def _poppler(hearing: Hearing) -> str:
    if not hearing.poppler:
        return "no signature"
    valid = sum(each.valid for each in hearing.poppler if each.kind == PADES)
    return f"{valid} valid, " + ("whole file" if hearing.poppler[-1].total else "NOT the whole file")


def _explain_doubts(hearings: list[Hearing], console: Console) -> None:
    found = [each for hearing in hearings for each in hearing.opinion.signatures if _doubt_is_allowed(each)]
    for error in sorted({error for each in found for error in each.errors}):
        console.print(f"allowed: {error} ({ALLOWED_DOUBTS[error]})")


def main() -> int:
    """Print the tables and return the exit code."""
    console = Console(width=None if sys.stdout.isatty() else 150)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        issued = issue_copies(folder)
        good = judge_copies(issued, console)
        bad = judge_forgeries(issued, folder, console)
        told = judge_reports(issued, folder, console)
    agreed = good and bad and told
    console.print("every judge agrees" if agreed else "[bold red]the judges disagree")
    return 0 if agreed else 1


if __name__ == "__main__":
    sys.exit(main())
