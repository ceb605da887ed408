"""An office in which one dossier waits for a person."""

from __future__ import annotations

import dataclasses
import pathlib
import shutil
from collections.abc import Callable, Iterator

import pytest

from certcopy.domain.dossier import State
from certcopy.storage.home import Home
from certcopy.workflow import steps
from certcopy.workflow.handed_in import HandedIn
from certcopy.workflow.house import House, open_house
from certcopy.workflow.receive import Request, receive


@dataclasses.dataclass(frozen=True, slots=True)
class Waiting:
    """An office and the dossier in it that waits to be approved."""

    home: Home
    dossier: str


Count = Callable[[str, int], None]


def receive_one(home: Home, scan: bytes) -> str:
    """Take one original in and read it; the dossier that waits for a person now."""
    house = open_house(home)
    dossier_id = receive(
        house, Request("Nguyễn Văn Mẫu", "Giấy xác nhận", (HandedIn.of("giay.jpg", scan),)), "clerk"
    ).id
    assert steps.drive(house, dossier_id).state is State.COMPARING
    house.close()
    return dossier_id


@pytest.fixture(scope="session")
def _waiting_office(_fresh_office: Home, small_scan: bytes, tmp_path_factory: pytest.TempPathFactory) -> Waiting:
    root = shutil.copytree(_fresh_office.root, tmp_path_factory.mktemp("waiting") / "office")
    home = Home(pathlib.Path(root))
    return Waiting(home, receive_one(home, small_scan))


@pytest.fixture
def waiting(_waiting_office: Waiting, tmp_path: pathlib.Path) -> Waiting:
    """The same, for one test."""
    root = shutil.copytree(_waiting_office.home.root, tmp_path / "waiting")
    return dataclasses.replace(_waiting_office, home=Home(pathlib.Path(root)))


@pytest.fixture
def waiting_house(waiting: Waiting) -> Iterator[House]:
    """That office, opened."""
    house = open_house(waiting.home)
    yield house
    house.close()


@pytest.fixture
def count(record_property: Callable[[str, object], None]) -> Count:
    """Tells the closing lines of the run how many faults of a kind a test has caused."""

    def told(kind: str, number: int) -> None:
        record_property(f"faults: {kind}", number)

    return told
