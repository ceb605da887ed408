"""Somebody holds a printed copy and has no network: two files of the agency, its root, and a photograph."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest

from certcopy.workflow.house import House
from certcopy.workflow.revoke import revoke
from tests.copies import read_copy

CertCopy = Callable[..., Any]
WHO = "Lê Văn Thử"


@pytest.fixture
def issued(issued_office: tuple[House, str]) -> tuple[House, str]:
    return issued_office


@pytest.fixture
def photo(issued: tuple[House, str], tmp_path: pathlib.Path) -> pathlib.Path:
    path = tmp_path / "ban-in.jpg"
    with pypdfium2.PdfDocument(read_copy(*issued)) as document:
        document[0].render(scale=200 / 72).to_pil().convert("RGB").rotate(1.5, fillcolor="white").save(path, quality=60)
    return path


@pytest.fixture
def offline(issued: tuple[House, str], certcopy: CertCopy, tmp_path: pathlib.Path) -> tuple[str, ...]:
    return published(certcopy, issued[0], tmp_path / "before")


def published(certcopy: CertCopy, house: House, folder: pathlib.Path) -> tuple[str, ...]:
    """The options that name what the agency publishes."""
    assert certcopy("code-key", "publish", "--out", folder, "--home", house.home.root).code == 0
    root = house.home.trust / "test-root.pem"
    return ("--trust", str(root), "--keys", str(folder / "keys.json"), "--state", str(folder / "state.json"))


def test_a_good_print_shows_what_to_compare_and_as_of_when(
    certcopy: CertCopy, photo: pathlib.Path, offline: tuple[str, ...]
) -> None:
    done = certcopy("verify", "--qr", photo, *offline)
    assert done.code == 0
    assert done.out.startswith("HỢP LỆ")
    for words in ("Giấy xác nhận", "N. V. Mẫu", "Trần Thị Mẫu", "phường Ví Dụ", "so từng dòng", "Theo thông tin đến"):
        assert words in done.out
    assert "Nguyễn Văn Mẫu" not in done.out


def test_a_revoked_copy_is_invalid_by_the_newer_state_and_not_by_the_older(
    certcopy: CertCopy, issued: tuple[House, str], photo: pathlib.Path, offline: tuple[str, ...], tmp_path: pathlib.Path
) -> None:
    revoke(*issued, WHO, "Bản chính là giả")
    newer = published(certcopy, issued[0], tmp_path / "after")
    done = certcopy("verify", "--qr", photo, *newer)
    assert (done.code, "đã thu hồi bản sao này ngày" in done.out) == (1, True)
    assert "giả" not in done.out
    assert certcopy("verify", "--qr", photo, *offline).code == 0


def test_without_the_root_nothing_of_the_code_is_shown_as_true(
    certcopy: CertCopy, photo: pathlib.Path, offline: tuple[str, ...]
) -> None:
    done = certcopy("verify", "--qr", photo, *offline[2:], "--json")
    (code,) = json.loads(done.out)["files"][0]["codes"]
    assert (done.code, code["verdict"], code["facts"]) == (2, "inconclusive", None)


def test_the_office_s_own_machine_needs_no_file(
    certcopy: CertCopy, photo: pathlib.Path, issued: tuple[House, str]
) -> None:
    assert certcopy("verify", "--qr", photo, "--home", issued[0].home.root).code == 0


@pytest.mark.parametrize(("words", "code"), [((), 4), (("--keys", "nowhere.json"), 3)])
def test_what_is_missing_is_said(certcopy: CertCopy, photo: pathlib.Path, words: tuple[str, ...], code: int) -> None:
    assert certcopy("verify", "--qr", photo, *words).code == code


def test_a_picture_without_a_code_cannot_be_read(
    certcopy: CertCopy, scan_file: pathlib.Path, offline: tuple[str, ...]
) -> None:
    done = certcopy("verify", "--qr", scan_file, *offline)
    assert (done.code, "pdf.no_code_found" in done.out) == (3, True)


def test_a_key_is_shown_rotated_and_revoked(
    certcopy: CertCopy, issued: tuple[House, str], photo: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    home = issued[0].home.root
    (key,) = json.loads(certcopy("code-key", "show", "--json", "--home", home).out)["keys"]
    assert certcopy("code-key", "rotate", "--home", home).code == 0
    assert certcopy("verify", "--qr", photo, *published(certcopy, issued[0], tmp_path / "rotated")).code == 0
    lost = ("code-key", "revoke", key["kid"], "--since", "2020-01-01", "--home", home)
    assert certcopy(*lost).code == 4
    assert certcopy(*lost, "--reason", "Máy bị mất cắp").code == 0
    assert certcopy("verify", "--qr", photo, *published(certcopy, issued[0], tmp_path / "revoked")).code == 1


def test_no_network_is_asked(photo: pathlib.Path, offline: tuple[str, ...]) -> None:
    """By the installed program, in a network of its own that leads nowhere (where the system can make one)."""
    line = ["unshare", "--net", "--map-root-user", "python3", "-c", ""]
    if subprocess.run(line, capture_output=True, check=False).returncode:
        pytest.skip("no network namespaces here")
    words = [sys.executable, "-m", "certcopy.cli.main", "verify", "--qr", str(photo), *offline]
    done = subprocess.run(
        ["unshare", "--net", "--map-root-user", *words], capture_output=True, check=False, timeout=120
    )
    assert done.returncode == 0


def test_the_file_of_a_revoked_copy_is_no_longer_relied_on(
    certcopy: CertCopy, issued: tuple[House, str], offline: tuple[str, ...], tmp_path: pathlib.Path
) -> None:
    home, file = issued[0].home.root, tmp_path / "ban-sao.pdf"
    file.write_bytes(read_copy(*issued))
    assert certcopy("verify", file, "--home", home).code == 0
    revoke(*issued, WHO, "Bản chính là giả")
    done = certcopy("verify", file, "--home", home)
    assert (done.code, "đã thu hồi bản sao ngày" in done.out, "giả" in done.out) == (1, True, False)
    document = json.loads(certcopy("verify", file, "--home", home, "--json").out)["files"][0]
    assert (document["verdict"], document["register"]["state"]) == ("valid", "revoked")
    elsewhere = certcopy("verify", file, *published(certcopy, issued[0], tmp_path / "after"))
    assert (elsewhere.code, "đã thu hồi bản sao này ngày" in elsewhere.out) == (1, True)
    assert certcopy("verify", file, *offline).code == 0
