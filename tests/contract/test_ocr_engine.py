"""What every OCR engine promises, whichever it is."""

from __future__ import annotations

import pathlib
import shutil
import sys
import unicodedata

import pytest
from PIL import Image, ImageDraw, ImageFont, ImageOps

from certcopy.errors import MissingModel, NoOcrEngine
from certcopy.ocr import bundled, system
from certcopy.ocr.engine import MODELS, NETWORK, OcrEngine
from certcopy.ocr.engines import choose_engine
from certcopy.ocr.tesseract import TesseractEngine

FONT = pathlib.Path(bundled.__file__).parents[1] / "document" / "fonts" / "LiberationSerif-Regular.ttf"
LINES = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Ủy ban nhân dân phường Ví Dụ chứng thực bản sao này",
    "đúng với bản chính, ngày 23 tháng 11 năm 2026.",
    "Người yêu cầu chứng thực: Nguyễn Thị Mẫu Thử",
)
HAS_TESSERACT = shutil.which("tesseract") is not None


@pytest.fixture(
    params=[
        "bundled",
        "tesseract",
        pytest.param(
            "system",
            marks=[
                pytest.mark.system_tesseract,
                pytest.mark.skipif(not HAS_TESSERACT, reason="no Tesseract on this machine"),
            ],
        ),
    ]
)
def engine(request: pytest.FixtureRequest) -> OcrEngine:
    return TesseractEngine(MODELS) if request.param == "tesseract" else choose_engine(request.param)


@pytest.fixture(scope="module")
def sheet() -> Image.Image:
    """The upper part of an A4 page at 300 dpi in 14 pt."""
    page = Image.new("L", (2480, 1300), 255)
    for number in range(10):
        font = ImageFont.truetype(FONT, 58)
        ImageDraw.Draw(page).text((250, 150 + 110 * number), LINES[number % len(LINES)], 0, font)
    return page


def test_it_reads_vietnamese_with_every_diacritic_in_nfc(engine: OcrEngine, sheet: Image.Image) -> None:
    lines = [line.text for line in engine.recognise(sheet, 300).lines]
    assert lines[:5] == list(LINES)
    assert all(unicodedata.is_normalized("NFC", line) for line in lines)


def test_its_boxes_hold_the_ink_of_their_words(engine: OcrEngine, sheet: Image.Image) -> None:
    for word in engine.recognise(sheet, 300).words:
        box = word.box
        ink = sheet.crop((round(box.left), round(box.top), round(box.right), round(box.bottom)))
        assert min(ink.tobytes()) == 0
        assert 0 < box.width < 500
        assert 0 < box.height < 100
        assert 0 <= word.confidence <= 100


def test_it_reads_pictures_of_single_lines_and_says_where_their_words_are(
    engine: OcrEngine, sheet: Image.Image
) -> None:
    left, top, right, bottom = ImageOps.invert(sheet.crop((0, 150, 2480, 250))).getbbox() or (0, 0, 0, 0)
    picture = sheet.crop((left - 6, 150 + top - 6, right + 6, 150 + bottom + 6))
    line, blank = engine.recognise_lines([picture, Image.new("L", (400, 60), 255)])
    assert (line.text, blank.text) == (LINES[0], "")
    places = [(word.box.left, word.box.right) for word in line.words]
    assert places == sorted(places)
    assert all(0 <= word.box.top < word.box.bottom <= picture.height for word in line.words)
    assert engine.recognise_lines([]) == []


def test_it_reads_what_runs_down_the_page_where_it_is(engine: OcrEngine, sheet: Image.Image) -> None:
    sideways = sheet.rotate(-90, expand=True)
    text = engine.recognise(sideways, 300)
    assert [line.text for line in text.lines][:5] == list(LINES)
    assert all(word.box.height > word.box.width for word in text.lines[0].words if len(word.text) > 2)


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_it_says_which_turn_makes_a_page_upright(engine: OcrEngine, sheet: Image.Image, turned: int) -> None:
    small = sheet.resize((sheet.width // 2, sheet.height // 2)).rotate(turned, expand=True)
    found = engine.orientation(small)
    assert found.turn == turned
    assert found.confidence > 3


@pytest.mark.parametrize("size", [(1, 1), (8, 8), (3, 500), (600, 800)])
def test_an_empty_page_has_no_words_and_no_known_orientation(engine: OcrEngine, size: tuple[int, int]) -> None:
    blank = Image.new("L", size, 255)
    assert engine.recognise(blank, 300).words == ()
    assert engine.orientation(blank).confidence == 0


def test_reading_twice_gives_the_same(engine: OcrEngine, sheet: Image.Image) -> None:
    first = engine.recognise(sheet, 300)
    engine.recognise(sheet.rotate(180), 300)
    assert engine.recognise(sheet, 300) == first


def test_an_engine_nobody_knows_cannot_be_chosen() -> None:
    with pytest.raises(NoOcrEngine):
        choose_engine("typewriter")


def test_a_bundled_engine_without_its_models_says_so(tmp_path: pathlib.Path) -> None:
    with pytest.raises(MissingModel, match="vie"):
        bundled.BundledEngine(tmp_path)


def test_a_bundled_engine_without_its_network_says_so(tmp_path: pathlib.Path) -> None:
    for model in MODELS.glob("*.traineddata"):
        (tmp_path / model.name).symlink_to(model)
    with pytest.raises(MissingModel, match=NETWORK):
        bundled.BundledEngine(tmp_path)


def test_where_onnx_runtime_cannot_be_loaded_tesseract_reads_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "certcopy.ocr.bundled", None)
    assert isinstance(choose_engine("bundled"), TesseractEngine)
    assert choose_engine("auto").name == "tesseract"


def test_a_machine_without_tesseract_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NoOcrEngine, match="system"):
        system.SystemEngine(MODELS)


def test_auto_takes_the_bundled_engine() -> None:
    assert choose_engine("auto").name == "bundled"


@pytest.mark.system_tesseract
@pytest.mark.skipif(not HAS_TESSERACT, reason="no Tesseract on this machine")
def test_auto_falls_back_on_the_machine_where_the_models_are_gone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    monkeypatch.setattr("certcopy.ocr.engines.MODELS", tmp_path)
    assert choose_engine("auto").name == "system"
