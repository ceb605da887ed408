"""Doctor: everything an office needs, looked at one by one, without the network.

Nothing is changed, except that opening the register brings it up to this release."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import enum
import math
import os
import pathlib
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator

import sqlalchemy as sa
from cryptography import x509
from PIL import Image

from certcopy.clock import VIETNAM, Clock, now
from certcopy.document.fonts import Face, printable
from certcopy.errors import CertCopyError, HomeNotWritable, MissingModel
from certcopy.ocr.engine import MODELS, missing_models
from certcopy.ocr.engines import choose_engine
from certcopy.ocr.understanding.rulebook import rulebook
from certcopy.register import holds, journal
from certcopy.settings import OcrChoice
from certcopy.signing.certificate import common_name
from certcopy.signing.key import Key
from certcopy.storage import schema
from certcopy.storage.database import Database, sqlite_library
from certcopy.storage.home import Home, is_private
from certcopy.storage.profile import Profile, load_profile
from certcopy.verification.signed_code import endorsement_reasons
from certcopy.verification.signers import is_same
from certcopy.workflow.codekeys import code_keys
from certcopy.workflow.house import House, open_house

OLDEST_PYTHON = (3, 11)
VIETNAMESE = "AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXYÁÀẢÃẠẮẰẲẴẶẤẦẨẪẬÉÈẺẼẸẾỀỂỄỆÍÌỈĨỊÓÒỎÕỌỐỒỔỖỘỚỜỞỠỢÚÙỦŨỤỨỪỬỮỰÝỲỶỸỴ"
LETTERS = VIETNAMESE + VIETNAMESE.lower() + "0123456789–“”·"
CLOCK_TOLERANCE = dt.timedelta(seconds=5)
LOW_DISK_MIB = 1024
LEAST_DISK_MIB = 100
SOON_DAYS = 30
BLANK = (200, 200)
SAMPLE = 20
"""How many of the newest stored files are read back."""


class Level(enum.StrEnum):
    """How bad a finding is; a fault stops the office from issuing, a warning will or may."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: a stable code, of this module or of ``certcopy.errors``, and the facts its sentence has."""

    check: str
    level: Level
    code: str
    facts: dict[str, str | int | float] = dataclasses.field(default_factory=dict)


Findings = Iterator[Finding]


def examine_machine(engine: OcrChoice) -> Findings:
    """What any command needs of this machine."""
    for name, check in (("python", check_python), ("sqlite", check_sqlite), ("fonts", check_fonts)):
        yield from guarded(name, check)
    yield from guarded("ocr", lambda: check_ocr(engine))


def examine_office(home: Home, engine: OcrChoice, port: int, clock: Clock = now) -> Findings:
    """What the office in this folder needs besides."""
    yield from guarded("folder", lambda: check_folder(home))
    yield from guarded("clock", lambda: check_clock(home, clock()))
    yield from guarded("port", lambda: check_port(port))
    profiles = [*guarded("profile", lambda: check_profile(home)), *guarded("rules", lambda: check_rules(home))]
    yield from profiles
    if all(finding.level is not Level.FAULT for finding in profiles):
        yield from guarded("register", lambda: _examine_house(home, engine, clock))


def guarded(name: str, check: Callable[[], Findings]) -> Findings:
    """The findings of a check; what it raises is one of them."""
    try:
        yield from check()
    except CertCopyError as refusal:
        yield Finding(name, Level.FAULT, refusal.code, refusal.facts())
    except (OSError, sa.exc.SQLAlchemyError) as fault:
        yield Finding(name, Level.FAULT, "check.failed", {"kind": type(fault).__name__})


def _examine_house(home: Home, engine: OcrChoice, clock: Clock) -> Findings:
    house = open_house(home, engine, clock)
    try:
        for name, check in (
            ("database", lambda: check_database(house.database)),
            ("register", lambda: check_register(house)),
            ("numbers", lambda: check_numbers(house.database)),
            ("objects", lambda: check_objects(house)),
            ("keys", lambda: check_key_files(house)),
            ("certifier", lambda: check_certificate("certifier", house.keyring.certifier(), clock())),
            ("agency", lambda: check_certificate("agency", house.keyring.agency(), clock())),
            ("agency", lambda: check_agency_name(house)),
            ("timestamp", lambda: check_time_stamps(house.profile)),
            ("trust", lambda: check_trust(house)),
            ("code_key", lambda: check_code_key(house)),
        ):
            yield from guarded(name, check)
    finally:
        house.close()


