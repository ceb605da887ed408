"""Kinds, fields and doubts against the truth: ``python -m bench.fields [--seeds 101,102] [--minutes 600]``.

Every layout of ``fixtures.generator`` is drawn with other made-up values for each seed, scanned in several ways, read
by the bundled engine and understood by the built-in rules. Seeds below 100 may be looked at while rules are written;
those the tables are made of, from 101 on, may not. Prints tables in Markdown: fields, kinds, doubts.
"""

from __future__ import annotations

import argparse
import collections
import concurrent.futures
import dataclasses
import io
import itertools
import os
import random
import time
import unicodedata
from collections.abc import Iterable, Iterator

from PIL import Image

from certcopy.domain.originality import STRONG
from certcopy.domain.page import Reading
from certcopy.ocr.engines import choose_engine
from certcopy.ocr.intake import ScanFile, take_in
from certcopy.ocr.reading import read_page
from certcopy.ocr.understanding.understand import understand
from fixtures.generator.copies import Copy, copied
from fixtures.generator.degrade import Damage, scanned
from fixtures.generator.ink import inked
from fixtures.generator.layouts import LAYOUTS, MORE
from fixtures.generator.layouts.frame import Made
from fixtures.generator.recipes import NOISY, SEALED, SOFT, skew
from fixtures.generator.variation import made

