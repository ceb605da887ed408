"""A finished copy in memory, to be looked at, signed and signed again."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from collections.abc import Callable
from typing import BinaryIO

from certcopy.document.copy import compose
from certcopy.domain.certification import Certification
from certcopy.domain.office import Office
from certcopy.domain.page import Page
from certcopy.domain.signature import Slots
from certcopy.signing.key import Key
from certcopy.signing.pades import sign_copy
from certcopy.signing.seal import Seal
from certcopy.workflow.house import House
from certcopy.workflow.issue import copy_of


@dataclasses.dataclass(frozen=True, slots=True)
class Unsigned:
    """The bytes of a copy that awaits its signatures, and the two slots for them."""

    pdf: bytes
    slots: Slots

    def signed(
        self, certifier: Key, agency: Key, at: dt.datetime, seal: Seal | None = None, anchors: bytes = b""
    ) -> bytes:
        """The copy as ``sign_copy`` leaves it."""
        return appended(self.pdf, lambda file: sign_copy(file, self.slots, certifier, agency, at, seal, anchors))


def appended(pdf: bytes, step: Callable[[BinaryIO], None]) -> bytes:
    """The file after a step that appends to it."""
    file = io.BytesIO(pdf)
    step(file)
    return file.getvalue()


def content(file: BinaryIO) -> bytes:
    """All that an open file holds; it is closed."""
    with file:
        return file.read()


def read_copy(house: House, dossier_id: str) -> bytes:
    """The certified copy of an issued dossier."""
    return content(copy_of(house, dossier_id))


def composed(pages: tuple[Page, ...], certification: Certification, of: Office, at: dt.datetime, code: str) -> Unsigned:
    """The copy as ``compose`` writes it."""
    out = io.BytesIO()
    slots = compose(out, pages, certification, of, at, code)
    return Unsigned(out.getvalue(), slots)
