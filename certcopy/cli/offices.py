"""Which office a command works for, and how it is opened."""

from __future__ import annotations

import contextlib
import pathlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pydantic

from certcopy.cli import streams
from certcopy.errors import BadProfile
from certcopy.i18n import gettext as _
from certcopy.settings import Settings, default_home, demo_home
from certcopy.storage.home import Home, find_home

if TYPE_CHECKING:
    from certcopy.workflow.house import House


def settings() -> Settings:
    """What the environment sets.

    Raises:
        BadProfile: a variable has a value that will not do.
    """
    try:
        return Settings()
    except pydantic.ValidationError as problem:
        first = problem.errors(include_url=False, include_input=False)[0]
        raise BadProfile(name=f"CERTCOPY_{str(first['loc'][0]).upper()}", problem=first["msg"]) from problem


def choose_home(given: pathlib.Path | None) -> Home:
    """The folder named on the line, else by CERTCOPY_HOME, else this user's office, else the TEST office of the demo.

    Raises:
        NoOffice: none of them holds an office.
    """
    named = given or settings().home
    if named is not None:
        return find_home(named)
    home = find_home(default_home(), demo_home())
    if home.root == demo_home():
        streams.say(
            _("Note: this is the TEST office in {home}; its copies have no legal value.").format(home=home.root)
        )
    return home


@contextlib.contextmanager
def opened(home: Home) -> Iterator[House]:
    """The office at work, closed at the end; what only an office needs is imported here.

    Raises:
        BadProfile, OldSqlite, DiskFull: it cannot be opened.
    """
    from certcopy.cli import logs
    from certcopy.workflow.house import open_house

    logs.to_standard_error()
    house = open_house(home, settings().ocr_engine)
    try:
        yield house
    finally:
        house.close()
