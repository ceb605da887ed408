"""An office profile is read whole or refused with the place of the fault."""

from __future__ import annotations

import dataclasses
import datetime as dt
import pathlib
import tomllib

import pytest

from certcopy.domain.office import Tariff
from certcopy.errors import BadProfile
from certcopy.storage.profile import load_profile

LEAST = """
verify_url = "https://kiemtra.example"
[agency]
code = "H99.01"
name = "ỦY BAN NHÂN DÂN PHƯỜNG VÍ DỤ"
parent = "TỈNH GIẢ ĐỊNH"
place = "Ví Dụ"
[certifier]
name = "Trần Thị Mẫu"
title = "CHỦ TỊCH"
[clerk]
name = "Lê Văn Thử"
title = "Công chức"
"""


@pytest.fixture
def profile(tmp_path: pathlib.Path) -> pathlib.Path:
    path = tmp_path / "office.toml"
    path.write_text(LEAST, encoding="utf-8")
    return path


def add(profile: pathlib.Path, text: str) -> None:
    profile.write_text(profile.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_the_least_profile_has_every_default(profile: pathlib.Path) -> None:
    read = load_profile(profile)
    assert read.office.book.symbol == "SCT/BS"
    assert read.office.tariffs[0].cap == 200_000
    assert read.timestamp.source == "none"


def test_an_office_can_change_words_book_and_tariff(profile: pathlib.Path) -> None:
    add(profile, '[book]\nsymbol = "SCTĐT/BS"\n[wording]\nstatement = ["Số {number}"]\n')
    add(profile, "[[tariffs]]\nsince = 2027-01-01\nfirst_rate = 3000\n")
    office = load_profile(profile).office
    assert (office.book.symbol, office.wording.statement) == ("SCTĐT/BS", ("Số {number}",))
    assert office.tariffs[0].since == dt.date(2027, 1, 1)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[agency", "agency"),
        ('[book]\nsymbl = "X"\n', "symbl"),
        ('[certifier.extra]\nx = "Y"\n', "extra"),
        ('[wording]\nform = "{nobody}"\n', "nobody"),
        ('[pictures]\nseal = "no-such.png"\n', "no-such.png"),
        ('[layout]\nstatement = "nowhere"\n', "statement"),
        ("[scan]\nkeep_hours = 999999999\n", "keep_hours"),
        ("[retention]\nscans_days = 999999999\n", "scans_days"),
    ],
)
def test_a_fault_is_named_where_it_stands(profile: pathlib.Path, text: str, named: str) -> None:
    add(profile, text)
    with pytest.raises(BadProfile, match=named):
        load_profile(profile)


def test_the_documented_profile_shows_every_key_with_its_default(tmp_path: pathlib.Path) -> None:
    text = pathlib.Path("docs/office-profile.md").read_text(encoding="utf-8")
    toml = text.split("```toml\n")[1].split("```")[0]
    for name in ("signature.png", "seal.png"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "office.toml").write_text(toml, encoding="utf-8")
    profile = load_profile(tmp_path / "office.toml")
    documented = tomllib.loads(toml)
    for section in ("book", "wording", "layout"):
        shown = getattr(profile.office, section)
        assert shown == type(shown)()
        assert documented[section].keys() == {field.name for field in dataclasses.fields(shown)}
    assert profile.office.tariffs == (Tariff(),)
