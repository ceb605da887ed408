"""SANE backends name their choices each in its own words."""

from __future__ import annotations

import pytest

from certcopy.ocr import png
from certcopy.ocr.scanners.sane_options import read_dialect
from certcopy.ocr.scanners.scanner import Colour, Paper, ScanOptions, Source, fitted

FEEDER_WITH_SOURCES = """
All options specific to device `fujitsu:ScanSnap':
  Standard:
    --source ADF Front|ADF Back|ADF Duplex [ADF Front]
        Selects the scan source (such as a document-feeder).
    --mode Lineart|Halftone|Gray|Color [Lineart]
        Selects the scan mode.
    --resolution 50..600dpi (in steps of 1) [600]
        Sets the resolution of the scanned image.
  Geometry:
    -l 0..224.846mm (in steps of 0.0211639) [0]
    -t 0..863.489mm (in steps of 0.0211639) [0]
    -x 0..224.846mm (in steps of 0.0211639) [215.872]
    -y 0..863.489mm (in steps of 0.0211639) [279.364]
"""
FEEDER_WITH_MODE = """
    --source Flatbed|Automatic Document Feeder [Flatbed]
    --mode Binary|True Gray|24bit Color [24bit Color]
    --resolution 75|150|300|600dpi [75]
    --adf-mode Simplex|Duplex [inactive]
    --duplex[=(yes|no)] [no]
    -x 0..215.9mm [215.9]
    -y 0..297.18mm [297.18]
"""
PLAIN_FLATBED = """
    --mode Color|Gray [Color]
    --resolution 75|150|300dpi [75]
"""


def words(printed: str, options: ScanOptions) -> list[str]:
    dialect = read_dialect(printed)
    fitting, ability = fitted("x", options, dialect.capabilities("x"))
    return dialect.arguments(fitting, ability)


def test_a_feeder_whose_sources_name_the_sides() -> None:
    can = read_dialect(FEEDER_WITH_SOURCES).capabilities("x")
    assert set(can.sources) == {Source.FEEDER}
    assert can.sources[Source.FEEDER].duplex
    assert words(FEEDER_WITH_SOURCES, ScanOptions())[0] == "--source=ADF Front"
    assert words(FEEDER_WITH_SOURCES, ScanOptions(duplex=True))[0] == "--source=ADF Duplex"


def test_a_feeder_with_an_option_for_both_sides() -> None:
    assert "--duplex=yes" in words(FEEDER_WITH_MODE, ScanOptions(duplex=True))
    assert "--duplex=no" in words(FEEDER_WITH_MODE, ScanOptions())
    assert "--mode=24bit Color" in words(FEEDER_WITH_MODE, ScanOptions())
    assert "--mode=True Gray" in words(FEEDER_WITH_MODE, ScanOptions(colour=Colour.GREY))


def test_a_device_that_states_neither_source_nor_size() -> None:
    can = read_dialect(PLAIN_FLATBED).capabilities("x")
    assert set(can.sources) == {Source.FLATBED}
    assert words(PLAIN_FLATBED, ScanOptions(Source.FLATBED)) == ["--mode=Color", "--resolution=300"]


def test_the_paper_is_cut_to_what_the_scanner_sees() -> None:
    arguments = words(FEEDER_WITH_MODE, ScanOptions(Source.FLATBED, paper=Paper.A3))
    assert arguments[-4:] == ["-x", "215.9", "-y", "297.18"]


@pytest.mark.parametrize("already", [b"", b"pHYs"])
def test_a_png_gets_its_resolution_once(already: bytes) -> None:
    header = png.SIGNATURE + b"\0\0\0\rIHDR" + bytes(17) + already
    marked = png.with_resolution(header, 300)
    assert marked.count(b"pHYs") == 1
    assert png.with_resolution(marked, 600) == marked
