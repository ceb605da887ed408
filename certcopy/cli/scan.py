"""``certcopy scan``: pages off a scanner into files; an office is used where there is one, and not needed."""

import pathlib
import sys
from typing import Annotated

import typer

from certcopy.cli import exits, files, offices, progress, streams
from certcopy.cli.options import AsJson, HomeFolder
from certcopy.cli.words import N_
from certcopy.errors import NoOffice, NotOurNetwork, ScannerUnknown
from certcopy.i18n import gettext as _
from certcopy.ocr.scanners.scanner import Colour, Paper, ScanOptions, Source
from certcopy.storage.profile import Scanning, load_profile
from certcopy.workflow.scanners import KnownScanner, is_address, known_scanners, typed_scanner

HELP = N_(
    "Scan paper with a network scanner (eSCL) or one that SANE drives, a file each page. --list shows the scanners."
)
KINDS = {"saved": N_("saved"), "network": N_("network"), "sane": N_("sane"), "typed": N_("typed")}
ENDINGS = ((b"\xff\xd8", ".jpg"), (b"\x89PNG", ".png"), (b"II*\0", ".tif"), (b"MM\0*", ".tif"), (b"%PDF-", ".pdf"))

Listing = Annotated[bool, typer.Option("--list", help=N_("List the scanners that are found and saved."))]
Device = Annotated[
    str | None,
    typer.Option(
        metavar=N_("SCANNER"),
        help=N_("Name, identifier or network address of the scanner; the first that is found if left out."),
    ),
]
OutFolder = Annotated[
    pathlib.Path,
    typer.Option("--out", metavar=N_("FOLDER"), help=N_("Write the pages here, a file each; never over a file.")),
]
SourceChoice = Annotated[
    Source, typer.Option(metavar="feeder|flatbed", help=N_("Where the paper lies: feeder or flatbed."))
]
Duplex = Annotated[bool, typer.Option("--duplex", help=N_("Scan both sides of each sheet (feeder only)."))]
Dpi = Annotated[int, typer.Option(metavar="DPI", help=N_("Resolution in dots per inch."), min=75, max=1200)]
ColourChoice = Annotated[Colour, typer.Option(metavar="COLOUR", help=N_("colour, grey or black_white."))]
PaperChoice = Annotated[Paper, typer.Option(metavar="SIZE", help=N_("Paper size: a4, a3, a5, card or whole."))]


def run(
    listing: Listing = False,
    device: Device = None,
    out: OutFolder = pathlib.Path(),
    source: SourceChoice = Source.FEEDER,
    duplex: Duplex = False,
    dpi: Dpi = 300,
    colour: ColourChoice = Colour.COLOUR,
    paper: PaperChoice = Paper.A4,
    as_json: AsJson = False,
    home: HomeFolder = None,
) -> int:
    """List the scanners, or scan with one."""
    scanning = _scanning(home)
    if listing:
        _show(known_scanners(scanning, offices.settings().mdns), as_json=as_json)
        return exits.OK
    scanner = _chosen(device, scanning)
    written = _scan(scanner, ScanOptions(source, duplex, dpi, colour, paper), out, as_json=as_json)
    if as_json:
        streams.answer_json({"scanner": scanner.name, "pages": written})
    return exits.OK


def _scanning(home: pathlib.Path | None) -> Scanning:
    """What the office's profile says of scanners; without an office, what holds by default."""
    try:
        return load_profile(offices.choose_home(home).profile).scan
    except NoOffice:
        if home is not None:
            raise
        return Scanning()


def _chosen(device: str | None, scanning: Scanning) -> KnownScanner:
    found = known_scanners(scanning, offices.settings().mdns)
    named = [each for each in found if device in (None, each.id, each.name, each.device)]
    if named:
        return named[0]
    if device is None:
        raise ScannerUnknown(name="eSCL, SANE")
    try:
        return typed_scanner(device, scanning)
    except NotOurNetwork:
        if is_address(device):
            raise
        raise ScannerUnknown(name=device) from None


def _scan(scanner: KnownScanner, options: ScanOptions, folder: pathlib.Path, *, as_json: bool) -> list[str]:
    """The names of the files; each is whole before the next page comes."""
    files.make_folder(folder)
    written: list[str] = []
    with progress.bar() as show:
        job = scanner.open().scan(options, lambda _page, part: show("scan", round((part or 0) * 100), 100))
        for number, page in enumerate(job, start=1):
            path = folder / f"trang-{number:03d}{_ending(page)}"
            files.write_new(path, page)
            written.append(str(path))
            if not as_json:
                streams.answer(_("Page {page}: {name}").format(page=number, name=path))
                sys.stdout.flush()
    return written


def _ending(page: bytes) -> str:
    return next((ending for start, ending in ENDINGS if page.startswith(start)), ".bin")


def _show(scanners: tuple[KnownScanner, ...], *, as_json: bool) -> None:
    if as_json:
        rows = [{"id": each.id, "name": each.name, "kind": each.kind, "at": _place(each)} for each in scanners]
        streams.answer_json({"scanners": rows})
        return
    for each in scanners:
        streams.answer(f"{each.id}  {_(KINDS[each.kind]):<8} {each.name}  {_place(each)}")
    if not scanners:
        streams.answer(_("No scanner was found. Turn it on, or name its address with --device."))


def _place(scanner: KnownScanner) -> str:
    return scanner.device if scanner.address is None else scanner.address.url
