"""The list of commands, and the program that imports one only when it is called."""

from __future__ import annotations

import importlib
from typing import Annotated, Any

import typer
import typer.main
from typer.core import TyperCommand, TyperGroup

import certcopy
from certcopy.cli import helptext, streams
from certcopy.cli.words import N_
from certcopy.cpp_runtime import insist_on_cpp_runtime
from certcopy.i18n import gettext as _

COMMANDS = {
    "demo": N_("Try it out: a TEST office, one certified copy, its verdict, and the page"),
    "init": N_("Set up the office on this machine"),
    "serve": N_("Serve the counter and the public verification page"),
    "worker": N_("Run the machine's steps for servers on PostgreSQL"),
    "doctor": N_("Check everything the office needs, and say what to do"),
    "scan": N_("Scan pages into files, or list the scanners"),
    "read": N_("Read scans: cleaned pages, text, words, first fields"),
    "issue": N_("Issue one certified copy of a scanned original"),
    "verify": N_("Say of PDF files whether they are valid"),
    "code-key": N_("The key of the signed codes on copies: show, replace, revoke"),
    "proof": N_("Write the proof that a copy stands in the public log"),
    "log": N_("The public log: begin another where it can go on no more"),
    "audit": N_("Check journal, numbers, files and public log, and explain any break"),
    "register": N_("The register: search, correct, close, print, export"),
    "backup": N_("Back up the office while it works"),
    "restore": N_("Restore a back-up, and reconcile its numbers"),
    "retention": N_("Erase scans whose time is over, or hold them"),
}
PARSING: dict[str, tuple[str, ...]] = {
    "demo": (),
    "serve": (),
    "worker": (),
    "read": ("ocr",),
    "issue": (),
    "verify": ("verification",),
}
"""The commands that hand files to child processes, and in which rooms; where none is named, in all."""

ABOUT = N_("Electronic certified copies of paper originals, for a ward office.")
HELP_OPTIONS = {"help_option_names": ["--help", "-h"]}


class Command(TyperCommand):
    """One command, explained in the reader's language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        helptext.write(self, ctx, formatter)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if rest:
            ctx.fail(_("“{word}” is one word too many.").format(word=rest[0]))
        return rest


class Verbs(TyperGroup):
    """A command with verbs of its own, such as ``certcopy register search``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, args or ["--help"])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in self.commands:
            ctx.fail(_("There is no command “{word}”.").format(word=args[0]))
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        verbs = {name: _(str(command.help)) for name, command in self.commands.items()}
        helptext.write(self, ctx, formatter, verbs)


class Program(TyperGroup):
    """``certcopy`` itself."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand | TyperGroup | None:  # noqa: ARG002
        return load(cmd_name) if cmd_name in COMMANDS else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in COMMANDS:
            ctx.fail(_("There is no command “{word}”.").format(word=args[0]))
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        helptext.write(self, ctx, formatter, {name: _(summary) for name, summary in COMMANDS.items()})


def load(name: str) -> TyperCommand | TyperGroup:
    """The command of that name, from ``certcopy.cli.<name>`` with underscores for hyphens: its function ``run`` and its
    text ``HELP``, or instead of the one function several ``VERBS`` with a text each.

    Raises:
        NoCppRuntime: no command can work yet.
    """
    insist_on_cpp_runtime()
    if name in PARSING:
        importlib.import_module("certcopy.children").warm_up(*PARSING[name])
    module = importlib.import_module(f"certcopy.cli.{name.replace('-', '_')}")
    verbs = getattr(module, "VERBS", None)
    app = typer.Typer(
        cls=Verbs, help=module.HELP, add_completion=False, rich_markup_mode=None, context_settings=HELP_OPTIONS
    )
    if verbs:
        app.callback()(_with_a_verb)
    for verb, (function, text) in (verbs or {name: (module.run, module.HELP)}).items():
        app.command(verb, cls=Command, help=text, context_settings=HELP_OPTIONS)(function)
    command = typer.main.get_command(app)
    assert isinstance(command, TyperCommand | TyperGroup)  # noqa: S101  (tells the type checker what typer promises)
    return command


def program() -> TyperGroup:
    """The whole program, without any command imported."""
    app = typer.Typer(
        cls=Program, help=ABOUT, add_completion=False, rich_markup_mode=None, context_settings=HELP_OPTIONS
    )
    app.callback()(_root)
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)  # noqa: S101  (as above)
    return group


def _with_a_verb() -> None:
    """A command with one verb still needs its name."""


def _show_version(wanted: bool) -> None:
    if wanted:
        streams.answer(f"certcopy {certcopy.__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", help=N_("Show the version and exit."), callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """The program does nothing without a command."""
