from __future__ import annotations

import io

import numpy as np
import pikepdf
import pytest
from PIL import ExifTags, Image, ImageCms, ImageDraw

from certcopy import errors
from certcopy.ocr.intake import IntakeLimits, ScanFile, take_in
from fixtures import SCANS, bad

SIZE = (827, 1169)
SRGB = ImageCms.createProfile("sRGB")


def drawn(mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    """White paper with a mark in its top left corner, coloured where the mode has colour."""
    page = Image.new("RGB", size, "white")
    ImageDraw.Draw(page).rectangle((0, 0, size[0] // 4, size[1] // 4), fill=(180, 30, 40))
    if mode == "LAB":
        return ImageCms.profileToProfile(page, SRGB, ImageCms.createProfile("LAB"), outputMode="LAB") or page
    return page.convert(mode)


def saved(page: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    page.save(buffer, kind, **options)
    return buffer.getvalue()


def taken(data: bytes, name: str = "scan.pdf") -> Image.Image:
    """The only page of a file, upright."""
    (page,) = take_in([ScanFile(name, data)])
    picture = Image.open(io.BytesIO(page.jpeg))
    assert (picture.width, picture.height, picture.mode == "L") == (page.width, page.height, page.grey)
    return picture.rotate(-page.turn, expand=True)


def is_marked(page: Image.Image, across: float, down: float) -> bool:
    left, top = int(page.width * across), int(page.height * down)
    spot = page.convert("L").crop((left, top, left + 20, top + 20))
    return bool(np.asarray(spot).mean() < 150)


def image_pdf(jpeg: bytes, size: tuple[int, int], extra: bytes = b"", **page_keys: object) -> bytes:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595.44, 841.68))
        image = pdf.make_stream(
            jpeg, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=size[0], Height=size[1],
            ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
        )  # fmt: skip
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image), Font=pikepdf.Dictionary(F1=font))
        page.Contents = pdf.make_stream(b"q 595.44 0 0 841.68 0 0 cm /Im0 Do Q " + extra)
        for key, value in page_keys.items():
            page[f"/{key}"] = value
        return bad.saved(pdf)


def test_a_plain_jpeg_keeps_every_compressed_byte_and_loses_what_betrays_its_maker() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "SecretPhone"
    exif[ExifTags.Base.Orientation] = 6
    plain = saved(drawn(), "JPEG", dpi=(100, 100))
    private = saved(drawn(), "JPEG", dpi=(100, 100), exif=exif, comment="whose?", xmp=b"<gps/>") + b"film clip"
    (page,) = take_in([ScanFile("a", private)])
    assert page.jpeg == plain
    assert (page.turn, page.dpi, page.upright_size) == (90, 100, (1169, 827))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_orientation_ends_upright(orientation: int) -> None:
    undone = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    page = drawn().transpose(undone[orientation]) if orientation > 1 else drawn()
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    for kind in ("JPEG", "PNG", "TIFF"):
        upright = taken(saved(page, kind, exif=exif))
        assert upright.size == SIZE
        assert is_marked(upright, 0.1, 0.1)
        assert not is_marked(upright, 0.9, 0.9)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("1", "TIFF"), ("1", "PNG"), ("L", "PNG"), ("P", "PNG"), ("P", "TIFF"), ("RGBA", "PNG"), ("LA", "PNG"),
     ("CMYK", "JPEG"), ("CMYK", "TIFF"), ("LAB", "TIFF"), ("YCbCr", "TIFF"), ("I;16", "PNG"), ("I;16", "TIFF")],
)  # fmt: skip
def test_every_kind_of_pixel_becomes_plain_colour_or_grey(mode: str, kind: str) -> None:
    deep = Image.fromarray(np.asarray(drawn("L")).astype(np.uint16) * 257)
    upright = taken(saved(deep if mode == "I;16" else drawn(mode), kind))
    assert upright.mode in ("L", "RGB")
    assert is_marked(upright, 0.1, 0.1)
    assert not is_marked(upright, 0.9, 0.9)


def test_what_is_transparent_is_paper() -> None:
    page = Image.new("RGBA", SIZE, (0, 0, 0, 0))
    assert not is_marked(taken(saved(page, "PNG")), 0.5, 0.5)


def test_a_foreign_colour_profile_is_applied_and_srgb_is_kept_as_it_is() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    ordinary = saved(drawn(), "JPEG", dpi=(100, 100), icc_profile=srgb)
    assert take_in([ScanFile("a", ordinary)])[0].jpeg == ordinary
    lab = drawn().convert("RGB")
    xyz = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    (page,) = take_in([ScanFile("a", saved(lab, "JPEG", icc_profile=xyz))])
    assert "icc_profile" not in Image.open(io.BytesIO(page.jpeg)).info


