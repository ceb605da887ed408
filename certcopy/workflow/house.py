"""The opened office: its profile, register, objects, keys and clock, handed to every verb of the workflow."""

from __future__ import annotations

import dataclasses

from certcopy import clock
from certcopy.domain.office import Office
from certcopy.settings import OcrChoice
from certcopy.storage.database import Database
from certcopy.storage.home import Home, anchors
from certcopy.storage.objects import FolderStore
from certcopy.storage.profile import Profile, load_profile
from certcopy.workflow.keyring import Keyring


@dataclasses.dataclass(frozen=True, slots=True)
class House:
    """One office at work."""

    home: Home
    profile: Profile
    database: Database
    objects: FolderStore
    keyring: Keyring
    clock: clock.Clock
    ocr_engine: OcrChoice

    @property
    def office(self) -> Office:
        return self.profile.office

    @property
    def authority(self) -> str:
        """The agency code, which names this office in every row."""
        return self.profile.office.agency.code

    def anchors(self) -> tuple[bytes, ...]:
        """The certificates this office trusts, as DER."""
        return anchors(self.home.trust)

    def close(self) -> None:
        """Let go of the register."""
        self.database.close()


def open_house(home: Home, ocr_engine: OcrChoice = "auto", now: clock.Clock = clock.now) -> House:
    """Open an office that has been set up, bringing its register up to this release.

    Raises:
        BadProfile, OldSqlite, DiskFull: as the message says.
    """
    profile = load_profile(home.profile)
    database = Database(home.database)
    database.migrate()
    return House(home, profile, database, FolderStore(home.objects), Keyring(home, profile), now, ocr_engine)
