"""Arguments and options that several commands share."""

import pathlib
from typing import Annotated

import typer

from certcopy.cli.words import N_

Scans = Annotated[
    list[pathlib.Path],
    typer.Argument(
        metavar=N_("SCAN..."),
        help=N_(
            "JPEG, PNG, TIFF, HEIC or PDF of images; several files, or a folder of them, are the pages of one original."
        ),
    ),
]
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000

HomeFolder = Annotated[
    pathlib.Path | None,
    typer.Option(
        "--home",
        metavar=N_("FOLDER"),
        help=N_("The office's folder. Also CERTCOPY_HOME; else the office of this user, else the TEST office."),
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help=N_("Print one JSON document and nothing else."))]
Host = Annotated[
    str,
    typer.Option(
        metavar=N_("ADDRESS"), help=N_("The network address to listen on; 0.0.0.0 lets the whole network in.")
    ),
]
Port = Annotated[
    int, typer.Option(metavar=N_("NUMBER"), help=N_("The port to listen on; 0 takes any free one."), min=0, max=65535)
]
