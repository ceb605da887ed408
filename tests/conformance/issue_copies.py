"""Fresh copies for the outside judges, made by the product itself: a TEST office, then one copy per original."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCANS = ROOT / "fixtures" / "scans"
REQUESTER = "Nguyễn Thị Thử Nghiệm"
GROUND = "A made-up paper for the outside judges"


@dataclasses.dataclass(frozen=True, slots=True)
class Original:
    """What is copied: a name for the file, the title for the register, the scan's files in page order, and the
    profile of its page images."""

    name: str
    title: str
    scans: tuple[str, ...]
    images: str = "faithful"


ORIGINALS = (
    Original("one-page", "Bằng tốt nghiệp đại học", ("diploma-clean.jpg",)),
    Original("three-page-tiff", "Học bạ trung học phổ thông", ("school_record-skew.tif",)),
    Original("two-sides", "Căn cước công dân", ("id_card-clean-p1.png", "id_card-clean-p2.png")),
    Original("phone-photo", "Bằng tốt nghiệp đại học", ("diploma-phone.jpg",)),
    Original("grey-pdf", "Quyết định", ("decision-grey.pdf",)),
    Original("pdf-of-images", "Học bạ trung học phổ thông", ("school_record-clean.pdf",)),
    Original("upside-down", "Quyết định bổ nhiệm", ("appointment-rotated180.jpg",)),
    Original("compact", "Giấy chứng nhận quyền sử dụng đất", ("land_certificate-seal.jpg",), "compact"),
    Original("compact-grey", "Quyết định, ảnh nén", ("decision-grey.pdf",), "compact"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Issued:
    """The office that issued them, the copies, and the TEST root that every signature on them leads to."""

    home: pathlib.Path
    copies: tuple[pathlib.Path, ...]
    root: pathlib.Path


def issue_copies(folder: pathlib.Path, originals: tuple[Original, ...] = ORIGINALS) -> Issued:
    """Set up a TEST office in the folder and issue a copy of every original.

    Raises:
        subprocess.CalledProcessError: the product refused.
    """
    home = folder / "home"
    certcopy("demo", "--once", "--home", str(home))
    copies = tuple(_issue(original, home, folder / f"{original.name}.pdf") for original in originals)
    (root,) = (home / "trust").glob("*.pem")
    return Issued(home, copies, root)


def _choose_images(profile: pathlib.Path, images: str) -> None:
    lines = profile.read_text(encoding="utf-8").splitlines(keepends=True)
    chosen = [f'images = "{images}"\n' if line.startswith("images = ") else line for line in lines]
    profile.write_text("".join(chosen), encoding="utf-8")


def certcopy(*arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the installed product as an office does.

    Raises:
        subprocess.CalledProcessError: it exited with another code than 0, and ``check`` is set.
    """
    command = pathlib.Path(sys.executable).with_name("certcopy")
    environment = {**os.environ, "CERTCOPY_LANG": "en"}
    done = subprocess.run([command, *arguments], env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if check:
        done.check_returncode()
    return done


def _issue(original: Original, home: pathlib.Path, copy: pathlib.Path) -> pathlib.Path:
    _choose_images(home / "office.toml", original.images)
    scans = [str(SCANS / name) for name in original.scans]
    facts = ["--requester", REQUESTER, "--title", original.title, "--accept-quality", GROUND, "--despite", GROUND]
    certcopy("issue", *scans, *facts, "--out", str(copy), "--home", str(home))
    return copy
