"""The quality gate notices what goes wrong at a counter, and leaves sound scans alone."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw

from bench.pages import decoded, rates, scans
from certcopy.domain.edit import PageEdit, unedited
from certcopy.domain.inspection import Inspection, Kind, all_accepted, proposals_of
from certcopy.domain.page import Box, Line, Page, PageImage, PageText, Word
from certcopy.domain.quality import Grade, Measure, Quality
from certcopy.ocr import outline, picture, sheet, survey
from fixtures.generator import spoil, variation
from fixtures.generator.degrade import Damage, scanned
from fixtures.generator.ink import inked
from fixtures.generator.layouts.decision import appointment

PHONE = (1500, 2000)
UNREAD = PageText(())


def pages(*groups: str, dpi: float = 200) -> dict[str, PageImage]:
    return {name: image for name, _, image in scans(*groups) if image.dpi == dpi}


def assessed(image: PageImage, text: PageText = UNREAD, scan: int = 1) -> tuple[Quality, Inspection]:
    found = sheet.assessed(Page(image, text, edits=(PageEdit(scan),)))
    assert found.page.quality is not None
    return found.page.quality, found.inspections[0]


def grades(image: PageImage, text: PageText = UNREAD) -> dict[Measure, Grade]:
    return {finding.measure: finding.grade for finding in assessed(image, text)[0].findings}


def lines(lean: float = 0.0, confidence: float = 95.0, count: int = 8) -> PageText:
    """Lines of five words, leaning clockwise."""
    slope = math.tan(math.radians(lean))

    def word(row: int, n: int) -> Word:
        x, y = 200.0 + 200 * n, 300 + 100 * row + slope * 200 * n
        return Word(f"chữ{row}{n}", Box(x, y, x + 150, y + 30), confidence)

    return PageText(tuple(Line(tuple(word(row, n) for n in range(5))) for row in range(count)))


def blank(size: tuple[int, int] = (1654, 2339)) -> PageImage:
    return picture.encoded(
        Image.effect_noise(size, 6).point([min(255, 115 + level) for level in range(256)]), 200.0, 80
    )


def test_faults_are_noticed_and_sound_pages_are_not_accused(record_property: Callable[[str, object], None]) -> None:
    found = rates([pages("seal")["land_certificate-seal-1"], pages("noise")["official_letter-noise-1"]])
    for measure, each in found.items():
        words = f"missed {each.missed} of {each.made}, false alarms {each.false} of {each.sound}"
        record_property(f"quality: {measure}", words)
    assert sum(each.false for each in found.values()) == 0
    assert sum(each.missed for each in found.values()) <= 0.05 * sum(each.made for each in found.values())


def test_measuring_is_quick() -> None:
    image = pages("clean", dpi=300)["decision-clean-1"]
    assessed(image)
    begun = time.process_time()
    for _ in range(3):
        assessed(image)
    assert (time.process_time() - begun) / 3 < 0.2


def test_print_that_cannot_be_read_stops_the_gate() -> None:
    image = pages("noise")["official_letter-noise-1"]
    assert grades(image, lines(confidence=92))[Measure.LEGIBILITY] is Grade.GOOD
    assert grades(image, lines(confidence=30))[Measure.LEGIBILITY] is Grade.POOR
    assert assessed(image, lines(confidence=30))[0].stops


@pytest.mark.parametrize("lean", [-3.0, 0.1, 1.7])
def test_skew_is_measured_on_the_lines_that_were_read(lean: float) -> None:
    quality, seen = assessed(pages("noise")["official_letter-noise-1"], lines(lean))
    value = next(finding.value for finding in quality.findings if finding.measure is Measure.SKEW)
    assert value == pytest.approx(lean, abs=0.1)
    assert seen.skew == pytest.approx(lean if abs(lean) > 0.4 else 0, abs=0.1)


def test_an_empty_page_is_proposed_to_be_left_out_and_a_faint_one_is_not() -> None:
    assert assessed(blank())[1].blank
    faint = spoil.faint(decoded(pages("noise")["official_letter-noise-1"]), 0.2)
    quality, seen = assessed(picture.encoded(faint, 200.0, 80))
    assert not seen.blank
    assert quality.stops


def test_a_page_of_photographs_is_neither_blank_nor_unreadable() -> None:
    image = Image.radial_gradient("L").resize((1654, 2339))
    quality, seen = assessed(picture.encoded(image, 200.0, 80))
    assert not seen.blank
    assert Measure.LEGIBILITY not in {finding.measure for finding in quality.findings}


@pytest.mark.parametrize(("tilt", "turn"), [(0.0, 0.0), (10.0, 4.0), (20.0, -6.0)])
def test_the_paper_in_a_photo_is_found_to_half_a_hundredth(tilt: float, turn: float) -> None:
    page = decoded(pages("noise")["official_letter-noise-1"])
    photo = picture.encoded(spoil.snapped(page, 200, PHONE, tilt, turn, "a"), max(PHONE) * 25.4 / 297, 80)
    found = outline.outline_of(survey.surveyed(photo).coarse)
    assert found is not None
    truth = spoil.seen_corners(page, 200, PHONE, tilt, turn)
    for corner, (x, y) in zip(found.corners, truth, strict=True):
        assert (corner.x * PHONE[0], corner.y * PHONE[1]) == pytest.approx((x, y), abs=0.005 * max(PHONE))
    assert outline.paper_of(found, PHONE, None) == "a4"


def test_a_frame_printed_on_the_paper_is_no_outline() -> None:
    page = Image.new("RGB", (1654, 2339), (250, 248, 240))
    ImageDraw.Draw(page).rectangle((90, 90, 1560, 2250), outline=(40, 110, 110), width=14)
    assert assessed(picture.encoded(page, 200.0, 80))[1].outline is None


@pytest.mark.parametrize("group", ["skew", "seal", "noise", "grey"])
def test_no_scan_that_fills_its_image_is_given_an_outline(group: str) -> None:
    wrong = [name for name, _, image in scans(group) if assessed(image)[1].outline is not None]
    assert [name for name in wrong if not name.startswith(("id_card", "driving_licence"))] == []


def test_an_outline_on_which_print_would_lean_is_none() -> None:
    page = decoded(pages("noise")["official_letter-noise-1"])
    photo = picture.encoded(spoil.snapped(page, 200, PHONE, 0, 0, "a"), max(PHONE) * 25.4 / 297, 80)
    assert assessed(photo, lines(0.2))[1].outline is not None
    assert assessed(photo, lines(4.0))[1].outline is None


def test_a_low_resolution_hidden_by_a_wide_photo_is_seen_by_the_size_of_the_paper() -> None:
    page = decoded(pages("noise")["official_letter-noise-1"])
    photo = picture.encoded(spoil.snapped(page, 200, PHONE, 5, 2, "a"), round(max(PHONE) * 25.4 / 297, 2), 80)
    quality, _ = assessed(photo)
    dpi = next(finding.value for finding in quality.findings if finding.measure is Measure.RESOLUTION)
    corners = spoil.seen_corners(page, 200, PHONE, 5, 2)
    assert dpi == pytest.approx(math.dist(corners[0], corners[3]) * 25.4 / 297, rel=0.04)


@pytest.mark.parametrize("stated", [400, 600])
def test_a_resolution_that_does_not_fit_the_print_is_noticed_and_the_paper_proposed(stated: int) -> None:
    image = pages("noise")["official_letter-noise-1"]
    quality, seen = assessed(dataclasses.replace(image, dpi=stated), lines())
    found = {finding.measure: finding for finding in quality.findings}
    assert found[Measure.PRINT].grade is Grade.FAIR
    assert found[Measure.RESOLUTION].value == pytest.approx(200, abs=1)
    assert found[Measure.SHARPNESS].value == pytest.approx(sharpness(image), rel=0.02)
    (proposal,) = proposals_of([seen], (PageEdit(1),))
    assert (proposal.kind, proposal.edit.paper) == (Kind.PAPER, "a4")
    settled = dataclasses.replace(image, dpi=200.0)
    again = sheet.assessed(Page(settled, lines(), edits=all_accepted((PageEdit(1),), [proposal]))).page.quality
    assert again is not None
    assert Measure.PRINT not in {finding.measure for finding in again.findings}


def sharpness(image: PageImage) -> float:
    return next(each.value for each in assessed(image, lines())[0].findings if each.measure is Measure.SHARPNESS)


@pytest.mark.parametrize(("dpi", "words"), [(200, lines()), (600, lines(count=5))])
def test_neither_a_common_paper_nor_a_handful_of_words_is_accused_of_a_wrong_resolution(
    dpi: int, words: PageText
) -> None:
    image = dataclasses.replace(pages("noise")["official_letter-noise-1"], dpi=dpi)
    assert Measure.PRINT not in grades(image, words)


def test_a_low_resolution_behind_a_boastful_one_stops_the_gate() -> None:
    image = pages("noise")["official_letter-noise-1"]
    coarse = picture.encoded(decoded(image).resize((827, 1170)), 300.0, 80)
    shrunken = PageText(tuple(Line(tuple(half(word) for word in line.words)) for line in lines().lines))
    quality, _ = assessed(coarse, shrunken)
    found = {finding.measure: finding for finding in quality.findings}
    assert found[Measure.RESOLUTION].value == pytest.approx(100, abs=1)
    assert found[Measure.RESOLUTION].grade is Grade.POOR


def half(word: Word) -> Word:
    """The same word on the page at half the size."""
    box = word.box
    return dataclasses.replace(word, box=Box(box.left / 2, box.top / 2, box.right / 2, box.bottom / 2))


def test_two_sides_of_a_card_are_proposed_to_stand_on_one_page() -> None:
    sides = [image for name, _, image in scans("clean") if name.startswith("id_card")]
    seen = [assessed(image, scan=number)[1] for number, image in enumerate(sides, start=1)]
    edits = (PageEdit(1), PageEdit(2))
    found = proposals_of(seen, edits)
    assert [(each.kind, each.edit.scan) for each in found] == [(Kind.OUTLINE, 1), (Kind.OUTLINE, 2), (Kind.JOIN, 2)]
    done = all_accepted(edits, found)
    assert [edit.paper for edit in done] == ["id1", "id1"]
    assert done[1].joined
    assert proposals_of(seen, done) == ()


def test_the_same_page_twice_is_proposed_to_be_left_out_whichever_way_it_was_fed() -> None:
    image = pages("noise")["official_letter-noise-1"]
    twice = picture.encoded(decoded(image).rotate(180), 200.0, 70)
    upright = dataclasses.replace(twice, turn=180)
    other = pages("noise")["birth_certificate-noise-1"]
    seen = [assessed(image, lines(), 1)[1], assessed(other, lines(count=4), 2)[1], assessed(upright, lines(), 3)[1]]
    found = proposals_of(seen, (PageEdit(1), PageEdit(2), PageEdit(3)))
    assert [(each.kind, each.edit.scan, each.twin) for each in found] == [(Kind.TWIN, 3, 1)]
    assert proposals_of(seen, (PageEdit(1), PageEdit(2), PageEdit(3, left_out=True))) == ()


def test_two_forms_of_one_kind_are_not_taken_for_one_page_scanned_twice() -> None:
    drawn = (variation.made(appointment, seed).sheets[0] for seed in (0, 7))
    one, other = (scanned(inked(each, "beside"), Damage("clean", dpi=200), "a") for each in drawn)
    again = other.rotate(1.2, Image.Resampling.BICUBIC, fillcolor=(244, 243, 240))
    seen = [
        dataclasses.replace(read(picture.encoded(image, 200.0)), scan=number)
        for number, image in enumerate((one, other, again), start=1)
    ]
    twins = [each for each in proposals_of(seen, unedited(3)) if each.kind is Kind.TWIN]
    assert [(each.edit.scan, each.twin) for each in twins] == [(3, 2)]


def read(image: PageImage) -> Inspection:
    (seen,) = sheet.read_sheet({1: image}, (PageEdit(1),), "bundled").inspections
    return seen
