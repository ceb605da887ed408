"""The XML of eSCL (Mopria Alliance): capabilities and status read, scan settings written.

Names are compared without their namespace: devices disagree on prefixes and versions.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import defusedxml
from defusedxml.ElementTree import ParseError, fromstring

from certcopy.ocr.scanners.scanner import (
    USUAL_DPIS,
    Capabilities,
    Colour,
    ScanOptions,
    Source,
    SourceAbility,
    Status,
    area_mm,
)

UNITS_PER_INCH = 300
MM_PER_INCH = 25.4
MODES = {"RGB24": Colour.COLOUR, "Grayscale8": Colour.GREY, "BlackAndWhite1": Colour.BLACK_WHITE}
MODE_OF = {colour: mode for mode, colour in MODES.items()}
SOURCES = {
    Source.FLATBED: ("Platen/PlatenInputCaps",),
    Source.FEEDER: ("Adf/AdfSimplexInputCaps", "Adf/AdfDuplexInputCaps"),
}
INPUT = {Source.FLATBED: "Platen", Source.FEEDER: "Feeder"}
FORMATS = {
    Colour.COLOUR: ("image/jpeg", "image/png", "image/tiff", "application/pdf"),
    Colour.GREY: ("image/jpeg", "image/png", "image/tiff", "application/pdf"),
    Colour.BLACK_WHITE: ("image/png", "image/tiff", "application/pdf", "image/jpeg"),
}
"""What we can take in, the best first: JPEG is kept as it comes, the others are coded once."""

FEEDER_TROUBLE = {
    "ScannerAdfJam": Status.JAM,
    "ScannerAdfMispick": Status.JAM,
    "ScannerAdfMultipickDetected": Status.JAM,
    "ScannerAdfHatchOpen": Status.COVER_OPEN,
    "ScannerAdfEmpty": Status.FEEDER_EMPTY,
}
REASON_TROUBLE = (
    ("jam", Status.JAM),
    ("coveropen", Status.COVER_OPEN),
    ("hatchopen", Status.COVER_OPEN),
    ("dooropen", Status.COVER_OPEN),
)
SETTINGS = """\
<?xml version="1.0" encoding="UTF-8"?>
<scan:ScanSettings xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" \
xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm">
<pwg:Version>{version}</pwg:Version>
<scan:Intent>Document</scan:Intent>
<pwg:ScanRegions pwg:MustHonor="false"><pwg:ScanRegion>
<pwg:ContentRegionUnits>escl:ThreeHundredthsOfInches</pwg:ContentRegionUnits>
<pwg:XOffset>0</pwg:XOffset><pwg:YOffset>0</pwg:YOffset>
<pwg:Width>{width}</pwg:Width><pwg:Height>{height}</pwg:Height>
</pwg:ScanRegion></pwg:ScanRegions>
<pwg:InputSource>{source}</pwg:InputSource>
{duplex}<scan:ColorMode>{mode}</scan:ColorMode>
<scan:XResolution>{dpi}</scan:XResolution><scan:YResolution>{dpi}</scan:YResolution>
<pwg:DocumentFormat>{format}</pwg:DocumentFormat>
<scan:DocumentFormatExt>{format}</scan:DocumentFormatExt>
</scan:ScanSettings>
"""


class NotEscl(ValueError):
    """The bytes are no eSCL document that we understand."""


@dataclasses.dataclass(frozen=True, slots=True)
class Device:
    """Capabilities with what only the protocol needs: its version, and the formats of each source."""

    capabilities: Capabilities
    version: str
    formats: dict[Source, tuple[str, ...]]


def read_capabilities(xml: bytes) -> Device:
    """A ScannerCapabilities document.

    Raises:
        NotEscl: it is not one, or names no source we could scan from.
    """
    root = _parse(xml, "ScannerCapabilities")
    abilities: dict[Source, SourceAbility] = {}
    formats: dict[Source, tuple[str, ...]] = {}
    for source, paths in SOURCES.items():
        inputs = [each for path in paths for each in [_at(root, path)] if each is not None]
        if inputs and (ability := _ability(root, inputs)) is not None:
            abilities[source] = ability
            formats[source] = tuple(dict.fromkeys(_texts(inputs[0], "DocumentFormat", "DocumentFormatExt")))
    if not abilities:
        raise NotEscl
    return Device(Capabilities(_text(root, "MakeAndModel") or "", abilities), _text(root, "Version") or "2.0", formats)


def read_status(xml: bytes, job: str | None = None) -> Status:
    """A ScannerStatus document: the feeder's troubles, else those of the job at this path, else the scanner's state.

    Raises:
        NotEscl: it is not one.
    """
    root = _parse(xml, "ScannerStatus")
    feeder = FEEDER_TROUBLE.get(_text(root, "AdfState") or "")
    if feeder in (Status.JAM, Status.COVER_OPEN):
        return feeder
    if job is not None and (ended := _job_trouble(root, job)) is not None:
        return ended
    state = _text(root, "State")
    if state in ("Processing", "Testing"):
        return Status.BUSY
    return feeder or (Status.IDLE if state == "Idle" else Status.STOPPED)


def settings(options: ScanOptions, ability: SourceAbility, device: Device) -> bytes:
    """A ScanSettings document for options that fit the ability; the region is in 1/300 inch."""
    width, height = (round(side / MM_PER_INCH * UNITS_PER_INCH) for side in area_mm(options.paper, ability))
    offered = device.formats[options.source]
    wanted = FORMATS[options.colour]
    duplex = f"<scan:Duplex>{'true' if options.duplex else 'false'}</scan:Duplex>\n"
    return SETTINGS.format(
        version=device.version,
        width=width,
        height=height,
        source=INPUT[options.source],
        duplex=duplex if options.source is Source.FEEDER else "",
        mode=MODE_OF[options.colour],
        dpi=options.dpi,
        format=next((each for each in wanted if each in offered), wanted[0]),
    ).encode()


def _parse(xml: bytes, name: str) -> Element:
    try:
        root: Element = fromstring(xml, forbid_dtd=True)
    except (ParseError, defusedxml.DefusedXmlException, ValueError, LookupError):
        raise NotEscl from None
    if _bare(root) != name:
        raise NotEscl
    return root


def _ability(root: Element, inputs: list[Element]) -> SourceAbility | None:
    first = inputs[0]
    dpis, colours = _resolutions(first), _colours(first)
    width, height = (_number(_text(first, name)) for name in ("MaxWidth", "MaxHeight"))
    if not dpis or not colours or not width or not height:
        return None
    duplex = any(_bare(each) == "AdfDuplexInputCaps" for each in inputs) or _says_duplex(root, first)
    return SourceAbility(dpis, colours, _millimetres(width), _millimetres(height), duplex)


def _millimetres(units: int) -> float:
    return units * MM_PER_INCH / UNITS_PER_INCH


def _says_duplex(root: Element, caps: Element) -> bool:
    return _bare(caps).startswith("Adf") and "Duplex" in _texts(root, "AdfOption")


def _resolutions(element: Element) -> tuple[int, ...]:
    discrete = {_number(_text(each, "XResolution")) for each in _all(element, "DiscreteResolution")}
    spans = [*_all(element, "XResolutionRange"), *_all(element, "XResolution")]
    ranged = {dpi for each in spans if _text(each, "Max") is not None for dpi in _within(each)}
    return tuple(sorted((discrete | ranged) - {0}))


def _within(element: Element) -> tuple[int, ...]:
    lowest, highest = (_number(_text(element, name)) for name in ("Min", "Max"))
    return tuple(dpi for dpi in USUAL_DPIS if lowest <= dpi <= highest) or (highest,)


def _colours(element: Element) -> tuple[Colour, ...]:
    named = _texts(element, "ColorMode")
    return tuple(colour for mode, colour in MODES.items() if mode in named)


def _job_trouble(root: Element, path: str) -> Status | None:
    """Why the job ended before its time, None where it did not or is not listed."""
    ours = (each for each in _all(root, "JobInfo") if (_text(each, "JobUri") or "").rstrip("/").endswith(path))
    job = next(ours, None)
    if job is None or _text(job, "JobState") not in ("Aborted", "Canceled"):
        return None
    reasons = " ".join(_texts(job, "JobStateReason")).lower()
    return next((status for word, status in REASON_TROUBLE if word in reasons), Status.STOPPED)


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 7 else 0


def _bare(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _all(element: Element, name: str) -> Iterator[Element]:
    return (each for each in element.iter() if _bare(each) == name)


def _texts(element: Element, *names: str) -> list[str]:
    return [(each.text or "").strip() for name in names for each in _all(element, name)]


def _text(element: Element, name: str) -> str | None:
    return next(iter(_texts(element, name)), None)


def _at(root: Element, path: str) -> Element | None:
    element: Element | None = root
    for name in path.split("/"):
        element = None if element is None else next(_all(element, name), None)
    return element
