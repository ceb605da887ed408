"""``certcopy restore``: an office made again from a back-up, and its numbers reconciled before it issues."""

import pathlib
import re
import tempfile
from typing import Annotated

import typer

from certcopy.cli import backup as backup_command
from certcopy.cli import exits, offices, streams
from certcopy.cli.options import AsJson, HomeFolder
from certcopy.cli.words import N_, needed
from certcopy.errors import BadValue, MissingValue
from certcopy.i18n import gettext as _
from certcopy.storage.age import Identity
from certcopy.workflow import reconcile
from certcopy.workflow.backup_place import Backup, find_backup
from certcopy.workflow.reconcile import Book, Gap, Kept
from certcopy.workflow.restore import restore, verify_backup

HELP = N_(
    "Verify a back-up wholly, then restore it into an empty folder (--home). No number is taken there until "
    "“certcopy restore --reconcile” has compared it with the world and a person has lifted the hold (--lift NAME)."
)

GIVEN = re.compile(r"(?P<symbol>.+)/(?P<year>\d{4})=(?P<number>\d{1,9})")

Source = Annotated[
    pathlib.Path | None,
    typer.Argument(metavar=N_("[BACK-UP]"), help=N_("A back-up, or the folder of back-ups: then the newest in it.")),
]
Key = Annotated[
    pathlib.Path | None,
    typer.Option("--identity", metavar=N_("FILE"), help=N_("The age key file that opens an encrypted back-up.")),
]
Check = Annotated[bool, typer.Option("--check", help=N_("Only verify the back-up, every stored file included."))]
Reconcile = Annotated[
    bool, typer.Option("--reconcile", help=N_("Show what a restored register lacks; with --lift, let it issue again."))
]
LEAVES_LOST = N_("The public log lacks leaves that were published, and signs nothing. Next: certcopy log new")

Checkpoint = Annotated[
    list[pathlib.Path] | None,
    typer.Option(
        "--checkpoint", metavar=N_("FILE"), help=N_("A checkpoint of the public log, or its folder, from before.")
    ),
]
Given = Annotated[
    list[str] | None,
    typer.Option(
        "--given",
        metavar="SYMBOL/YEAR=NUMBER",
        help=N_("The highest number known to have been given in a book, such as SCT/BS/2026=57."),
    ),
]
Lift = Annotated[str | None, typer.Option("--lift", metavar=N_("NAME"), help=N_("Who lifts the hold, by name."))]
Reason = Annotated[str | None, typer.Option("--reason", metavar=N_("TEXT"), help=N_("Why, for the journal."))]


def run(
    source: Source = None,
    identity: Key = None,
    check: Check = False,
    reconcile_: Reconcile = False,
    checkpoint: Checkpoint = None,
    given: Given = None,
    lift: Lift = None,
    reason: Reason = None,
    as_json: AsJson = False,
    home: HomeFolder = None,
) -> int:
    """Restore, verify or reconcile."""
    if reconcile_:
        return _reconcile(
            home, [reconcile.kept_checkpoint(each) for each in checkpoint or []], given, lift, reason, as_json
        )
    if source is None:
        raise MissingValue(name=_("[BACK-UP]"))
    backup = find_backup(source)
    key = None if identity is None else Identity(identity)
    if check:
        with tempfile.TemporaryDirectory() as scratch:
            verify_backup(backup, pathlib.Path(scratch), key)
    else:
        if home is None:
            raise MissingValue(name="--home")
        restore(backup, home, lift or "certcopy restore", key)
    _show(backup, home, check=check, as_json=as_json)
    return exits.OK


def _show(backup: Backup, home: pathlib.Path | None, *, check: bool, as_json: bool) -> None:
    if as_json:
        streams.answer_json(backup_command.facts_of(backup) | {"home": None if check else str(home)})
        return
    if check:
        streams.answer(_("The back-up is whole: {path}").format(path=backup.folder))
        return
    streams.answer(_("Restored into {home} from {path}.").format(home=home, path=backup.folder))
    if not backup.manifest.keys:
        streams.answer(_("The keys were not in the back-up: put their files into keys/."))
    streams.answer(_("No number is taken yet. Next: certcopy restore --reconcile --home {home}").format(home=home))


def _reconcile(
    home: pathlib.Path | None,
    kept: list[Kept],
    given: list[str] | None,
    who: str | None,
    reason: str | None,
    as_json: bool,
) -> int:
    with offices.opened(offices.choose_home(home)) as house:
        gap = reconcile.compare(house, max((each.size for each, _ in kept), default=0), _given(given or []))
        _show_gap(gap, as_json=as_json)
        if who is not None and gap.holds:
            reconcile.show_to_sequencer(house, kept)
            reconcile.lift(house, gap, needed("--lift", who), needed("--reason", reason))
            streams.say(_("The hold is lifted; the office may issue again."))
            if gap.published > gap.leaves:
                streams.say(
                    _("The public log lacks leaves that were published, and signs nothing. Next: certcopy log new")
                )
    return exits.OK


def _given(words: list[str]) -> dict[Book, int]:
    found: dict[Book, int] = {}
    for word in words:
        match = GIVEN.fullmatch(word)
        if match is None:
            raise BadValue(name="--given")
        found[match["symbol"], int(match["year"])] = int(match["number"])
    return found


def _show_gap(gap: Gap, *, as_json: bool) -> None:
    if as_json:
        streams.answer_json(_gap_facts(gap))
        return
    for each in gap.holds:
        streams.answer(_("On hold since {since}.").format(since=each.since.isoformat()))
    if not gap.holds:
        streams.answer(_("There is no hold: numbers are being taken."))
    facts = _gap_facts(gap)
    streams.answer(_("Public log: {leaves} entries here, {published} seen outside.").format(**facts))
    streams.answer(
        _("Stored files the register does not know: {strays}, of them signed copies: {copies}.").format(**facts)
    )
    streams.answer(_("Deliveries that will be made again: {owed}.").format(**facts))
    for book in gap.books:
        streams.answer(
            _("Book {symbol} of {year}: counts {counter}; the next number will be {next}.").format(
                symbol=book.symbol, year=book.year, counter=book.counter, next=book.known + 1
            )
        )


def _gap_facts(gap: Gap) -> dict[str, object]:
    return {
        "holds": [{"since": each.since.isoformat(), "reason": each.reason, **each.facts} for each in gap.holds],
        "books": [
            {"symbol": each.symbol, "year": each.year, "counter": each.counter, "next": each.known + 1}
            for each in gap.books
        ],
        "leaves": gap.leaves,
        "published": gap.published,
        "strays": gap.strays,
        "copies": gap.copies,
        "owed": gap.owed,
    }
