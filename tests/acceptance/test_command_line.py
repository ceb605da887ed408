"""What an office's people do at a terminal."""

from __future__ import annotations

import contextlib
import io
import json
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image

from certcopy.storage.home import Home
from fixtures import SCANS
from fixtures.generator.drawn import copy_scan
from fixtures.generator.layouts.forms import form

CertCopy = Callable[..., Any]
PERSON = ("--requester", "Nguyễn Văn Mẫu", "--title", "Giấy xác nhận")


@pytest.fixture(scope="session")
def issued(tmp_path_factory: pytest.TempPathFactory) -> tuple[pathlib.Path, pathlib.Path]:
    """The folder of an office and a copy that the demo issued in it, by the installed program."""
    home = tmp_path_factory.mktemp("demo") / "home"
    done = program("demo", "--once", "--home", home)
    assert done.returncode == 0, done.stderr
    return home, home / "copies" / f"ban-sao-01-{year(home)}.pdf"


def year(home: pathlib.Path) -> str:
    return next((home / "copies").iterdir()).stem.rpartition("-")[2]


def program(*words: object) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "certcopy.cli.main", *map(str, words)]
    return subprocess.run(line, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)


def test_the_demo_shows_its_steps_its_verdict_and_how_to_go_on(issued: tuple[pathlib.Path, pathlib.Path]) -> None:
    home, copy = issued
    before = copy.read_bytes()
    again = program("demo", "--once", "--home", home)
    assert again.returncode == 0, again.stderr
    assert "HỢP LỆ" in again.stdout
    assert "KHÔNG CÓ GIÁ TRỊ PHÁP LÝ" in again.stdout
    assert f"verify {copy} --home {home}" in again.stdout
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]
    assert copy.read_bytes() == before


