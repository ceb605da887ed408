"""A copy printed, scanned and photographed: its signed code is read from what is left of it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageFilter

from certcopy.errors import BadPicture, NoCodeFound
from certcopy.verification.code_picture import check_picture, codes_in
from certcopy.verification.given import Documents, Given
from tests.unit.document import ward

PRINT_DPI = 300
LOWER_PART = 1_300
"""Pixels, 11 cm: the statement and some of the scan above it."""
LEAST_READ = 0.95
CHANCE = 7
"""The seed of the noise: every run degrades alike."""

Look = Callable[[Image.Image], Image.Image]


@pytest.fixture(scope="module")
def printed() -> Image.Image:
    """The lower part of the page, with the statement, as a printer at 300 dpi puts it on paper."""
    with pypdfium2.PdfDocument(ward.copy_of(ward.page("chữ")).pdf) as document:
        page: Image.Image = document[0].render(scale=PRINT_DPI / 72, grayscale=True).to_pil().convert("L")
        return page.crop((0, page.height - LOWER_PART, page.width, page.height))


def scanned(dpi: int) -> Look:
    return lambda page: page.resize(
        (round(page.width * dpi / PRINT_DPI), round(page.height * dpi / PRINT_DPI)), Image.Resampling.LANCZOS
    )


def blurred(radius: float) -> Look:
    return lambda page: page.filter(ImageFilter.GaussianBlur(radius))


def noisy(strength: float) -> Look:
    def look(page: Image.Image) -> Image.Image:
        noise = np.random.default_rng(CHANCE).normal(0, strength, (page.height, page.width))
        return Image.fromarray(np.clip(np.asarray(page) + noise, 0, 255).astype(np.uint8))

    return look


def skewed(degrees: float) -> Look:
    return lambda page: page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def dotted(cell: float) -> Look:
    """Through the dot screen of an office printer, turned by 45 degrees; black is not quite black."""

    def look(page: Image.Image) -> Image.Image:
        y, x = np.mgrid[: page.height, : page.width]
        screen = (np.sin((x + y) * np.pi / cell / 2**0.5) * np.sin((x - y) * np.pi / cell / 2**0.5) + 1) / 2
        tone = 0.12 + 0.76 * np.asarray(page) / 255
        return Image.fromarray(((tone > screen) * 255).astype(np.uint8))

    return look


def photographed(slant: float) -> Look:
    """From the side: perspective, and light that falls off towards one edge."""

    def look(page: Image.Image) -> Image.Image:
        width, height = page.size
        here = ((0, 0), (width, 0), (width, height), (0, height))
        there = (
            (slant * width, slant * height / 2),
            (width * (1 - slant / 3), 0),
            (width, height * (1 - slant)),
            (0, height),
        )
        turned = page.transform(page.size, Image.Transform.PERSPECTIVE, _plane(there, here), Image.Resampling.BICUBIC)
        light = 0.5 + 0.5 * np.arange(width) / width
        return Image.fromarray((np.asarray(turned) * light).astype(np.uint8))

    return look


def _plane(seen: tuple[tuple[float, float], ...], meant: tuple[tuple[float, float], ...]) -> list[float]:
    rows, right = [], []
    for (x, y), (u, v) in zip(seen, meant, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    return [float(value) for value in np.linalg.solve(np.array(rows), np.array(right))]


def code_only(page: Image.Image) -> Image.Image:
    return page.crop((0, page.height - 900, 1000, page.height))


LOOKS: dict[str, tuple[tuple[Look, ...], int]] = {
    **{f"scan {dpi} dpi": ((scanned(dpi),), 80) for dpi in (300, 200, 150)},
    **{f"scan {dpi} dpi, soft": ((blurred(1.5), scanned(dpi)), 60) for dpi in (300, 200, 150)},
    **{f"scan {dpi} dpi, noisy": ((scanned(dpi), noisy(25)), 60) for dpi in (300, 200, 150)},
    **{f"scan {dpi} dpi, askew": ((skewed(3), scanned(dpi), noisy(8)), 60) for dpi in (200, 150)},
    **{f"scan {dpi} dpi, low JPEG": ((scanned(dpi),), 20) for dpi in (200, 150)},
    **{f"dots of {cell}, 300 dpi": ((dotted(cell), blurred(1)), 60) for cell in (2, 3, 4)},
    **{f"dots of {cell}, 200 dpi": ((dotted(cell), blurred(1), scanned(200)), 60) for cell in (2, 3, 4)},
    **{f"photo, slant {slant}": ((blurred(1), photographed(slant), noisy(8)), 50) for slant in (0.03, 0.08, 0.15)},
    **{f"close, slant {slant}": ((code_only, blurred(2), photographed(slant), noisy(9)), 50) for slant in (0.05, 0.15)},
    "upside down": ((scanned(200), skewed(180)), 60),
    "on its side": ((scanned(200), skewed(90)), 60),
    "copied twice": ((scanned(200), blurred(0.7), scanned(450), dotted(3), blurred(1), scanned(200)), 50),
}  # fmt: skip


def degraded(page: Image.Image) -> Iterator[tuple[str, bytes]]:
    for name, (looks, quality) in LOOKS.items():
        seen = page
        for look in looks:
            seen = look(seen)
        out = io.BytesIO()
        seen.save(out, "JPEG", quality=quality)
        yield name, out.getvalue()


def test_the_code_is_read_from_prints(printed: Image.Image, capsys: pytest.CaptureFixture[str]) -> None:
    lost = [name for name, data in degraded(printed) if codes_in(name, data) != (ward.SIGNED_CODE,)]
    with capsys.disabled():
        print(f" [{len(LOOKS) - len(lost)} of {len(LOOKS)} prints read; lost: {', '.join(lost) or 'none'}]", end="")  # noqa: T201
    assert 1 - len(lost) / len(LOOKS) >= LEAST_READ


def test_a_screenshot_and_a_pdf_of_scans_are_read_too(printed: Image.Image) -> None:
    for kind in ("PNG", "WEBP", "PDF", "TIFF"):
        out = io.BytesIO()
        scanned(150)(printed).save(out, kind, **({"resolution": 150} if kind == "PDF" else {}))
        assert codes_in(kind, out.getvalue()) == (ward.SIGNED_CODE,)


def test_every_code_of_a_picture_is_read_from_the_top_down(printed: Image.Image) -> None:
    other = ward.SIGNED_CODE[:-4] + "OTHER"
    with pypdfium2.PdfDocument(ward.copy_of(ward.page("chữ"), code=other).pdf) as document:
        second = document[0].render(scale=200 / 72, grayscale=True).to_pil().convert("L")
    first = scanned(200)(printed)
    both = Image.new("L", (first.width, first.height + second.height), 255)
    both.paste(first, (0, 0))
    both.paste(second, (0, first.height))
    out = io.BytesIO()
    both.save(out, "PNG")
    assert codes_in("both.png", out.getvalue()) == (ward.SIGNED_CODE, other)


@pytest.mark.parametrize("data", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7 broken", b"\0\0\0\x18ftypheic"])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(BadPicture):
        codes_in("x", data)


def test_a_picture_of_a_hundred_megapixels_is_not_even_decoded() -> None:
    out = io.BytesIO()
    Image.new("1", (12_000, 9_000)).save(out, "PNG")
    with pytest.raises(BadPicture):
        codes_in("x", out.getvalue())


def test_a_picture_without_a_code_is_no_verdict() -> None:
    out = io.BytesIO()
    Image.new("L", (400, 300), 255).save(out, "PNG")
    keys = Given("keys.json", b'{"type":"certcopy.code-keys/v1","keys":[]}')
    with pytest.raises(NoCodeFound):
        check_picture(Given("x.png", out.getvalue()), Documents((), keys), ward.AT)