def check_python() -> Findings:
    """The interpreter's version."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    level = Level.OK if sys.version_info >= OLDEST_PYTHON else Level.FAULT
    yield Finding("python", level, "python.version" if level is Level.OK else "python.old", {"version": version})


def check_sqlite() -> Findings:
    """The SQLite library; an unsafe one is refused by ``sqlite_library``."""
    yield Finding("sqlite", Level.OK, "sqlite.version", {"version": sqlite_library().sqlite_version})


def check_fonts() -> Findings:
    """Whether each face has every Vietnamese letter, both cases."""
    for face in Face:
        lacking = sum(shown != letter for shown, letter in zip(printable(LETTERS, face), LETTERS, strict=True))
        if lacking:
            yield Finding("fonts", Level.FAULT, "fonts.lacking", {"face": face.value, "count": lacking})
            return
    yield Finding("fonts", Level.OK, "fonts.complete", {"count": len(LETTERS)})


def check_ocr(engine: OcrChoice) -> Findings:
    """The chosen engine and the models that come with the package, tried on a blank page."""
    for model in missing_models(MODELS):
        raise MissingModel(model=model)
    chosen, blank = choose_engine(engine), Image.new("L", BLANK, 255)
    chosen.orientation(blank)
    chosen.recognise(blank, 150)
    slow = engine != "system" and chosen.name != "bundled"
    level, code = (Level.WARNING, "ocr.slow") if slow else (Level.OK, "ocr.engine")
    yield Finding("ocr", level, code, {"engine": chosen.name})


def check_folder(home: Home) -> Findings:
    """Room on the disk, and a file written to it."""
    free = shutil.disk_usage(home.root).free // 2**20
    try:
        with tempfile.NamedTemporaryFile(dir=home.root, prefix=".doctor-") as file:
            file.write(b"doctor")
            file.flush()
            os.fsync(file.fileno())
    except OSError as problem:
        raise HomeNotWritable(home=str(home.root)) from problem
    level = Level.FAULT if free < LEAST_DISK_MIB else Level.WARNING if free < LOW_DISK_MIB else Level.OK
    code = "folder.room" if level is Level.OK else "folder.little_room"
    yield Finding("folder", level, code, {"home": str(home.root), "free_mib": free})


def check_clock(home: Home, at: dt.datetime) -> Findings:
    """This machine's clock against that of the disk, which may be another machine's."""
    with tempfile.NamedTemporaryFile(dir=home.root, prefix=".doctor-") as file:
        stamped = dt.datetime.fromtimestamp(pathlib.Path(file.name).stat().st_mtime, VIETNAM)
    if abs(stamped - at) > CLOCK_TOLERANCE:
        yield Finding("clock", Level.WARNING, "clock.differs", {"clock": at.isoformat(), "disk": stamped.isoformat()})
    else:
        yield Finding("clock", Level.OK, "clock.agrees", {"clock": at.isoformat()})


def check_port(port: int) -> Findings:
    """Whether the server's port is free."""
    with contextlib.closing(socket.socket()) as probe:
        free = probe.connect_ex(("127.0.0.1", port)) != 0
    level = Level.OK if free else Level.WARNING
    yield Finding("port", level, "port.free" if free else "port.taken", {"port": port})


def check_profile(home: Home) -> Findings:
    """The office profile; a faulty one is refused by ``load_profile``."""
    office = load_profile(home.profile).office
    level, code = (Level.WARNING, "profile.test") if office.test else (Level.OK, "profile.sound")
    yield Finding("profile", level, code, {"agency": office.agency.name})


def check_rules(home: Home) -> Findings:
    """The rules for reading papers; faulty ones of the office are refused by ``rulebook``."""
    yield Finding("rules", Level.OK, "rules.sound", {"count": len(rulebook(home.rules).kinds)})


def check_database(database: Database) -> Findings:
    """Which database the register is in; a cluster that would lose what it acknowledged is refused by ``insist``."""
    database.insist()
    yield Finding("database", Level.OK, f"database.{database.engine.dialect.name}")


def check_register(house: House) -> Findings:
    """SQLite's own check, the journal's chain, and that the clock has not fallen behind the journal."""
    if not house.database.healthy():
        yield Finding("register", Level.FAULT, "register.damaged")
        return
    with house.database.read() as connection:
        broken = journal.first_break(connection)
        lines = connection.scalar(sa.select(sa.func.count()).select_from(schema.journal)) or 0
        last = connection.scalar(sa.select(sa.func.max(schema.journal.c.at)))
    if broken is not None:
        yield Finding("register", Level.FAULT, "register.journal_broken", {"seq": broken})
    else:
        yield Finding("register", Level.OK, "register.sound", {"lines": lines})
    if last is not None and dt.datetime.fromisoformat(last) > house.clock() + CLOCK_TOLERANCE:
        yield Finding("clock", Level.FAULT, "clock.behind", {"journal": last})


