"""Everything that must be refused, at the door where it comes in: a code, what to do, and nothing left behind."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from certcopy.storage import schema
from certcopy.storage.database import Database
from certcopy.storage.home import Home
from fixtures import bad

CertCopy = Callable[..., Any]
REQUESTER = "Phạm Thị Bí Mật"
TITLE = "Giấy tờ riêng tư"

REFUSED = {
    "scan.empty_file": (bad.empty, bad.pageless_pdf),
    "scan.unknown_format": (bad.text_named_pdf,),
    "scan.damaged_file": (bad.truncated_jpeg,),
    "scan.image_too_large": (bad.bomb_png, bad.boastful_png, bad.wide_png),
    "scan.encrypted_pdf": (bad.encrypted_pdf, bad.owner_locked_pdf),
    "scan.active_pdf": (bad.javascript_pdf, bad.attachment_pdf, bad.launch_pdf, bad.page_action_pdf),
    "scan.already_signed": (bad.signed_pdf,),
    "scan.too_many_pages": (bad.endless_pdf,),
    "scan.not_page_images": (bad.typed_pdf,),
}
CASES = [pytest.param(code, build, id=build.__name__) for code, builds in REFUSED.items() for build in builds]


def left_behind(home: Home) -> list[str]:
    """Names of the files and tables that hold anything."""
    files = [path.name for folder in (home.objects, home.copies) for path in folder.rglob("*") if path.is_file()]
    database = Database(home.database)
    with database.read() as connection:
        tables = [
            table.name
            for table in schema.metadata.sorted_tables
            if connection.scalar(sa.select(sa.func.count()).select_from(table))
        ]
    database.close()
    return files + tables


@pytest.mark.parametrize(("code", "build"), CASES)
def test_a_bad_scan_is_refused_and_leaves_nothing(
    certcopy: CertCopy, office_home: Home, tmp_path: pathlib.Path, code: str, build: Callable[[], bytes]
) -> None:
    scan, out = tmp_path / "ban-quet.pdf", tmp_path / "copy.pdf"
    scan.write_bytes(build())
    line = ("issue", scan, "--requester", REQUESTER, "--title", TITLE, "--out", out, "--json")
    refused = certcopy(*line, "--home", office_home.root)
    assert refused.code == 3, refused.err
    assert json.loads(refused.out)["error"]["code"] == code
    assert code in refused.err
    assert "Hãy" in refused.err
    assert not out.exists()
    assert left_behind(office_home) == []
    assert REQUESTER not in refused.err
    assert TITLE not in refused.err
    assert len(refused.err.splitlines()) == 1


def test_the_same_page_twice_is_refused(
    certcopy: CertCopy, office_home: Home, tmp_path: pathlib.Path, scan_file: pathlib.Path
) -> None:
    twin = tmp_path / "trang-2.jpg"
    twin.write_bytes(scan_file.read_bytes())
    line = ("issue", scan_file, twin, "--requester", REQUESTER, "--title", TITLE, "--out", tmp_path / "copy.pdf")
    refused = certcopy(*line, "--home", office_home.root)
    assert refused.code == 3
    assert "scan.duplicate_page" in refused.err
    assert left_behind(office_home) == []


def test_one_bad_page_among_good_ones_refuses_the_whole(
    certcopy: CertCopy, office_home: Home, tmp_path: pathlib.Path, scan_file: pathlib.Path
) -> None:
    spoilt = tmp_path / "trang-2.pdf"
    spoilt.write_bytes(bad.javascript_pdf())
    line = ("issue", scan_file, spoilt, "--requester", REQUESTER, "--title", TITLE, "--out", tmp_path / "copy.pdf")
    refused = certcopy(*line, "--home", office_home.root)
    assert refused.code == 3
    assert "trang-2.pdf" in refused.err
    assert left_behind(office_home) == []


def test_a_blank_requester_is_no_requester(
    certcopy: CertCopy, office_home: Home, tmp_path: pathlib.Path, scan_file: pathlib.Path
) -> None:
    line = ("issue", scan_file, "--requester", " ", "--title", TITLE, "--out", tmp_path / "copy.pdf")
    refused = certcopy(*line, "--home", office_home.root)
    assert refused.code == 4
    assert "request.missing_value" in refused.err
    assert "--requester" in refused.err
    assert left_behind(office_home) == []


def test_a_scan_that_is_not_there_is_named(certcopy: CertCopy, office_home: Home, tmp_path: pathlib.Path) -> None:
    line = ("issue", tmp_path / "khong-co.jpg", "--requester", REQUESTER, "--title", TITLE)
    refused = certcopy(*line, "--out", tmp_path / "copy.pdf", "--home", office_home.root)
    assert refused.code == 3
    assert "khong-co.jpg" in refused.err
    assert left_behind(office_home) == []
