"""``certcopy proof``: the proof that a certification stands in the public log, as a file for the copy's holder."""

import pathlib
import re
from typing import Annotated

import typer

from certcopy.cli import exits, files, offices, streams
from certcopy.cli.options import HomeFolder
from certcopy.cli.words import N_, needed
from certcopy.i18n import gettext as _
from certcopy.register.log.proof import Proof
from certcopy.workflow.house import House
from certcopy.workflow.proof import proof_by_code, proof_by_number
from certcopy.workflow.publish import publish_due

HELP = N_(
    "Write the proof that a certified copy, void or revocation stands in the public log, for whoever holds the copy. "
    "It is checked without asking this office (C2SP tlog-proof)."
)

NUMBER = re.compile(r"0*([1-9][0-9]{0,8})(?:/([0-9]{4}))?")

Which = Annotated[
    str,
    typer.Argument(metavar=N_("NUMBER|CODE"), help=N_("A certification number (05, 05/2026) or a verification code.")),
]
Out = Annotated[
    pathlib.Path,
    typer.Option(metavar="FILE.tlog-proof", help=N_("The file to write; an existing one is never overwritten.")),
]


def run(which: Which, out: Out, home: HomeFolder = None) -> int:
    """Find the entry, write the file, say where in the log it stands."""
    files.check_free(out)
    with offices.opened(offices.choose_home(home)) as house:
        publish_due(house)
        proof = _proof(house, needed("NUMBER|CODE", which))
    files.write_new(out, str(proof).encode())
    streams.answer(_("Leaf {index} of the public log; proof: {path}").format(index=proof.index, path=out.resolve()))
    return exits.OK


def _proof(house: House, which: str) -> Proof:
    number = NUMBER.fullmatch(which)
    if number is None:
        return proof_by_code(house, which)
    year = int(number[2] or house.clock().year)
    return proof_by_number(house, int(number[1]), year, house.office.book.symbol)
