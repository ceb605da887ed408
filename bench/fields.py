"""Kinds, fields and doubts against the truth: ``python -m bench.fields [--seeds 101,102] [--most 600]``.

Every layout of ``fixtures.generator`` is drawn with other made-up values for each seed, scanned in several ways, read
by the bundled engine and understood by the built-in rules. Seeds below 100 may be looked at while rules are written;
those the tables are made of, from 101 on, may not. Prints tables in Markdown: fields, kinds, scans, doubts.
"""

from __future__ import annotations

import argparse
import collections
import concurrent.futures
import dataclasses
import functools
import pathlib
from collections.abc import Iterable, Iterator

from bench.papers import COPIES, SCANS, Case, cases, pages_of
from bench.tallies import Value, nfc, share, table
from certcopy.domain.originality import STRONG
from certcopy.ocr.understanding.understand import understand


@dataclasses.dataclass(frozen=True, slots=True)
class Result:
    """What came of one case: the truth, and what was found."""

    case: Case
    kind: str
    fields: dict[str, str]
    found_kind: str | None
    found: dict[str, tuple[str, float]]
    suspicions: dict[str, float]

    def values(self) -> Iterator[Value]:
        """Every value that the truth names."""
        for name, truth in self.fields.items():
            found, confidence = self.found.get(name, (None, 0.0))
            yield Value(self.kind, name, self.case.scan, self.case.seed, truth, found, confidence)


def main() -> None:
    """Draw, read, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="101,102")
    parser.add_argument("--scans", help="some of these alone: " + ", ".join((*SCANS, *COPIES)))
    parser.add_argument("--most", type=int, help="so many cases, of every layout as many")
    parser.add_argument("--only", default="", help="a part of the names of the layouts")
    parser.add_argument("--wrong", action="store_true", help="list what was read wrongly or not at all")
    parser.add_argument("--keep", type=pathlib.Path, metavar="FOLDER", help="keep there what was read, for next time")
    asked = parser.parse_args()
    scans = asked.scans.split(",") if asked.scans else (*SCANS, *COPIES)
    if asked.keep:
        asked.keep.mkdir(exist_ok=True)
    report(run(cases(map(int, asked.seeds.split(",")), scans, asked.only, asked.most), asked.keep), asked.wrong)


def run(wanted: list[Case], kept: pathlib.Path | None) -> list[Result]:
    """Read the cases, as many at once as there are cores."""
    with concurrent.futures.ProcessPoolExecutor() as pool:
        return list(pool.map(functools.partial(read_case, kept=kept), wanted))


def read_case(case: Case, kept: pathlib.Path | None) -> Result:
    """Draw, scan, read and understand one case."""
    original = case.drawn()
    reading = understand(pages_of(case, original, kept))
    suspicions: dict[str, float] = {}
    for doubt in reading.doubts:
        suspicions[doubt.suspicion] = max(doubt.confidence, suspicions.get(doubt.suspicion, 0))
    found = {field.name: (field.value, field.confidence) for field in reading.fields}
    return Result(case, original.kind, original.fields, reading.kind, found, suspicions)


def report(results: list[Result], with_wrong: bool) -> None:
    """All tables."""
    values = [value for result in results if not result.case.is_copy for value in result.values()]
    print(f"{len(results)} papers, {len(values)} values on those that are originals\n")
    for columns in (("field",), ("kind",), ("scan",), ("seed",), ("kind", "field")):
        print(table(values, *columns))
    print(doubts_table(results))
    print(certified_words([result for result in results if result.case.scan == "certified copy"]))
    if with_wrong:
        print("\n".join(wrongs(results)))


def doubts_table(results: list[Result]) -> str:
    """How often each scan is known for its kind, and warned about."""
    lines = ["| scan | papers | kind right | warned about | by what | hints |", "|---|---|---|---|---|---|"]
    for scan in (*SCANS, *COPIES):
        some = [result for result in results if result.case.scan == scan]
        if some:
            warned = sum(max(result.suspicions.values(), default=0) >= STRONG for result in some)
            right = sum(result.found_kind == result.kind for result in some)
            shares = f"{share(right, len(some))} | {share(warned, len(some))}"
            lines.append(f"| {scan} | {len(some)} | {shares} | {causes(some, True)} | {causes(some, False)} |")
    return "\n".join([*lines, ""])


def causes(results: Iterable[Result], strong: bool) -> str:
    """Which suspicions there were, of those strong enough to warn or of the others, and how often."""
    found = (name for result in results for name, sure in result.suspicions.items() if (sure >= STRONG) == strong)
    return ", ".join(f"{name} {times}" for name, times in collections.Counter(found).most_common())


def certified_words(results: list[Result]) -> str:
    """Whether an earlier certification's number, date and signer were taken for the paper's."""
    taken = sum(map(stamped, results))
    return f"Earlier certification taken for the paper's own number, date or signer: {taken} of {len(results)}\n"


def stamped(result: Result) -> bool:
    """Whether any of its fields comes from the stamp."""
    found = {name: result.found.get(name, ("", 0))[0] for name in ("number", "date", "signer")}
    wrong = {name: value for name, value in found.items() if value != result.fields.get(name)}
    stamp = {"number": "0099", "date": "2024-11-23", "signer": "Lê Thị Minh Chứng"}
    return any(value.startswith(stamp[name]) for name, value in wrong.items())


def wrongs(results: Iterable[Result]) -> Iterator[str]:
    """Every value that was not found right, and every kind."""
    for result in results:
        if result.found_kind != result.kind:
            yield f"{result.case.name}: kind {result.found_kind}"
        for field, truth in result.fields.items():
            value, confidence = result.found.get(field, ("-", 0.0))
            if nfc(value) != nfc(truth):
                yield f"{result.case.name}: {field} {truth!r} read {value!r} ({confidence:.0f})"


if __name__ == "__main__":
    main()
