"""An eSCL scanner made up for the tests: a real HTTP server that draws numbered pages.

It is held against a client we did not write (sane-airscan, ``tests/integration/test_airscan.py``). As a process of its
own (``python -m tests.escl_server``) it can be unplugged by killing it.
"""

from __future__ import annotations

import argparse
import dataclasses
import io
import pathlib
import ssl
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from xml.etree import ElementTree

from PIL import Image, ImageDraw, ImageFont

from certcopy.document.fonts import FOLDER, Face

SM = "http://www.pwg.org/schemas/2010/12/sm"
ESCL = "http://schemas.hp.com/imaging/escl/2011/05/03"
HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<scan:{{0}} xmlns:scan="{ESCL}" xmlns:pwg="{SM}">'
A4_UNITS = (2480, 3508)
DISCRETE = "<scan:DiscreteResolutions>{}</scan:DiscreteResolutions>".format(
    "".join(
        f"<scan:DiscreteResolution><scan:XResolution>{dpi}</scan:XResolution>"
        f"<scan:YResolution>{dpi}</scan:YResolution></scan:DiscreteResolution>"
        for dpi in (100, 150, 200, 300, 600)
    )
)
RANGE = (
    "<scan:ResolutionRange><scan:XResolutionRange><scan:Min>75</scan:Min><scan:Max>600</scan:Max>"
    "<scan:Normal>300</scan:Normal><scan:Step>1</scan:Step></scan:XResolutionRange><scan:YResolutionRange>"
    "<scan:Min>75</scan:Min><scan:Max>600</scan:Max><scan:Normal>300</scan:Normal><scan:Step>1</scan:Step>"
    "</scan:YResolutionRange></scan:ResolutionRange>"
)
LINES = ("GIẤY XÁC NHẬN", "Số: 15/GXN", "Họ và tên: Nguyễn Văn Mẫu", "Ngày 03 tháng 11 năm 2026")


@dataclasses.dataclass
class Device:
    """How the made-up scanner is built, what lies in it, and what goes wrong."""

    name: str = "Máy quét Ví Dụ 100"
    flatbed: bool = True
    feeder: bool = True
    ranged: bool = False
    sheets: int = 3
    trouble: str = ""
    """``jam``, ``cover``, ``busy``, ``denied``, ``abort``, ``empty``, ``garbage``, ``elsewhere`` or ``hang``."""
    trouble_at: int = 1
    """The page at which it goes wrong."""
    seconds: float = 0.0
    """How long a page takes."""
    end: int = 404
    """How the end of the pages is told."""
    jobs: list[Job] = dataclasses.field(default_factory=list)
    lock: threading.Lock = dataclasses.field(default_factory=threading.Lock)
    asked: list[str] = dataclasses.field(default_factory=list)
    hanging: threading.Event = dataclasses.field(default_factory=threading.Event)
    """Set when it hangs in the middle of a page ..."""
    going_on: threading.Event = dataclasses.field(default_factory=threading.Event)
    """... until this is set."""


@dataclasses.dataclass
class Job:
    """One scan job and how far it is."""

    number: int
    feeder: bool
    duplex: bool
    dpi: int
    mode: str
    size: tuple[int, int]
    pages: int
    given: int = 0
    state: str = "Processing"
    reason: str = "JobScanning"


