"""What an eSCL device says it can do (ScannerCapabilities)."""

from __future__ import annotations

import dataclasses
from xml.etree.ElementTree import Element

from certcopy.ocr.scanners.escl_xml import NotEscl, at, bare, every, number, parsed, text, texts
from certcopy.ocr.scanners.scanner import USUAL_DPIS, Capabilities, Colour, Source, SourceAbility

UNITS_PER_INCH = 300
MM_PER_INCH = 25.4
MODES = {"RGB24": Colour.COLOUR, "Grayscale8": Colour.GREY, "BlackAndWhite1": Colour.BLACK_WHITE}
SOURCES = {
    Source.FLATBED: ("Platen/PlatenInputCaps",),
    Source.FEEDER: ("Adf/AdfSimplexInputCaps", "Adf/AdfDuplexInputCaps"),
}
INTENTS = ("Document", "TextAndGraphic")
"""What we scan for, the best first; a device that knows neither is not told."""

Size = tuple[int, int]
"""Width and height in 1/300 inch."""


@dataclasses.dataclass(frozen=True, slots=True)
class Profile:
    """Colours, file formats and resolutions that go together."""

    colours: tuple[Colour, ...]
    formats: tuple[str, ...]
    dpis: frozenset[int]


@dataclasses.dataclass(frozen=True, slots=True)
class Input:
    """A source beyond what its ability says: its profiles, the smallest area it scans, and the largest of which it
    scans both sides, where it says that apart."""

    profiles: tuple[Profile, ...]
    least: Size
    most_duplex: Size | None = None

    def formats(self, colour: Colour) -> tuple[str, ...]:
        """The file formats in which this colour is to be had."""
        ours = (profile.formats for profile in self.profiles if colour in profile.colours)
        return tuple(dict.fromkeys(each for formats in ours for each in formats))


@dataclasses.dataclass(frozen=True, slots=True)
class Device:
    """Capabilities with what only the protocol needs.

    ``intent``: what we scan for, if it knows that. ``extended``: it names formats by ``DocumentFormatExt`` too.
    ``explains``: it tells why a job failed (``ErrorDetails`` of NAPS2).
    """

    capabilities: Capabilities
    version: str
    inputs: dict[Source, Input]
    maker: str = ""
    intent: str = ""
    extended: bool = False
    explains: bool = False


def read_capabilities(xml: bytes) -> Device:
    """A ScannerCapabilities document.

    Raises:
        NotEscl: it is not one, or names no source we could scan from.
    """
    root = parsed(xml, "ScannerCapabilities")
    abilities: dict[Source, SourceAbility] = {}
    inputs: dict[Source, Input] = {}
    for source, paths in SOURCES.items():
        caps = [each for path in paths for each in [at(root, path)] if each is not None]
        offered = _profiles(root, caps[0]) if caps else ()
        if caps and (ability := _ability(root, caps, offered)) is not None:
            abilities[source] = ability
            inputs[source] = Input(offered, _size(caps[0], "Min"), _size(caps[1], "Max") if len(caps) > 1 else None)
    if not abilities:
        raise NotEscl
    intents = texts(root, "Intent", "SupportedIntent")
    return Device(
        Capabilities(text(root, "MakeAndModel") or "", abilities),
        text(root, "Version") or "2.0",
        inputs,
        maker=text(root, "Manufacturer") or "",
        intent=next((each for each in INTENTS if each in intents), ""),
        extended=text(root, "DocumentFormatExt") is not None,
        explains="ErrorDetails" in (text(root, "Naps2Extensions") or ""),
    )


def _ability(root: Element, inputs: list[Element], profiles: tuple[Profile, ...]) -> SourceAbility | None:
    first = inputs[0]
    dpis, colours = _common_dpis(profiles), _colours(profiles)
    width, height = _size(first, "Max")
    if not dpis or not colours or not width or not height:
        return None
    duplex = any(bare(each) == "AdfDuplexInputCaps" for each in inputs) or _says_duplex(root, first)
    return SourceAbility(dpis, colours, _millimetres(width), _millimetres(height), duplex)


def _size(caps: Element, which: str) -> Size:
    return number(caps, f"{which}Width"), number(caps, f"{which}Height")


def _millimetres(units: int) -> float:
    return units * MM_PER_INCH / UNITS_PER_INCH


def _says_duplex(root: Element, caps: Element) -> bool:
    return bare(caps).startswith("Adf") and "Duplex" in texts(root, "AdfOption")


def _common_dpis(profiles: tuple[Profile, ...]) -> tuple[int, ...]:
    """The resolutions to be had in every profile, so in every colour; where there are none, those of any."""
    stated = [profile.dpis for profile in profiles if profile.dpis]
    if not stated:
        return ()
    return tuple(sorted(frozenset.intersection(*stated) or frozenset.union(*stated)))


def _colours(profiles: tuple[Profile, ...]) -> tuple[Colour, ...]:
    offered = {colour for profile in profiles for colour in profile.colours}
    return tuple(colour for colour in MODES.values() if colour in offered)


def _profiles(root: Element, caps: Element) -> tuple[Profile, ...]:
    """The setting profiles of an input; some only refer to one that stands elsewhere under its name."""
    named = {each.get("name"): each for each in every(root, "SettingProfile") if each.get("name")}
    given = list(every(caps, "SettingProfile")) or [caps]
    return tuple(_profile(named.get(each.get("ref"), each)) for each in given)


def _profile(element: Element) -> Profile:
    modes = texts(element, "ColorMode")
    formats = dict.fromkeys(each.lower() for each in texts(element, "DocumentFormat", "DocumentFormatExt"))
    dpis = [_dpis(each) for each in every(element, "SupportedResolutions")] or [_dpis(element)]
    in_all = frozenset.intersection(*dpis) or frozenset.union(*dpis)
    return Profile(tuple(colour for mode, colour in MODES.items() if mode in modes), tuple(formats), in_all)


def _dpis(element: Element) -> frozenset[int]:
    """The resolutions that are the same across and down, from a list or else from a range."""
    pairs = {
        (number(each, "XResolution"), number(each, "YResolution")) for each in every(element, "DiscreteResolution")
    }
    if pairs:
        return frozenset(across for across, down in pairs if across and down in (0, across))
    spans = [*every(element, "XResolutionRange"), *every(element, "XResolution")]
    return frozenset(dpi for each in spans if text(each, "Max") is not None for dpi in _within(each))


def _within(element: Element) -> tuple[int, ...]:
    lowest, highest, step = (number(element, name) for name in ("Min", "Max", "Step"))
    usual = tuple(dpi for dpi in USUAL_DPIS if lowest <= dpi <= highest and (dpi - lowest) % max(step, 1) == 0)
    return usual or (highest,)
