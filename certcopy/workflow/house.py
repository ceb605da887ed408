"""The opened office: its profile, register, objects, keys and clock, handed to every verb of the workflow."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable

from certcopy import clock
from certcopy.domain.office import Office
from certcopy.ocr.understanding.rulebook import Rulebook, built_in, rulebook
from certcopy.settings import OcrChoice, Settings
from certcopy.storage.database import Database, open_database
from certcopy.storage.home import Home, anchors
from certcopy.storage.objects import ObjectStore, open_store
from certcopy.storage.profile import Profile, load_profile
from certcopy.storage.rejects import Rejects
from certcopy.storage.tray import Tray
from certcopy.workflow.keyring import Keyring


@dataclasses.dataclass(frozen=True, slots=True)
class House:
    """One office at work."""

    home: Home
    profile: Profile
    database: Database
    objects: ObjectStore
    keyring: Keyring
    clock: clock.Clock
    ocr_engine: OcrChoice
    chance: Callable[[], float] = random.SystemRandom().random
    rules: Rulebook = dataclasses.field(default_factory=built_in)

    @property
    def office(self) -> Office:
        return self.profile.office

    @property
    def authority(self) -> str:
        """The agency code, which names this office in every row."""
        return self.profile.office.agency.code

    @property
    def tray(self) -> Tray:
        """The scans that wait for a dossier."""
        return Tray(self.home.tray)

    @property
    def rejects(self) -> Rejects:
        """The files of the scan folder that are no scans."""
        return Rejects(self.home.tray)

    def anchors(self) -> tuple[bytes, ...]:
        """The certificates this office trusts, as DER."""
        return anchors(self.home.trust)

    def close(self) -> None:
        """Let go of the register."""
        self.database.close()


def open_register(home: Home, office: Office) -> Database:
    """The register of an office, brought up to this release: where CERTCOPY_DATABASE says, else in its home.

    Raises:
        OldSqlite, NetworkShare, OldPostgres, NewerRegister, DatabaseUnavailable, DiskFull: as the message says.
    """
    settings = Settings()
    where = home.database if settings.database is None else settings.database.get_secret_value()
    return open_database(where, office.agency.code, cluster=settings.cluster)


def open_house(home: Home, ocr_engine: OcrChoice = "auto", now: clock.Clock = clock.now) -> House:
    """Open an office that has been set up, bringing its register up to this release.

    Raises:
        BadProfile, BadRules, OldSqlite, DiskFull, StoreUnfit, StoreUnreachable: as the message says.
    """
    profile, rules = load_profile(home.profile), rulebook(home.rules)
    database = open_register(home, profile.office)
    store, keyring = open_store(home.objects, Settings()), Keyring(home, profile)
    return House(home, profile, database, store, keyring, now, ocr_engine, rules=rules)