def with_red_and_green_swapped() -> bytes:
    """sRGB whose red and green primaries have changed places: what it calls red is seen as green."""
    profile = bytearray(ImageCms.ImageCmsProfile(SRGB).tobytes())
    places = {bytes(profile[at : at + 4]): at + 4 for at in range(132, 132 + 12 * profile[131], 12)}
    red, green = (slice(places[name], places[name] + 8) for name in (b"rXYZ", b"gXYZ"))
    profile[red], profile[green] = profile[green], profile[red]
    said = b"".join(letter.to_bytes(2, "big") for letter in b"sRGB")
    return bytes(profile).replace(said, b"".join(letter.to_bytes(2, "big") for letter in b"swap"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_foreign_profile_changes_what_is_seen(kind: str) -> None:
    red, green, blue = taken(saved(drawn(), kind, icc_profile=with_red_and_green_swapped())).convert("RGB").split()
    corner = (20, 20, 180, 260)
    means = [float(np.asarray(band.crop(corner)).mean()) for band in (red, green, blue)]
    assert means[1] > 100 + means[0]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_profile_that_says_nothing_readable_is_left_aside(kind: str) -> None:
    upright = taken(saved(drawn(), kind, icc_profile=b"no profile at all" * 20))
    red, green, _ = upright.convert("RGB").getpixel((50, 50))  # type: ignore[misc]
    assert red > 150 > 60 > green


@pytest.mark.parametrize(
    ("size", "stated", "expected"),
    [((2480, 3508), 300, 300), ((2480, 3508), 72, 300), ((2480, 3508), 2400, 300), ((1012, 638), 300, 300),
     ((2480, 3508), 0, 300), ((2480, 3508), 1, 300), ((2480, 3508), 65535, 300), ((1654, 2339), 96, 200)],
)  # fmt: skip
def test_a_stated_resolution_counts_only_where_it_makes_paper(
    size: tuple[int, int], stated: int, expected: int
) -> None:
    (page,) = take_in([ScanFile("a", saved(Image.new("L", size, 255), "JPEG", dpi=(stated, stated)))])
    assert page.dpi == pytest.approx(expected, abs=0.2)


def test_a_fax_with_oblong_pixels_becomes_square() -> None:
    fax = saved(drawn("1", (1728, 1145)), "TIFF", dpi=(204, 98), compression="group4")
    page = taken(fax)
    assert page.size == (1728, round(1145 * 204 / 98))


def test_the_pages_of_all_files_stand_in_the_order_given() -> None:
    sheets = [drawn("L", (800 + 10 * number, 1100)) for number in range(4)]
    tiff = saved(sheets[1], "TIFF", save_all=True, append_images=[sheets[2]])
    files = [ScanFile("a", saved(sheets[3], "PNG")), ScanFile("b", tiff), ScanFile("c", saved(sheets[0], "JPEG"))]
    assert [page.width for page in take_in(files)] == [830, 810, 820, 800]


def test_a_heic_of_a_telephone_is_read() -> None:
    assert taken((SCANS / "birth_certificate-phone.heic").read_bytes()).height > 2000


def test_a_pdf_page_that_is_one_jpeg_gives_that_very_jpeg_turned_as_the_page_is() -> None:
    jpeg = saved(drawn(), "JPEG")
    invisible = b"BT 3 Tr /F1 12 Tf 72 700 Td (read by the scanner) Tj ET"
    (page,) = take_in([ScanFile("a", image_pdf(jpeg, SIZE, invisible, Rotate=90))])
    assert page.jpeg == jpeg
    assert (page.turn, round(page.dpi)) == (90, 100)


@pytest.mark.parametrize(
    ("rotate", "across", "down"), [(90, 0.9, 0.1), (180, 0.9, 0.9), (-90, 0.1, 0.9), (450, 0.9, 0.1)]
)
def test_a_rotated_pdf_page_is_seen_as_every_viewer_turns_it(rotate: int, across: float, down: float) -> None:
    upright = taken(image_pdf(saved(drawn(), "JPEG"), SIZE, Rotate=rotate))
    assert upright.size == (SIZE if rotate == 180 else SIZE[::-1])
    assert is_marked(upright, across, down)
    assert sum(is_marked(upright, *corner) for corner in ((0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9))) == 1


@pytest.mark.parametrize("box", [(2000, 2000, 2500, 2700), (-300, 0, 0, 800), (100, 100, 100, 100), (0, 0, 0, 0)])
def test_a_pdf_page_of_which_its_crop_box_leaves_nothing_is_seen_whole(box: tuple[int, ...]) -> None:
    jpeg = saved(drawn(), "JPEG")
    (page,) = take_in([ScanFile("a", image_pdf(jpeg, SIZE, Rotate=90, CropBox=pikepdf.Array(box)))])
    assert (page.jpeg, page.turn) == (jpeg, 90)


def test_a_pdf_page_that_its_crop_box_cuts_is_seen_as_far_as_both_boxes_reach() -> None:
    upright = taken(image_pdf(saved(drawn(), "JPEG"), SIZE, CropBox=pikepdf.Array([-100, 541.68, 216, 900])))
    assert upright.size == pytest.approx((900, 1250), abs=1)
    assert is_marked(upright, 0.1, 0.1)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK"])
def test_a_pdf_page_of_every_kind_of_pixel_becomes_plain(mode: str) -> None:
    upright = taken(saved(drawn(mode), "PDF", resolution=100))
    assert upright.mode in ("L", "RGB")
    assert is_marked(upright, 0.1, 0.1)
    assert not is_marked(upright, 0.9, 0.9)


def test_pages_of_mixed_sizes_keep_each_its_own() -> None:
    sizes = [(827, 1169), (583, 827), (1169, 827), (1169, 1654)]
    first, *others = (drawn(size=size) for size in sizes)
    pages = take_in([ScanFile("a", saved(first, "PDF", resolution=100, save_all=True, append_images=others))])
    for page, (width, height) in zip(pages, sizes, strict=True):
        assert page.size_points == pytest.approx((width * 0.72, height * 0.72), rel=0.01)


def test_a_pdf_page_of_several_images_is_drawn_at_300_dpi() -> None:
    strips = b"q 595.44 0 0 400 0 0 cm /Im0 Do Q"
    (page,) = take_in([ScanFile("a", image_pdf(saved(drawn(), "JPEG"), SIZE, strips))])
    assert page.dpi == 300
    assert page.upright_size == pytest.approx((2481, 3507), abs=1)


@pytest.mark.parametrize("extra", [b"BT /F1 12 Tf 72 700 Td (typed over) Tj ET", b"100 100 200 50 re f"])
def test_a_pdf_page_with_something_added_to_its_scan_is_refused(extra: bytes) -> None:
    with pytest.raises(errors.NotPageImages):
        take_in([ScanFile("a", image_pdf(saved(drawn(), "JPEG"), SIZE, extra))])


def test_a_pdf_page_with_a_note_stuck_upon_it_is_refused() -> None:
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[0, 0, 100, 100])
    with pytest.raises(errors.NotPageImages):
        take_in([ScanFile("a", image_pdf(saved(drawn(), "JPEG"), SIZE, Annots=pikepdf.Array([note])))])


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (bad.empty(), errors.EmptyFile),
        (bad.text_named_pdf(), errors.UnknownFormat),
        (bad.truncated_jpeg(), errors.DamagedFile),
        (bad.boastful_png(), errors.ImageTooLarge),
        (bad.wide_png(), errors.ImageTooLarge),
        (bad.encrypted_pdf(), errors.EncryptedPdf),
        (bad.owner_locked_pdf(), errors.EncryptedPdf),
        (bad.javascript_pdf(), errors.ActivePdf),
        (bad.attachment_pdf(), errors.ActivePdf),
        (bad.launch_pdf(), errors.ActivePdf),
        (bad.page_action_pdf(), errors.ActivePdf),
        (bad.signed_pdf(), errors.AlreadySigned),
        (bad.pageless_pdf(), errors.EmptyFile),
        (bad.endless_pdf(201), errors.TooManyPages),
        (bad.typed_pdf(), errors.NotPageImages),
    ],
)
def test_what_is_no_scan_is_refused_by_its_name(data: bytes, refusal: type[errors.BadScan]) -> None:
    with pytest.raises(refusal):
        take_in([ScanFile("scan.pdf", data)])


