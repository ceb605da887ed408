"""Verify a file that stays with its holder: only its signatures and digests come here."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from certcopy.api.doors import TheDoors, check_rate
from certcopy.api.problems import documented
from certcopy.verification.given import SignatureBlock
from certcopy.workflow.report.document import ReportDocument, document_of

LARGEST_CMS = 64 * 1024
"""A PAdES signature with its time-stamp is 2 to 16 KiB."""
MOST_SIGNATURES = 32
OFFSET_LIMIT = 10**10

Algorithm = Literal["sha1", "sha256", "sha384", "sha512"]
Offset = Annotated[int, Field(ge=0, lt=OFFSET_LIMIT)]
Digest = Annotated[bytes, Field(min_length=20, max_length=64)]
"""In JSON: hexadecimal."""


class BlockBody(BaseModel):
    """One signature of the file, as cut out where the file is."""

    model_config = ConfigDict(val_json_bytes="hex", extra="forbid")

    byte_range: tuple[Offset, Offset, Offset, Offset] = Field(description="/ByteRange")
    cms: bytes = Field(max_length=LARGEST_CMS, description="The CMS in /Contents without its padding, hexadecimal")
    digests: dict[Algorithm, Digest] = Field(description="Digests of the bytes in /ByteRange, hexadecimal")


class DigestBody(BaseModel):
    """What a program says of a file that it keeps to itself."""

    model_config = ConfigDict(extra="forbid")

    size: Offset
    sha256: str = Field(pattern="^[0-9a-f]{64}$", description="SHA-256 of the whole file")
    signatures: list[BlockBody] = Field(max_length=MOST_SIGNATURES)

    def blocks(self) -> tuple[SignatureBlock, ...]:
        """The signatures as the verification room takes them."""
        return tuple(
            SignatureBlock(each.byte_range, each.cms, {str(name): digest for name, digest in each.digests.items()})
            for each in self.signatures
        )


router = APIRouter(tags=["verification"])


@router.post(
    "/api/v1/verifications/digest",
    summary="Verify signatures, the file staying away",
    responses=documented(413, 422, 429),
    dependencies=[Depends(check_rate)],
)
async def verify_digest(doors: TheDoors, body: DigestBody) -> ReportDocument:
    """The path, revocation and time of each signature, and what the register says of a file with this digest.

    *valid* only where the digest is that of a copy this office issued: its bytes are in the office's own store and are
    verified there. Otherwise *invalid* where a signature does not match, else *inconclusive* with `CONTENT_NOT_SEEN`.
    """
    report, record = await doors.check_blocks(body.blocks(), body.size, body.sha256)
    return document_of(report, record, "", doors.house.clock())
