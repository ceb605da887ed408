"""One flipped bit at a time in a sealed copy: ``python -m tests.fuzz.flips SECONDS``.

Bytes at random over the whole file, every byte of its end, then every byte of what is not an image, as far as the
seconds go. Where the signatures by themselves are found broken the whole verdict is asked for every ``WHOLE_EVERY``th
time only, else always. Prints how many were tried; exits 1 with the positions where the answer was not "invalid".
"""

from __future__ import annotations

import itertools
import random
import re
import sys
import time
from collections.abc import Iterator

from certcopy.errors import NotAPdf, UnreadablePdf
from certcopy.verification.examination import examine_all
from certcopy.verification.report import Gravity, Verdict
from certcopy.verification.verdict import verify
from tests.unit.verification.ward import LATER, build_ward

SEED = 20261126
END = 2_000
AT_RANDOM = 2_000
SECONDS = 480.0
WHOLE_EVERY = 20
MASKS = (0x01, 0x04, 0x10, 0x20, 0x80)
IMAGE = re.compile(rb"/Subtype\s*/Image\b.*?stream\r?\n(.*?)endstream", re.DOTALL)


def positions(pdf: bytes, chance: random.Random) -> Iterator[int]:
    """Bytes at random, then the end, then all of the structure in an order of chance; none twice."""
    pictures = {at for found in IMAGE.finditer(pdf) for at in range(*found.span(1))}
    end = range(len(pdf) - END, len(pdf))
    sample = [at for at in chance.sample(range(len(pdf)), AT_RANDOM + END) if at not in end][:AT_RANDOM]
    seen = {*end, *sample}
    rest = [at for at in range(len(pdf)) if at not in seen and at not in pictures]
    chance.shuffle(rest)
    return itertools.chain(sample, end, rest)


def answer(pdf: bytes, anchors: tuple[bytes, ...]) -> str:
    """The verdict, or the refusal to read it at all."""
    try:
        return verify(pdf, anchors, LATER).verdict.value
    except (NotAPdf, UnreadablePdf) as refusal:
        return refusal.code


def is_broken(pdf: bytes) -> bool:
    """Whether some signature is wrong by itself, which makes the verdict on the file "invalid"."""
    return any(why.gravity is Gravity.INVALID for each in examine_all(pdf, None) for why in each.reasons)


def main(seconds: float) -> int:
    """Flip, ask, count; the exit code."""
    ward, chance = build_ward(), random.Random(SEED)  # noqa: S311
    until, tried, asked, wrong = time.monotonic() + seconds, 0, 0, []
    for position in positions(ward.sealed, chance):
        if time.monotonic() > until:
            break
        forged = bytearray(ward.sealed)
        forged[position] ^= chance.choice(MASKS)
        tried += 1
        if tried % WHOLE_EVERY and is_broken(bytes(forged)):
            continue
        asked += 1
        said = answer(bytes(forged), ward.anchors)
        if said != Verdict.INVALID:
            wrong.append((position, said))
    sys.stdout.write(f"{tried} flips, {asked} whole verdicts, {len(ward.sealed)} bytes; not invalid: {wrong or 0}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS))
