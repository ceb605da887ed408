"""From a scan of a made-up original to its words and fields."""

from __future__ import annotations

import io
import pathlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps

from bench.cer import character_error_rate, word_error_rate
from certcopy import confine
from certcopy.domain.edit import PageEdit, unedited
from certcopy.domain.page import Reading, SheetRead
from certcopy.errors import EncryptedPdf, Overrun
from certcopy.ocr import flattening, tasks
from certcopy.ocr.intake import ScanFile, take_in
from certcopy.ocr.picture import encoded
from certcopy.ocr.reading import clean_preview, decoded, read_original, turned
from certcopy.ocr.sheet import read_sheet
from certcopy.storage.objects import FolderStore
from certcopy.workflow import sheets
from certcopy.workflow.handed_in import HandedIn, take_in_confined
from fixtures import SCANS, Original, ScanSet, bad, originals
from fixtures.generator import degrade
from fixtures.generator.degrade import Damage
from fixtures.generator.files import jpeg
from fixtures.generator.layouts.annex import annex
from fixtures.generator.paper import Sheet, Style


def scanned(identifier: str, group: str) -> tuple[Original, ScanSet]:
    original = next(entry for entry in originals() if entry.id == identifier)
    return original, next(scan for scan in original.scans if scan.group == group)


def read(scan: ScanSet) -> Reading:
    return read_original(tuple(ScanFile(path.name, path.read_bytes()) for path in scan.files), "bundled")


def text_of(reading: Reading) -> str:
    return "\n".join(page.text.text for page in reading.pages)


@pytest.mark.parametrize("identifier", ["decision", "marriage_certificate", "judicial_record"])
def test_of_clean_print_98_characters_in_100_are_right(identifier: str) -> None:
    original, scan = scanned(identifier, "clean")
    reading = read(scan)
    assert reading.kind == original.kind
    assert character_error_rate("\n".join(original.pages), text_of(reading)) <= 0.02
    assert word_error_rate("\n".join(original.pages), text_of(reading)) <= 0.04


def test_the_first_fields_of_a_decision_are_found_where_they_stand() -> None:
    original, scan = scanned("decision", "clean")
    reading = read(scan)
    found = {field.name: field for field in reading.fields}
    for name in ("number", "date", "issuing_authority", "signer"):
        assert found[name].value == original.fields[name]
        assert found[name].page == 1
        assert found[name].confidence > 50
    assert found["number"].box.bottom < found["signer"].box.top


def test_a_skewed_page_is_read_straight_and_its_boxes_lie_on_the_scan_as_it_is() -> None:
    original, scan = scanned("decision", "skew")
    (page,) = read(scan).pages
    assert abs(page.skew) > 1
    assert character_error_rate(original.pages[0], page.text.text) <= 0.03
    picture = Image.open(io.BytesIO(page.image.jpeg)).convert("L")
    assert picture.size == page.image.upright_size
    for word in page.text.words:
        box = word.box
        if word.confidence > 90 and len(word.text) > 1:
            ink = picture.crop((round(box.left), round(box.top), round(box.right), round(box.bottom)))
            assert min(ink.tobytes()) < 140, word


def test_a_page_fed_upside_down_is_turned_by_instruction_only() -> None:
    original, scan = scanned("appointment", "rotated")
    (page,) = read(scan).pages
    assert page.image.turn == 180
    assert character_error_rate(original.pages[0], page.text.text) <= 0.03
    stored = Image.open(io.BytesIO(page.image.jpeg)).tobytes()
    assert stored == Image.open(scan.files[0]).tobytes()
    assert Image.open(io.BytesIO(clean_preview(page.image))).size == page.image.upright_size


def test_a_title_in_red_is_read_though_red_seals_are_cleared() -> None:
    _, scan = scanned("diploma", "clean")
    reading = read(scan)
    assert reading.kind == "diploma"
    assert "NHÂN" in text_of(reading)


def test_the_reading_comes_back_whole_from_a_confined_child() -> None:
    _, scan = scanned("id_card", "clean")
    files = tuple(ScanFile(path.name, path.read_bytes()) for path in scan.files)
    assert confine.run(read_original, files, "bundled", returns=Reading) == read_original(files, "bundled")


def test_a_refusal_comes_back_from_a_confined_child_as_itself() -> None:
    with pytest.raises(EncryptedPdf) as refusal:
        confine.run(read_original, (ScanFile("a.pdf", bad.encrypted_pdf()),), "bundled", returns=Reading)
    assert refusal.value.name == "a.pdf"


