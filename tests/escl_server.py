"""An eSCL scanner made up for the tests: a real HTTP server that gives the pages of ``tests.escl_device``.

It is held against clients we did not write (sane-airscan, SANE's own escl: ``tests/contract``). As a process of its
own (``python -m tests.escl_server``) it can be unplugged by killing it.
"""

from __future__ import annotations

import argparse
import pathlib
import ssl
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from xml.etree import ElementTree

from tests.escl_device import Device, Job, capabilities, fault, is_hasty, job_of, page_file, status


class Handler(BaseHTTPRequestHandler):
    """The eSCL resources below the device's root."""

    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""

    def do_GET(self) -> None:
        device = self.server.device
        device.asked.append(f"GET {self.path}")
        if device.trouble == "denied":
            self.answer(403)
        elif device.trouble == "elsewhere":
            self.answer(302, headers={"Location": "http://127.0.0.1:9/eSCL/ScannerCapabilities"})
        elif device.habits.moved:
            self.answer(302, headers={"Location": device.habits.moved + self.path})
        elif device.trouble == "garbage":
            self.answer(200, b"<!DOCTYPE x [<!ENTITY a 'aaaa'>]><x>&a;</x>", "text/xml")
        elif device.denies(device.habits.asleep):
            self.not_yet(device)
        else:
            self.resource(device)

    def resource(self, device: Device) -> None:
        name = self.path.removeprefix(f"{device.habits.root}/")
        if name == "ScannerCapabilities":
            self.document(device.document or capabilities(device))
        elif name == "ScannerStatus":
            self.document(status(device))
            for job in device.jobs:
                job.dozing = False
        elif name.endswith("/ErrorDetails") and device.habits.faults:
            self.document(fault(device))
        elif name.endswith("/NextDocument"):
            self.next_document(device)
        else:
            self.answer(404)

    def document(self, xml: str) -> None:
        encoding = self.server.device.habits.encoding
        written = xml.replace("UTF-8", encoding.removesuffix("-sig"), 1)
        self.answer(200, written.encode(encoding, "xmlcharrefreplace"), "text/xml")

    def do_POST(self) -> None:
        device = self.server.device
        body = self.rfile.read(int(self.headers["Content-Length"]))
        device.asked.append(f"POST {self.path}")
        if device.trouble == "busy" or device.denies(device.habits.asleep + device.habits.busy):
            self.not_yet(device)
            return
        if self.headers["Host"] != (device.habits.only_host or self.headers["Host"]):
            self.answer(400)
            return
        device.settings.append(ElementTree.fromstring(body))  # noqa: S314  (our own test sent it)
        job = job_of(device.settings[-1], device)
        if job is None:
            device.to_tell = True
            self.answer(device.habits.empty or 409)
            return
        with device.lock:
            device.jobs.append(job)
        place = device.habits.location.format(host=self.headers["Host"], root=device.habits.root, number=job.number)
        if device.habits.curt:
            self.curtly(place)
        else:
            self.answer(201, headers={"Location": place})

    def curtly(self, place: str) -> None:
        """A job taken, and half an answer."""
        self.send_response(201)
        self.send_header("Location", place)
        self.send_header("Content-Length", "24")
        self.end_headers()
        self.close_connection = True

    def do_DELETE(self) -> None:
        device = self.server.device
        device.asked.append(f"DELETE {self.path}")
        if not device.habits.deletes:
            self.answer(405)
            return
        job = self.job()
        if job is not None and job.state == "Processing":
            job.state, job.reason = "Canceled", "JobCanceledByUser"
        self.answer(200 if job else 404)

    def not_yet(self, device: Device) -> None:
        asked = device.habits.retry_after
        self.answer(503, headers={"Retry-After": asked} if asked else {})

    def next_document(self, device: Device) -> None:
        job = self.job()
        if job is None or job.state != "Processing" or job.given >= job.pages:
            self.no_more(device, job)
        elif job.denies(device.habits.early) or is_hasty(device, job):
            self.answer(404)
        elif job.dozing or job.denies(device.habits.early + device.habits.busy):
            self.not_yet(device)
        elif device.trouble in ("jam", "cover", "abort", "feederless") and job.given + 1 >= device.trouble_at:
            self.fail(device, job)
        else:
            self.send_page(device, job, job.given + 1)

    def no_more(self, device: Device, job: Job | None) -> None:
        if job is not None and job.state == "Processing" and not job.pages:
            self.fail(device, job)
            return
        if job is not None and job.state == "Processing":
            job.state, job.reason = "Completed", "JobCompletedSuccessfully"
        self.answer(device.end)

    def fail(self, device: Device, job: Job) -> None:
        """The job ends before its time, and is told to have done so as this device tells it."""
        job.abort(device.habits.reason or ("InputTrayJam" if device.trouble == "jam" else "AbortedBySystem"))
        device.to_tell = True
        conflict = device.trouble == "abort" or device.habits.tells_once
        self.answer(500 if device.habits.faults else 409 if conflict else device.end)

    def send_page(self, device: Device, job: Job, number: int) -> None:
        data, kind = page_file(device, job, number)
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header(
            *(("Transfer-Encoding", "chunked") if device.habits.chunked else ("Content-Length", str(len(data))))
        )
        self.end_headers()
        half = len(data) // 2
        if device.trouble == "short" and number >= device.trouble_at:
            job.abort(device.habits.reason or "InputTrayJam")
            device.to_tell = True
            self.send_part(data[:half])
            self.send_part(b"")
            return
        self.send_part(data[:half])
        self.wfile.flush()
        if device.trouble == "cut" and number >= device.trouble_at:
            self.close_connection = True
            return
        if device.trouble == "hang" and number >= device.trouble_at:
            device.hanging.set()
            device.going_on.wait(60)
        time.sleep(device.seconds)
        device.fed(job)
        self.send_part(data[half:])
        self.send_part(b"")
        self.close_connection = self.close_connection or device.habits.closing

    def send_part(self, data: bytes) -> None:
        chunked = self.server.device.habits.chunked
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data) if chunked else data)

    def job(self) -> Job | None:
        numbers = [int(part) for part in self.path.split("/") if part.isdigit()]
        return next((job for job in self.server.device.jobs if job.number in numbers), None)

    def answer(
        self, code: int, body: bytes = b"", kind: str = "text/plain", headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(code)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        if not self.server.device.habits.unmeasured:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = self.close_connection or self.server.device.habits.closing

    def version_string(self) -> str:
        return self.server.device.habits.server or super().version_string()


class Server(ThreadingHTTPServer):
    """The device on a port of loopback."""

    daemon_threads = True
    device: Device

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no fault."""


@contextmanager
def serving(
    device: Device, certificate: pathlib.Path | None = None, port: int = 0, *, old_tls: bool = False
) -> Iterator[str]:
    """The scanner's address while it is switched on; with a certificate (PEM, key included) over HTTPS, of version 1.0
    if it is an old one."""
    server = Server(("127.0.0.1", port), Handler)
    server.device = device
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if old_tls:
            make_old(context)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_address[1]}{device.habits.root}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def make_old(context: ssl.SSLContext) -> None:
    """Let it speak TLS 1.0 only."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("DEFAULT:@SECLEVEL=0")


def main() -> None:
    """Serve until killed; the first line says where."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sheets", type=int, default=3)
    parser.add_argument("--trouble", default="")
    parser.add_argument("--trouble-at", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=0.0)
    parser.add_argument("--port", type=int, default=0)
    given = parser.parse_args()
    device = Device(sheets=given.sheets, trouble=given.trouble, trouble_at=given.trouble_at, seconds=given.seconds)
    with serving(device, port=given.port) as url:
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    main()
