"""``certcopy scan`` and what the doctor says of scanners, in the users' words."""

from __future__ import annotations

import json
import pathlib
import shutil

import pytest

from certcopy.storage.home import Home
from tests import escl_server
from tests.conftest import CommandLine
from tests.escl_device import Device
from tests.sane import test_device_folder as sane_test_folder

needs_sane = pytest.mark.skipif(shutil.which("scanimage") is None, reason="scanimage (sane-utils) is not installed")


def test_pages_of_a_network_scanner_become_files(certcopy: CommandLine, tmp_path: pathlib.Path) -> None:
    with escl_server.serving(Device(sheets=2)) as url:
        done = certcopy("scan", "--device", url, "--dpi", 100, "--out", tmp_path / "trang")
    assert done.code == 0
    assert "Trang 2: " in done.out
    files = sorted((tmp_path / "trang").iterdir())
    assert [file.name for file in files] == ["trang-001.jpg", "trang-002.jpg"]
    again = certcopy("read", *files, "--json")
    assert len(json.loads(again.out)["pages"]) == 2


def test_a_jam_keeps_the_pages_and_says_what_to_do(certcopy: CommandLine, tmp_path: pathlib.Path) -> None:
    with escl_server.serving(Device(trouble="jam", trouble_at=2)) as url:
        done = certcopy("scan", "--device", url, "--dpi", 100, "--out", tmp_path / "trang")
    assert done.code == 5
    assert "kẹt giấy" in done.err
    assert "được giữ: 1." in done.err
    assert [file.name for file in (tmp_path / "trang").iterdir()] == ["trang-001.jpg"]


def test_nothing_is_written_over(certcopy: CommandLine, tmp_path: pathlib.Path) -> None:
    (tmp_path / "trang-001.jpg").write_bytes(b"mine")
    with escl_server.serving(Device()) as url:
        assert certcopy("scan", "--device", url, "--dpi", 100, "--out", tmp_path).code == 4
    assert (tmp_path / "trang-001.jpg").read_bytes() == b"mine"


@needs_sane
def test_scanners_of_this_machine_are_listed(
    certcopy: CommandLine, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANE_CONFIG_DIR", str(sane_test_folder(tmp_path)))
    assert "test:0" in certcopy("scan", "--list").out
    listed = json.loads(certcopy("scan", "--list", "--json").out)["scanners"]
    done = certcopy("scan", "--device", listed[0]["id"], "--source", "flatbed", "--dpi", 100, "--out", tmp_path / "a")
    assert done.code == 0
    assert [file.name for file in (tmp_path / "a").iterdir()] == ["trang-001.png"]


def test_without_a_scanner_the_list_says_what_to_do(certcopy: CommandLine) -> None:
    assert "Không tìm thấy máy quét" in certcopy("scan", "--list").out
    assert certcopy("scan").code == 5


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "http://8.8.8.8/eSCL", "2001:4860:4860::8888", "https://[2001:4860:4860::8888]:443"]
)
def test_an_address_beyond_the_local_network_is_refused_as_such(certcopy: CommandLine, address: str) -> None:
    refused = certcopy("scan", "--device", address)
    assert refused.code == 5
    assert "không phải địa chỉ trong mạng nội bộ" in refused.err


@pytest.mark.parametrize("name", ["Máy tầng 2", "test:9", "http://["])
def test_a_scanner_that_is_named_by_no_address_is_not_found(certcopy: CommandLine, name: str) -> None:
    assert "[scanner.unknown]" in certcopy("scan", "--device", name).err


def test_the_doctor_speaks_of_scanners_and_the_scan_folder(certcopy: CommandLine, office_home: Home) -> None:
    with office_home.profile.open("a", encoding="utf-8") as profile:
        profile.write(
            '\n[scan]\nfolder = "khong-co"\n[[scan.scanners]]\nname = "Máy A"\nurl = "http://192.0.2.7/eSCL"\n'
        )
    told = certcopy("doctor", "--home", office_home.root, "--port", 0)
    assert "Tìm thấy 1: Máy A." in told.out
    assert "scanimage" in told.out
    assert "Không có thư mục" in told.out
    (office_home.root / "khong-co").mkdir()
    assert "Đọc và ghi được" in certcopy("doctor", "--home", office_home.root, "--port", 0).out


def test_a_wrong_line_in_the_profile_is_named(certcopy: CommandLine, office_home: Home) -> None:
    with office_home.profile.open("a", encoding="utf-8") as profile:
        profile.write('\n[[scan.scanners]]\nname = "Máy A"\nurl = "192.0.2.7"\n')
    told = certcopy("doctor", "--home", office_home.root)
    assert told.code == 5
    assert "scan.scanners" in told.out
