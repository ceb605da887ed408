"""Our own reading path, for ``bench.own``."""

from __future__ import annotations

import json
import pathlib
import shutil

from bench.usage import Usage
from certcopy import clock
from certcopy.domain.certification import Certification
from certcopy.domain.office import Agency, Certifier, Clerk, Layout, Office
from certcopy.storage.objects import FolderStore
from certcopy.storage.passing import passing_folder
from certcopy.workflow.compose import compose
from certcopy.workflow.handed_in import HandedIn, take_in_confined
from certcopy.workflow.sheets import read_images

OFFICE = Office(
    Agency("H99.01", "ỦY BAN NHÂN DÂN PHƯỜNG VÍ DỤ", "TỈNH GIẢ ĐỊNH", "Ví Dụ"),
    Certifier("Trần Thị Mẫu", "CHỦ TỊCH"),
    Clerk("Lê Văn Thử", "Công chức"),
    "https://kiemtra.example",
    layout=Layout(statement="page"),
)
CODE = "CC1:" + "6BFOXN*TS0BI$ZD4N9" * 22
"""Of a signed code's length; nobody signs here."""


def main(source: pathlib.Path, target: pathlib.Path, words: pathlib.Path) -> None:
    """Read, compose, write; ``words`` gets the words read on each page and the CPU seconds."""
    usage = Usage()
    store = FolderStore(target.with_suffix(".pages"))
    images = take_in_confined((HandedIn(source.name, lambda: source.open("rb")),), store)
    reading = read_images(images, store, "bundled")
    now = clock.now()
    certification = Certification(
        number=1, year=now.year, book=OFFICE.book, at=now, requester="Nguyễn Văn Mẫu", title="Giấy tờ mẫu",
        certifier=OFFICE.certifier, converter=OFFICE.clerk, code="7K3M9QPX2DAB", pages=len(images), fee=0,
    )  # fmt: skip
    with passing_folder() as room:
        copy, _ = compose(store, room, reading.pages, certification, OFFICE, now, CODE)
        shutil.copyfile(copy, target)
    found = [[word.text for word in page.text.words] for page in reading.pages]
    words.write_text(json.dumps({"cpu": usage.cpu_seconds(), "words": found}), encoding="utf-8")
