"""``certcopy init``: sets up the office, asking for what the line does not say."""

import dataclasses
import pathlib
import sys
from typing import Annotated

import typer

from certcopy import clock
from certcopy.cli import exits, offices, streams
from certcopy.cli.words import N_, needed
from certcopy.errors import OfficeExists
from certcopy.i18n import gettext as _
from certcopy.settings import default_home
from certcopy.storage.home import Home
from certcopy.workflow.setup import Answers, set_up

HELP = N_("Set up an office: its folder, profile and register. On a terminal, what is not given here is asked for.")

QUESTIONS = {
    "agency_code": N_("Code of the agency, such as H32.1.5"),
    "agency_name": N_("Name of the agency"),
    "parent": N_("Name of the authority above it"),
    "place": N_("Place named before a date"),
    "certifier_name": N_("Full name of the certifier"),
    "certifier_title": N_("Title of the certifier"),
    "clerk_name": N_("Full name of the clerk who scans and compares"),
    "clerk_title": N_("Title of the clerk"),
    "verify_url": N_("Public address where copies are checked, printed in the QR code"),
}


def _answer(name: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(metavar=N_("TEXT"), help=QUESTIONS[name])
    return option


Folder = Annotated[
    pathlib.Path | None,
    typer.Option("--home", metavar=N_("FOLDER"), help=N_("Where the office will live. Also CERTCOPY_HOME.")),
]
Test = Annotated[bool, typer.Option("--test", help=N_("A TEST office with TEST keys: its copies have no legal value."))]


def run(
    agency_code: Annotated[str | None, _answer("agency_code")] = None,
    agency_name: Annotated[str | None, _answer("agency_name")] = None,
    parent: Annotated[str | None, _answer("parent")] = None,
    place: Annotated[str | None, _answer("place")] = None,
    certifier_name: Annotated[str | None, _answer("certifier_name")] = None,
    certifier_title: Annotated[str | None, _answer("certifier_title")] = None,
    clerk_name: Annotated[str | None, _answer("clerk_name")] = None,
    clerk_title: Annotated[str | None, _answer("clerk_title")] = None,
    verify_url: Annotated[str | None, _answer("verify_url")] = None,
    test: Test = False,
    home: Folder = None,
) -> int:
    """Collect the answers, make the office, and say what comes next."""
    given = {
        "agency_code": agency_code,
        "agency_name": agency_name,
        "parent": parent,
        "place": place,
        "certifier_name": certifier_name,
        "certifier_title": certifier_title,
        "clerk_name": clerk_name,
        "clerk_title": clerk_title,
        "verify_url": verify_url,
    }
    root = home or offices.settings().home or default_home()
    if Home(root).exists():
        raise OfficeExists(home=str(root))
    answers = Answers(**{field.name: _complete(field.name, given[field.name]) for field in dataclasses.fields(Answers)})
    made = set_up(root, answers, clock.now(), test=test)
    _say_what_comes_next(made, test=test)
    return exits.OK


def _complete(name: str, given: str | None) -> str:
    if given is None and sys.stdin.isatty():
        given = typer.prompt(_(QUESTIONS[name]), err=True)
    return needed("--" + name.replace("_", "-"), given)


def _say_what_comes_next(home: Home, *, test: bool) -> None:
    streams.answer(_("The office is set up in {home}.").format(home=home.root))
    streams.answer(_("Next:"))
    steps = [] if test else [
        _("Put the PKCS#12 files certifier.p12 and agency.p12 into {keys}, each with its passphrase in a .pass file."),
        _("Put the root certificates (PEM) that you trust into {trust}."),
    ]  # fmt: skip
    steps += [_("Look through {profile}."), _("Run “certcopy doctor”, then “certcopy serve”.")]
    for number, step in enumerate(steps, start=1):
        streams.answer(f"  {number}. " + step.format(keys=home.keys, trust=home.trust, profile=home.profile))
