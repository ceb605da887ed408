"""``certcopy issue``: one certified copy, through the same workflow as the service."""

import pathlib
from typing import Annotated, Any

import typer

from certcopy.cli import exits, files, offices, progress, streams
from certcopy.cli.conduct import Grounds, issue_copy
from certcopy.cli.options import AsJson, HomeFolder, Scans
from certcopy.cli.words import N_, needed
from certcopy.domain.certification import copy_url, grouped
from certcopy.errors import NotIssuedYet
from certcopy.i18n import gettext as _
from certcopy.i18n import language
from certcopy.verification.reasons import verdict_words
from certcopy.verification.report import Verdict
from certcopy.workflow.dossiers import Dossier
from certcopy.workflow.house import House
from certcopy.workflow.issue import copy_of
from certcopy.workflow.receive import Request

HELP = N_(
    "Issue one certified copy. Whoever runs this states that the scan was compared with the paper original: "
    "the clerk of the office profile, or the one named by --compared-by."
)

Requester = Annotated[str, typer.Option(metavar=N_("NAME"), help=N_("Who asks for the copy."))]
Title = Annotated[str, typer.Option(metavar=N_("TEXT"), help=N_("What the original is, as the register names it."))]
Out = Annotated[
    pathlib.Path, typer.Option(metavar="COPY.pdf", help=N_("The file to write; an existing one is never overwritten."))
]
ComparedBy = Annotated[
    str | None,
    typer.Option(metavar=N_("NAME"), help=N_("Who compared the scan with the paper; else the clerk of the profile.")),
]
Despite = Annotated[
    str,
    typer.Option(
        metavar=N_("REASON"),
        help=N_("Why the copy is issued although the machine doubts that the paper is an original."),
    ),
]
AcceptQuality = Annotated[
    str,
    typer.Option(metavar=N_("REASON"), help=N_("Why pages pass that the quality gate calls too poor to certify.")),
]
Again = Annotated[bool, typer.Option("--again", help=N_("Issue again although these files were issued before."))]


def run(
    scans: Scans,
    requester: Requester,
    title: Title,
    out: Out,
    compared_by: ComparedBy = None,
    again: Again = False,
    despite: Despite = "",
    accept_quality: AcceptQuality = "",
    as_json: AsJson = False,
    home: HomeFolder = None,
) -> int:
    """Issue, write the file, and say what was issued."""
    files.check_free(out)
    requester, title = needed("--requester", requester), needed("--title", title)
    pages = files.scans_of(scans, offices.settings().upload_mib)
    with offices.opened(offices.choose_home(home)) as house:
        who = house.office.clerk.name if compared_by is None else needed("--compared-by", compared_by)
        request = Request(requester, title, pages, compared_by=who, again=again)
        with progress.bar() as show:
            dossier = issue_copy(house, request, who, show, Grounds(despite, accept_quality))
        with copy_of(house, dossier.id) as copy:
            files.copy_new(out, copy)
        facts = issued(house, dossier, out)
    if as_json:
        streams.answer_json(facts)
    else:
        show_issued(facts)
    return exits.OK


def issued(house: House, dossier: Dossier, out: pathlib.Path) -> dict[str, Any]:
    """What there is to say of an issued copy."""
    if dossier.entry is None:
        raise NotIssuedYet(state=dossier.state)
    certification = dossier.entry.certification
    return {
        "path": str(out.resolve()),
        "number": certification.printed_number,
        "book": f"{certification.book.volume}/{certification.year} - {certification.book.symbol}",
        "code": grouped(certification.code),
        "url": copy_url(house.office.verify_url, certification.code),
        "certified_at": certification.at.isoformat(),
        "pages": certification.pages,
        "fee": certification.fee,
        "verdict": Verdict.VALID.value,
        "test": house.office.test,
        "sha256": dossier.entry.copy_digest,
        "bytes": out.stat().st_size,
        "dossier": dossier.id,
    }


def show_issued(facts: dict[str, Any]) -> None:
    """The same for people. Nothing is released that our own verification does not call valid."""
    streams.answer(_("Certification no. {number}, book {book}").format(**facts))
    streams.answer(_("Verification code: {code} ({url})").format(**facts))
    streams.answer(_("Own verification: {verdict}").format(verdict=verdict_words(Verdict.VALID, language())))
    if facts["test"]:
        streams.answer(_("TEST COPY – NO LEGAL VALUE"))
    streams.answer(_("Certified copy: {path}").format(**facts))
