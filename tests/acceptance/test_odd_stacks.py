"""What comes oddly out of a scanner is put right before it is certified, in the users' words."""

from __future__ import annotations

import io
import pathlib

import numpy as np
import pypdfium2
from PIL import Image

from certcopy.storage.home import Home
from fixtures import SCANS
from tests import escl_server
from tests.conftest import CommandLine
from tests.escl_device import Device

PERSON = ("--requester", "Nguyễn Văn Mẫu", "--title", "Học bạ")
SMALL = (80, 113)


def test_a_stack_whose_backs_come_upside_down_is_certified_upright(
    certcopy: CommandLine, office_home: Home, tmp_path: pathlib.Path
) -> None:
    front, back = (Image.open(SCANS / name) for name in ("official_letter-noise.jpg", "marriage_certificate-skew.jpg"))
    fed = (jpeg(front), jpeg(back.rotate(180)))
    with escl_server.serving(Device(sheets=1, pictures=fed)) as url:
        scanned = certcopy("scan", "--device", url, "--duplex", "--dpi", 200, "--out", tmp_path / "trang")
    assert scanned.code == 0, scanned.err
    files = sorted((tmp_path / "trang").iterdir())
    copy = tmp_path / "copy.pdf"
    done = certcopy("issue", *files, *PERSON, "--out", copy, "--home", office_home.root)
    assert done.code == 0, done.err
    with pypdfium2.PdfDocument(copy) as document:
        shown = [scan_on(page) for page in document]
    for page, side in zip(shown, (front, back), strict=True):
        assert likeness(page, side) > likeness(page, side.rotate(180)) + 0.2


def test_a_file_with_a_wrong_resolution_is_not_believed(certcopy: CommandLine, tmp_path: pathlib.Path) -> None:
    boastful = tmp_path / "trang.jpg"
    Image.open(SCANS / "official_letter-noise.jpg").save(boastful, dpi=(600, 600))
    told = certcopy("read", boastful).out
    assert "600 dpi" in told.splitlines()[0]
    assert "độ phân giải 200 dpi" in told
    assert "Độ phân giải ghi trong tệp không khớp với cỡ chữ in" in told
    assert "Đặt khổ giấy thật là A4" in told


def scan_on(page: pypdfium2.PdfPage) -> Image.Image:
    """What a reader sees where the page image lies: its largest picture, without the bands above and below."""
    pictures = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
    left, bottom, right, top = max((each.get_bounds() for each in pictures), key=lambda box: box[3] - box[1])
    height = page.get_height()
    seen: Image.Image = page.render(scale=1).to_pil()
    return seen.crop((round(left), round(height - top), round(right), round(height - bottom)))


def jpeg(side: Image.Image) -> bytes:
    out = io.BytesIO()
    side.save(out, "JPEG", quality=85, dpi=(200, 200))
    return out.getvalue()


def likeness(one: Image.Image, other: Image.Image) -> float:
    """The correlation of two pages, seen small."""
    a, b = (np.asarray(each.convert("L").resize(SMALL), np.float64).ravel() for each in (one, other))
    return float(np.corrcoef(a, b)[0, 1])
