"""``certcopy code-key``: the key that signs the codes on copies, shown, replaced, or taken back."""

import datetime as dt
import pathlib
from typing import Annotated

import typer

from certcopy import clock
from certcopy.cli import exits, files, offices, streams
from certcopy.cli.options import AsJson, HomeFolder
from certcopy.cli.words import N_, needed
from certcopy.clock import VIETNAM
from certcopy.errors import BadValue
from certcopy.i18n import gettext as _
from certcopy.workflow.codekeys import EndorsedCodeKey, code_keys, revoke_key, rotate
from certcopy.workflow.codes import keys_json, state_json

HELP = N_(
    "The key that signs the codes printed on copies. The agency's key endorses it once; whoever holds keys.json checks "
    "prints with it, also without the network."
)

Kid = Annotated[str, typer.Argument(metavar=N_("KEY"), help=N_("The key's identifier, as “show” lists it."))]
By = Annotated[
    str | None,
    typer.Option("--by", metavar=N_("NAME"), help=N_("Who does this, for the journal; else the clerk of the profile.")),
]
Since = Annotated[
    str | None,
    typer.Option(
        "--since", metavar=N_("TIME"), help=N_("From when its codes count no more, such as 2026-11-23T08:00; else now.")
    ),
]
Reason = Annotated[str | None, typer.Option("--reason", metavar=N_("TEXT"), help=N_("Why, for the journal."))]
Folder = Annotated[
    pathlib.Path,
    typer.Option("--out", metavar=N_("FOLDER"), help=N_("Where to write keys.json and state.json; never over a file.")),
]


def show(as_json: AsJson = False, home: HomeFolder = None) -> int:
    """Every key this office ever had, the newest first."""
    keys = code_keys(offices.choose_home(home))
    if as_json:
        streams.answer_json({"keys": [_document(key) for key in keys]})
        return exits.OK
    if not keys:
        streams.answer(_("There is no code key yet: one is made with the first copy."))
    for key in keys:
        streams.answer(f"{key.statement.kid}  {_standing(key)}")
    return exits.OK


def rotate_key(by: By = None, home: HomeFolder = None) -> int:
    """A fresh key from now on; what older ones signed stays good."""
    with offices.opened(offices.choose_home(home)) as house:
        fresh = rotate(house, house.office.clerk.name if by is None else needed("--by", by))
    streams.answer(f"{fresh.statement.kid}  {_standing(fresh)}")
    return exits.OK


def revoke(kid: Kid, reason: Reason = None, since: Since = None, by: By = None, home: HomeFolder = None) -> int:
    """Codes of this key count no more from that time on; earlier ones have to be looked up online."""
    with offices.opened(offices.choose_home(home)) as house:
        who = house.office.clerk.name if by is None else needed("--by", by)
        revoked = revoke_key(house, kid, _moment(since), who, needed("--reason", reason))
    streams.answer(f"{kid}  {_standing(revoked)}")
    return exits.OK


def publish(out: Folder, home: HomeFolder = None) -> int:
    """The two documents as they are now, for a static host or for a machine without the network."""
    with offices.opened(offices.choose_home(home)) as house:
        documents = {"keys.json": keys_json(house), "state.json": state_json(house)}
    files.make_folder(out)
    for name in documents:
        files.check_free(out / name)
    for name, text in documents.items():
        files.write_new(out / name, text.encode())
        streams.answer(str(out / name))
    return exits.OK


VERBS = {
    "show": (show, N_("List the keys, the newest first.")),
    "rotate": (rotate_key, N_("Make and endorse a fresh key; what older ones signed stays good.")),
    "revoke": (revoke, N_("Take a key back that may have been stolen; a fresh one is made with the next copy.")),
    "publish": (publish, N_("Write keys.json and state.json, by which prints are checked offline.")),
}


def _moment(typed: str | None) -> dt.datetime:
    if typed is None:
        return clock.now()
    try:
        moment = dt.datetime.fromisoformat(typed)
    except ValueError as problem:
        raise BadValue(name="--since") from problem
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def _standing(key: EndorsedCodeKey) -> str:
    since, until = key.endorsed.revoked_since, key.statement.not_after.astimezone(VIETNAM)
    if since is not None:
        return _("revoked as of {since}").format(since=f"{since.astimezone(VIETNAM):%d/%m/%Y %H:%M}")
    if not key.here:
        return _("signs no more; what it signed stays good")
    return _("signs codes, until {until}").format(until=f"{until:%d/%m/%Y}")


def _document(key: EndorsedCodeKey) -> dict[str, object]:
    since = key.endorsed.revoked_since
    return {
        "kid": key.statement.kid,
        "agency_name": key.statement.agency_name,
        "endorsed_at": key.statement.endorsed_at.isoformat(),
        "not_before": key.statement.not_before.isoformat(),
        "not_after": key.statement.not_after.isoformat(),
        "signs": key.here and since is None,
        "revoked_since": None if since is None else since.isoformat(),
    }