def test_what_a_form_holds_is_read_without_its_dots_and_boxes() -> None:
    sheet = Sheet()
    sheet.write(25, 40, "Họ và tên: ..........NGUYỄN VĂN MẪU............................", Style(13))
    sheet.write(25, 55, "Số định danh cá nhân:", Style(13))
    for number, figure in enumerate("099075000123"):
        left = 80 + 6 * number
        sheet.box(left, 49, left + 6, 57)
        sheet.write(left + 3, 55, figure, Style(13), "centre")
    reading = read_original((ScanFile("a.jpg", jpeg(sheet.image, Damage("clean"))),), "bundled")
    words = {word.text: word for word in reading.pages[0].text.words}
    assert [*words] == ["Họ", "và", "tên:", "NGUYỄN", "VĂN", "MẪU", "Số", "định", "danh", "cá", "nhân:", "099075000123"]
    across = words["099075000123"].box
    assert (across.left / 300 * 25.4, across.right / 300 * 25.4) == pytest.approx((82, 150), abs=2)


@pytest.mark.parametrize("skew", [0.0, 0.7])
def test_a_dense_table_is_read_cell_by_cell(skew: float) -> None:
    sheet = annex()
    damage = Damage("skew", dpi=200, skew=skew)
    page = jpeg(degrade.scanned(sheet.image, damage, "annex"), damage)
    text = text_of(read_original((ScanFile("a.jpg", page),), "bundled"))
    assert character_error_rate(sheet.text, text) <= 0.02
    assert "Phó Hiệu trưởng phụ\ntrách chuyên môn\n" in text
    assert "|" not in text


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_the_few_words_of_a_card_are_enough_to_turn_it(turned: int) -> None:
    _, scan = scanned("id_card", "clean")
    buffer = io.BytesIO()
    Image.open(scan.files[1]).convert("RGB").rotate(turned, expand=True).save(buffer, "JPEG", dpi=(300, 300))
    (page,) = read_original((ScanFile("back.jpg", buffer.getvalue()),), "bundled").pages
    assert page.image.turn == turned
    assert "VNM<<" in page.text.text


def test_a_page_over_which_children_die_stays_in_the_copy_unread_and_fails_no_other(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    store = FolderStore(tmp_path)
    images = take_in_confined((HandedIn.of("bang.jpg", (SCANS / "driving_licence-clean.jpg").read_bytes()),), store)

    class Mortal:
        def run(self, function: Callable[..., SheetRead], *arguments: Any, **_: Any) -> SheetRead:
            if function is tasks.read_sheet and 2 in arguments[0]:
                raise Overrun(task="read_sheet")
            return function(*arguments)

    monkeypatch.setattr(sheets, "shared", Mortal)
    first, second = sheets.read_images([*images, *images], store, "bundled").pages
    assert (first.unread, second.unread, second.text.text) == (False, True, "")
    assert second.image == images[0]


def test_words_that_ran_together_under_a_seal_are_parted_and_what_was_read_is_kept() -> None:
    original, scan = scanned("birth_certificate", "seal")
    (page,) = read(scan).pages
    assert page.text.corrections
    truth = original.pages[0].split()
    for correction in page.text.corrections:
        assert correction.read_as not in truth
        assert set(correction.text.split()) <= set(truth)


def test_a_photo_is_read_as_if_its_paper_lay_flat_and_stays_as_it_lies() -> None:
    original, scan = scanned("official_letter", "phone")
    (photo,) = take_in([ScanFile("photo.jpg", scan.files[0].read_bytes())])
    page = read_sheet({1: photo}, (PageEdit(1),), "bundled").page
    assert page.image.jpeg == photo.jpeg
    assert character_error_rate(original.pages[0], page.text.text) < 0.015
    upright = turned(decoded(photo), page.image.turn).convert("L")
    for word in page.text.words:
        box = word.box
        place = upright.crop((int(box.left), int(box.top), int(box.right), int(box.bottom)))
        assert np.asarray(place).min() < 140, word


def test_what_a_scanner_laid_flat_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    _, scan = scanned("id_card", "clean")
    (card,) = take_in([ScanFile("the.png", scan.files[1].read_bytes())])
    monkeypatch.delattr(flattening, "read_flat")
    (seen,) = read_sheet({1: card}, (PageEdit(1),), "bundled").inspections
    assert seen.outline is not None


def test_print_that_shows_through_from_the_other_side_is_not_read() -> None:
    scan = scanned("decision", "skew")[1].files[0]
    (image,) = take_in([ScanFile(scan.name, scan.read_bytes())])
    front = decoded(image)
    behind = ImageOps.mirror(front).point([255 - round((255 - level) * 0.22) for level in range(256)] * 3)
    sheet = read_sheet({1: encoded(behind, image.dpi)}, unedited(1), "bundled")
    assert sheet.page.text.words == ()
    assert "show_through" in {trace.kind for trace in sheet.page.traces}
    assert sheet.inspections[0].blank
    assert sheet.page.quality is not None
    assert not sheet.page.quality.stops
