"""How pages are read and judged that have the trouble of a counter: ``python -m bench.troubles``, as Markdown.

A feeder's dirty glass, an open lid, tinted paper, thin paper, poor sensors; forms of one kind filled in for others.
"""

from __future__ import annotations

import dataclasses
import itertools
import statistics
import time
from collections.abc import Callable, Iterator

from PIL import Image

from bench.cer import character_error_rate
from bench.pages import decoded, scans
from certcopy.domain.edit import PageEdit, unedited
from certcopy.domain.inspection import Inspection, Kind, proposals_of
from certcopy.domain.page import SheetRead
from certcopy.ocr import picture
from certcopy.ocr.sheet import read_sheet
from fixtures.generator import spoil, variation
from fixtures.generator.degrade import Damage, scanned
from fixtures.generator.ink import inked
from fixtures.generator.layouts import LAYOUTS

EVERY = 3
DPI = 200
SHEET = Damage("clean", dpi=DPI)
AGAIN = (
    dataclasses.replace(SHEET, skew=1.2, noise=4, shade=20),
    dataclasses.replace(SHEET, skew=-0.4, noise=5, blur=0.9, shade=26, tint=(246, 240, 224), quality=60),
)
OTHERS = (7, 8)
SHARES = (0.13, 0.22, 0.42)
QUALITY = 80

Trouble = Callable[[Image.Image, float], Image.Image]

TROUBLES: dict[str, Trouble] = {
    "none": lambda page, _dpi: page,
    "one streak": lambda page, dpi: spoil.streaked(page, dpi, 1),
    "five streaks": lambda page, dpi: spoil.streaked(page, dpi, 5),
    "on black, askew": lambda page, dpi: spoil.on_black(page, dpi, 2.0),
    "yellow paper": lambda page, _dpi: spoil.tinted(page, (255, 240, 130)),
    "pink paper": lambda page, _dpi: spoil.tinted(page, (255, 190, 200)),
    "faint and grainy": lambda page, _dpi: spoil.grainy(spoil.faint(page, 0.12), 9, "grain"),
}


def read(page: Image.Image, dpi: float, scan: int = 1) -> SheetRead:
    """A page through the whole reading."""
    return read_sheet({scan: picture.encoded(page.copy(), dpi, QUALITY)}, (PageEdit(scan),), "bundled")


def print_reading() -> None:
    """Characters misread, and how often the gate stops."""
    pages = [(decoded(image), image.dpi, text) for _, text, image in itertools.islice(scans("clean"), 0, None, EVERY)]
    print("| trouble | pages | CER % | gate stops |\n|---|---:|---:|---:|")
    for name, trouble in TROUBLES.items():
        found = [(read(trouble(page, dpi), dpi).page, text) for page, dpi, text in pages]
        wrong = statistics.mean(character_error_rate(text, page.text.text) for page, text in found)
        stops = sum(page.quality is not None and page.quality.stops for page, _ in found)
        print(f"| {name} | {len(found)} | {100 * wrong:.2f} | {stops} |", flush=True)


def print_backs() -> None:
    """The empty other sides of every layout."""
    print("\n| shows through | pages | words read | called blank | gate stops |\n|---|---:|---:|---:|---:|")
    fronts = list(sheets(0, SHEET))
    for share in SHARES:
        found = [read(spoil.seen_from_behind(front, DPI, share), DPI) for front in fronts]
        words = sum(len(each.page.text.words) for each in found)
        blank = sum(each.inspections[0].blank for each in found)
        stops = sum(each.page.quality is not None and each.page.quality.stops for each in found)
        print(f"| {share:.0%} | {len(found)} | {words} | {blank} | {stops} |", flush=True)


def print_twins() -> None:
    """Pages scanned twice, and forms of one kind with other values."""
    first = [seen(page) for page in sheets(0, SHEET)]
    again = [pair for damage in AGAIN for pair in zip(first, map(seen, sheets(0, damage)), strict=True)]
    other = [pair for seed in OTHERS for pair in zip(first, map(seen, sheets(seed, SHEET)), strict=True)]
    print("\n| two scans | pairs | called the same page |\n|---|---:|---:|")
    for name, pairs in (("of one page", again), ("of forms filled in for others", other)):
        print(f"| {name} | {len(pairs)} | {sum(itertools.starmap(are_twins, pairs))} |", flush=True)


def print_grain() -> None:
    """What empty pages cost that a poor sensor has scanned."""
    print("\n| grain of an empty page, levels | CPU s | called blank |\n|---|---:|---:|")
    for sigma in (2, 6, 10, 25):
        page = spoil.grainy(Image.new("L", (1654, 2339), 205), sigma, "grain")
        begun = time.process_time()
        found = read(page, DPI)
        blank = "yes" if found.inspections[0].blank else "no"
        print(f"| {sigma} | {time.process_time() - begun:.1f} | {blank} |", flush=True)


def sheets(seed: int, damage: Damage) -> Iterator[Image.Image]:
    """The first page of every layout in a variation, scanned so."""
    for draw in LAYOUTS:
        made = variation.made(draw, seed)
        yield scanned(inked(made.sheets[0], damage.reach), damage, f"trouble-{made.id}-{seed}")


def seen(page: Image.Image) -> Inspection:
    """What the machine sees of a page."""
    (inspection,) = read(page, DPI).inspections
    return inspection


def are_twins(one: Inspection, other: Inspection) -> bool:
    """Whether the second is proposed to be left out as the same page."""
    pair = [one, dataclasses.replace(other, scan=2)]
    return any(each.kind is Kind.TWIN for each in proposals_of(pair, unedited(2)))


def main() -> None:
    """All of it."""
    print_reading()
    print_backs()
    print_twins()
    print_grain()


if __name__ == "__main__":
    main()
