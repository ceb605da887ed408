"""What the made-up eSCL scanner is and says: its state, its documents, the pages it draws."""

from __future__ import annotations

import dataclasses
import io
import threading
import time
from xml.etree import ElementTree

from PIL import Image, ImageDraw, ImageFont

from certcopy.document.fonts import FOLDER, Face
from tests.escl_habits import Habits

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
    """``jam``, ``cover``, ``busy``, ``denied``, ``abort``, ``empty``, ``garbage``, ``elsewhere``, ``cut``, ``hang``,
    ``feederless``: it has no feeder after all, or ``short``: it jams in the middle of a page, whose answer it ends as
    if all had come."""
    trouble_at: int = 1
    """The page at which it goes wrong."""
    seconds: float = 0.0
    """How long a page takes."""
    end: int = 404
    """How the end of the pages is told."""
    habits: Habits = dataclasses.field(default_factory=Habits)
    pictures: tuple[bytes, ...] = ()
    """JPEGs of the sides of the sheets, fronts and backs by turns, given instead of drawn pages."""
    document: str = ""
    """The capabilities it tells, instead of those made of the above."""
    jobs: list[Job] = dataclasses.field(default_factory=list)
    lock: threading.Lock = dataclasses.field(default_factory=threading.Lock)
    asked: list[str] = dataclasses.field(default_factory=list)
    settings: list[ElementTree.Element] = dataclasses.field(default_factory=list)
    """The jobs it was asked for, as it was told them."""
    denials: int = 0
    """How often it was asked before it was awake, or for a job while busy."""
    to_tell: bool = False
    """Whether a trouble of the feeder has yet to be told."""
    hanging: threading.Event = dataclasses.field(default_factory=threading.Event)
    """Set when it hangs in the middle of a page ..."""
    going_on: threading.Event = dataclasses.field(default_factory=threading.Event)
    """... until this is set."""

    def denies(self, times: int) -> bool:
        """Whether it says “not yet” once more, having said it fewer times than that."""
        with self.lock:
            denied = self.denials < times
            self.denials += denied
            return denied

    def fed(self, job: Job) -> None:
        """A file of the job was given; what was fed has left the feeder."""
        sides = 2 if job.duplex else 1
        fresh = job.pages if self.habits.pdf else 1
        job.given += fresh
        job.fed_at = time.monotonic()
        if job.feeder and job.given % sides == 0:
            self.sheets -= fresh // sides or 1


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
    denials: int = 0
    """How often its first page was not yet to be had."""
    dozing: bool = False
    fed_at: float = 0.0
    """When its last page was given (monotonic)."""

    def abort(self, reason: str) -> None:
        self.state, self.reason = "Aborted", reason

    def denies(self, times: int) -> bool:
        """As of the device."""
        denied = self.denials < times
        self.denials += denied
        return denied


def capabilities(device: Device) -> str:
    resolutions = RANGE if device.ranged else DISCRETE
    kind = "application/pdf" if device.habits.pdf else "image/jpeg"
    extended = f"<scan:DocumentFormatExt>{kind}</scan:DocumentFormatExt>" if device.habits.format_ext else ""
    known = "".join(f"<scan:SupportedIntent>{each}</scan:SupportedIntent>" for each in device.habits.intents)
    intents = f"<scan:SupportedIntents>{known}</scan:SupportedIntents>" if known else ""
    inputs = f"""<scan:MinWidth>50</scan:MinWidth><scan:MaxWidth>{A4_UNITS[0]}</scan:MaxWidth>
<scan:MinHeight>50</scan:MinHeight><scan:MaxHeight>{A4_UNITS[1]}</scan:MaxHeight><scan:MaxScanRegions>1</scan:MaxScanRegions>
<scan:SettingProfiles><scan:SettingProfile><scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode>
<scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes><scan:DocumentFormats>
<pwg:DocumentFormat>{kind}</pwg:DocumentFormat>{extended}
</scan:DocumentFormats><scan:SupportedResolutions>{resolutions}</scan:SupportedResolutions></scan:SettingProfile>
</scan:SettingProfiles>{intents}"""
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
        + ("<scan:Naps2Extensions>Progress;ErrorDetails</scan:Naps2Extensions>" if device.habits.faults else "")
        + (platen if device.flatbed else "")
        + (adf if device.feeder else "")
        + "</scan:ScannerCapabilities>"
    )


