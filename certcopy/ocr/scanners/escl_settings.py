"""What is asked of an eSCL device (ScanSettings)."""

from __future__ import annotations

from certcopy.ocr.scanners.escl_capabilities import MM_PER_INCH, MODES, UNITS_PER_INCH, Device
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


def settings(options: ScanOptions, ability: SourceAbility, device: Device) -> bytes:
    """A ScanSettings document for options that fit the ability; the region is in 1/300 inch."""
    width, height = (round(side / MM_PER_INCH * UNITS_PER_INCH) for side in area_mm(options.paper, ability))
    offered = device.formats(options.source, options.colour)
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