def test_a_decompression_bomb_is_refused_before_it_goes_off() -> None:
    with pytest.raises(errors.ImageTooLarge):
        take_in([ScanFile("bomb.png", bad.bomb_png())])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
@pytest.mark.parametrize("share", [0.2, 0.6, 0.999])
def test_a_picture_cut_short_is_refused_wherever_it_was_cut(kind: str, share: float) -> None:
    noise = Image.effect_noise((400, 400), 60)
    whole = saved(noise, kind)
    with pytest.raises(errors.DamagedFile):
        take_in([ScanFile("a", whole[: int(len(whole) * share)])])


def test_a_png_with_one_wrong_byte_is_refused() -> None:
    whole = bytearray(saved(Image.effect_noise((400, 400), 60), "PNG"))
    whole[len(whole) // 2] ^= 1
    with pytest.raises(errors.DamagedFile):
        take_in([ScanFile("a", bytes(whole))])


def test_a_jpeg_that_lacks_only_its_end_is_refused() -> None:
    with pytest.raises(errors.DamagedFile):
        take_in([ScanFile("a", saved(drawn(), "JPEG")[:-2])])


def test_a_pdf_cut_short_is_refused() -> None:
    whole = image_pdf(saved(drawn(), "JPEG"), SIZE)
    with pytest.raises(errors.DamagedFile):
        take_in([ScanFile("a", whole[: len(whole) // 2])])


def test_no_files_are_no_pages() -> None:
    with pytest.raises(errors.NoPages):
        take_in([])


def test_two_hundred_pages_pass_and_the_limit_counts_over_all_files() -> None:
    sheet = ScanFile("a", saved(Image.new("L", (413, 583), 255), "JPEG"))
    assert len(take_in([sheet] * 200)) == 200
    with pytest.raises(errors.TooManyPages):
        take_in([sheet] * 3, IntakeLimits(pages=2))
    tiff = saved(drawn("1"), "TIFF", save_all=True, append_images=[drawn("1")] * 2)
    with pytest.raises(errors.TooManyPages):
        take_in([ScanFile("a", tiff)], IntakeLimits(pages=2))
