"""Files named on the line."""

from __future__ import annotations

import pathlib
import sys

import pytest

from certcopy.cli.files import check_free, scans_of, write_new
from certcopy.errors import FileTooLarge, NoSuchFile, OutputExists
from tests.copies import content


def test_a_new_file_is_whole_and_alone(tmp_path: pathlib.Path) -> None:
    write_new(tmp_path / "a.pdf", b"content")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.pdf": b"content"}


def test_a_file_made_meanwhile_is_not_overwritten(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"precious")
    with pytest.raises(OutputExists):
        write_new(tmp_path / "a.pdf", b"content")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.pdf": b"precious"}


def test_a_disk_without_second_names_will_do(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(pathlib.Path, "hardlink_to", refuse)
    write_new(tmp_path / "a.pdf", b"content")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.pdf": b"content"}
    with pytest.raises(OutputExists):
        write_new(tmp_path / "a.pdf", b"other")


@pytest.mark.skipif(sys.platform == "win32", reason="only administrators make links on Windows")
def test_a_dangling_link_counts_as_a_file(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.pdf").symlink_to(tmp_path / "nowhere")
    with pytest.raises(OutputExists):
        check_free(tmp_path / "a.pdf")


def test_a_missing_folder_is_noticed_before_any_work(tmp_path: pathlib.Path) -> None:
    with pytest.raises(NoSuchFile):
        check_free(tmp_path / "nowhere" / "a.pdf")


def test_scans_keep_their_order_and_only_their_last_name(tmp_path: pathlib.Path) -> None:
    paths = [tmp_path / name for name in ("b.jpg", "a.jpg")]
    for path in paths:
        path.write_bytes(path.name.encode())
    assert [(each.name, content(each.open())) for each in scans_of(paths, limit_mib=1)] == [
        ("b.jpg", b"b.jpg"),
        ("a.jpg", b"a.jpg"),
    ]


def test_too_much_is_refused_before_it_is_read(tmp_path: pathlib.Path) -> None:
    with (tmp_path / "huge.tif").open("wb") as file:
        file.truncate(2**20 + 1)
    with pytest.raises(FileTooLarge):
        scans_of([tmp_path / "huge.tif"], limit_mib=1)
