"""How well pages are measured and made flat: ``python -m bench.pages``.

Faults of a known size are made from the fixtures' scans; the quality gate must notice them, and leave sound pages
alone. Photos are made with a camera held at known angles; the outline found is compared with where the
corners are, and the characters read on the photo as it is with those read once it is flat.
"""

from __future__ import annotations

import dataclasses
import io
import math
import time
from collections.abc import Callable, Iterator

from PIL import Image

from bench.cer import character_error_rate
from certcopy.domain.edit import Corners, PageEdit
from certcopy.domain.page import Page, PageImage, PageText
from certcopy.domain.quality import Grade, Measure
from certcopy.ocr import geometry, outline, picture, quality, survey
from certcopy.ocr.engines import choose_engine
from certcopy.ocr.intake import ScanFile, take_in
from certcopy.ocr.limits import likely_dpi
from certcopy.ocr.print_size import is_of_size
from certcopy.ocr.reading import read_page
from certcopy.ocr.sheet import assessed, read_sheet
from fixtures import originals
from fixtures.generator import spoil

PHONE = (3000, 4000)
PHONE_DPI = round(max(PHONE) * 25.4 / 297, 2)
TILTS = ((0, 0), (10, 4), (20, -6))
PHOTOGRAPHED = ("decision", "birth", "judicial")
EVERY = 4
STATED = (72, 100, 150, 400, 600, 1200)

Fault = Callable[[Image.Image, float, float], Image.Image]

FAULTS: dict[Measure, tuple[Fault, tuple[float, ...]]] = {
    Measure.SHARPNESS: (spoil.blurred, (0.25, 0.35, 0.5)),
    Measure.CONTRAST: (lambda page, _dpi, size: spoil.faint(page, size), (0.12, 0.2, 0.28)),
    Measure.GLARE: (lambda page, _dpi, size: spoil.glared(page, size), (0.06, 0.1, 0.2)),
    Measure.BORDER: (spoil.bordered, (3, 10, 30)),
    Measure.CUT: (lambda page, _dpi, size: spoil.cut(page, size), (0.15, 0.2, 0.3)),
    Measure.RESOLUTION: (spoil.coarsened, (75, 120, 150)),
}
"""Faults bad enough that a clerk must be told."""


@dataclasses.dataclass(frozen=True, slots=True)
class Rates:
    """Of one measure: faults made and missed, sound pages looked at and falsely called bad."""

    made: int
    missed: int
    sound: int
    false: int


def rates(pages: list[PageImage]) -> dict[Measure, Rates]:
    """Measure the pages as they are, and with every fault."""
    found: dict[Measure, Rates] = {}
    sound = [graded(decoded(page), page.dpi) for page in pages]
    for measure, (fault, sizes) in FAULTS.items():
        coarse = measure is Measure.RESOLUTION
        spoiled = [
            graded(fault(decoded(page), page.dpi, size), size if coarse else page.dpi)
            for page in pages
            for size in sizes
        ]
        missed = sum(grades.get(measure, Grade.GOOD) is Grade.GOOD for grades in spoiled)
        false = sum(is_called_bad(measure, grades) for grades in sound)
        found[measure] = Rates(len(spoiled), missed, len(sound), false)
    return found


def is_called_bad(measure: Measure, grades: dict[Measure, Grade]) -> bool:
    """A resolution of 200 dpi is worth a remark, but not wrong."""
    grade = grades.get(measure, Grade.GOOD)
    return grade is Grade.POOR if measure is Measure.RESOLUTION else grade is not Grade.GOOD


def graded(image: Image.Image, dpi: float) -> dict[Measure, Grade]:
    """The grades of a page, by its pixels alone."""
    page = Page(picture.encoded(image, dpi, 80), PageText(()))
    seen = survey.surveyed(page.image)
    measures = quality.measured(page, seen, outline.outline_of(seen.coarse))
    return {finding.measure: finding.grade for finding in measures.findings}


def decoded(page: PageImage) -> Image.Image:
    """The pixels of a page."""
    return Image.open(io.BytesIO(page.jpeg))


def scans(*groups: str) -> Iterator[tuple[str, str, PageImage]]:
    """The fixtures' pages of these groups, each with its name and its text."""
    for original in originals():
        for scan in original.scans:
            if scan.group in groups:
                images = take_in([ScanFile(path.name, path.read_bytes()) for path in scan.files])
                for number, (image, text) in enumerate(zip(images, original.pages, strict=True), start=1):
                    yield f"{original.id}-{scan.group}-{number}", text, image


def print_rates() -> None:
    """False alarms and misses, measure by measure."""
    pages = [image for _, _, image in scans("clean", "seal", "noise", "skew", "grey")][::EVERY]
    print(f"{'measure':<12}{'faults':>8}{'missed':>8}{'sound':>8}{'false alarms':>14}")
    for measure, found in rates(pages).items():
        print(f"{measure:<12}{found.made:>8}{found.missed:>8}{found.sound:>8}{found.false:>14}")


