"""What a verification code leads to: issued, corrected, voided or revoked, and whether what was typed beside the code
agrees with the register."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import urllib.parse
from typing import Literal

from certcopy.workflow.holder import HeldCopy

Standing = Literal["issued", "corrected", "voided", "revoked", "differs"]


@dataclasses.dataclass(frozen=True, slots=True)
class Typed:
    """Number and day as read off the print (``05``, ``2026-11-23`` or ``23/11/2026``); empty where not given."""

    number: str = ""
    day: str = ""

    def query(self) -> str:
        """The same as the query of an address."""
        given = {name: value for name, value in dataclasses.asdict(self).items() if value}
        return f"?{urllib.parse.urlencode(given)}" if given else ""


@dataclasses.dataclass(frozen=True, slots=True)
class HeldAnswer:
    """The page: how the copy stands, and which of the typed values are not the register's."""

    standing: Standing
    held: HeldCopy
    wrong_number: str
    wrong_day: str


def answer_for(held: HeldCopy, typed: Typed) -> HeldAnswer:
    """The answer to a code and what was typed beside it."""
    record = held.record
    wrong_number = "" if not typed.number or _same_number(typed.number, record.number) else typed.number
    wrong_day = "" if not typed.day or _read_day(typed.day) == record.certified_on else typed.day
    return HeldAnswer(_standing(held, bool(wrong_number or wrong_day)), held, wrong_number, wrong_day)


def _standing(held: HeldCopy, differs: bool) -> Standing:
    if not held.record.counts:
        return "revoked" if held.record.state == "revoked" else "voided"
    if differs:
        return "differs"
    return "issued" if held.corrected_on is None else "corrected"


def _same_number(typed: str, printed: str) -> bool:
    return typed.strip().split("/")[0].lstrip("0") == printed.lstrip("0")


def _read_day(typed: str) -> dt.date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"):
        with contextlib.suppress(ValueError):
            return dt.datetime.strptime(typed.strip(), form).date()  # noqa: DTZ007  (a day has no zone)
    return None
