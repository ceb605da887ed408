"""Made-up papers as an office scans them: every layout in other words for each seed, in several scans, and as copies.

Reading takes a hundred times as long as understanding what was read: what was read can be kept in a folder.
"""

from __future__ import annotations

import dataclasses
import io
import itertools
import pathlib
import pickle
import random
from collections.abc import Iterable, Iterator

from PIL import Image

from bench.samples import OFFICE
from certcopy.domain.page import Page
from certcopy.ocr.engines import choose_engine
from certcopy.ocr.intake import ScanFile, take_in
from certcopy.ocr.reading import read_page
from fixtures.generator.copies import Copy, copied
from fixtures.generator.degrade import Damage, scanned
from fixtures.generator.ink import inked, signed_in_black
from fixtures.generator.layouts import LAYOUTS, MORE
from fixtures.generator.layouts.frame import Made
from fixtures.generator.recipes import NOISY, SEALED, SOFT, skew
from fixtures.generator.variation import made

DRAWINGS = (*LAYOUTS, *MORE)
NAMES = tuple(draw().id for draw in DRAWINGS)
SCANS: dict[str, Damage] = {
    "clean": SOFT,
    "seal": dataclasses.replace(SEALED, dpi=200),
    "skew": skew(1.3, 200),
    "noise": NOISY,
    "office": dataclasses.replace(OFFICE, skew=0.6),
    "grey scan": SOFT,
    "fax": dataclasses.replace(NOISY, noise=2.5),
}
BLACK_PEN = "black pen"
"""A clean scan in colour of an original signed in black and not sealed; only when it is asked for."""
COLOURLESS = ("grey scan", "fax")
COPIES: dict[str, Copy] = {
    "photocopy": "photocopy",
    "colour scan of a photocopy": "colour_scan_of_photocopy",
    "certified copy": "certified_copy",
    "marked “BẢN SAO”": "copy_mark",
}
FAX_BLACK = 140


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """One original of one seed in one scan; ``copy`` where it is none."""

    drawing: int
    seed: int
    scan: str

    @property
    def is_copy(self) -> bool:
        return self.scan in COPIES

    @property
    def name(self) -> str:
        return f"{NAMES[self.drawing]} {self.seed} {self.scan}"

    def drawn(self) -> Made:
        return made(DRAWINGS[self.drawing], self.seed)


def cases(seeds: Iterable[int], scans: Iterable[str], only: str = "", most: int | None = None) -> list[Case]:
    """Every layout, seed and scan in a chance order that is always the same; ``most`` takes as many of each layout."""
    scans, seeds = tuple(scans), tuple(seeds)
    each = [list(itertools.starmap(Case, itertools.product([n], seeds, scans))) for n in _wanted(only)]
    for some in each:
        random.Random(NAMES[some[0].drawing]).shuffle(some)  # noqa: S311  (the same order every time)
    rounds = itertools.chain.from_iterable(itertools.zip_longest(*each))
    return [case for case in rounds if case][:most]


def pages_of(case: Case, original: Made, kept: pathlib.Path | None) -> tuple[Page, ...]:
    """What the bundled engine reads on the scans of a paper; from the folder, where it was read before."""
    if kept is None:
        return _read(case, original)
    path = kept / f"{case.name}.pickle"
    if not path.exists():
        path.write_bytes(pickle.dumps(_read(case, original)))
    pages: tuple[Page, ...] = pickle.loads(path.read_bytes())  # noqa: S301  (our own file)
    return pages


def _wanted(only: str) -> Iterator[int]:
    return (number for number, name in enumerate(NAMES) if only in name)


def _read(case: Case, original: Made) -> tuple[Page, ...]:
    files = tuple(ScanFile(f"{n}.png", scan_of(original, n, case)) for n in range(len(original.sheets)))
    engine = choose_engine("bundled")
    read = (read_page(image, engine) for image in take_in(files))
    return tuple(dataclasses.replace(page, image=dataclasses.replace(page.image, jpeg=b"")) for page in read)


def scan_of(original: Made, number: int, case: Case) -> bytes:
    """One page as the file that a scanner writes."""
    seed, damage = f"{original.id}-{case.seed}-{case.scan}-{number}", SCANS.get(case.scan, SOFT)
    sheet = original.sheets[number]
    page = signed_in_black(sheet) if case.scan == BLACK_PEN else inked(sheet, damage.reach)
    page = copied(page, COPIES[case.scan], seed) if case.is_copy else scanned(page, damage, seed)
    if case.scan in COLOURLESS:
        page = page.convert("L")
    return bilevel(page, damage) if case.scan == "fax" else jpeg(page, damage)


def jpeg(page: Image.Image, damage: Damage) -> bytes:
    """As scanners write grey and colour."""
    out = io.BytesIO()
    page.save(out, "JPEG", quality=damage.quality, dpi=(damage.dpi, damage.dpi))
    return out.getvalue()


def bilevel(page: Image.Image, damage: Damage) -> bytes:
    """Black and white alone, as fax machines and scanners set to "text" see it."""
    out = io.BytesIO()
    black = page.point([0 if level < FAX_BLACK else 255 for level in range(256)])
    black.convert("1", dither=Image.Dither.NONE).save(out, "PNG", dpi=(damage.dpi, damage.dpi))
    return out.getvalue()
