"""``certcopy backup``: one back-up of the office, while everybody works on."""

import pathlib
from typing import Annotated, Any, cast

import typer

from certcopy.cli import exits, offices, streams
from certcopy.cli.options import AsJson, HomeFolder
from certcopy.cli.words import N_
from certcopy.errors import BadValue, MissingValue
from certcopy.i18n import gettext as _
from certcopy.storage.age import Recipient
from certcopy.workflow.backup import back_up
from certcopy.workflow.backup_place import Backup, ObjectsChoice

HELP = N_(
    "Back up the register, the office's settings and the stored files into a folder, verified and whole, while the "
    "server goes on. Stored files are kept there once for all back-ups. Keys are left out unless asked for."
)

Place = Annotated[
    pathlib.Path | None,
    typer.Argument(
        metavar=N_("[FOLDER]"), help=N_("Where back-ups are kept, best on another disk; else the folder of [backup].")
    ),
]
ForWhom = Annotated[
    str | None,
    typer.Option("--recipient", metavar=N_("AGE_KEY"), help=N_("Encrypt to this public key (age1… or ssh-ed25519 …).")),
]
Objects = Annotated[
    str | None,
    typer.Option(
        "--objects",
        metavar="copy|manifest",
        help=N_("copy: back up the stored files too (default); manifest: only list them."),
    ),
]
WithKeys = Annotated[
    bool, typer.Option("--with-keys", help=N_("Back up the keys and their passphrases too; only encrypted."))
]


def run(
    place: Place = None,
    recipient: ForWhom = None,
    objects: Objects = None,
    with_keys: WithKeys = False,
    as_json: AsJson = False,
    home: HomeFolder = None,
) -> int:
    """Back up and say what was written."""
    if objects not in (None, "copy", "manifest"):
        raise BadValue(name="--objects")
    with offices.opened(offices.choose_home(home)) as house:
        plan = house.profile.backup
        if place is None and not plan.folder:
            raise MissingValue(name=_("[FOLDER]"))
        where = place or house.home.root / plan.folder
        key = recipient or plan.recipient
        choice = cast("ObjectsChoice", objects or plan.objects)
        made = back_up(house, where, Recipient(key) if key else None, choice, with_keys=with_keys)
    if as_json:
        streams.answer_json(facts_of(made))
    else:
        show(made)
    return exits.OK


def facts_of(backup: Backup) -> dict[str, Any]:
    """What there is to say of a back-up."""
    manifest = backup.manifest
    return {
        "path": str(backup.folder.resolve()),
        "made_at": manifest.made_at,
        "entries": manifest.entries,
        "objects": manifest.objects,
        "objects_copied": manifest.store is not None,
        "encrypted": manifest.encrypted,
        "keys": manifest.keys,
    }


def show(backup: Backup) -> None:
    """The same for people."""
    facts = facts_of(backup)
    streams.answer(_("Back-up: {path}").format(**facts))
    streams.answer(_("Register lines: {entries}; stored files: {objects}").format(**facts))
    if not facts["objects_copied"]:
        streams.answer(_("The stored files are only listed: back them up by other means."))
    streams.answer(_("Encrypted.") if facts["encrypted"] else _("Not encrypted: keep it where only you can read it."))
    if not facts["keys"]:
        streams.answer(_("The keys are not in it: keep their files and passphrases elsewhere."))
