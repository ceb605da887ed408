"""``certcopy demo``: the whole job in a TEST office, from a scan to the verdict, then the page."""

import contextlib
import dataclasses
import importlib.resources
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
from typing import Annotated

import typer

import certcopy
from certcopy import clock
from certcopy.cli import exits, files, offices, streams, verdict
from certcopy.cli.conduct import issue_copy
from certcopy.cli.options import DEFAULT_HOST, DEFAULT_PORT, Host, Port
from certcopy.cli.progress import Timeline
from certcopy.cli.words import N_
from certcopy.errors import NotIssuedYet, OfficeExists
from certcopy.i18n import gettext as _
from certcopy.settings import demo_home
from certcopy.storage.home import Home
from certcopy.storage.objects import digest_of
from certcopy.verification.report import Report, Verdict
from certcopy.workflow.check import check_bytes
from certcopy.workflow.dossiers import Dossier
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.house import House
from certcopy.workflow.issue import copy_of
from certcopy.workflow.receive import Request
from certcopy.workflow.setup import Answers, set_up

HELP = N_(
    "Try it out: set up a TEST office with TEST keys, issue one certified copy of a sample scan, verify it, and serve "
    "the page. Run again, it shows the same copy; nothing is ever destroyed."
)

OF_REAL_OFFICES = ("CERTCOPY_DATABASE", "CERTCOPY_CLUSTER", "CERTCOPY_OBJECTS", "CERTCOPY_ENGINE")
SAMPLE = "fixtures/scans/diploma-seal.jpg"
PACKED_SAMPLE = "sample/diploma.jpg"
REQUESTER = "Nguyễn Thị Thí Dụ"
TITLE = "Bằng cử nhân (bản mẫu)"
ANSWERS = Answers(
    agency_code="H99.999.999",
    agency_name="Ủy ban nhân dân phường Giả Định",
    parent="Ủy ban nhân dân tỉnh Minh Họa",
    place="Giả Định",
    certifier_name="Nguyễn Văn Thí Dụ",
    certifier_title="Chủ tịch",
    clerk_name="Trần Thị Tưởng Tượng",
    clerk_title="Công chức tiếp nhận",
    verify_url=f"http://{DEFAULT_HOST}:{DEFAULT_PORT}",
)

Once = Annotated[bool, typer.Option("--once", help=N_("Stop after the verdict; serve nothing."))]
Folder = Annotated[
    pathlib.Path | None,
    typer.Option("--home", metavar=N_("FOLDER"), help=N_("Where the TEST office lives. Also CERTCOPY_HOME.")),
]


def run(once: Once = False, host: Host = DEFAULT_HOST, port: Port = DEFAULT_PORT, home: Folder = None) -> int:
    """Show every step with its seconds, the copy, the verdict, and how to go on."""
    _forget_real_places()
    office = _test_office(home or offices.settings().home or demo_home(), port)
    with offices.opened(office) as house:
        if not house.office.test:
            raise OfficeExists(home=str(office.root))
        report = _show_copy(house)
        if report.verdict is Verdict.VALID and not once:
            _serve(house, host, port)
    return exits.OK if report.verdict is Verdict.VALID else exits.INVALID


def _forget_real_places() -> None:
    """A TEST office keeps all it has in its own folder, whatever the environment says of a real one."""
    for name in OF_REAL_OFFICES:
        os.environ.pop(name, None)


def _test_office(root: pathlib.Path, port: int) -> Home:
    streams.answer(_("TEST office: {home}").format(home=root))
    if Home(root).exists():
        return Home(root)
    answers = dataclasses.replace(ANSWERS, verify_url=f"http://{DEFAULT_HOST}:{port or DEFAULT_PORT}")
    with contextlib.closing(Timeline()) as timeline:
        timeline("setup", 0, 1)
        return set_up(root, answers, clock.now(), test=True)


def _show_copy(house: House) -> Report:
    who = house.office.clerk.name
    with contextlib.closing(Timeline()) as timeline:
        dossier = issue_copy(house, _request(who), who, timeline)
        with copy_of(house, dossier.id) as file:
            copy = file.read()
        timeline("verify", 0, 1)
        report = check_bytes(copy, house.anchors(), house.clock())
    path = _put_copy(house, dossier, copy)
    streams.answer()
    verdict.show(path, report)
    streams.answer()
    streams.answer(_("Certified copy: {path}").format(path=path))
    streams.answer(_("Verify it again: {command}").format(command=_verify_command(path, house.home)))
    return report


def _request(compared_by: str) -> Request:
    scan = sample()
    handed_in = (HandedIn.of(pathlib.Path(SAMPLE).name, scan),)
    return Request(REQUESTER, TITLE, handed_in, compared_by=compared_by, key=f"demo-{digest_of(scan)[:12]}")


def sample() -> bytes:
    """The sample scan: of the checkout this runs in, or else the one in the package."""
    checkout = pathlib.Path(certcopy.__file__).parent.parent / SAMPLE
    packed = importlib.resources.files("certcopy.cli") / PACKED_SAMPLE
    return checkout.read_bytes() if checkout.is_file() else packed.read_bytes()


def _put_copy(house: House, dossier: Dossier, copy: bytes) -> pathlib.Path:
    """The copy under a name that people can open; a file of that name with other content stays."""
    if dossier.entry is None:
        raise NotIssuedYet(state=dossier.state)
    certification = dossier.entry.certification
    stem = f"ban-sao-{certification.printed_number}-{certification.year}"
    path = house.home.copies / f"{stem}.pdf"
    if path.exists() and path.read_bytes() != copy:
        path = path.with_name(f"{stem}-{certification.code}.pdf")
    if not path.exists():
        files.write_new(path, copy)
    return path


def _verify_command(path: pathlib.Path, home: Home) -> str:
    program = "certcopy" if shutil.which("certcopy") else sys.argv[0]
    words = [program, "verify", str(path), "--home", str(home.root)]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def _serve(house: House, host: str, port: int) -> None:
    from certcopy.api.server import serve
    from certcopy.cli.serve import announce

    streams.answer()
    serve(house, host, port, announce, offices.settings())
