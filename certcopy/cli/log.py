"""``certcopy log``: what people do about the public log, which otherwise keeps itself."""

from typing import Annotated

import typer

from certcopy.cli import exits, offices, streams
from certcopy.cli.options import AsJson, HomeFolder
from certcopy.cli.words import N_, needed
from certcopy.i18n import gettext as _
from certcopy.workflow.renewal import NewLog, begin_new_log

HELP = N_("The public log, where it can go on no more: begin another.")

By = Annotated[
    str | None,
    typer.Option("--by", metavar=N_("NAME"), help=N_("Who does this, for the journal; else the clerk of the profile.")),
]
Reason = Annotated[str | None, typer.Option("--reason", metavar=N_("TEXT"), help=N_("Why, for the journal."))]


def new(reason: Reason = None, by: By = None, as_json: AsJson = False, home: HomeFolder = None) -> int:
    """Begin another log with every event the register knows."""
    why = needed("--reason", reason)
    with offices.opened(offices.choose_home(home)) as house:
        who = house.office.clerk.name if by is None else needed("--by", by)
        begun = begin_new_log(house, who, why)
        key = str(house.home.log_key)
    if as_json:
        former = None if begun.former is None else str(begun.former)
        streams.answer_json({"origin": begun.origin, "events": begun.events, "former": former, "key": key})
    else:
        _say(begun, key)
    return exits.OK


def _say(begun: NewLog, key: str) -> None:
    template = _("A new log has begun: {origin}, with {count} events.")
    streams.answer(template.format(origin=begun.origin, count=begun.events))
    if begun.former is not None:
        streams.answer(_("The former log's files, to be kept: {path}").format(path=begun.former))
    streams.answer(_("Next:"))
    steps = [
        _("Give the new key (the line at /log/key) to your witnesses and to whoever checks proofs."),
        _("Write new proofs for those who ask: earlier ones are checked against the former log."),
        _("On every other machine of this office: copy {key}, and move the folder log/ aside."),
    ]
    for number, step in enumerate(steps, start=1):
        streams.answer(f"  {number}. " + step.format(key=key))


VERBS = {
    "new": (
        new,
        N_(
            "End a log whose newest leaves or whose key are lost for good, and begin another under a new name and key. "
            "Refused while the log can go on."
        ),
    ),
}
