"""What is compared by eye: no false alarm, and nothing overlooked."""

from __future__ import annotations

import functools
import io

import numpy as np
import pytest
from PIL import Image

from certcopy import confine
from certcopy.verification.comparison import Signed, visible_changes
from certcopy.verification.patches import patches_of
from certcopy.verification.rendering import Drawing
from certcopy.verification.report import Report, Verdict
from certcopy.verification.verdict import verify
from certcopy.verification.window import Window
from tests.unit.verification import attacks
from tests.unit.verification.ward import LATER, Ward


def test_a_font_that_has_to_be_replaced_looks_the_same_from_the_first_time_on(ward: Ward) -> None:
    grown = attacks.with_validation_data(ward.contract, ())
    report = confine.run(verify, grown, ward.anchors, LATER, returns=Report)
    assert report.verdict is Verdict.VALID


def test_photographs_of_the_signed_part_become_patches_of_the_same_length(ward: Ward) -> None:
    photograph = _with_photograph(1_700, 1_200, 90)
    light = Window(photograph, None, patches_of(photograph, len(photograph))).read()
    assert len(light) == len(photograph)
    assert light != photograph
    assert patches_of(ward.sealed, len(ward.sealed)) == []


@pytest.mark.parametrize("size", [1, 3, 4, 16])
def test_a_window_shows_the_file_as_it_was_with_the_edits_however_it_is_read(size: int) -> None:
    window = Window(b"0123456789abcdef", 12, [(9, b"JKL+"), (0, b"A"), (3, b"DEF")])
    assert b"".join(iter(functools.partial(window.read, size), b"")) == b"A12DEF678JKL"
    assert (window.seek(-4, io.SEEK_END), window.read(2), window.tell()) == (8, b"8J", 10)


def test_another_photograph_in_its_place_still_shows() -> None:
    one = _with_photograph(1_700, 1_200, 90)
    start = one.index(b"/Im 4 0 R")
    other = one[:start] + b"/Im 5 0 R" + one[start + 9 :]
    pictures = []
    for pdf in (one, other):
        with Drawing(Window(pdf, None, patches_of(pdf, len(pdf)))) as drawing:
            pictures.append(drawing.picture(0, annotations=False).tobytes())
    assert pictures[0] != pictures[1]


def test_nothing_is_drawn_where_nothing_came_after(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("certcopy.verification.comparison.open_drawing", lambda *_, **__: pytest.fail("drawn"))
    signed = Signed(len(ward.sealed), "x", annotatable=True, annotated=False, boxes=frozenset())
    assert list(visible_changes(ward.sealed, [signed])) == []


def _with_photograph(width: int, height: int, quality: int) -> bytes:
    """A page that shows the first of two photographs of the same size."""
    noise = np.random.default_rng(7)
    bodies = []
    for _ in range(2):
        out = io.BytesIO()
        Image.fromarray(noise.integers(0, 255, (height, width), dtype=np.uint8)).save(out, "JPEG", quality=quality)
        head = b"<</Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode"
        size = b"/Width %d /Height %d /Length %d >>" % (width, height, out.tell())
        bodies.append(head + size + b"\nstream\n" + out.getvalue() + b"\nendstream")
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 300]/Contents 6 0 R/Resources<</XObject<</Im 4 0 R>>>>>>"
    content = b"q 400 0 0 300 0 0 cm /Im Do Q"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        page,
        *bodies,
        b"<</Length %d>>\nstream\n" % len(content) + content + b"\nendstream",
    )
    return _assembled(objects)


def _assembled(objects: tuple[bytes, ...]) -> bytes:
    pdf, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(pdf))
        pdf += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + rows
    return pdf + table + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(pdf))
