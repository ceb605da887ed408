"""What every test may ask for: a TEST office of its own, and a scan that is read quickly."""

from __future__ import annotations

import collections
import dataclasses
import io
import pathlib
import shutil
from collections.abc import Callable, Iterator

import pytest
import structlog
from PIL import Image, ImageDraw, ImageFont

from certcopy import clock, i18n
from certcopy.cli.main import main
from certcopy.document.fonts import FOLDER, Face
from certcopy.storage.home import Home
from certcopy.workflow import steps
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.house import House, open_house
from certcopy.workflow.receive import Request, receive
from certcopy.workflow.setup import Answers, set_up
from tests import seaweed
from tests.postgres import Postgres, private_postgres, programs
from tests.sane import no_device_folder

CLERK = "Lê Văn Thử"
DPI = 200
A6 = (827, 1165)
LINES = ("GIẤY XÁC NHẬN", "Số: 15/GXN", "Họ và tên: Nguyễn Văn Mẫu", "Ngày 03 tháng 11 năm 2026")
ANSWERS = Answers(
    agency_code="H99.999.001",
    agency_name="Ủy ban nhân dân phường Ví Dụ",
    parent="Ủy ban nhân dân tỉnh Giả Định",
    place="Ví Dụ",
    certifier_name="Trần Thị Mẫu",
    certifier_title="Chủ tịch",
    clerk_name="Lê Văn Thử",
    clerk_title="Công chức tiếp nhận",
    verify_url="http://127.0.0.1:8000",
)


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What a command line came to."""

    code: int
    out: str
    err: str


CommandLine = Callable[..., Outcome]


@pytest.fixture
def certcopy(capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Runs one command line in this process: ``certcopy("verify", path)``."""

    def run(*words: object) -> Outcome:
        capsys.readouterr()
        code = main([str(word) for word in words])
        return Outcome(code, *capsys.readouterr())

    return run


@pytest.fixture(scope="session")
def _no_scanner(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    return no_device_folder(tmp_path_factory.mktemp("sane"))


@pytest.fixture(autouse=True)
def _nothing_of_this_machine(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, _no_scanner: pathlib.Path
) -> Iterator[None]:
    """No test sees the developer's own office, scanners, language or log settings, nor leaves any behind."""
    for name in (
        "CERTCOPY_OBJECTS",
        "CERTCOPY_S3_ENDPOINT",
        "CERTCOPY_LANG",
        "CERTCOPY_OCR_ENGINE",
        "CERTCOPY_DEBUG",
        "CERTCOPY_DATABASE",
        "CERTCOPY_CLUSTER",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CERTCOPY_HOME", str(tmp_path / "no-office"))
    monkeypatch.setenv("CERTCOPY_MDNS", "off")
    monkeypatch.setenv("SANE_CONFIG_DIR", str(_no_scanner))
    yield
    i18n.speak(None)
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def small_scan() -> bytes:
    """A JPEG of one small page with four printed lines, made up here."""
    page = Image.new("RGB", A6, (252, 250, 245))
    font = ImageFont.truetype(str(FOLDER / Face.REGULAR.value), 42)
    pen = ImageDraw.Draw(page)
    for number, line in enumerate(LINES):
        pen.text((70, 120 + 110 * number), line, (20, 20, 30), font)
    out = io.BytesIO()
    page.save(out, "JPEG", quality=85, dpi=(DPI, DPI))
    return out.getvalue()


@pytest.fixture
def scan_file(tmp_path: pathlib.Path, small_scan: bytes) -> pathlib.Path:
    """The small scan as a file."""
    path = tmp_path / "giay-xac-nhan.jpg"
    path.write_bytes(small_scan)
    return path


@pytest.fixture(scope="session")
def _fresh_office(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return set_up(tmp_path_factory.mktemp("office") / "home", ANSWERS, clock.now(), test=True)


@pytest.fixture
def office_home(_fresh_office: Home, tmp_path: pathlib.Path) -> Home:
    """A TEST office without any dossier, for one test."""
    return Home(pathlib.Path(shutil.copytree(_fresh_office.root, tmp_path / "office")))


@pytest.fixture
def house(office_home: Home) -> Iterator[House]:
    """The same, opened."""
    house = open_house(office_home)
    yield house
    house.close()


@pytest.fixture(scope="session")
def _issued_office(
    _fresh_office: Home, small_scan: bytes, tmp_path_factory: pytest.TempPathFactory
) -> tuple[pathlib.Path, str]:
    root = pathlib.Path(shutil.copytree(_fresh_office.root, tmp_path_factory.mktemp("issued") / "home"))
    house = open_house(Home(root))
    request = Request("Nguyễn Văn Mẫu", "Giấy xác nhận", (HandedIn.of("giay.jpg", small_scan),), compared_by=CLERK)
    dossier = steps.drive(house, receive(house, request, CLERK).id)
    house.close()
    return root, dossier.id


@pytest.fixture
def issued_office(_issued_office: tuple[pathlib.Path, str], tmp_path: pathlib.Path) -> Iterator[tuple[House, str]]:
    """A TEST office that has issued one copy, opened, for one test; and its dossier's identifier."""
    root, dossier = _issued_office
    house = open_house(Home(pathlib.Path(shutil.copytree(root, tmp_path / "issued"))))
    yield house, dossier
    house.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A private PostgreSQL server, one for each worker; a test that asks for it carries the marker ``postgres``."""
    if programs() is None:
        pytest.skip("no PostgreSQL is installed")
    with private_postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The URL of an empty PostgreSQL database, for one test."""
    url = postgres.new_database()
    yield url
    postgres.drop(url)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The closing lines of a run say how the quality gate judged, and how many faults were caused and survived."""
    for report in terminalreporter.getreports("passed"):
        for name, words in report.user_properties:
            if name.startswith("quality: "):
                terminalreporter.write_line(f"{name}: {words}")
    counts: collections.Counter[str] = collections.Counter()
    for report in terminalreporter.getreports("passed"):
        for name, number in report.user_properties:
            if name.startswith("faults: "):
                counts[name.removeprefix("faults: ")] += int(str(number))
    if counts:
        faults = ", ".join(f"{kind}: {number:,}" for kind, number in sorted(counts.items()))
        terminalreporter.write_sep("=", f"faults survived: {faults}")


@pytest.fixture(scope="session")
def weed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[seaweed.Seaweed]:
    """A private S3 server, one for each worker of the test run."""
    if not seaweed.PROGRAM.exists():
        pytest.skip("no SeaweedFS on this platform")
    with seaweed.running(tmp_path_factory.mktemp("weed")) as server:
        yield server