def check_numbers(database: Database) -> Findings:
    """That every book counts 1, 2, 3 … without a gap, as far as its counter says."""
    with database.read() as connection:
        uneven = holds.first_uneven_book(connection)
        total = connection.scalar(sa.select(sa.func.coalesce(sa.func.sum(schema.counter.c.n), 0)))
    if uneven is not None:
        yield Finding("numbers", Level.FAULT, "numbers.gap", uneven)
    else:
        yield Finding("numbers", Level.OK, "numbers.whole", {"count": int(total or 0)})


def check_objects(house: House) -> Findings:
    """That the newest copies can be read back unharmed; a damaged one is refused by the store."""
    entry = schema.entry
    newest = sa.select(entry.c.copy_digest).where(entry.c.copy_digest.is_not(None))
    newest = newest.order_by(entry.c.certified_at.desc()).limit(SAMPLE)
    with house.database.read() as connection:
        digests = connection.scalars(newest).all()
    for digest in digests:
        house.objects.open(digest).close()
    yield Finding("objects", Level.OK, "objects.sound", {"count": len(digests)})


def check_key_files(house: House) -> Findings:
    """That nobody but the owner may read keys and passphrases."""
    secrets = [*filter(pathlib.Path.exists, [house.home.counter_key]), *sorted(house.home.keys.iterdir())]
    for path in secrets:
        if not is_private(path):
            yield Finding("keys", Level.FAULT, "keys.readable", {"file": str(path)})
            return
    yield Finding("keys", Level.OK, "keys.private", {"count": len(secrets)})


def check_certificate(role: str, key: Key, at: dt.datetime) -> Findings:
    """The subject of a signing certificate and the days it has left; a key that does not open is refused before."""
    certificate = x509.load_der_x509_certificate(key.certificate)
    days = math.floor((certificate.not_valid_after_utc - at) / dt.timedelta(days=1))
    until = certificate.not_valid_after_utc.astimezone(VIETNAM).date().isoformat()
    facts: dict[str, str | int | float] = {"subject": common_name(key.certificate), "days": days, "until": until}
    if at < certificate.not_valid_before_utc:
        yield Finding(role, Level.FAULT, "certificate.not_yet", facts)
    elif days < 0:
        yield Finding(role, Level.FAULT, "certificate.expired", facts)
    elif days < SOON_DAYS:
        yield Finding(role, Level.WARNING, "certificate.expires_soon", facts)
    else:
        yield Finding(role, Level.OK, "certificate.valid", facts)


def check_agency_name(house: House) -> Findings:
    """Whether the agency's certificate bears the agency's name: whoever verifies a copy compares the two."""
    subject, named = common_name(house.keyring.agency().certificate), house.profile.office.agency.name
    if not is_same(subject, named):
        yield Finding("agency", Level.WARNING, "certificate.another_name", {"subject": subject, "named": named})


def check_code_key(house: House) -> Findings:
    """The key that signs codes now, whether the roots lead to its endorsement, and the days it has left."""
    at, keys = house.clock(), code_keys(house.home)
    current = next((key for key in keys if key.makes_codes(at)), None)
    if current is None:
        yield Finding("code_key", Level.OK, "code_key.renewed" if keys else "code_key.none")
        return
    kid, until = current.statement.kid, current.statement.not_after
    if refused := endorsement_reasons(current.endorsed, at, house.anchors()):
        codes = ", ".join(why.code for why in refused)
        yield Finding("code_key", Level.FAULT, "code_key.unfit", {"kid": kid, "reasons": codes})
        return
    days = math.floor((until - at) / dt.timedelta(days=1))
    facts: dict[str, str | int | float] = {
        "kid": kid,
        "days": days,
        "until": until.astimezone(VIETNAM).date().isoformat(),
    }
    soon = days < SOON_DAYS
    level = Level.WARNING if soon else Level.OK
    yield Finding("code_key", level, "code_key.expires_soon" if soon else "code_key.endorsed", facts)


def check_time_stamps(profile: Profile) -> Findings:
    """Where time-stamps come from."""
    choice = profile.timestamp
    level = Level.OK if choice.source == "http" or profile.office.test else Level.WARNING
    yield Finding("timestamp", level, f"timestamp.{choice.source}", {"url": choice.url})


def check_trust(house: House) -> Findings:
    """The root certificates that our own verification of every copy relies on."""
    count = len(house.anchors())
    level = Level.OK if count else Level.FAULT
    yield Finding("trust", level, "trust.roots" if count else "trust.none", {"count": count})