def status(device: Device) -> str:
    running = any(job.state == "Processing" for job in device.jobs)
    habits = device.habits
    jobs = "".join(
        f"<scan:JobInfo><pwg:JobUri>{habits.job_uri.format(root=habits.root, number=job.number)}</pwg:JobUri>"
        "<scan:Age>1</scan:Age>"
        f"<pwg:ImagesCompleted>{job.given}</pwg:ImagesCompleted><pwg:JobState>{job.state}</pwg:JobState>"
        f"<pwg:JobStateReasons><pwg:JobStateReason>{job.reason}</pwg:JobStateReason></pwg:JobStateReasons></scan:JobInfo>"
        for job in reversed(device.jobs)
    )
    feeder = f"<scan:AdfState>{adf_state(device)}</scan:AdfState>" if device.feeder else ""
    state = habits.state or ("Processing" if running else "Idle")
    return (
        HEAD.format("ScannerStatus")
        + f"<pwg:Version>2.63</pwg:Version><pwg:State>{state}</pwg:State>{feeder}"
        + f"<scan:Jobs>{jobs}</scan:Jobs></scan:ScannerStatus>"
    )


def adf_state(device: Device) -> str:
    habits = device.habits
    told = not habits.feeder_says or (habits.tells_once and device.to_tell)
    device.to_tell = False
    return feeder_state(device) if told else habits.feeder_says


def feeder_state(device: Device) -> str:
    """What a feeder that sees its paper says."""
    stopped = bool(device.jobs) and device.jobs[-1].state == "Aborted"
    if device.trouble in ("jam", "short") and stopped:
        return "ScannerAdfJam"
    if device.trouble == "cover" and (stopped or device.trouble_at == 1):
        return device.habits.cover
    hasty = any(job.state == "Processing" and is_hasty(device, job) for job in device.jobs)
    return "ScannerAdfLoaded" if device.sheets and device.trouble != "empty" and not hasty else "ScannerAdfEmpty"


def is_hasty(device: Device, job: Job) -> bool:
    """Whether it is too early to ask for the next page."""
    return bool(job.given) and time.monotonic() < job.fed_at + device.habits.hasty


NAPS2_FAULTS = {
    "jam": "DevicePaperJam",
    "cover": "DeviceCoverOpen",
    "empty": "DeviceFeederEmpty",
    "feederless": "NoFeederSupport",
}


def fault(device: Device) -> str:
    """What NAPS2 writes of its exceptions."""
    kind = NAPS2_FAULTS.get(device.trouble, "")
    return f"<Error><Type>NAPS2.Scan.Exceptions.{kind}Exception</Type><Message>...</Message></Error>"


def page_file(device: Device, job: Job, number: int) -> tuple[bytes, str]:
    """What NextDocument gives, and its media type."""
    if not device.habits.pdf:
        page = device.pictures[number - 1] if device.pictures else page_jpeg(job, number)
        return dressed(page, job, device.habits), "image/jpeg"
    pages = [Image.open(io.BytesIO(page_jpeg(job, each + 1))) for each in range(job.pages)]
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=job.dpi)
    return out.getvalue(), "application/pdf"


def dressed(page: bytes, job: Job, habits: Habits) -> bytes:
    """A JPEG as this device gives it."""
    if habits.png:
        out = io.BytesIO()
        Image.open(io.BytesIO(page)).save(out, "PNG", dpi=(job.dpi, job.dpi))
        return out.getvalue()
    return (told_late(page) if habits.late_height else page) + (bytes(512) if habits.padded else b"")


def told_late(data: bytes) -> bytes:
    """The same JPEG with 65535 for its height, and the true one in a DNL segment behind its samples."""
    at = next(
        at
        for at in range(len(data))
        if data[at : at + 2] in (b"\xff\xc0", b"\xff\xc2") and data[at + 4 : at + 5] == b"\x08"
    )
    height = data[at + 5 : at + 7]
    return data[: at + 5] + b"\xff\xff" + data[at + 7 : -2] + b"\xff\xdc\x00\x04" + height + data[-2:]


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


def job_of(settings: ElementTree.Element, device: Device) -> Job | None:
    def text(name: str) -> str:
        return next((each.text or "" for each in settings.iter() if each.tag.rpartition("}")[2] == name), "")

    habits = device.habits
    feeder = text("InputSource") == "Feeder"
    empty = feeder and (not device.sheets or device.trouble == "empty")
    known = text("Intent") in ("", *habits.intents) and (habits.format_ext or not text("DocumentFormatExt"))
    if (habits.strict and not known) or (empty and habits.empty):
        return None
    duplex = text("Duplex") == "true"
    pages = device.sheets * (2 if duplex else 1) if feeder else 1
    size = (int(text("Width") or A4_UNITS[0]), int(text("Height") or A4_UNITS[1]))
    number = len(device.jobs) + 1
    pages = 0 if empty else pages
    return Job(
        number, feeder, duplex, int(text("XResolution") or 300), text("ColorMode"), size, pages, dozing=habits.dozes
    )
