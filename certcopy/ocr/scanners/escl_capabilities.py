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


@dataclasses.dataclass(frozen=True, slots=True)
class Profile:
    """Colours, file formats and resolutions that go together."""

    colours: tuple[Colour, ...]
    formats: tuple[str, ...]
    dpis: frozenset[int]


@dataclasses.dataclass(frozen=True, slots=True)
class Device:
    """Capabilities with what only the protocol needs: its version, and the profiles of each source."""

    capabilities: Capabilities
    version: str
    profiles: dict[Source, tuple[Profile, ...]]

    def formats(self, source: Source, colour: Colour) -> tuple[str, ...]:
        """The file formats in which this colour is to be had."""
        ours = (profile.formats for profile in self.profiles[source] if colour in profile.colours)
        return tuple(dict.fromkeys(each for formats in ours for each in formats))


def read_capabilities(xml: bytes) -> Device:
    """A ScannerCapabilities document.

    Raises:
        NotEscl: it is not one, or names no source we could scan from.
    """
    root = parsed(xml, "ScannerCapabilities")
    abilities: dict[Source, SourceAbility] = {}
    profiles: dict[Source, tuple[Profile, ...]] = {}
    for source, paths in SOURCES.items():
        inputs = [each for path in paths for each in [at(root, path)] if each is not None]
        offered = _profiles(root, inputs[0]) if inputs else ()
        if inputs and (ability := _ability(root, inputs, offered)) is not None:
            abilities[source], profiles[source] = ability, offered
    if not abilities:
        raise NotEscl
    model, version = text(root, "MakeAndModel") or "", text(root, "Version") or "2.0"
    return Device(Capabilities(model, abilities), version, profiles)


def _ability(root: Element, inputs: list[Element], profiles: tuple[Profile, ...]) -> SourceAbility | None:
    first = inputs[0]
    dpis, colours = _common_dpis(profiles), _colours(profiles)
    width, height = (number(first, name) for name in ("MaxWidth", "MaxHeight"))
    if not dpis or not colours or not width or not height:
        return None
    duplex = any(bare(each) == "AdfDuplexInputCaps" for each in inputs) or _says_duplex(root, first)
    return SourceAbility(dpis, colours, _millimetres(width), _millimetres(height), duplex)


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
    return Profile(tuple(colour for mode, colour in MODES.items() if mode in modes), tuple(formats), _dpis(element))


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
