"""The watched folder: what any scanner program saves there goes into the tray, whole, and once.

::

    <folder>/Scan_0001.pdf                     still to be taken
    <folder>/da-nhan/Scan_0001.pdf             taken in; erased when its time in the tray is over
    <folder>/khong-doc-duoc/x.pdf              cannot be read ...
    <folder>/khong-doc-duoc/x.pdf.ly-do.txt    ... and why; the counter is told, too
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import errno
import hashlib
import os
import pathlib
import re
import shutil
import stat
import time
from collections.abc import Callable
from typing import BinaryIO

import structlog

from certcopy.clock import VIETNAM
from certcopy.errors import BadScan, CertCopyError, DamagedFile, EmptyFile, FileTooLarge, Overrun
from certcopy.ocr.passed_files import scan_file
from certcopy.storage.files import PIECE, free_name
from certcopy.storage.objects import digest_of_file
from certcopy.storage.passing import passing_folder
from certcopy.storage.rejects import Reject
from certcopy.storage.tray import Batch
from certcopy.workflow.handed_in import check_laid_out
from certcopy.workflow.house import House
from certcopy.workflow.tray import begin

TAKEN = "da-nhan"
UNREADABLE = "khong-doc-duoc"
REASON = ".ly-do.txt"
UNFINISHED = re.compile(
    r"^[.~]|\.(tmp|temp|part|partial|filepart|crdownload|download|lock|ini|db)$|^desktop\.ini$", re.IGNORECASE
)
"""How programs name what they are still writing, and what is no scan."""

PATIENCE = 60.0
"""Seconds without a change after which a file that is damaged, or empty, will not be mended by its writer."""

BOOKLETS = frozenset({".pdf", ".tif", ".tiff"})
"""Kinds of file that hold all pages of an original: each is a batch of its own."""

log = structlog.get_logger(__name__)


@dataclasses.dataclass(frozen=True, slots=True)
class Seen:
    """A file as it stood at one look: what changes when somebody writes to it or puts another in its place."""

    inode: int
    size: int
    modified: int


@dataclasses.dataclass(frozen=True, slots=True)
class Account:
    """What one look came to: how many files were taken in, put aside, and are still being waited for; ``stuck`` are
    those that cannot be moved away: the folder is read-only, or another program has them open."""

    taken: int = 0
    aside: int = 0
    waiting: int = 0
    stuck: int = 0


class ScanFolder:
    """The watched folder of an office. ``ticks`` is a clock that only goes forward, in seconds."""

    def __init__(
        self, house: House, folder: pathlib.Path, limit_mib: int = 100, ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self._house = house
        self._folder = folder
        self._limit_mib = limit_mib
        self._ticks = ticks
        self._since: dict[str, tuple[Seen, float]] = {}
        self._stuck: dict[tuple[str, Seen], tuple[str, CertCopyError | None]] = {}
        self._open: tuple[Batch, float] | None = None

    def look(self) -> Account:
        """Take in what is whole, put aside what cannot be read, leave what is still being written.

        Raises:
            OSError: the folder cannot be read.
        """
        here = self._files()
        self._since = {name: self._since.get(name, (seen, self._ticks())) for name, seen in here.items()}
        self._stuck = {file: where for file, where in self._stuck.items() if here.get(file[0]) == file[1]}
        account = Account()
        for name, seen in here.items():
            account = _added(account, self._deal_with(name, seen))
        return account

    def erase_old(self, before: dt.datetime) -> None:
        """Erase what was taken in before that moment."""
        for path in (self._folder / TAKEN).glob("*"):
            if path.is_file() and path.lstat().st_ctime < before.timestamp():
                path.unlink(missing_ok=True)

    def _files(self) -> dict[str, Seen]:
        """What may be a scan, by name, the oldest first. Each is looked at by itself: what Windows lists of the files
        in a folder is late, and without inodes."""
        found = {}
        for path in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                status = path.lstat()
                if stat.S_ISREG(status.st_mode) and not UNFINISHED.search(path.name):
                    found[path.name] = _seen(status)
        return dict(sorted(found.items(), key=lambda each: (each[1].modified, _natural(each[0]))))

    def _deal_with(self, name: str, seen: Seen) -> Account:
        if (name, seen) in self._stuck:
            return self._move(name, seen, *self._stuck[name, seen])
        before, since = self._since[name]
        if before != seen:
            self._since[name] = (seen, self._ticks())
            return Account(waiting=1)
        unchanged = self._ticks() - since
        if unchanged < self._house.profile.scan.settle_seconds:
            return Account(waiting=1)
        if seen.size > self._limit_mib * 2**20:
            return self._put_aside(name, seen, FileTooLarge(limit_mib=self._limit_mib))
        with passing_folder() as room, (room / scan_file(1)).open("x+b") as copy:
            if not self._copied(name, seen, copy):
                return Account(waiting=1)
            return self._take(name, seen, copy, room / scan_file(1), given_up=unchanged >= PATIENCE)

    def _copied(self, name: str, seen: Seen, copy: BinaryIO) -> bool:
        """Copy the file; whether it was the very same before and after."""
        try:
            with open(self._folder / name, "rb", opener=_no_link) as file:
                before = _seen(os.fstat(file.fileno()))
                shutil.copyfileobj(file, copy, PIECE)
                after = _seen(os.fstat(file.fileno()))
            now = _seen((self._folder / name).lstat())
        except OSError as problem:
            if problem.errno in (errno.ENOSPC, errno.EDQUOT):
                raise
            return False
        return before == after == now == seen and copy.tell() == seen.size

    def _take(self, name: str, seen: Seen, copy: BinaryIO, path: pathlib.Path, *, given_up: bool) -> Account:
        digest = digest_of_file(copy)
        if self._was_taken(digest):
            return self._move(name, seen, TAKEN)
        try:
            check_laid_out(path, name)
        except (DamagedFile, EmptyFile) as refusal:
            return self._put_aside(name, seen, refusal) if given_up else Account(waiting=1)
        except (BadScan, Overrun) as refusal:
            return self._put_aside(name, seen, refusal)
        self._house.tray.put(self._batch_for(name).id, copy)
        self._house.tray.note_seen(digest)
        log.info("taken in from the scan folder")
        return _added(Account(taken=1), self._move(name, seen, TAKEN))

    def _was_taken(self, digest: str) -> bool:
        """Whether this very file came before: whoever took it was killed, or could not move it away."""
        tray = self._house.tray
        if not (tray.was_seen(digest) or tray.has("folder", digest)):
            return False
        tray.note_seen(digest)
        return True

    def _batch_for(self, name: str) -> Batch:
        """The batch that files following each other share."""
        now = self._ticks()
        if pathlib.PurePath(name).suffix.lower() in BOOKLETS:
            self._open = None
            return begin(self._house, "folder", self._folder.name)
        gap = self._house.profile.scan.group_seconds
        fresh = self._open is None or now - self._open[1] > gap
        batch = begin(self._house, "folder", self._folder.name) if fresh or self._open is None else self._open[0]
        self._open = (batch, now)
        return batch

    def _put_aside(self, name: str, seen: Seen, refusal: CertCopyError) -> Account:
        """Tell the counter, and move the file away."""
        self._house.rejects.note(_reject(name, seen, refusal, self._house.clock()))
        account = _added(Account(aside=1), self._move(name, seen, UNREADABLE, refusal))
        log.warning("put aside in the scan folder", code=refusal.code)
        return account

    def _move(self, name: str, seen: Seen, where: str, reason: CertCopyError | None = None) -> Account:
        """Move the file away under a name that is free there; where that cannot be done now, the next look tries again.
        On Windows whoever still has the file open is enough."""
        try:
            folder = self._folder / where
            folder.mkdir(exist_ok=True)
            free = free_name(folder, name)
            if reason is not None:
                (folder / f"{free}{REASON}").write_text(_explained(reason, self._house), encoding="utf-8")
            (self._folder / name).rename(folder / free)
        except OSError:
            self._stuck[name, seen] = (where, reason)
            return Account(stuck=1)
        self._stuck.pop((name, seen), None)
        return Account()


def _added(one: Account, other: Account) -> Account:
    return Account(*(mine + theirs for mine, theirs in zip(_counts(one), _counts(other), strict=True)))


def _counts(account: Account) -> tuple[int, ...]:
    return (account.taken, account.aside, account.waiting, account.stuck)


def _seen(status: os.stat_result) -> Seen:
    return Seen(status.st_ino, status.st_size, status.st_mtime_ns)


def _no_link(path: str, flags: int) -> int:
    handle = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(path)
    return handle


def _natural(name: str) -> list[tuple[int, str]]:
    """So that “Scan 2” stands before “Scan 10”."""
    return [(int(part), "") if part.isdigit() else (0, part.lower()) for part in re.split(r"(\d+)", name)]


def _reject(name: str, seen: Seen, why: CertCopyError, at: dt.datetime) -> Reject:
    """The note of a file, the same each time it is looked at."""
    id_ = hashlib.sha256(repr((name, seen)).encode()).hexdigest()[:32]
    shown = "".join(letter for letter in name if letter.isprintable())
    return Reject(id_, shown, at, why.code, why.sentence("vi"), why.sentence("en"))


def _explained(reason: CertCopyError, house: House) -> str:
    when = house.clock().astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")
    return f"{when}\n{reason.sentence('vi')}\n{reason.sentence('en')}\n({reason.code})\n"
