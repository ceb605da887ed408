"""A disk without mercy: what SQLite writes is recorded in order, and a power cut leaves of it what a disk may leave.

A write that was followed by a sync of its file is on the disk. Every later one may be there or not, sector by sector
(512 bytes) and in any order: lost, torn, overtaken by a later one. A file may have grown without what was written
into it: then rubbish stands there. A file that was never synced may be missing. Sectors are whole, and bytes beside a
write are unharmed (SQLite's “power-safe overwrite”, which it assumes of every disk).
"""

from __future__ import annotations

import dataclasses
import pathlib
import random
from collections import defaultdict
from collections.abc import Iterator

import apsw

from tests.faults.apsw_module import VFS

SECTOR = 512
RECORDED = apsw.SQLITE_OPEN_MAIN_DB | apsw.SQLITE_OPEN_WAL | apsw.SQLITE_OPEN_MAIN_JOURNAL
HABITS = (0.0, 0.3, 0.7, 0.95, 1.0)
"""How many of the unsynced sectors happen to be on the disk already: one of these shares for each file and cut."""


@dataclasses.dataclass(frozen=True, slots=True)
class Write:
    """Bytes given to the operating system."""

    file: str
    offset: int
    data: bytes


@dataclasses.dataclass(frozen=True, slots=True)
class Truncate:
    """A file cut to a length."""

    file: str
    size: int


@dataclasses.dataclass(frozen=True, slots=True)
class Sync:
    """All writes to a file before this are on the disk."""

    file: str


@dataclasses.dataclass(frozen=True, slots=True)
class Acknowledged:
    """Somebody has been told the number of a dossier."""

    dossier: str
    number: int


Event = Write | Truncate | Sync | Acknowledged


class Recorder(apsw.VFS):
    """The system's own VFS, taking down what passes through it. Keep it as long as connections are open."""

    def __init__(self) -> None:
        super().__init__(VFS, "")
        self.events: list[Event] = []

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        if name is None or not flags[0] & RECORDED:
            return apsw.VFSFile("", name, flags)
        return _RecordedFile(name, flags, self.events)


class _RecordedFile(apsw.VFSFile):
    def __init__(self, name: str | apsw.URIFilename, flags: list[int], events: list[Event]) -> None:
        super().__init__("", name, flags)
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self._name = pathlib.Path(path).name
        self._events = events

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._events.append(Write(self._name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:  # noqa: N802
        self._events.append(Truncate(self._name, size))
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:  # noqa: N802
        super().xSync(flags)
        self._events.append(Sync(self._name))


class Disk:
    """The events so far: what is surely on the disk, and what may be."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._synced = {name: bytearray(content) for name, content in files.items()}
        self._pending: defaultdict[str, list[Write | Truncate]] = defaultdict(list)

    def happen(self, event: Event) -> None:
        """One more event."""
        match event:
            case Write() | Truncate():
                self._pending[event.file].append(event)
            case Sync():
                content = self._synced.setdefault(event.file, bytearray())
                for each in self._pending.pop(event.file, []):
                    _apply(content, each)

    def cut(self, chance: random.Random) -> dict[str, bytes]:
        """The files that somebody finds who switches the power on again."""
        return {name: bytes(content) for name, content in self._found(chance)}

    def _found(self, chance: random.Random) -> Iterator[tuple[str, bytearray]]:
        for name in {*self._synced, *self._pending}:
            if name in self._synced or chance.random() < 0.5:
                yield name, self._remains(name, chance)

    def _remains(self, name: str, chance: random.Random) -> bytearray:
        content = bytearray(self._synced.get(name, b""))
        habit = chance.choice(HABITS)
        for each in self._pending.get(name, []):
            for part in _sectors(each):
                if chance.random() < habit:
                    _apply(content, part, chance)
        return content


def _sectors(event: Write | Truncate) -> Iterator[Write | Truncate]:
    if isinstance(event, Truncate):
        yield event
        return
    start, end = event.offset, event.offset + len(event.data)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        yield Write(event.file, start, event.data[start - event.offset : stop - event.offset])
        start = stop


def _apply(content: bytearray, event: Write | Truncate, chance: random.Random | None = None) -> None:
    if isinstance(event, Truncate):
        del content[event.size :]
        return
    hole = event.offset - len(content)
    if hole > 0:
        content += chance.randbytes(hole) if chance and chance.random() < 0.5 else bytes(hole)
    content[event.offset : event.offset + len(event.data)] = event.data
