"""The tray: scans that wait for a dossier, as plain files in the office's home.

::

    tray/<batch>/batch.json             where the batch came from, and when
    tray/<batch>/0001-<digest>.scan     a file, named by its place and its SHA-256
    tray/<batch>/0001-<digest>.used     the same, once it is part of a dossier
    tray/seen/<digest>                  empty: this file was taken out of the scan folder

A scan nobody has decided on is no matter of the register: it stands in no database and no back-up, and after some hours
it is gone for good.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import pathlib
import re
import secrets
import shutil
from collections.abc import Iterator
from typing import BinaryIO, Literal

from pydantic import TypeAdapter, ValidationError

from certcopy.errors import UnknownScan
from certcopy.storage.files import copy_whole, write_whole
from certcopy.storage.objects.store import digest_of_file, whole

Origin = Literal["scanner", "folder", "phone"]
FILE = re.compile(r"(?P<number>[0-9]{4})-(?P<digest>[0-9a-f]{64})\.(?P<kind>scan|used)")
BATCH = re.compile(r"[0-9a-f]{32}")
RECORD = "batch.json"
SEEN = "seen"
MOST_FILES = 1000


@dataclasses.dataclass(frozen=True, slots=True)
class TrayFile:
    """One file of a batch: its place, from 1, and the SHA-256 of its bytes."""

    batch: str
    number: int
    digest: str
    used: bool

    @property
    def ref(self) -> str:
        """How a form names it."""
        return f"{self.batch}/{self.number}-{self.digest[:16]}"


@dataclasses.dataclass(frozen=True, slots=True)
class Batch:
    """What came in one go. ``label`` is the scanner's or folder's name; ``phone`` the digest of the telephone's secret.

    ``until`` ends what a telephone may do with it; ``ended``: it may do nothing any more.
    """

    id: str
    origin: Origin
    label: str
    begun_at: dt.datetime
    until: dt.datetime | None = None
    phone: str = ""
    ended: bool = False


_BATCHES = TypeAdapter(Batch)


class Tray:
    """The tray of one office."""

    def __init__(self, root: pathlib.Path) -> None:
        self.root = root

    def begin(self, batch: Batch) -> Batch:
        """A new batch, empty; its name is the caller's or, where that is empty, made here."""
        batch = dataclasses.replace(batch, id=batch.id or secrets.token_hex(16))
        self.save(batch)
        return batch

    def save(self, batch: Batch) -> None:
        """Write what is known of the batch."""
        self.root.mkdir(mode=0o700, exist_ok=True)
        write_whole(self._folder(batch.id) / RECORD, _BATCHES.dump_json(batch))

    def batch(self, batch: str) -> Batch:
        """The batch of that name.

        Raises:
            UnknownScan: there is none.
        """
        try:
            return _BATCHES.validate_json((self._folder(batch) / RECORD).read_bytes())
        except (OSError, ValidationError):
            raise UnknownScan from None

    def filled(self) -> tuple[tuple[Batch, tuple[TrayFile, ...]], ...]:
        """All batches with their files, used ones too; the newest first."""
        found = []
        for batch in sorted(self._batches(), key=lambda each: each.begun_at, reverse=True):
            with contextlib.suppress(UnknownScan):
                found.append((batch, self.files(batch.id)))
        return tuple(found)

    def files(self, batch: str) -> tuple[TrayFile, ...]:
        """The files of a batch in their order, used ones too.

        Raises:
            UnknownScan: there is no such batch.
        """
        try:
            named = [FILE.fullmatch(path.name) for path in self._folder(batch).iterdir()]
        except OSError:
            raise UnknownScan from None
        found = [TrayFile(batch, int(name["number"]), name["digest"], name["kind"] == "used") for name in named if name]
        return tuple(sorted(found, key=lambda file: (file.number, file.digest)))

    def put(self, batch: str, source: BinaryIO, number: int | None = None) -> TrayFile:
        """Add what an open file holds: whole on the disk before this returns. At a ``number`` it takes the place of
        what is there, and the same file put there again changes nothing.

        Raises:
            UnknownScan: there is no such batch, or it is full.
            DiskFull: nothing was added.
        """
        files = self.files(batch)
        place = max((file.number for file in files), default=0) + 1 if number is None else number
        digest = digest_of_file(source)
        if not 1 <= place <= MOST_FILES:
            raise UnknownScan
        before = [file for file in files if file.number == place]
        same = next((file for file in before if file.digest == digest), None)
        if same is not None:
            return same
        file = TrayFile(batch, place, digest, used=False)
        copy_whole(self._path(file), source)
        for each in before:
            self._path(each).unlink(missing_ok=True)
        return file

    def find(self, ref: str) -> TrayFile:
        """The file a form names.

        Raises:
            UnknownScan: there is none, or another one is in its place.
        """
        batch, _, name = ref.partition("/")
        found = next((file for file in self.files(batch) if file.ref == f"{batch}/{name}"), None)
        if found is None:
            raise UnknownScan
        return found

    def open(self, file: TrayFile) -> BinaryIO:
        """The file, open for reading; whoever asked closes it.

        Raises:
            UnknownScan: it is gone.
            StoreDamaged: it is not the one that was put.
        """
        try:
            opened = self._path(file).open("rb")
        except OSError:
            raise UnknownScan from None
        return whole(file.digest, opened)

    def use(self, file: TrayFile) -> None:
        """Note that the file, if it is still there, is part of a dossier: it is offered no more, and may still be asked
        for again."""
        if not file.used:
            with contextlib.suppress(FileNotFoundError):
                self._path(file).replace(self._path(dataclasses.replace(file, used=True)))

    def remove(self, file: TrayFile) -> None:
        """Erase one file."""
        self._path(file).unlink(missing_ok=True)

    def has(self, origin: Origin, digest: str) -> bool:
        """Whether some batch of that origin holds the file, used or not."""
        return any(file.digest == digest for batch, files in self.filled() if batch.origin == origin for file in files)

    def note_seen(self, digest: str) -> None:
        """Remember a file of the scan folder beyond its batch, from now on."""
        folder = self.root / SEEN
        folder.mkdir(parents=True, exist_ok=True)
        (folder / digest).touch()

    def was_seen(self, digest: str) -> bool:
        """Whether a file of the scan folder is remembered."""
        return (self.root / SEEN / digest).exists()

    def forget_seen(self, digest: str) -> None:
        """Let the same file be taken in again."""
        (self.root / SEEN / digest).unlink(missing_ok=True)

    def discard(self, batch: str) -> None:
        """Erase a batch with all its files."""
        shutil.rmtree(self._folder(batch), ignore_errors=True)

    def erase_before(self, moment: dt.datetime) -> int:
        """Erase the batches begun before; how many they were."""
        old = [batch for batch in self._batches() if batch.begun_at < moment]
        for batch in old:
            self.discard(batch.id)
        for path in (self.root / SEEN).glob("*"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < moment.timestamp():
                    path.unlink()
        return len(old)

    def _batches(self) -> Iterator[Batch]:
        for path in self.root.glob(f"*/{RECORD}"):
            try:
                yield self.batch(path.parent.name)
            except UnknownScan:
                continue

    def _folder(self, batch: str) -> pathlib.Path:
        if BATCH.fullmatch(batch) is None:
            raise UnknownScan
        return self.root / batch

    def _path(self, file: TrayFile) -> pathlib.Path:
        kind = "used" if file.used else "scan"
        return self._folder(file.batch) / f"{file.number:04d}-{file.digest}.{kind}"
