"""``certcopy``: chooses the language, finds the command, and turns every ending into an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence

import typer

from certcopy import i18n
from certcopy.cli import exits, streams
from certcopy.cli.commands import program
from certcopy.cli.misuse import explain
from certcopy.errors import CertCopyError
from certcopy.i18n import gettext as _
from certcopy.storage.passing import sweep_passing_folders

LANGUAGE_OPTION = "--lang"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code (see :mod:`certcopy.cli.exits`)."""
    streams.speak_utf8()
    tag, words = _without_language(list(sys.argv[1:] if arguments is None else arguments))
    i18n.speak(tag or os.environ.get("CERTCOPY_LANG"))
    sweep_passing_folders()
    try:
        return int(program().main(words or ["--help"], prog_name="certcopy", standalone_mode=False) or exits.OK)
    except CertCopyError as refusal:
        streams.refuse(refusal, as_json="--json" in words)
        return exits.exit_code(refusal)
    except typer.TyperException as misuse:
        streams.say(explain(misuse))
        return exits.USAGE
    except (typer.Abort, KeyboardInterrupt):
        return exits.INTERRUPTED
    except Exception as fault:  # noqa: BLE001  (the last net: one line for a person, whatever it was)
        return _unforeseen(fault)


def _without_language(words: list[str]) -> tuple[str | None, list[str]]:
    """The language asked for anywhere on the line, and the line without it."""
    for place, word in enumerate(words):
        name, _equals, value = word.partition("=")
        if name == LANGUAGE_OPTION and value:
            return value, words[:place] + words[place + 1 :]
        if word == LANGUAGE_OPTION and place + 1 < len(words):
            return words[place + 1], words[:place] + words[place + 2 :]
    return None, words


def _unforeseen(fault: Exception) -> int:
    if os.environ.get("CERTCOPY_DEBUG"):
        traceback.print_exception(fault)
    template = _(
        "Something unforeseen went wrong ({kind}). Run “certcopy doctor”; with CERTCOPY_DEBUG=1 the details are shown."
    )
    streams.say(template.format(kind=type(fault).__name__))
    return exits.UNFORESEEN


if __name__ == "__main__":
    sys.exit(main())
