"""What ``--help`` prints: typer's own words in the reader's language, Vietnamese first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from certcopy.cli.words import N_
from certcopy.i18n import gettext as _

if TYPE_CHECKING:
    import typer
    from typer.core import TyperCommand, TyperGroup

SHOW_HELP = N_("Show this message and exit.")
CHOOSE_LANGUAGE = N_("Language of all messages: vi (default) or en; may stand anywhere. Also CERTCOPY_LANG.")


def write(
    command: TyperCommand | TyperGroup,
    context: typer.Context,
    formatter: Any,
    commands: Mapping[str, str] | None = None,
) -> None:
    """Write usage, explanation, arguments, options and commands."""
    parameters = [each for each in command.params if not getattr(each, "hidden", False)]
    formatter.write_usage(context.command_path, _usage(parameters, has_commands=bool(commands)), _("Usage:") + " ")
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(_(str(command.help)))
    _table(formatter, _("Arguments"), [_row(each) for each in parameters if _is_argument(each)])
    options = [_row(each) for each in parameters if not _is_argument(each)]
    _table(formatter, _("Options"), [*options, ("--lang vi|en", _(CHOOSE_LANGUAGE)), ("--help, -h", _(SHOW_HELP))])
    _table(formatter, _("Commands"), list((commands or {}).items()))


def _usage(parameters: list[Any], *, has_commands: bool) -> str:
    needed = [_names(each, first=True) for each in parameters if each.required]
    return " ".join([*needed, _("[OPTIONS]"), *([_("COMMAND ...")] if has_commands else [])])


def _table(formatter: Any, title: str, rows: list[tuple[str, str]]) -> None:
    if rows:
        with formatter.section(title):
            formatter.write_dl(rows)


def _row(parameter: Any) -> tuple[str, str]:
    remarks = [_("required")] if parameter.required else []
    if not parameter.required and isinstance(parameter.default, str | int) and not isinstance(parameter.default, bool):
        remarks = [_("default: {value}").format(value=parameter.default)]
    return _names(parameter), _(parameter.help) + (f" [{remarks[0]}]" if remarks else "")


def _names(parameter: Any, *, first: bool = False) -> str:
    metavar = _(parameter.metavar) if parameter.metavar else ""
    if _is_argument(parameter):
        return metavar
    names = parameter.opts[0] if first else ", ".join(parameter.opts)
    return f"{names} {metavar}".rstrip()


def _is_argument(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "argument")
