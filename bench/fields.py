"""Kinds, fields and doubts against the truth: ``python -m bench.fields [--seeds 101,102] [--most 300]``.

Every layout of ``fixtures.generator`` is drawn with other made-up values for each seed, scanned in several ways, read
by the bundled engine and understood by the built-in rules. Seeds below 100 may be looked at while rules are written;
those that tables in ``docs/fields.md`` are made of may not. ``--fixtures`` takes the scans that are kept instead.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import functools
import itertools
import pathlib

from bench.doubts import certified_words, doubts_table, scans_table
from bench.papers import BLACK_PEN, COPIES, SCANS, Case, cases
from bench.results import Result, read_case, read_fixture
from bench.tallies import table
from fixtures import originals


def main() -> None:
    """Draw, read, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="101,102")
    parser.add_argument("--scans", help="some of these alone: " + ", ".join((*SCANS, BLACK_PEN, *COPIES)))
    parser.add_argument("--most", type=int, help="so many papers, of every layout as many")
    parser.add_argument("--only", default="", help="a part of the names of the layouts")
    parser.add_argument("--fixtures", action="store_true", help="the scans that are kept")
    parser.add_argument("--wrong", action="store_true", help="list what was read wrongly or not at all")
    parser.add_argument("--keep", type=pathlib.Path, metavar="FOLDER", help="keep there what was read, for next time")
    asked = parser.parse_args()
    scans = asked.scans.split(",") if asked.scans else (*SCANS, *COPIES)
    if asked.keep:
        asked.keep.mkdir(exist_ok=True)
    seeds = map(int, asked.seeds.split(","))
    results = kept_scans() if asked.fixtures else run(cases(seeds, scans, asked.only, asked.most), asked.keep)
    report(results, asked.wrong)


def run(wanted: list[Case], kept: pathlib.Path | None) -> list[Result]:
    """Read the cases, as many at once as there are cores."""
    with concurrent.futures.ProcessPoolExecutor() as pool:
        return list(pool.map(functools.partial(read_case, kept=kept), wanted))


def kept_scans() -> list[Result]:
    """Read every scan in ``fixtures/scans``."""
    pairs = [(original, scans) for original in originals() for scans in original.scans]
    with concurrent.futures.ProcessPoolExecutor() as pool:
        return list(pool.map(read_fixture, *zip(*pairs, strict=True)))


def report(results: list[Result], with_wrong: bool) -> None:
    """All tables; those of fields are of originals alone."""
    values = [value for result in results if not result.is_copy for value in result.values()]
    print(f"{len(results)} papers, {len(values)} values on those that are originals\n")
    for columns in (("field",), ("kind",), ("scan",), ("seed",), ("kind", "field")):
        print(table(values, *columns))
    print(scans_table(results))
    print(doubts_table(results))
    print(certified_words(results))
    if with_wrong:
        print("\n".join(itertools.chain.from_iterable(result.wrongs() for result in results)))


if __name__ == "__main__":
    main()
