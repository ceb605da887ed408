"""What a file says of itself: its title, its authors. Viewers show it in their frame, not on the page."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from certcopy.verification.objects import Thing, entries_of

KEPT_BY_PROGRAMS = frozenset(
    {
        "ModifyDate",
        "MetadataDate",
        "CreateDate",
        "Producer",
        "CreatorTool",
        "InstanceID",
        "DocumentID",
        "VersionID",
        "xmptk",
    }
)
"""Properties that every program writes anew (ISO 16684-1, 8)."""
SHOWN = ("/Title", "/Author", "/Subject", "/Keywords")

Statement = tuple[str, str]


def packet(xmp: bytes) -> Element | None:
    """An XMP packet as a tree; None where it cannot be read."""
    try:
        root: Element = fromstring(xmp.strip(b"\0"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    return root


def statements(xmp: bytes) -> frozenset[Statement] | None:
    """What an XMP packet says, without what programs write anew; None where it cannot be read."""
    root = packet(xmp)
    if root is None:
        return None
    said = {(each.tag, (each.text or "").strip()) for each in root.iter()}
    said |= {pair for each in root.iter() for pair in each.attrib.items()}
    return frozenset((name, text) for name, text in said if text and _local(name) not in KEPT_BY_PROGRAMS)


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def information(dictionary: Thing) -> tuple[Thing, ...]:
    """What the information dictionary shows (ISO 32000-1, 14.3.3)."""
    return tuple(entries_of(dictionary).get(key) for key in SHOWN)
