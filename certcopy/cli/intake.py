"""Files of a command line become page images; one that cannot be taken in does not stop the others."""

from __future__ import annotations

import contextlib
import dataclasses
from typing import TYPE_CHECKING

from certcopy.errors import BadScan, CertCopyError, Overrun
from certcopy.pool import Pool
from certcopy.workflow.handed_in import INTAKE_LIMITS, HandedIn, take_in_confined
from certcopy.workflow.progress import Progress

if TYPE_CHECKING:
    from certcopy.domain.page import PageImage
    from certcopy.storage.objects import ObjectStore


@dataclasses.dataclass(frozen=True, slots=True)
class Taken:
    """The pages, in order, with the name of the file that each is from; and why files were refused, by their names."""

    images: tuple[PageImage, ...]
    files: tuple[str, ...]
    refused: dict[str, CertCopyError]


def take_in_each(scans: tuple[HandedIn, ...], store: ObjectStore, progress: Progress) -> Taken:
    """Take in file after file, in one child as long as none ends it.

    Raises:
        CertCopyError: the first refusal, where no file can be taken in.
    """
    images: list[PageImage] = []
    files: list[str] = []
    refused: dict[str, CertCopyError] = {}
    with contextlib.closing(Pool(1, INTAKE_LIMITS)) as pool:
        for done, scan in enumerate(scans):
            progress("receive", done, len(scans))
            try:
                found = take_in_confined((scan,), store, pool.run)
            except (BadScan, Overrun) as refusal:
                refused[scan.name] = refusal
            else:
                images += found
                files += [scan.name] * len(found)
    if not images:
        raise next(iter(refused.values()))
    return Taken(tuple(images), tuple(files), refused)
