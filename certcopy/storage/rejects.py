"""Rejects: files of the scan folder that are no scans, a note of each until somebody has read it.

::

    tray/rejects/<id>.json    which file, when and why

Like the tray they stand in no database and no back-up.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import pathlib
import re
from collections.abc import Iterator

from pydantic import TypeAdapter, ValidationError

from certcopy.errors import Language, UnknownScan
from certcopy.storage.files import write_whole

REJECTS = "rejects"
ID = re.compile(r"[0-9a-f]{32}")
MOST = 50
"""How many notes are kept, the newest."""


@dataclasses.dataclass(frozen=True, slots=True)
class Reject:
    """A file by the name it had, when it was put aside, and why in both languages."""

    id: str
    name: str
    at: dt.datetime
    code: str
    vi: str
    en: str

    def sentence(self, language: Language) -> str:
        """Why, and what to do next."""
        return self.vi if language == "vi" else self.en


_NOTE = TypeAdapter(Reject)


class Rejects:
    """The notes of one office."""

    def __init__(self, tray: pathlib.Path) -> None:
        self._tray = tray

    def note(self, reject: Reject) -> None:
        """Remember a file; one that is noted already is noted once.

        Raises:
            DiskFull: nothing was noted.
        """
        self._tray.mkdir(mode=0o700, exist_ok=True)
        write_whole(self._path(reject.id), _NOTE.dump_json(reject))
        for old in self.all()[MOST:]:
            self._path(old.id).unlink(missing_ok=True)

    def all(self) -> tuple[Reject, ...]:
        """What nobody has dismissed, the newest first."""
        return tuple(sorted(self._notes(), key=lambda each: (each.at, each.name), reverse=True))

    def dismiss(self, id_: str) -> None:
        """Forget a file; the file itself stays where it was put.

        Raises:
            UnknownScan: there is no such note.
        """
        try:
            self._path(id_).unlink()
        except FileNotFoundError:
            raise UnknownScan from None

    def _notes(self) -> Iterator[Reject]:
        for path in (self._tray / REJECTS).glob("*.json"):
            try:
                yield _NOTE.validate_json(path.read_bytes())
            except (OSError, ValidationError):
                continue

    def _path(self, id_: str) -> pathlib.Path:
        if ID.fullmatch(id_) is None:
            raise UnknownScan
        return self._tray / REJECTS / f"{id_}.json"
