"""What ``scanimage --all-options`` prints, read into capabilities and back into options.

Each backend names its choices in its own words; they are told apart by what they contain.
"""

from __future__ import annotations

import dataclasses
import re

from certcopy.ocr.scanners.scanner import USUAL_DPIS, Capabilities, Colour, ScanOptions, Source, SourceAbility, area_mm

OPTION = re.compile(
    r"^ {4}(?P<name>--?[a-zA-Z0-9-]+)(?:\[=\(?| )(?P<choices>.+?)\)?\]? *\[(?P<now>[^\]]*)\]", re.MULTILINE
)
RANGE = re.compile(r"(-?[\d.]+)\.\.(-?[\d.]+)")
COLOUR_WORDS = (
    (Colour.COLOUR, re.compile(r"colou?r|rgb", re.IGNORECASE)),
    (Colour.GREY, re.compile(r"gr[ae]y", re.IGNORECASE)),
    (Colour.BLACK_WHITE, re.compile(r"lineart|binary|black|monochrome|halftone", re.IGNORECASE)),
)
FEEDER_WORDS = re.compile(r"adf|feeder", re.IGNORECASE)
DUPLEX_WORDS = re.compile(r"duplex|both|double", re.IGNORECASE)
BACK_WORDS = re.compile(r"back", re.IGNORECASE)
DUPLEX_OPTIONS = ("--adf-mode", "--duplex", "--scan-mode", "--ScanMode")
INACTIVE = "inactive"
UNSTATED_DPI = 300
UNBOUNDED_MM = (216.0, 297.0)
"""Where a backend states no resolution, or no size."""


@dataclasses.dataclass(frozen=True, slots=True)
class Dialect:
    """The words this backend understands: its options with their choices."""

    options: dict[str, tuple[str, ...]]
    ranges: dict[str, tuple[float, float]]

    def capabilities(self, model: str) -> Capabilities:
        """What the device can do; without an option for the source it is a flatbed."""
        dpis, colours = self._dpis() or (UNSTATED_DPI,), tuple(colour for colour, _ in self._modes())
        width, height = (self.ranges.get(name, (0.0, most))[1] for name, most in zip("xy", UNBOUNDED_MM, strict=True))
        sources = {}
        for source, words in self._sources().items():
            duplex = source is Source.FEEDER and (len(words) > 1 or self._duplex_option() is not None)
            sources[source] = SourceAbility(dpis, colours or (Colour.COLOUR,), width, height, duplex)
        return Capabilities(model, sources)

    def arguments(self, options: ScanOptions, ability: SourceAbility) -> list[str]:
        """The options of ``scanimage`` for options that fit the ability."""
        width, height = area_mm(options.paper, ability)
        words = [*self._source_words(options), *self._mode_words(options)]
        if self._dpis():
            words.append(f"--resolution={options.dpi}")
        for name, value in (("l", 0.0), ("t", 0.0), ("x", width), ("y", height)):
            words += [f"-{name}", f"{value:g}"] if name in self.ranges else []
        return words

    def _source_words(self, options: ScanOptions) -> list[str]:
        words = self._sources()[options.source]
        if not words:
            return []
        chosen = words[-1] if options.duplex and len(words) > 1 else words[0]
        return [f"--source={chosen}", *self._duplex_words(options)]

    def _duplex_words(self, options: ScanOptions) -> list[str]:
        option = self._duplex_option()
        if option is None or options.source is not Source.FEEDER:
            return []
        name, choices = option
        both = next(each for each in choices if DUPLEX_WORDS.search(each) or each == "yes")
        single = next(each for each in choices if each != both)
        return [f"{name}={both if options.duplex else single}"]

    def _mode_words(self, options: ScanOptions) -> list[str]:
        return next(([f"--mode={word}"] for colour, word in self._modes() if colour is options.colour), [])

    def _modes(self) -> list[tuple[Colour, str]]:
        offered = self.options.get("--mode", ())
        found = ((colour, next(filter(words.search, offered), None)) for colour, words in COLOUR_WORDS)
        return [(colour, word) for colour, word in found if word is not None]

    def _sources(self) -> dict[Source, tuple[str, ...]]:
        """The words of each source; of the feeder the one-sided first, then the two-sided."""
        offered = [each for each in self.options.get("--source", ()) if not BACK_WORDS.search(each)]
        feeders = [each for each in offered if FEEDER_WORDS.search(each)]
        glass = tuple(each for each in offered if not FEEDER_WORDS.search(each))[:1]
        found: dict[Source, tuple[str, ...]] = {}
        if glass or not offered:
            found[Source.FLATBED] = glass
        if feeders:
            single = [each for each in feeders if not DUPLEX_WORDS.search(each)][:1]
            both = [each for each in feeders if DUPLEX_WORDS.search(each)][:1]
            found[Source.FEEDER] = (*single, *both)
        return found

    def _duplex_option(self) -> tuple[str, tuple[str, ...]] | None:
        named = ((name, self.options.get(name, ())) for name in DUPLEX_OPTIONS)
        return next(((name, choices) for name, choices in named if _has_both(choices)), None)

    def _dpis(self) -> tuple[int, ...]:
        discrete = [int(each) for each in self.options.get("--resolution", ()) if each.isdigit()]
        if "resolution" not in self.ranges:
            return tuple(sorted(discrete))
        lowest, highest = self.ranges["resolution"]
        return tuple(each for each in USUAL_DPIS if lowest <= each <= highest)


def read_dialect(printed: str) -> Dialect:
    """The options that are active; measures are in millimetres or dpi."""
    options: dict[str, tuple[str, ...]] = {}
    ranges: dict[str, tuple[float, float]] = {}
    for found in OPTION.finditer(printed):
        name, choices = found["name"], found["choices"]
        if found["now"] == INACTIVE:
            continue
        if (limits := RANGE.match(choices)) is not None:
            ranges[name.lstrip("-")] = (float(limits[1]), float(limits[2]))
        else:
            options[name] = tuple(re.sub(r"(dpi|mm)$", "", each.strip()) for each in choices.split("|"))
    return Dialect(options, ranges)


def _has_both(choices: tuple[str, ...]) -> bool:
    return len(choices) > 1 and any(DUPLEX_WORDS.search(each) or each == "yes" for each in choices)
