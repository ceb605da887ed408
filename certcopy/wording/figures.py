"""Days, moments and amounts as Vietnamese write them."""

from __future__ import annotations

import datetime as dt

from certcopy.clock import VIETNAM


def day(moment: dt.date) -> str:
    """A day as Vietnamese write it: 23/11/2026."""
    return moment.strftime("%d/%m/%Y")


def moment(at: dt.datetime) -> str:
    """A moment in Vietnamese time: 09:15 23/11/2026."""
    return at.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")


def dong(amount: int) -> str:
    """An amount of money: 4.000 đ."""
    return f"{amount:,} đ".replace(",", ".")
