"""Two languages, one program."""

from __future__ import annotations

import ast
import importlib
import pathlib
import subprocess
import sys

import pytest

from certcopy import cli, i18n
from certcopy.cli.commands import COMMANDS
from certcopy.cli.words import needed
from certcopy.errors import MissingValue

SOURCES = sorted(pathlib.Path(cli.__file__).parent.glob("*.py"))
SAME_IN_BOTH = {"Python", "Python {version}.", "PostgreSQL.", "{agency}."}


def messages(source: pathlib.Path) -> set[str]:
    calls = (node for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    marked = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id in ("_", "N_"))
    texts = (call.args[0].value for call in marked if isinstance(call.args[0], ast.Constant))
    return {text for text in texts if isinstance(text, str)}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_every_text_of_the_command_line_is_translated(source: pathlib.Path) -> None:
    i18n.speak("vi")
    assert {text for text in messages(source) - SAME_IN_BOTH if i18n.gettext(text) == text} == set()


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_a_translation_names_the_same_facts(source: pathlib.Path) -> None:
    i18n.speak("vi")
    assert {text for text in messages(source) if braces(text) != braces(i18n.gettext(text))} == set()


def braces(text: str) -> set[str]:
    return {part.split("}")[0] for part in text.split("{")[1:]}


def test_every_command_has_a_module_with_help_and_something_to_run() -> None:
    for name in COMMANDS:
        module = importlib.import_module(f"certcopy.cli.{name.replace('-', '_')}")
        assert module.HELP
        runs = [run for run, _ in module.VERBS.values()] if hasattr(module, "VERBS") else [module.run]
        assert all(map(callable, runs))


def test_help_imports_no_command() -> None:
    heavy = ("certcopy.cli.issue", "sqlalchemy", "pyhanko", "fastapi", "PIL", "pydantic")
    assert_imports_none_of(heavy, "from certcopy.cli.main import main; main(['--help'])")


@pytest.mark.parametrize("name", ["read", "verify"])
def test_a_command_whose_work_children_do_imports_none_of_their_libraries(name: str) -> None:
    heavy = ("sqlalchemy", "alembic", "pyhanko", "numpy", "PIL", "pikepdf", "pypdfium2", "fontTools", "structlog")
    assert_imports_none_of(heavy, f"import certcopy.cli.{name}")


def assert_imports_none_of(heavy: tuple[str, ...], code: str) -> None:
    line = f"import sys; {code}; sys.exit(' '.join(set({heavy!r}) & set(sys.modules)) or 0)"
    done = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_people_type_is_composed_and_trimmed() -> None:
    assert needed("--title", "  Gia\u0302\u0301y   khai sinh ") == "Gi\u1ea5y khai sinh"
    with pytest.raises(MissingValue, match="--title"):
        needed("--title", " \t")
