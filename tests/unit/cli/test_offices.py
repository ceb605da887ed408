"""Which office a command works for."""

from __future__ import annotations

import pathlib

import pytest

from certcopy.cli import offices
from certcopy.errors import NoOffice
from certcopy.storage.home import Home


@pytest.fixture
def homes(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Home]:
    monkeypatch.delenv("CERTCOPY_HOME")
    made = {name: Home(tmp_path / name) for name in ("given", "named", "own", "demo")}
    for home in made.values():
        home.root.mkdir()
        home.profile.touch()
    monkeypatch.setattr(offices, "default_home", lambda: made["own"].root)
    monkeypatch.setattr(offices, "demo_home", lambda: made["demo"].root)
    return made


def test_the_folder_on_the_line_wins_then_the_environment_then_the_users_own(
    homes: dict[str, Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert offices.choose_home(None) == homes["own"]
    monkeypatch.setenv("CERTCOPY_HOME", str(homes["named"].root))
    assert offices.choose_home(None) == homes["named"]
    assert offices.choose_home(homes["given"].root) == homes["given"]


def test_a_named_folder_without_an_office_is_never_replaced_by_another(homes: dict[str, Home]) -> None:
    homes["given"].profile.unlink()
    with pytest.raises(NoOffice, match="given"):
        offices.choose_home(homes["given"].root)


def test_the_test_office_of_the_demo_comes_last_and_is_announced(
    homes: dict[str, Home], capsys: pytest.CaptureFixture[str]
) -> None:
    homes["own"].profile.unlink()
    assert offices.choose_home(None) == homes["demo"]
    assert "THỬ" in capsys.readouterr().err
