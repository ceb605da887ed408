"""Measure verification against a folder of real signed PDFs with known answers: ``python -m bench.corpus FOLDER``.

FOLDER holds the files and ``manifest.tsv`` with at least the columns ``file``, ``accept`` (yes, no, soft, trust, nosig,
nocrash, sign_allow, na) and ``cls``. Trust is left aside: what counts is the verdict on integrity.
"""

from __future__ import annotations

import collections
import csv
import dataclasses
import datetime as dt
import pathlib
import statistics
import sys
import time

from certcopy import clock, confine
from certcopy.errors import CertCopyError
from certcopy.verification.report import Gravity, Report, Verdict
from certcopy.verification.verdict import verify

LIMITS = confine.Limits(seconds=10, mebibytes=512)
"""The hard limits of one file."""

ORDINARY = frozenset(
    {
        *("NO_CERTIFICATE_CHAIN_FOUND", "TIME_ONLY_CLAIMED", "TIMESTAMP_UNTRUSTED", "NO_REVOCATION_DATA"),
        *("OLDER_FORM", "SIGNER_NOT_BOUND"),
    }
)
"""What is said of most files here, as no root is configured and many are old."""


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One file measured: what was expected, what was said (a verdict or an error's code), why, whether more than the
    ordinary was disclosed, and how long it took."""

    name: str
    accept: str
    cls: str
    said: str
    codes: tuple[str, ...]
    disclosed: bool
    seconds: float


def measure(folder: pathlib.Path, at: dt.datetime) -> list[Row]:
    """Every file of the manifest through the verifier, each in a child process of its own."""
    with (folder / "manifest.tsv").open(encoding="utf-8", newline="") as manifest:
        entries = list(csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [_row(folder, entry, at) for entry in entries]


def _row(folder: pathlib.Path, entry: dict[str, str], at: dt.datetime) -> Row:
    pdf = (folder / entry["file"]).read_bytes()
    start = time.perf_counter()
    try:
        report: Report = confine.run(verify, pdf, (), at, returns=Report, limits=LIMITS)
        said, codes, disclosed = report.integrity.value, _codes(report), _discloses(report)
    except CertCopyError as refusal:
        said, codes, disclosed = refusal.code, (), True
    return Row(entry["file"], entry["accept"], entry["cls"], said, codes, disclosed, time.perf_counter() - start)


def _discloses(report: Report) -> bool:
    """Whether the reader hears of more than that no root is configured and nothing proves the time."""
    return bool({why.code for why in report.reasons} - ORDINARY)


def _codes(report: Report) -> tuple[str, ...]:
    codes = [why.code for why in report.reasons if why.aspect == "integrity" and why.gravity is not Gravity.NOTE]
    return tuple(dict.fromkeys(codes))


def table(rows: list[Row]) -> str:
    """The counts, the mistakes by name, and the times."""
    counts = collections.Counter((row.accept, row.said) for row in rows)
    lines = [f"{accept:12}{said:24}{count:5}" for (accept, said), count in sorted(counts.items())]
    accepted = [row for row in rows if row.accept == "no" and row.said == Verdict.VALID]
    refused = [row for row in rows if row.accept == "yes" and row.said == Verdict.INVALID]
    crashed = [row for row in rows if row.said == "limits.overrun"]
    lines += _named("bad files accepted", accepted) + _named("good files called invalid", refused)
    lines += _named("crashed or overran", crashed)
    lines += _named("good files left inconclusive", [r for r in rows if r.accept == "yes" and r.said == "inconclusive"])
    silent = [row for row in rows if row.accept == "soft" and row.said == Verdict.VALID and not row.disclosed]
    lines += _named("soft files accepted without a word", silent)
    return "\n".join([*lines, _times(rows)])


def _named(title: str, rows: list[Row]) -> list[str]:
    return [f"{title}: {len(rows)}", *(f"  {row.name} [{row.cls}] {' '.join(row.codes)}" for row in rows)]


def _times(rows: list[Row]) -> str:
    milliseconds = sorted(row.seconds * 1_000 for row in rows)
    cuts = statistics.quantiles(milliseconds, n=20)
    worst = max(rows, key=lambda row: row.seconds)
    return f"ms a file: p50 {cuts[9]:.0f}, p95 {cuts[18]:.0f}, worst {worst.seconds * 1_000:.0f} ({worst.name})"


if __name__ == "__main__":
    print(table(measure(pathlib.Path(sys.argv[1]), clock.now())))
