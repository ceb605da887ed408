"""An office that publishes the keys and the state of the test vectors instead of its own: ``python -m … HOME``."""

from __future__ import annotations

import pathlib
import sys
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from certcopy.api import server
from certcopy.api.app import create_app
from certcopy.storage.home import Home
from certcopy.workflow.house import open_house
from tests.vectors.signed import DOCUMENTS


def publishing(name: str) -> Route:
    def published(_: Request) -> Response:
        return Response(DOCUMENTS[name], media_type="application/json")

    return Route(f"/verify/{name}.json", published)


def office(*arguments: Any, **named: Any) -> FastAPI:
    app = create_app(*arguments, **named)
    app.router.routes[:0] = [publishing("keys"), publishing("state")]
    return app


def main(home: pathlib.Path) -> None:
    server.create_app = office  # type: ignore[attr-defined]
    house = open_house(Home(home))
    server.serve(house, port=0, announce=lambda at: print(at.public, at.counter, sep="\n", flush=True))  # noqa: T201
    house.close()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