def print_photos() -> None:
    """Corners off in parts of 1,000 of the photo's long side; characters misread as it is, by the product, and once the
    outline is accepted."""
    print(f"{'photo':<34}{'tilt':>6}{'corners':>9}{'as it is':>10}{'read':>8}{'flat':>8}")
    for name, text, image in scans("clean"):
        for tilt, turn in TILTS if name.startswith(PHOTOGRAPHED) else ():
            page = Image.open(io.BytesIO(image.jpeg)).convert("RGB")
            photo = picture.encoded(spoil.snapped(page, 300, PHONE, tilt, turn, name), PHONE_DPI, 80)
            found, before, product, after = read_every_way(photo, text)
            truth = spoil.seen_corners(page, 300, PHONE, tilt, turn)
            off = f"{furthest(found, truth):.1f}" if found else "none"
            print(f"{name:<34}{tilt:>6}{off:>9}{before:>10.2%}{product:>8.2%}{after:>8.2%}", flush=True)


def read_every_way(photo: PageImage, text: str) -> tuple[Corners | None, float, float, float]:
    """The outline proposed, and the characters misread on the photo as it lies, by the product before the outline is
    accepted, and after."""
    engine = choose_engine("bundled")
    read = dataclasses.replace(read_page(photo, engine), edits=(PageEdit(1),))
    (seen,) = assessed(read).inspections
    edit = PageEdit(1, seen.turn, corners=seen.outline, paper=seen.paper)
    flat = read_page(geometry.certified({1: photo}, (edit,)), engine)
    product = read_sheet({1: photo}, (PageEdit(1),), "bundled").page
    before, kept, after = (character_error_rate(text, each.text.text) for each in (read, product, flat))
    return seen.outline, before, kept, after


def furthest(found: Corners, truth: list[tuple[float, float]]) -> float:
    """How far the worst corner is off, in thousandths of the photo's long side."""
    places = [(corner.x * PHONE[0], corner.y * PHONE[1]) for corner in found]
    return max(math.dist(*each) for each in zip(places, truth, strict=True)) / max(PHONE) * 1000


def print_fixture_photos() -> None:
    """The same for the photos among the fixtures."""
    for name, text, image in scans("phone"):
        found, before, product, after = read_every_way(image, text)
        print(
            f"{name:<34}{'':>6}{'found' if found else 'none':>9}{before:>10.2%}{product:>8.2%}{after:>8.2%}", flush=True
        )


@dataclasses.dataclass(slots=True)
class Tags:
    """Of one stated resolution: how many pages it is wrong for by a factor of 1.6 at least, on how many that was
    noticed, and on how many their paper was proposed."""

    wrong: int = 0
    noticed: int = 0
    proposed: int = 0


def print_tags() -> None:
    """Pages whose file states a resolution that is not theirs; and sound ones falsely accused of it."""
    engine, found, accused = choose_engine("bundled"), {tag: Tags() for tag in STATED}, []
    for name, _, image in scans("clean", "seal", "noise", "skew", "grey", "rotated"):
        page = dataclasses.replace(read_page(image, engine), edits=(PageEdit(1),))
        accused += [name] if is_doubted(page) else []
        for tag, counts in found.items():
            count_tag(counts, page, likely_dpi(image.width, image.height, tag))
    print(f"sound pages accused of a wrong resolution: {', '.join(accused) or 'none'}")
    print(f"{'stated':>8}{'wrong for':>11}{'noticed':>9}{'paper proposed':>16}")
    for tag, counts in found.items():
        print(f"{tag:>8}{counts.wrong:>11}{counts.noticed:>9}{counts.proposed:>16}")


def count_tag(counts: Tags, page: Page, dpi: float) -> None:
    """Look at the page as if its file stated this resolution, where that is wrong enough."""
    if max(dpi / page.image.dpi, page.image.dpi / dpi) < 1.6:
        return
    wrong = dataclasses.replace(page, image=dataclasses.replace(page.image, dpi=dpi))
    (seen,) = assessed(wrong).inspections
    counts.wrong += 1
    counts.noticed += is_doubted(wrong)
    counts.proposed += is_doubted(wrong) and seen.paper is not None and is_of_size(page, seen.paper)


def is_doubted(page: Page) -> bool:
    """Whether the resolution is said not to fit the print."""
    found = assessed(page).page.quality
    findings = () if found is None else found.findings
    return any(each.measure is Measure.PRINT and each.grade is not Grade.GOOD for each in findings)


def print_speed() -> None:
    """CPU milliseconds to measure and inspect one page that was read."""
    pages = [Page(image, PageText(()), edits=(PageEdit(1),)) for _, _, image in scans("clean")]
    begun = time.process_time()
    for page in pages:
        assessed(page)
    print(f"{1000 * (time.process_time() - begun) / len(pages):.0f} ms of CPU for each page of 300 dpi")


def main() -> None:
    """All of it."""
    print_speed()
    print_photos()
    print_fixture_photos()
    print_rates()
    print_tags()


if __name__ == "__main__":
    main()
