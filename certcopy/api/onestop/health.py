"""Whether the server is alive and its register can be read."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

import certcopy
from certcopy.api.doors import TheHouse
from certcopy.workflow.dossiers import recent

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The server is well."""

    status: Literal["ok"] = "ok"
    version: str = certcopy.__version__


@router.get("/healthz", summary="Is the server alive and the register readable?")
def healthz(house: TheHouse) -> Health:
    recent(house, limit=1)
    return Health()
