"""A private S3 server for tests: SeaweedFS on loopback, in a temporary folder, with credentials nobody else knows."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import pathlib
import secrets
import socket
import subprocess
import sysconfig
import time
from collections.abc import Iterator

PROGRAM = pathlib.Path(sysconfig.get_path("scripts")) / "weed"
PATIENCE = 60
BUCKET = "ward"


class _Running:
    """The server's process, started as often as asked for."""

    def __init__(self, folder: pathlib.Path, port: int) -> None:
        self._folder, self._port = folder, port
        self._process: subprocess.Popen[bytes] | None = None
        self.words: list[str] = []

    def start(self) -> None:
        with (self._folder / "weed.log").open("ab") as log:
            self._process = subprocess.Popen([str(PROGRAM), *self.words], stdout=log, stderr=log, cwd=self._folder)
        _wait_for(self._process, self._port)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(PATIENCE)
            self._process = None


@dataclasses.dataclass(frozen=True, slots=True)
class Seaweed:
    """Where the server answers, and with which keys."""

    port: int
    access_key: str
    secret_key: str
    running: _Running = dataclasses.field(repr=False)

    def stop(self) -> None:
        """Take the server away as a power cut does."""
        self.running.stop()

    def start(self) -> None:
        """Give it back, with what it had stored."""
        self.running.start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self, prefix: str) -> dict[str, str]:
        """The variables that let CertCopy keep its objects here."""
        return {
            "CERTCOPY_OBJECTS": f"s3://{BUCKET}/{prefix}",
            "CERTCOPY_S3_ENDPOINT": self.endpoint,
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
            "AWS_REGION": "us-east-1",
        }


@contextlib.contextmanager
def running(folder: pathlib.Path) -> Iterator[Seaweed]:
    """The server, from the first answer to the end of the block."""
    master, volume, filer, port = _free_ports(4)
    weed = Seaweed(port, secrets.token_hex(8), secrets.token_hex(16), _Running(folder, port))
    (folder / "data").mkdir()
    weed.running.words = [
        *("server", f"-dir={folder / 'data'}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.telemetry=false"),
        *(f"-master.port={master}", f"-volume.port={volume}", "-volume.max=8", "-master.volumeSizeLimitMB=64"),
        *(
            "-filer",
            f"-filer.port={filer}",
            "-s3",
            f"-s3.port={port}",
            "-s3.port.iceberg=0",
            "-s3.port.lance=0",
            f"-s3.config={_identities(folder, weed)}",
        ),
    ]
    try:
        weed.start()
        yield weed
    finally:
        weed.stop()


def _identities(folder: pathlib.Path, weed: Seaweed) -> pathlib.Path:
    keys = {"accessKey": weed.access_key, "secretKey": weed.secret_key}
    who = {"name": "test", "credentials": [keys], "actions": ["Admin", "Read", "Write", "List"]}
    path = folder / "identities.json"
    path.write_text(json.dumps({"identities": [who]}), encoding="utf-8")
    return path


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError("the S3 server did not start")


def _free_ports(count: int) -> list[int]:
    """Ports below 22,000 with a free one 10,000 above each, which SeaweedFS takes for gRPC."""
    found: list[int] = []
    while len(found) < count:
        port = 12_000 + secrets.randbelow(10_000)
        if port not in found and _is_free(port) and _is_free(port + 10_000):
            found.append(port)
    return found


def _is_free(port: int) -> bool:
    with contextlib.closing(socket.socket()) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
