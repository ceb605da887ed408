"""The public facts of a numbered copy."""

from __future__ import annotations

import dataclasses
import datetime as dt

from certcopy.domain.dossier import State


@dataclasses.dataclass(frozen=True, slots=True)
class PublicRecord:
    """What anyone may know of a numbered copy: no name, no document.

    ``state`` is issued, voided or revoked, in the two last cases since ``ended_on``. That an issued copy was
    delivered is not said. ``corrected_on`` is when requester or title were last corrected in the register: not how.
    """

    agency: str
    number: str
    book: str
    certified_on: dt.date
    pages: int
    state: State
    ended_on: dt.date | None
    test: bool
    corrected_on: dt.date | None = None

    @property
    def counts(self) -> bool:
        """Whether the register stands by the copy."""
        return self.state is State.ISSUED
