"""What is asked of an eSCL device (ScanSettings)."""

from __future__ import annotations

from certcopy.ocr.scanners.escl_capabilities import MM_PER_INCH, MODES, UNITS_PER_INCH, Device, Input, Size
from certcopy.ocr.scanners.scanner import Colour, ScanOptions, Source, SourceAbility, area_mm

MODE_OF = {colour: mode for mode, colour in MODES.items()}
INPUT = {Source.FLATBED: "Platen", Source.FEEDER: "Feeder"}
FORMATS = {
    Colour.COLOUR: ("image/jpeg", "image/png", "image/tiff", "application/pdf"),
    Colour.GREY: ("image/jpeg", "image/png", "image/tiff", "application/pdf"),
    Colour.BLACK_WHITE: ("image/png", "image/tiff", "application/pdf", "image/jpeg"),
}
"""What we can take in, the best first: JPEG is kept as it comes, the others are coded once."""

SETTINGS = """\
<?xml version="1.0" encoding="UTF-8"?>
<scan:ScanSettings xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" \
xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm">
<pwg:Version>{version}</pwg:Version>
{intent}<pwg:ScanRegions pwg:MustHonor="false"><pwg:ScanRegion>
<pwg:ContentRegionUnits>escl:ThreeHundredthsOfInches</pwg:ContentRegionUnits>
<pwg:XOffset>0</pwg:XOffset><pwg:YOffset>0</pwg:YOffset>
<pwg:Width>{width}</pwg:Width><pwg:Height>{height}</pwg:Height>
</pwg:ScanRegion></pwg:ScanRegions>
<pwg:InputSource>{source}</pwg:InputSource>
{duplex}<scan:ColorMode>{mode}</scan:ColorMode>
<scan:XResolution>{dpi}</scan:XResolution><scan:YResolution>{dpi}</scan:YResolution>
<pwg:DocumentFormat>{format}</pwg:DocumentFormat>
{extended}</scan:ScanSettings>
"""


def settings(options: ScanOptions, ability: SourceAbility, device: Device) -> bytes:
    """A ScanSettings document for options that fit the ability; what the device does not know is left out."""
    source = device.inputs[options.source]
    width, height = _region(options, ability, source)
    offered = source.formats(options.colour)
    wanted = FORMATS[options.colour]
    form = next((each for each in wanted if each in offered), wanted[0])
    duplex = f"<scan:Duplex>{'true' if options.duplex else 'false'}</scan:Duplex>\n"
    return SETTINGS.format(
        version=device.version,
        intent=f"<scan:Intent>{device.intent}</scan:Intent>\n" if device.intent else "",
        width=width,
        height=height,
        source=INPUT[options.source],
        duplex=duplex if options.source is Source.FEEDER else "",
        mode=MODE_OF[options.colour],
        dpi=options.dpi,
        format=form,
        extended=f"<scan:DocumentFormatExt>{form}</scan:DocumentFormatExt>\n" if device.extended else "",
    ).encode()


def _region(options: ScanOptions, ability: SourceAbility, source: Input) -> Size:
    """What to scan, never less or more than the device can."""
    most = source.most_duplex if options.duplex else None
    asked = (round(side / MM_PER_INCH * UNITS_PER_INCH) for side in area_mm(options.paper, ability))
    width, height = (max(side, least) for side, least in zip(asked, source.least, strict=True))
    return (min(width, most[0] or width), min(height, most[1] or height)) if most else (width, height)
