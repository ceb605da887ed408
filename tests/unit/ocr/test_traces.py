"""Seals and their ink, and the marks of a copier, on drawn pages."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from certcopy.domain.page import Trace
from certcopy.ocr.codes import codes_of
from certcopy.ocr.traces import small_page, traces_of
from fixtures.generator.copies import Copy, copied
from fixtures.generator.degrade import Damage, scanned
from fixtures.generator.ink import inked
from fixtures.generator.layouts.coded import PERSON, coded_id_card
from fixtures.generator.layouts.forms import form
from fixtures.generator.paper import DPI

COARSE = 150


def drawn() -> Image.Image:
    return inked(form("confirmation").sheets[0], "beside")


def coarse(page: Image.Image) -> Image.Image:
    return page.resize((page.width * COARSE // DPI, page.height * COARSE // DPI))


def traces_on(page: Image.Image, dpi: float) -> tuple[Trace, ...]:
    return traces_of(page, dpi, small_page(page, dpi))


def kinds(traces: tuple[Trace, ...]) -> set[str]:
    return {trace.kind for trace in traces}


@pytest.mark.parametrize("dpi", [COARSE, DPI])
def test_a_red_seal_is_found_where_it_stands(dpi: int) -> None:
    page = drawn() if dpi == DPI else coarse(drawn())
    (seal,) = traces_on(page, dpi)
    assert seal.kind == "red_seal"
    assert 28 < seal.box.width * 25.4 / dpi < 38
    assert seal.box.top > page.height / 2


def test_a_grey_scan_of_an_original_has_no_marks_of_a_copier() -> None:
    grey = scanned(drawn(), Damage("clean"), "grey").convert("L")
    assert kinds(traces_on(grey, DPI)) == {"black_seal", "colourless"}


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        ("photocopy", {"black_seal", "colourless", "specks", "dark_edge"}),
        ("colour_scan_of_photocopy", {"black_seal", "colourless", "specks", "dark_edge"}),
        ("certified_copy", {"black_seal", "red_seal"}),
        ("copy_mark", {"red_seal"}),
    ],
)
def test_copies_show_what_they_are(copy: Copy, expected: set[str]) -> None:
    assert kinds(traces_on(copied(drawn(), copy, "seed"), DPI)) == expected


def test_tables_and_portraits_are_no_seals() -> None:
    page = Image.new("RGB", (1240, 1754), "white")
    pen = ImageDraw.Draw(page)
    for step in range(100, 1200, 40):
        pen.line([100, step, 1100, step], "black", 2)
        pen.line([step, 100, step, 1180], "black", 2)
    pen.ellipse([300, 1300, 500, 1650], (150, 166, 182))
    assert "black_seal" not in kinds(traces_on(page, COARSE))


def test_a_page_smaller_than_a_seal_has_none() -> None:
    assert kinds(traces_on(Image.new("RGB", (100, 60), "red"), COARSE)) == {"colourless"}


def test_the_qr_code_of_a_card_is_read_with_its_place() -> None:
    page = scanned(inked(coded_id_card().sheets[0], "beside"), Damage("clean"), "card")
    (code,) = codes_of(page)
    assert code.text == PERSON
    assert code.box.left > page.width / 2 > code.box.width
    assert code.box.bottom < page.height / 2


def test_a_page_without_a_code_has_none() -> None:
    assert codes_of(coarse(drawn())) == ()