def test_the_demo_leaves_a_real_office_alone(
    certcopy: CertCopy, office_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = office_home.profile.read_text(encoding="utf-8")
    office_home.profile.write_text(text.replace("test = true", "test = false"), encoding="utf-8")
    monkeypatch.setenv("CERTCOPY_DATABASE", "postgresql+psycopg://nobody@127.0.0.1:9/real")
    monkeypatch.setenv("CERTCOPY_OBJECTS", "s3://real/objects")
    refused = certcopy("demo", "--once", "--home", office_home.root)
    assert refused.code == 5
    assert "office.exists" in refused.err
    assert not any(path.is_file() for path in office_home.objects.rglob("*"))


def test_a_scan_becomes_a_copy_that_verify_calls_valid(
    certcopy: CertCopy, office_home: Home, scan_file: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    out = tmp_path / "copy.pdf"
    home = ("--home", office_home.root)
    done = certcopy("issue", scan_file, *PERSON, "--out", out, *home)
    assert (done.code, done.err) == (0, "")
    assert "Số chứng thực: 01" in done.out
    assert str(out) in done.out
    verdict = certcopy("verify", out, *home)
    assert verdict.code == 0
    assert verdict.out.startswith("HỢP LỆ")
    assert "Trần Thị Mẫu" in verdict.out
    assert "KHÔNG CÓ GIÁ TRỊ PHÁP LÝ" in verdict.out


def test_with_json_a_program_gets_one_document_and_nothing_else(
    certcopy: CertCopy, office_home: Home, scan_file: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    out = tmp_path / "copy.pdf"
    home = ("--home", office_home.root)
    done = certcopy("issue", scan_file, *PERSON, "--out", out, "--json", *home)
    assert done.err == ""
    facts = json.loads(done.out)
    assert (facts["number"], facts["verdict"], facts["test"]) == ("01", "valid", True)
    assert pathlib.Path(facts["path"]).stat().st_size == facts["bytes"]
    twice = certcopy("issue", scan_file, *PERSON, "--out", tmp_path / "b.pdf", "--json", *home)
    assert twice.code == 3
    assert json.loads(twice.out)["error"]["code"] == "scan.duplicate_upload"
    assert "--again" in twice.err
    confirmed = certcopy("issue", scan_file, *PERSON, "--out", tmp_path / "b.pdf", "--json", "--again", *home)
    assert json.loads(confirmed.out)["number"] == "02"
    report = json.loads(certcopy("verify", out, "--json", *home).out)["files"][0]
    assert (report["verdict"], report["test"], report["sha256"]) == ("valid", True, facts["sha256"])


def test_an_existing_file_is_never_overwritten(
    certcopy: CertCopy, office_home: Home, scan_file: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    out = tmp_path / "precious.pdf"
    out.write_text("precious")
    refused = certcopy("issue", scan_file, *PERSON, "--out", out, "--home", office_home.root)
    assert refused.code == 4
    assert "request.output_exists" in refused.err
    assert out.read_text() == "precious"
    assert not any(path.is_file() for path in office_home.objects.rglob("*"))


def test_a_copy_that_could_not_be_signed_is_finished_by_the_same_line_under_its_number(
    certcopy: CertCopy, office_home: Home, scan_file: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    line = ("issue", scan_file, *PERSON, "--out", tmp_path / "copy.pdf", "--json", "--home", office_home.root)
    passphrase = office_home.keys / "agency.pass"
    right = passphrase.read_bytes()
    passphrase.write_bytes(b"wrong")
    failed = certcopy(*line)
    assert failed.code == 5
    assert "office.key_unusable" in failed.err
    passphrase.write_bytes(right)
    done = certcopy(*line)
    assert done.code == 0, done.err
    assert json.loads(done.out)["number"] == "01"


def test_pages_too_poor_to_certify_pass_only_with_a_reason(
    certcopy: CertCopy, office_home: Home, tmp_path: pathlib.Path, small_scan: bytes
) -> None:
    with Image.open(io.BytesIO(small_scan)) as page:
        page.resize((page.width // 2, page.height // 2)).save(tmp_path / "small.jpg", dpi=(100, 100))
    line = ("issue", tmp_path / "small.jpg", *PERSON, "--out", tmp_path / "copy.pdf", "--home", office_home.root)
    refused = certcopy(*line)
    assert (refused.code, "request.poor_pages" in refused.err) == (4, True)
    assert not (tmp_path / "copy.pdf").exists()
    assert certcopy(*line, "--accept-quality", "Bản chính chỉ còn bản in mờ", "--despite", "Đã xem bản chính").code == 0
    journal = certcopy("audit", "--home", office_home.root)
    assert journal.code == 0, journal.out


def test_verify_needs_no_office_but_then_knows_only_the_roots_it_is_given(
    certcopy: CertCopy, issued: tuple[pathlib.Path, pathlib.Path]
) -> None:
    home, copy = issued
    assert certcopy("verify", copy).code == 2
    assert certcopy("verify", copy, "--trust", home / "trust" / "test-root.pem").code == 0


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
def test_verify_says_1_of_a_copy_with_one_byte_flipped(
    certcopy: CertCopy, issued: tuple[pathlib.Path, pathlib.Path], tmp_path: pathlib.Path, place: float
) -> None:
    home, copy = issued
    content = bytearray(copy.read_bytes())
    content[int(len(content) * place)] ^= 1
    forged = tmp_path / "forged.pdf"
    forged.write_bytes(content)
    verdict = certcopy("verify", forged, "--home", home)
    assert verdict.code == 1, verdict.out
    assert verdict.out.startswith("KHÔNG HỢP LỆ")


def test_of_several_files_the_gravest_answer_is_the_exit_code(
    certcopy: CertCopy, issued: tuple[pathlib.Path, pathlib.Path], tmp_path: pathlib.Path
) -> None:
    home, copy = issued
    note, longer = tmp_path / "note.pdf", tmp_path / "longer.pdf"
    note.write_text("no PDF")
    longer.write_bytes(copy.read_bytes() + b"\n0 0 0")
    assert certcopy("verify", copy, longer, "--home", home).code == 1
    answer = certcopy("verify", copy, longer, note, tmp_path / "missing.pdf", "--home", home, "--json")
    assert answer.code == 3
    files = json.loads(answer.out)["files"]
    assert [each["verdict"] for each in files] == ["valid", "invalid", None, None]
    assert [each["error"]["code"] for each in files[2:]] == ["pdf.not_a_pdf", "request.no_such_file"]


def test_a_folder_is_checked_and_every_file_gets_a_report_with_the_agency_s_seal(
    certcopy: CertCopy, issued: tuple[pathlib.Path, pathlib.Path], tmp_path: pathlib.Path
) -> None:
    home, copy = issued
    for name in ("a/copy.pdf", "b/copy.PDF", "b/deeper/other.pdf"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(copy.read_bytes())
    reports = tmp_path / "reports"
    line = ("verify", tmp_path / "a", tmp_path / "b", "--home", home, "--report", reports)
    assert certcopy(*line, "--sealed").code == 0
    names = sorted(path.name for path in reports.iterdir())
    assert names == ["copy-2.report.pdf", "copy.report.pdf", "other.report.pdf"]
    assert certcopy("verify", reports, "--home", home).code == 0
    again = certcopy(*line)
    assert (again.code, "request.output_exists" in again.err) == (4, True)
    assert certcopy(*line, "--form", "html").code == 0
    assert "Hợp lệ" in (reports / "copy.report.html").read_text(encoding="utf-8")
    assert certcopy(*line, "--form", "json", "--sealed").code == 4
    assert certcopy("verify", home / "trust", "--home", home).code == 3


def test_read_shows_the_text_and_writes_the_cleaned_page_without_any_office(
    certcopy: CertCopy, scan_file: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    shown = certcopy("read", scan_file)
    assert (shown.code, shown.err) == (0, "")
    assert "Họ và tên: Nguyễn Văn Mẫu" in shown.out
    answer = json.loads(certcopy("read", scan_file, "--json", "--out", tmp_path / "pages").out)
    page = answer["pages"][0]
    assert (page["width"], page["height"], page["dpi"], page["turn"]) == (827, 1165, 200, 0)
    assert {"text", "box", "confidence", "read_as"} == set(page["words"][0])
    assert not page["unread"]
    assert f"Chữ đọc nhầm đã sửa: {len(page['corrections'])}" in shown.out or not page["corrections"]
    assert pathlib.Path(answer["written"][0]).read_bytes().startswith(b"\x89PNG")
    assert certcopy("read", scan_file, "--out", tmp_path / "pages").code == 4


def test_read_names_the_kind_the_fields_and_what_speaks_against_an_original(
    certcopy: CertCopy, tmp_path: pathlib.Path
) -> None:
    scan = tmp_path / "ban-sao.jpg"
    scan.write_bytes(copy_scan(form("confirmation"), "certified_copy"))
    shown = certcopy("read", scan).out
    assert "Loại giấy: Giấy xác nhận (" in shown
    assert "Tên bản chính đề xuất: Giấy xác nhận số 0144/GXN-UBND" in shown
    assert "Họ và tên: NGÔ THỊ PHỎNG THEO (" in shown
    assert "quy tắc full_name" in shown
    assert "CẢNH BÁO, trang 1 (95 %): Trên trang có lời chứng thực bản sao" in shown
    answer = json.loads(certcopy("read", scan, "--json").out)
    assert {"name", "value", "page", "box", "confidence", "rule", "note", "printed"} == set(answer["fields"][0])
    assert answer["doubts"][0]["suspicion"] == "certified_copy"
    assert answer["doubts"][0]["box"]["bottom"] > answer["doubts"][0]["box"]["top"] > 1000


def test_read_tries_the_rules_of_a_folder_and_says_what_is_wrong_with_them(
    certcopy: CertCopy, scan_file: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "confirmation.toml").write_text('vi = "Giấy của phường"', encoding="utf-8")
    assert "Loại giấy: Giấy của phường (" in certcopy("read", scan_file, "--rules", rules).out
    (rules / "confirmation.toml").write_text('use = ["nothing"]', encoding="utf-8")
    refused = certcopy("read", scan_file, "--rules", rules)
    assert (refused.code, "confirmation.toml" in refused.err, "nothing" in refused.err) == (5, True, True)
    assert certcopy("read", scan_file, "--rules", tmp_path / "none").code == 3


def test_read_takes_the_pages_of_a_folder_by_number_and_boxes_their_words(
    certcopy: CertCopy, scan_file: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    folder, boxed = tmp_path / "scans", tmp_path / "boxed"
    folder.mkdir()
    for name in ("page 10.jpg", "page 2.JPG"):
        (folder / name).write_bytes(scan_file.read_bytes())
    (folder / "notes.txt").write_text("không phải ảnh", encoding="utf-8")
    answer = json.loads(certcopy("read", folder, "--json", "--overlay", boxed).out)
    assert len(answer["pages"]) == 2
    assert [pathlib.Path(each).name for each in answer["written"]] == ["page-001.jpg", "page-002.jpg"]
    assert pathlib.Path(answer["written"][1]).read_bytes().startswith(b"\xff\xd8\xff")
    assert certcopy("read", boxed / "nothing").code == 3


def test_init_asks_for_what_is_missing_and_never_touches_an_office(certcopy: CertCopy, tmp_path: pathlib.Path) -> None:
    home = tmp_path / "ward"
    answers = {
        "agency-code": "H99.1",
        "agency-name": "Ủy ban nhân dân phường Ví Dụ",
        "parent": "Ủy ban nhân dân tỉnh Giả Định",
        "place": "Ví Dụ",
        "certifier-name": "Trần Thị Mẫu",
        "certifier-title": "Chủ tịch",
        "clerk-name": "Lê Văn Thử",
        "clerk-title": "Công chức tiếp nhận",
    }
    line = ["init", "--home", home, *(word for name, value in answers.items() for word in (f"--{name}", value))]
    missing = certcopy(*line)
    assert missing.code == 4
    assert "--verify-url" in missing.err
    made = certcopy(*line, "--verify-url", "https://chungthuc.example.vn")
    assert made.code == 0, made.err
    assert "certifier.p12" in made.out
    assert "certcopy doctor" in made.out
    profile = (home / "office.toml").read_bytes()
    assert certcopy(*line, "--verify-url", "https://chungthuc.example.vn").code == 5
    assert (home / "office.toml").read_bytes() == profile
    check = certcopy("doctor", "--home", home, "--json")
    faults = {each["code"] for each in json.loads(check.out)["findings"] if each["level"] == "fault"}
    assert (check.code, faults) == (5, {"office.key_unusable", "trust.none"})


def test_on_a_terminal_sentences_stay_in_their_column_and_words_whole(
    certcopy: CertCopy, office_home: Home, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    well = certcopy("doctor", "--home", office_home.root)
    short = [line for line in well.out.splitlines() if str(office_home.root) not in line]
    assert max(map(len, short)) <= 80
    assert any(line.startswith(" " * 35) for line in short)
    refused = certcopy("scan", "--device", "khong-co", "--out", tmp_path / "o")
    assert [len(line) <= 80 for line in refused.err.splitlines()] == [True, True]
    assert refused.err.endswith("[scanner.unknown]\n")


def test_doctor_says_what_is_wrong_and_what_to_do(certcopy: CertCopy, office_home: Home) -> None:
    well = certcopy("doctor", "--home", office_home.root)
    assert well.code == 0, well.out
    (office_home.keys / "agency.p12").chmod(0o644)
    (office_home.trust / "test-root.pem").unlink()
    ill = certcopy("doctor", "--home", office_home.root)
    assert ill.code == 5
    assert "chmod 600" in ill.out
    assert "trust/" in ill.out
    assert "office.none" in certcopy("doctor", "--json").out


def test_help_is_vietnamese_unless_english_is_asked_for(certcopy: CertCopy, monkeypatch: pytest.MonkeyPatch) -> None:
    assert certcopy("issue", "--help").out.startswith("Cách dùng: certcopy issue BẢN_QUÉT")
    assert certcopy("issue", "--help", "--lang", "en").out.startswith("Usage: certcopy issue SCAN")
    monkeypatch.setenv("CERTCOPY_LANG", "en")
    assert certcopy().out.startswith("Usage: certcopy")
    assert certcopy("--lang=vi", "verify", "-h").out.startswith("Cách dùng: certcopy verify")


@pytest.mark.parametrize(
    "words",
    [
        ("frobnicate",),
        ("verify",),
        ("verify", "--wrong", "x"),
        ("serve", "--port", "many"),
        ("serve", "extra"),
        ("issue", "--out"),
    ],
)
def test_a_line_that_makes_no_sense_is_64_and_never_a_verdict(certcopy: CertCopy, words: tuple[str, ...]) -> None:
    wrong = certcopy(*words)
    assert (wrong.code, wrong.out) == (64, "")
    assert "certcopy" in wrong.err
    assert "--help" in wrong.err


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process")
def test_serve_prints_two_addresses_logs_each_request_and_ends_with_ctrl_c(office_home: Home) -> None:
    log: list[dict[str, Any]] = []
    with _serving(office_home, log) as (public, counter):
        with urllib.request.urlopen(public, timeout=20) as page:  # noqa: S310  (our own page, on loopback)
            assert page.status == 200
        assert office_home.counter_key.read_text() in counter
    assert [(line["method"], line["route"], line["status"]) for line in log] == [("GET", "/", 200)]


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process")
def test_who_hangs_up_or_speaks_no_http_is_no_fault_and_tells_the_log_nothing(office_home: Home) -> None:
    log: list[dict[str, Any]] = []
    with _serving(office_home, log) as (_, counter):
        place = urllib.parse.urlsplit(counter)
        key = office_home.counter_key.read_text()
        half = (
            f"POST /counter/dossiers/0/desk HTTP/1.1\r\nHost: {place.netloc}\r\nAuthorization: Bearer {key}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ndo=un"
        )
        for said in (half, "Nguyễn Văn Mẫu\r\n\r\n"):
            with socket.create_connection((place.hostname or "", place.port or 0)) as caller:
                caller.sendall(said.encode())
                caller.shutdown(socket.SHUT_WR)
                while caller.recv(4096):
                    pass
    assert {(line["event"], line.get("status"), line.get("library")) for line in log} == {
        ("request", 499, None),
        ("Invalid HTTP request received.", None, "uvicorn.error"),
    }


@contextlib.contextmanager
def _serving(home: Home, log: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """The public address and the counter's of a server that is stopped by Ctrl-C; its log once it has ended."""
    line = [sys.executable, "-m", "certcopy.cli.main", "serve", "--port", "0", "--home", str(home.root)]
    server = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    assert server.stdout is not None
    try:
        public, counter = (server.stdout.readline().rpartition(" ")[2].strip() for _ in range(2))
        yield public, counter
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=20) == 0
    finally:
        server.kill()
        _, said = server.communicate()
    log += [json.loads(line) for line in said.splitlines()]


def test_read_says_how_good_each_page_is_and_what_it_proposes(certcopy: CertCopy, tmp_path: pathlib.Path) -> None:
    empty = tmp_path / "trang.png"
    Image.new("L", (827, 1165), 250).save(empty, dpi=(100, 100))
    shown = certcopy("read", empty)
    assert shown.code == 0
    assert "xoay 0°, nghiêng 0,0°, độ tin cậy" in shown.out
    assert "Chất lượng: Không đạt (độ phân giải 100 dpi" in shown.out
    assert "Không đạt: Hãy quét lại ở 300 dpi" in shown.out
    assert "Đề xuất cho trang 1: Bỏ trang: trang trắng" in shown.out
    answer = json.loads(certcopy("read", empty, "--json").out)
    assert answer["pages"][0]["quality"]["findings"][0] == {"measure": "resolution", "value": 100.0, "grade": "poor"}
    assert answer["proposals"] == [{"kind": "blank", "edit": {"scan": 1, "left_out": True}}]


def test_a_damaged_file_in_a_folder_does_not_stop_the_others_from_being_read(
    certcopy: CertCopy, tmp_path: pathlib.Path
) -> None:
    (tmp_path / "1.jpg").write_bytes((SCANS / "diploma-clean.jpg").read_bytes()[:2000])
    shutil.copyfile(SCANS / "id_card-clean-p1.png", tmp_path / "2.png")
    shown = certcopy("read", tmp_path)
    assert shown.code == 3
    assert "Trang 1 (2.png): " in shown.out
    assert "Không đọc được: 1.jpg" in shown.err
    assert "[scan.damaged_file]" in shown.err
    answer = json.loads(certcopy("read", tmp_path, "--json").out)
    assert [(page["page"], page["file"]) for page in answer["pages"]] == [(1, "2.png")]
    refused = [(file["file"], file["error"]["code"]) for file in answer["unread_files"]]
    assert refused == [("1.jpg", "scan.damaged_file")]
