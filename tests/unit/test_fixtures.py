"""The made-up originals are what they say they are."""

from __future__ import annotations

import datetime as dt
import functools
import io
import re
import unicodedata

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from fixtures import HOME, SCANS, TRUTH, Original, bad, originals
from fixtures.generator.layouts import LAYOUTS
from fixtures.generator.paper import FONTS

LIMIT = 14_000_000
MALE_FEMALE = {19: "01", 20: "23"}
BORN = re.compile(r"\b(19[5-9]\d|20[01]\d)\b")


@functools.cache
def loaded() -> tuple[Original, ...]:
    return originals()


def every_text() -> str:
    return "\n".join(page for original in loaded() for page in original.pages)


def test_the_truth_is_nfc_with_one_space_between_words() -> None:
    for path in TRUTH.glob("*.json"):
        text = path.read_text(encoding="utf-8")
        assert unicodedata.is_normalized("NFC", text), path.name
    for line in every_text().splitlines():
        assert line == " ".join(line.split())


def test_the_truth_is_what_the_generator_prints() -> None:
    drawn = {
        made.id: (tuple(sheet.text for sheet in made.sheets), made.fields) for made in (draw() for draw in LAYOUTS)
    }
    assert {original.id: (original.pages, original.fields) for original in loaded()} == drawn


def test_every_scan_stands_in_the_truth_and_every_file_exists() -> None:
    listed = {path for original in loaded() for scan in original.scans for path in scan.files}
    assert listed == {path for path in SCANS.iterdir() if path.is_file()}


def test_the_provenance_table_names_every_scan() -> None:
    table = (HOME / "README.md").read_text(encoding="utf-8")
    assert {path.name for path in SCANS.iterdir()} == set(re.findall(r"`([a-z0-9_]+-[a-z0-9-]+\.[a-z]+)`", table))


def test_there_are_enough_kinds_scans_and_sorts_of_damage() -> None:
    scans = [scan for original in loaded() for scan in original.scans]
    assert len({original.kind for original in loaded()}) == 15
    assert len(scans) >= 24
    assert {scan.group for scan in scans} == {"clean", "skew", "noise", "seal", "phone", "rotated", "grey"}
    assert all(any(s.group == "clean" and s.dpi == 300 for s in original.scans) for original in loaded())


def test_the_fixtures_stay_small() -> None:
    assert sum(path.stat().st_size for path in HOME.rglob("*") if path.is_file() and path.suffix != ".pyc") <= LIMIT


def test_a_scan_has_a_page_for_every_page_of_its_original() -> None:
    for original in loaded():
        for scan in original.scans:
            assert sum(page_count(path.read_bytes(), path.suffix) for path in scan.files) == len(original.pages)


def page_count(content: bytes, suffix: str) -> int:
    if suffix == ".pdf":
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return len(pdf.pages)
    if suffix == ".heic":
        return 1
    with Image.open(io.BytesIO(content)) as image:
        return getattr(image, "n_frames", 1)


def test_scanners_tag_their_resolution_and_phones_only_the_72_that_means_nothing() -> None:
    for scan in (scan for original in loaded() for scan in original.scans):
        for path in scan.files:
            if path.suffix in {".jpg", ".png", ".tif"}:
                with Image.open(path) as image:
                    tagged = image.info.get("dpi")
                assert round(tagged[0] if tagged else 72) == (scan.dpi or 72), path.name


def test_every_twelve_digit_number_agrees_with_a_birth_year_on_its_page_and_is_visibly_invented() -> None:
    seen = 0
    for original in loaded():
        for page in original.pages:
            years = {int(year) for year in BORN.findall(page)}
            for number in re.findall(r"(?<!\d)\d{12}(?!\d)", page):
                assert re.fullmatch(r"(099|000)[0-3]\d\d00000\d", number)
                assert any(number[3] in MALE_FEMALE[year // 100] and int(number[4:6]) == year % 100 for year in years)
                seen += 1
    assert seen >= 12


def test_the_personal_number_of_a_named_person_agrees_with_the_birth_date() -> None:
    for original in loaded():
        number, born = original.fields.get("personal_number"), original.fields.get("birth_date")
        if number and born:
            year = dt.date.fromisoformat(born).year
            assert number[3] in MALE_FEMALE[year // 100]
            assert int(number[4:6]) == year % 100


def test_every_value_stands_in_the_text() -> None:
    for original in loaded():
        text = " ".join(" ".join(original.pages).split()).casefold()
        for name, value in original.fields.items():
            spellings = date_spellings(value) if name == "date" or name.endswith("_date") else [value]
            assert any(spelling.casefold() in text for spelling in spellings), (original.id, name)


def date_spellings(iso: str) -> list[str]:
    day = dt.date.fromisoformat(iso)
    months = {str(day.month), f"{day.month:02}"}
    return [
        spelling
        for month in months
        for spelling in (f"{day.day:02}/{month}/{day.year}", f"{day.day:02} tháng {month} năm {day.year}")
    ] + [f"{day.day:02} tháng/month {day.month} năm/year {day.year}"]


def test_every_letter_of_the_truth_is_in_the_font() -> None:
    wanted = {ord(letter) for letter in every_text() if letter != "\n"}
    for path in FONTS.glob("*.ttf"):
        assert wanted <= set(TTFont(path).getBestCmap()), path.name


def test_every_page_says_that_it_is_made_up() -> None:
    for page in (page for original in loaded() for page in original.pages):
        assert "MẪU THỬ" in page


@pytest.mark.parametrize("build", [bad.bomb_png, bad.boastful_png, bad.wide_png])
def test_a_bad_image_is_small_as_a_file(build: object) -> None:
    assert callable(build)
    assert len(build()) < 2_000_000


def test_a_bad_pdf_carries_what_its_name_says() -> None:
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(bad.encrypted_pdf()))
    assert page_count(bad.pageless_pdf(), ".pdf") == 0
    assert page_count(bad.endless_pdf(), ".pdf") == 201
    for build, mark in (
        (bad.javascript_pdf, "/JavaScript"),
        (bad.attachment_pdf, "/EmbeddedFiles"),
        (bad.launch_pdf, "/Launch"),
        (bad.signed_pdf, "/Sig"),
    ):
        with pikepdf.open(io.BytesIO(build())) as pdf:
            assert mark in repr(pdf.Root)
