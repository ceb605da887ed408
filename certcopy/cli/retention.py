"""``certcopy retention``: erases the scans whose time is over, or holds one dossier's for the law."""

from typing import Annotated

import typer

from certcopy.cli import exits, offices, streams
from certcopy.cli.options import AsJson, HomeFolder
from certcopy.cli.words import N_, needed
from certcopy.i18n import gettext as _
from certcopy.workflow import retention

HELP = N_(
    "Erase the scans, pages and readings whose time under [retention] is over; register, copies and proofs stay. "
    "With --hold or --release: keep one dossier's scans whatever the rule says, or no longer."
)

DryRun = Annotated[bool, typer.Option("--dry-run", help=N_("Only say what would be erased."))]
HoldOne = Annotated[str | None, typer.Option("--hold", metavar=N_("DOSSIER"), help=N_("Hold this dossier's scans."))]
ReleaseOne = Annotated[str | None, typer.Option("--release", metavar=N_("DOSSIER"), help=N_("Hold them no longer."))]
Reason = Annotated[str | None, typer.Option("--reason", metavar=N_("TEXT"), help=N_("Why, for the journal."))]
By = Annotated[
    str | None,
    typer.Option("--by", metavar=N_("NAME"), help=N_("Who does this, for the journal; else the clerk of the profile.")),
]


def run(
    dry_run: DryRun = False,
    hold: HoldOne = None,
    release: ReleaseOne = None,
    reason: Reason = None,
    by: By = None,
    as_json: AsJson = False,
    home: HomeFolder = None,
) -> int:
    """Hold, release, or erase and say what was erased."""
    with offices.opened(offices.choose_home(home)) as house:
        who = house.office.clerk.name if by is None else needed("--by", by)
        if hold is not None:
            retention.hold_for_law(house, hold, needed("--reason", reason), who)
            streams.say(_("The scans of dossier {dossier} are kept until the hold is released.").format(dossier=hold))
            return exits.OK
        if release is not None:
            retention.release_from_law(house, release, needed("--reason", reason), who)
            streams.say(_("The scans of dossier {dossier} are held no longer.").format(dossier=release))
            return exits.OK
        erased = retention.erase_due(house, dry_run=dry_run)
    if as_json:
        streams.answer_json({"dry_run": dry_run, "erased": [each.dossier for each in erased]})
        return exits.OK
    template = _("Would be erased: {count} dossiers.") if dry_run else _("Erased: scans of {count} dossiers.")
    streams.answer(template.format(count=len(erased)))
    return exits.OK