DRAWINGS = (*LAYOUTS, *MORE)
SURE = 80.0
"""From this confidence on the counter does not ask to look twice."""
SCANS: dict[str, Damage | None] = {
    "clean": SOFT,
    "seal": dataclasses.replace(SEALED, dpi=200),
    "skew": skew(1.3, 200),
    "noise": NOISY,
    "grey scan": SOFT,
}
COPIES: dict[str, Copy] = {
    "photocopy": "photocopy",
    "colour scan of a photocopy": "colour_scan_of_photocopy",
    "certified copy": "certified_copy",
    "marked “BẢN SAO”": "copy_mark",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """One original of one seed in one scan; ``copy`` where it is none."""

    drawing: int
    seed: int
    scan: str

    @property
    def is_copy(self) -> bool:
        return self.scan in COPIES


@dataclasses.dataclass(frozen=True, slots=True)
class Result:
    """What came of one case: the truth, and what was found."""

    case: Case
    kind: str
    fields: dict[str, str]
    found_kind: str | None
    found: dict[str, tuple[str, float]]
    suspicions: dict[str, float]


@dataclasses.dataclass
class Tally:
    """Of one field or kind: how many there are, and how many were found right, wrong, and wrong without a doubt."""

    wanted: int = 0
    right: int = 0
    wrong: int = 0
    surely_right: int = 0
    surely_wrong: int = 0

    def row(self, name: str) -> str:
        """A row of the Markdown table."""
        found, sure = self.right + self.wrong, self.surely_right + self.surely_wrong
        shares = (share(self.right, found), share(self.right, self.wanted), share(self.surely_right, sure))
        return f"| {name} | {self.wanted} | {' | '.join(shares)} | {self.surely_wrong} |"


def main() -> None:
    """Draw, read, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="101,102")
    parser.add_argument("--quick", action="store_true", help="clean scans and certified copies alone")
    parser.add_argument("--minutes", type=float, default=600, help="stop after so long; cases come in a chance order")
    parser.add_argument("--wrong", action="store_true", help="list what was read wrongly or not at all")
    parser.add_argument("--only", default="", help="a part of the names of the layouts")
    asked = parser.parse_args()
    wanted = list(cases([int(seed) for seed in asked.seeds.split(",")], asked.quick, asked.only))
    random.Random(0).shuffle(wanted)  # noqa: S311  (the same order every time)
    results = run(wanted, asked.minutes)
    print(f"{len(results)} of {len(wanted)} cases\n")
    originals = [result for result in results if not result.case.is_copy]
    print(table("field", by_field(originals)))
    print(table("kind", by_kind(originals)))
    print(doubts_table(results))
    print(certified_table([result for result in results if result.case.scan == "certified copy"]))
    if asked.wrong:
        print("\n".join(wrongs(results)))


def cases(seeds: Iterable[int], quick: bool, only: str) -> Iterator[Case]:
    """Every layout, seed and scan."""
    scans = ("clean", "certified copy") if quick else (*SCANS, *COPIES)
    for number, draw in enumerate(DRAWINGS):
        if not only or only in draw().id:
            yield from itertools.starmap(Case, itertools.product([number], seeds, scans))


def run(wanted: list[Case], minutes: float) -> list[Result]:
    """Read the cases, as many at once as there are cores, until the time is up."""
    end, results, at_once = time.monotonic() + 60 * minutes, list[Result](), 4 * (os.cpu_count() or 1)
    with concurrent.futures.ProcessPoolExecutor() as pool:
        for start in range(0, len(wanted), at_once):
            if time.monotonic() > end:
                break
            results += pool.map(read_case, wanted[start : start + at_once])
    return results


def read_case(case: Case) -> Result:
    """Draw, scan and read one case."""
    original = made(DRAWINGS[case.drawing], case.seed)
    files = tuple(ScanFile(f"{n}.jpg", scan_of(original, n, case)) for n in range(len(original.sheets)))
    engine = choose_engine("bundled")
    reading = understand(tuple(read_page(image, engine) for image in take_in(files)))
    return result_of(case, original, reading)


def scan_of(original: Made, number: int, case: Case) -> bytes:
    """One page as a JPEG."""
    seed, damage = f"{original.id}-{case.seed}-{case.scan}-{number}", SCANS.get(case.scan)
    page = inked(original.sheets[number], damage.reach if damage else "beside")
    page = copied(page, COPIES[case.scan], seed) if case.is_copy else scanned(page, damage or SOFT, seed)
    if case.scan == "grey scan":
        page = page.convert("L")
    return jpeg(page, damage.dpi if damage else SOFT.dpi)


def jpeg(page: Image.Image, dpi: int) -> bytes:
    """As scanners write it."""
    out = io.BytesIO()
    page.save(out, "JPEG", quality=75, dpi=(dpi, dpi))
    return out.getvalue()


def result_of(case: Case, original: Made, reading: Reading) -> Result:
    """What was found, beside the truth."""
    suspicions: dict[str, float] = {}
    for doubt in reading.doubts:
        suspicions[doubt.suspicion] = max(doubt.confidence, suspicions.get(doubt.suspicion, 0))
    found = {field.name: (field.value, field.confidence) for field in reading.fields}
    return Result(case, original.kind, original.fields, reading.kind, found, suspicions)


def by_field(results: Iterable[Result]) -> dict[str, Tally]:
    """A tally for each field."""
    return tallied((result, name, name) for result in results for name in result.fields)


def by_kind(results: Iterable[Result]) -> dict[str, Tally]:
    """A tally for each kind, over all its fields."""
    return tallied((result, name, result.kind) for result in results for name in result.fields)


def tallied(wanted: Iterable[tuple[Result, str, str]]) -> dict[str, Tally]:
    """Tallies of (result, field) by the name they are counted under, and of all together."""
    tallies: dict[str, Tally] = collections.defaultdict(Tally)
    for result, field, name in wanted:
        for each in (tallies[name], tallies["**all**"]):
            count(each, result.fields[field], result.found.get(field))
    return dict(sorted(tallies.items()))


def count(tally: Tally, truth: str, found: tuple[str, float] | None) -> None:
    """One value more."""
    tally.wanted += 1
    if found is None:
        return
    right, sure = unicodedata.normalize("NFC", found[0]) == unicodedata.normalize("NFC", truth), found[1] >= SURE
    tally.right += right
    tally.wrong += not right
    tally.surely_right += right and sure
    tally.surely_wrong += sure and not right


def table(what: str, tallies: dict[str, Tally]) -> str:
    """A Markdown table."""
    head = f"| {what} | values | precision | recall | precision from {SURE:.0f} % on | wrong from {SURE:.0f} % on |"
    return "\n".join([head, "|---|---|---|---|---|---|", *(tally.row(name) for name, tally in tallies.items()), ""])


def doubts_table(results: list[Result]) -> str:
    """How often each scan is known for its kind, and warned about."""
    lines = ["| scan | papers | kind right | warned about | by what |", "|---|---|---|---|---|"]
    for scan in (*SCANS, *COPIES):
        some = [result for result in results if result.case.scan == scan]
        if some:
            warned = [result for result in some if max(result.suspicions.values(), default=0) >= STRONG]
            causes = collections.Counter(
                name for result in some for name, confidence in result.suspicions.items() if confidence >= STRONG
            )
            named = ", ".join(f"{name} {times}" for name, times in causes.most_common())
            right = sum(result.found_kind == result.kind for result in some)
            shares = f"{share(right, len(some))} | {share(len(warned), len(some))}"
            lines.append(f"| {scan} | {len(some)} | {shares} | {named} |")
    return "\n".join([*lines, ""])


def certified_table(results: list[Result]) -> str:
    """Whether an earlier certification's number, date and signer were taken for the paper's."""
    if not results:
        return ""
    taken = sum(stamped(result) for result in results)
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
        name = f"{DRAWINGS[result.case.drawing]().id} {result.case.seed} {result.case.scan}"
        if result.found_kind != result.kind:
            yield f"{name}: kind {result.found_kind}"
        for field, truth in result.fields.items():
            value, confidence = result.found.get(field, ("-", 0.0))
            if value != truth:
                yield f"{name}: {field} {truth!r} read {value!r} ({confidence:.0f})"


def share(part: int, whole: int) -> str:
    """In per cent."""
    return f"{100 * part / whole:.1f} %" if whole else "–"


if __name__ == "__main__":
    main()
