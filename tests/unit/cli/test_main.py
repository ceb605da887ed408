"""The outermost function: languages, last nets."""

from __future__ import annotations

import ctypes
import pathlib
import types
from collections.abc import Callable
from typing import Any

import pytest

from certcopy import cpp_runtime
from certcopy.cli import exits, verify
from certcopy.cli.main import _without_language, main

CertCopy = Callable[..., Any]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--lang", "en", "verify", "a.pdf"], ("en", ["verify", "a.pdf"])),
        (["verify", "a.pdf", "--lang=en"], ("en", ["verify", "a.pdf"])),
        (["verify", "a.pdf"], (None, ["verify", "a.pdf"])),
        (["verify", "--lang"], (None, ["verify", "--lang"])),
    ],
)
def test_the_language_may_stand_anywhere(words: list[str], expected: tuple[str | None, list[str]]) -> None:
    assert _without_language(words) == expected


def test_an_unforeseen_fault_is_one_line_without_its_content(
    certcopy: CertCopy, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("Nguyễn Văn Bí Mật")

    monkeypatch.setattr(verify, "check_file", fail)
    file = tmp_path / "a.pdf"
    file.write_bytes(b"%PDF-")
    fault = certcopy("verify", file)
    assert (fault.code, fault.out) == (70, "")
    assert "ZeroDivisionError" in fault.err
    assert "Bí Mật" not in fault.err
    assert len(fault.err.splitlines()) == 1
    monkeypatch.setenv("CERTCOPY_DEBUG", "1")
    assert "Traceback" in certcopy("verify", file).err


def test_a_wrong_setting_is_explained(certcopy: CertCopy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CERTCOPY_OCR_ENGINE", "magic")
    refused = certcopy("doctor")
    assert refused.code == 5
    assert "CERTCOPY_OCR_ENGINE" in refused.err


def test_on_a_windows_without_its_cpp_library_each_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cpp_runtime, "sys", types.SimpleNamespace(platform="win32"))
    monkeypatch.setattr(ctypes, "WinDLL", _not_found, raising=False)
    assert main(["doctor"]) == exits.NOT_READY
    assert "winget install" in capsys.readouterr().err


def _not_found(library: str) -> None:
    raise FileNotFoundError(library)
