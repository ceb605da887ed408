"""The public log over HTTP (C2SP tlog-tiles, tlog-proof, tlog-witness); a static host can serve the same files."""

from __future__ import annotations

import http
import pathlib
from typing import Any

import anyio
from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from certcopy.api.doors import TheHouse
from certcopy.api.problems import documented
from certcopy.domain.certification import plain_code
from certcopy.errors import FileTooLarge, NoSuchAddress
from certcopy.register.log.note import LARGEST
from certcopy.register.log.proof import Proof
from certcopy.register.log.witness import SIZE_TYPE, Refusal
from certcopy.workflow.house import House
from certcopy.workflow.logkey import read_key
from certcopy.workflow.proof import log_file, proof_by_code
from certcopy.workflow.publish import CHECKPOINT, KEY
from certcopy.workflow.witness import add_checkpoint

TEXT = "text/plain; charset=utf-8"
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
AT_ONCE = {"Cache-Control": "no-cache"}
FOR_ALL = {"Access-Control-Allow-Origin": "*"}
PROOF: dict[int | str, dict[str, Any]] = {200: {"content": {"text/plain": {}}, "description": "C2SP tlog-proof"}}

router = APIRouter(tags=["log"])


@router.get("/log/checkpoint", summary="The head of the log, signed", response_class=PlainTextResponse)
def checkpoint(house: TheHouse) -> Response:
    return _file(house, CHECKPOINT, TEXT, AT_ONCE)


@router.get("/log/key", summary="The log's verifier key", response_class=PlainTextResponse)
def key(house: TheHouse) -> Response:
    """Before the first leaf, too: neighbours need it to become witnesses."""
    if (house.home.log / KEY).exists():
        return _file(house, KEY, TEXT, AT_ONCE)
    return _verifier(house.home.log_key)


@router.get("/log/witness/key", summary="The key with which we cosign", response_class=PlainTextResponse)
def witness_key(house: TheHouse) -> Response:
    return _verifier(house.home.witness_key)


@router.get("/log/tile/{path:path}", summary="A tile or an entry bundle", responses=documented(404))
def tile(house: TheHouse, path: str) -> Response:
    """Hashes of 32 bytes, or entries after their length; they never change."""
    return _file(house, f"tile/{path}", "application/octet-stream", FOREVER)


@router.get("/c/{code}/proof", response_class=PlainTextResponse, responses={**PROOF, **documented(404, 409)})
def proof(house: TheHouse, code: str) -> Response:
    """The proof that the newest event of this copy stands in the public log, for whoever holds its code."""
    return proof_file(proof_by_code(house, code), plain_code(code))


@router.post("/log/witness/add-checkpoint", summary="Cosign the growth of a neighbour's log")
async def witness(house: TheHouse, request: Request) -> Response:
    """C2SP tlog-witness: the logs named under `[log] witnessed` in the office profile."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            raise FileTooLarge(limit_mib=1)
    return await anyio.to_thread.run_sync(_cosigned, house, bytes(body))


def proof_file(proof: Proof, name: str) -> Response:
    """A proof as a download."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.tlog-proof"', **AT_ONCE}
    return Response(str(proof), media_type=TEXT, headers=headers)


def _verifier(path: pathlib.Path) -> Response:
    return Response(f"{read_key(path).verifier}\n", media_type=TEXT, headers={**AT_ONCE, **FOR_ALL})


def _file(house: House, path: str, media_type: str, caching: dict[str, str]) -> Response:
    try:
        data = log_file(house, path)
    except LookupError as problem:
        raise NoSuchAddress from problem
    return Response(data, media_type=media_type, headers={**caching, **FOR_ALL})


def _cosigned(house: House, body: bytes) -> Response:
    try:
        return Response(str(add_checkpoint(house, body.decode())), media_type=TEXT)
    except UnicodeDecodeError:
        return Response(status_code=http.HTTPStatus.BAD_REQUEST)
    except Refusal as refused:
        if refused.size is None:
            return Response(status_code=refused.status)
        return Response(f"{refused.size}\n", refused.status, {"Content-Type": SIZE_TYPE})
