"""Configuration folders for SANE, so that a test sees its own devices and none of this machine's."""

from __future__ import annotations

import pathlib
import shutil

BACKENDS = (pathlib.Path("/usr/lib"), pathlib.Path("/usr/lib64"))


def test_device_folder(parent: pathlib.Path) -> pathlib.Path:
    """Only SANE's own ``test`` device."""
    return _folder(parent / "sane-test", "test\n")


test_device_folder.__test__ = False  # type: ignore[attr-defined]


def no_device_folder(parent: pathlib.Path) -> pathlib.Path:
    """No device at all."""
    return _folder(parent / "sane-none", "\n")


def airscan_folder(parent: pathlib.Path, url: str) -> pathlib.Path:
    """Only sane-airscan, and only the scanner at this address; nothing is looked for on the network."""
    folder = _folder(parent / "sane-airscan", "airscan\n")
    lines = f'[devices]\n"vidu" = {url}, eSCL\n[options]\ndiscovery = disable\n'
    (folder / "airscan.conf").write_text(lines, encoding="utf-8")
    return folder


def escl_folder(parent: pathlib.Path, url: str) -> pathlib.Path:
    """Only SANE's own eSCL backend (which has nothing in common with sane-airscan), and only this scanner."""
    folder = _folder(parent / "sane-escl", "escl\n")
    (folder / "escl.conf").write_text(f'device {url.removesuffix("/eSCL")} "vidu"\n', encoding="utf-8")
    return folder


def has_backend(name: str) -> bool:
    """Whether scanimage and this backend are on this machine."""
    found = any(next(root.glob(f"*/sane/libsane-{name}.so*"), None) for root in BACKENDS if root.is_dir())
    return found and shutil.which("scanimage") is not None


def _folder(folder: pathlib.Path, backends: str) -> pathlib.Path:
    folder.mkdir(exist_ok=True)
    (folder / "dll.conf").write_text(backends, encoding="utf-8")
    return folder
