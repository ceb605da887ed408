"""What every door of one office needs, and how a route asks for it."""

from __future__ import annotations

import dataclasses
import os
from typing import Annotated

import anyio
from fastapi import Depends, Request, UploadFile

from certcopy.api.rates import Rates, visitor
from certcopy.api.session import CounterKey
from certcopy.domain.public_record import PublicRecord
from certcopy.verification.given import SignatureBlock
from certcopy.verification.report import Report
from certcopy.workflow.blocks import check_blocks
from certcopy.workflow.check import check_bytes
from certcopy.workflow.house import House
from certcopy.workflow.record import record_by_digest
from certcopy.workflow.scan import ScanDesk


@dataclasses.dataclass(frozen=True, slots=True)
class Doors:
    """One office with its counter key, the largest request it takes in, its scanners, and the address it listens on."""

    house: House
    key: CounterKey
    upload_mib: int
    scans: ScanDesk
    bound: str = "127.0.0.1"
    rates: Rates = dataclasses.field(default_factory=Rates)
    desks: anyio.CapacityLimiter = dataclasses.field(default_factory=lambda: anyio.CapacityLimiter(os.cpu_count() or 1))

    async def check(self, upload: UploadFile) -> tuple[Report, PublicRecord | None]:
        """The verdict on a file and, where it is a copy of ours, its public facts.

        As many at once as there are cores; the others wait without keeping the counter's requests from a thread.

        Raises:
            NotAPdf, UnreadablePdf, Overrun: as ``workflow.check.check_bytes`` says.
        """
        return await anyio.to_thread.run_sync(self._check, await upload.read(), limiter=self.desks)

    async def check_blocks(
        self, blocks: tuple[SignatureBlock, ...], size: int, sha256: str
    ) -> tuple[Report, PublicRecord | None]:
        """The same of a file that stays with its holder, as ``workflow.blocks.check_blocks`` says."""
        return await anyio.to_thread.run_sync(check_blocks, self.house, blocks, size, sha256, limiter=self.desks)

    def _check(self, pdf: bytes) -> tuple[Report, PublicRecord | None]:
        report = check_bytes(pdf, self.house.anchors(), self.house.clock())
        return report, record_by_digest(self.house, report.sha256)


def doors_of(request: Request) -> Doors:
    """The doors of the application that serves this request."""
    doors: Doors = request.app.state.doors
    return doors


def house_of(request: Request) -> House:
    """The office that serves this request."""
    return doors_of(request).house


def check_rate(request: Request) -> None:
    """Count a verification; raises TooManyRequests."""
    doors_of(request).rates.checks.take(visitor(request))


def code_rate(request: Request) -> None:
    """Count a look at a verification code; raises TooManyRequests."""
    doors_of(request).rates.codes.take(visitor(request))


def picture_rate(request: Request) -> None:
    """Count a look at a page picture; raises TooManyRequests."""
    doors_of(request).rates.pictures.take(visitor(request))


TheDoors = Annotated[Doors, Depends(doors_of)]
TheHouse = Annotated[House, Depends(house_of)]
