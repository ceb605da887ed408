"""Days, moments, amounts and measures as Vietnamese write them."""

from __future__ import annotations

import datetime as dt

from certcopy.clock import VIETNAM
from certcopy.i18n import language


def day(moment: dt.date) -> str:
    """A day as Vietnamese write it: 23/11/2026."""
    return moment.strftime("%d/%m/%Y")


def moment(at: dt.datetime) -> str:
    """A moment in Vietnamese time: 09:15 23/11/2026."""
    return at.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")


def decimal(value: float, digits: int, sign: str = "") -> str:
    """A number with so many digits behind the comma of Vietnamese, or the point of English; a zero has no minus."""
    written = f"{value:{sign}z.{digits}f}"
    return written.replace(".", ",") if language() == "vi" else written


def dong(amount: int) -> str:
    """An amount of money: 4.000 đ."""
    return f"{amount:,} đ".replace(",", ".")