def capabilities(device: Device) -> str:
    resolutions = RANGE if device.ranged else DISCRETE
    inputs = f"""<scan:MinWidth>50</scan:MinWidth><scan:MaxWidth>{A4_UNITS[0]}</scan:MaxWidth>
<scan:MinHeight>50</scan:MinHeight><scan:MaxHeight>{A4_UNITS[1]}</scan:MaxHeight><scan:MaxScanRegions>1</scan:MaxScanRegions>
<scan:SettingProfiles><scan:SettingProfile><scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode>
<scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes><scan:DocumentFormats>
<pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat><scan:DocumentFormatExt>image/jpeg</scan:DocumentFormatExt>
</scan:DocumentFormats><scan:SupportedResolutions>{resolutions}</scan:SupportedResolutions></scan:SettingProfile>
</scan:SettingProfiles>"""
    platen = f"<scan:Platen><scan:PlatenInputCaps>{inputs}</scan:PlatenInputCaps></scan:Platen>"
    adf = (
        f"<scan:Adf><scan:AdfSimplexInputCaps>{inputs}</scan:AdfSimplexInputCaps>"
        f"<scan:AdfDuplexInputCaps>{inputs}</scan:AdfDuplexInputCaps><scan:FeederCapacity>50</scan:FeederCapacity>"
        "<scan:AdfOptions><scan:AdfOption>DetectPaperLoaded</scan:AdfOption><scan:AdfOption>Duplex</scan:AdfOption>"
        "</scan:AdfOptions></scan:Adf>"
    )
    return (
        HEAD.format("ScannerCapabilities")
        + f"<pwg:Version>2.63</pwg:Version><pwg:MakeAndModel>{device.name}</pwg:MakeAndModel>"
        + (platen if device.flatbed else "")
        + (adf if device.feeder else "")
        + "</scan:ScannerCapabilities>"
    )


def status(device: Device) -> str:
    running = any(job.state == "Processing" for job in device.jobs)
    jobs = "".join(
        f"<scan:JobInfo><pwg:JobUri>/eSCL/ScanJobs/{job.number}</pwg:JobUri><scan:Age>1</scan:Age>"
        f"<pwg:ImagesCompleted>{job.given}</pwg:ImagesCompleted><pwg:JobState>{job.state}</pwg:JobState>"
        f"<pwg:JobStateReasons><pwg:JobStateReason>{job.reason}</pwg:JobStateReason></pwg:JobStateReasons></scan:JobInfo>"
        for job in reversed(device.jobs)
    )
    feeder = f"<scan:AdfState>{adf_state(device)}</scan:AdfState>" if device.feeder else ""
    return (
        HEAD.format("ScannerStatus")
        + f"<pwg:Version>2.63</pwg:Version><pwg:State>{'Processing' if running else 'Idle'}</pwg:State>{feeder}"
        + f"<scan:Jobs>{jobs}</scan:Jobs></scan:ScannerStatus>"
    )


def adf_state(device: Device) -> str:
    stopped = bool(device.jobs) and device.jobs[-1].state == "Aborted"
    if device.trouble == "jam" and stopped:
        return "ScannerAdfJam"
    if device.trouble == "cover" and (stopped or device.trouble_at == 1):
        return "ScannerAdfHatchOpen"
    return "ScannerAdfLoaded" if device.sheets and device.trouble != "empty" else "ScannerAdfEmpty"


