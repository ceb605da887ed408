"""Command lines that cannot be understood, explained in the reader's language."""

from __future__ import annotations

import typer

from certcopy.cli.streams import error_line
from certcopy.cli.words import N_
from certcopy.i18n import gettext as _

SENTENCES = {
    "MissingParameter": N_("{what} is missing."),
    "BadParameter": N_("The value of {what} will not do."),
    "NoSuchOption": N_("There is no option {what}."),
    "BadOptionUsage": N_("The option {what} is used wrongly: it lacks its value, or takes none."),
}
"""By the name of typer's exception: the classes themselves are private to it."""


def explain(misuse: typer.TyperException) -> str:
    """What is wrong with the line, and where to read how it goes."""
    template = SENTENCES.get(type(misuse).__name__)
    sentence = _(template).format(what=_subject(misuse)) if template else misuse.format_message()
    context = getattr(misuse, "ctx", None)
    path = context.command_path if context is not None else "certcopy"
    return error_line(sentence, "usage") + "\n" + see_help(path)


def see_help(path: str) -> str:
    """Where to read how a command goes."""
    return _("See “{command} --help”.").format(command=path)


def _subject(misuse: typer.TyperException) -> str:
    parameter = getattr(misuse, "param", None)
    if parameter is None:
        return str(getattr(misuse, "option_name", ""))
    return _(str(parameter.metavar)).rstrip(".") if parameter.param_type_name == "argument" else str(parameter.opts[0])
