"""What makes the file PDF/A-2u (ISO 19005-2), or 3u with files inside (ISO 19005-3): XMP, sRGB output intent, language.

There is no document information dictionary: signing software rewrites it in its revisions and PDF/A asks that it then
equal the XMP, which alone is kept here.
"""

from __future__ import annotations

import datetime as dt
import pathlib
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from certcopy import __version__

PROFILE = pathlib.Path(__file__).parent / "srgb.icc"
"""sRGB as an ICC profile of version 4, drawn up with LittleCMS; no rights are claimed in it."""
LANGUAGE = "vi-VN"


def describe(pdf: pikepdf.Pdf, title: str, author: str, at: dt.datetime, part: int = 2) -> None:
    """Write title, author and time, and claim PDF/A of this part, level u."""
    root = pdf.Root
    packet = Stream(pdf, _xmp(title, author, at, part).encode(), Type=Name.Metadata, Subtype=Name.XML)
    root.Metadata = pdf.make_indirect(packet)
    root.OutputIntents = Array([pdf.make_indirect(_output_intent(pdf))])
    root.Lang = String(LANGUAGE)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


def _output_intent(pdf: pikepdf.Pdf) -> pikepdf.Dictionary:
    return Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=pdf.make_indirect(Stream(pdf, PROFILE.read_bytes(), N=3)),
    )


def _xmp(title: str, author: str, at: dt.datetime, part: int) -> str:
    time = at.isoformat(timespec="seconds")
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
  xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>{part}</pdfaid:part>
<pdfaid:conformance>U</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{_text(title)}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{_text(author)}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{LANGUAGE}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{time}</xmp:CreateDate>
<xmp:ModifyDate>{time}</xmp:ModifyDate>
<xmp:CreatorTool>CertCopy {__version__}</xmp:CreatorTool>
<pdf:Producer>CertCopy {__version__}</pdf:Producer>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def _text(value: str) -> str:
    """The value as XML 1.0 can hold it: without control characters."""
    return escape("".join(letter for letter in value if letter.isprintable()))