def page_jpeg(job: Job, number: int) -> bytes:
    """A sheet with a number on it, drawn at the resolution that was asked for."""
    width, height = (round(side * job.dpi / 300) for side in job.size)
    page = Image.new("RGB", (width, height), (252, 250, 245))
    font = ImageFont.truetype(str(FOLDER / Face.REGULAR.value), max(round(job.dpi * 0.2), 8))
    pen = ImageDraw.Draw(page)
    for line, words in enumerate((f"Tờ {number}", *LINES)):
        pen.text((width * 0.1, height * (0.08 + 0.06 * line)), words, (20, 20, 30), font)
    pen.ellipse(
        (width * 0.6, height * 0.5, width * 0.8, height * 0.64), outline=(200, 20, 30), width=max(job.dpi // 40, 2)
    )
    out = io.BytesIO()
    page.convert("L" if job.mode == "Grayscale8" else "RGB").save(out, "JPEG", quality=85, dpi=(job.dpi, job.dpi))
    return out.getvalue()


class Handler(BaseHTTPRequestHandler):
    """The eSCL resources below ``/eSCL``."""

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
        elif device.trouble == "garbage":
            self.answer(200, b"<!DOCTYPE x [<!ENTITY a 'aaaa'>]><x>&a;</x>", "text/xml")
        elif self.path == "/eSCL/ScannerCapabilities":
            self.answer(200, capabilities(device).encode(), "text/xml")
        elif self.path == "/eSCL/ScannerStatus":
            self.answer(200, status(device).encode(), "text/xml")
        elif self.path.endswith("/NextDocument"):
            self.next_document(device)
        else:
            self.answer(404)

    def do_POST(self) -> None:
        device = self.server.device
        body = self.rfile.read(int(self.headers["Content-Length"]))
        device.asked.append(f"POST {self.path}")
        if device.trouble == "busy":
            self.answer(503)
            return
        job = job_of(ElementTree.fromstring(body), device)  # noqa: S314  (our own test sent it)
        if job is None:
            self.answer(409)
            return
        with device.lock:
            device.jobs.append(job)
        self.answer(201, headers={"Location": f"http://{self.headers['Host']}/eSCL/ScanJobs/{job.number}"})

    def do_DELETE(self) -> None:
        self.server.device.asked.append(f"DELETE {self.path}")
        job = self.job()
        if job is not None and job.state == "Processing":
            job.state, job.reason = "Canceled", "JobCanceledByUser"
        self.answer(200 if job else 404)

    def next_document(self, device: Device) -> None:
        job = self.job()
        if job is None or job.state != "Processing" or job.given >= job.pages:
            if job is not None and job.state == "Processing":
                job.state, job.reason = "Completed", "JobCompletedSuccessfully"
            self.answer(device.end)
            return
        number = job.given + 1
        if device.trouble in ("jam", "cover", "abort") and number >= device.trouble_at:
            job.state, job.reason = "Aborted", "InputTrayJam" if device.trouble == "jam" else "AbortedBySystem"
            self.answer(409 if device.trouble == "abort" else device.end)
            return
        self.send_page(device, job, number)

    def send_page(self, device: Device, job: Job, number: int) -> None:
        data = page_jpeg(job, number)
        self.send_response(200)
        self.send_header("Content-Type", "image/jpeg")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        half = len(data) // 2
        self.wfile.write(data[:half])
        self.wfile.flush()
        if device.trouble == "hang" and number >= device.trouble_at:
            device.hanging.set()
            device.going_on.wait(60)
        time.sleep(device.seconds)
        self.wfile.write(data[half:])
        job.given += 1
        if job.feeder and (not job.duplex or job.given % 2 == 0):
            device.sheets -= 1

    def job(self) -> Job | None:
        parts = self.path.split("/")
        number = int(parts[3]) if len(parts) > 3 and parts[3].isdigit() else 0
        return next((job for job in self.server.device.jobs if job.number == number), None)

    def answer(
        self, code: int, body: bytes = b"", kind: str = "text/plain", headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(code)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def job_of(settings: ElementTree.Element, device: Device) -> Job | None:
    def text(name: str) -> str:
        return next((each.text or "" for each in settings.iter() if each.tag.rpartition("}")[2] == name), "")

    feeder = text("InputSource") == "Feeder"
    if feeder and (not device.sheets or device.trouble == "empty"):
        return None
    duplex = text("Duplex") == "true"
    pages = device.sheets * (2 if duplex else 1) if feeder else 1
    size = (int(text("Width") or A4_UNITS[0]), int(text("Height") or A4_UNITS[1]))
    number = len(device.jobs) + 1
    return Job(number, feeder, duplex, int(text("XResolution") or 300), text("ColorMode"), size, pages)


class Server(ThreadingHTTPServer):
    """The device on a port of loopback."""

    daemon_threads = True
    device: Device

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no fault."""


@contextmanager
def serving(device: Device, certificate: pathlib.Path | None = None, port: int = 0) -> Iterator[str]:
    """The scanner's address while it is switched on; with a certificate (PEM, key included) over HTTPS."""
    server = Server(("127.0.0.1", port), Handler)
    server.device = device
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_address[1]}/eSCL"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


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
