"""The keys that make signed codes: made when first needed, endorsed by the agency's key, retired, revoked."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator

from certcopy.domain.code_documents import keys_document, parse_keys
from certcopy.domain.code_key import EndorsedKey, KeyStatement
from certcopy.errors import CodeKeyUnfit, KeyUnusable, UnknownCodeKey
from certcopy.register import journal
from certcopy.signing.signed_code import CodeKey, endorse, new_code_key, open_code_key
from certcopy.storage.files import write_whole
from certcopy.storage.home import Home, write_secret
from certcopy.workflow.house import House
from certcopy.workflow.keyring import Keyring

SECOND = dt.timedelta(seconds=1)


@dataclasses.dataclass(frozen=True, slots=True)
class EndorsedCodeKey:
    """One key of this office. ``here`` is false where its private half is gone: what it made can still be checked."""

    endorsed: EndorsedKey
    statement: KeyStatement
    here: bool

    @property
    def revoked(self) -> bool:
        return self.endorsed.revoked_since is not None

    def makes_codes(self, at: dt.datetime) -> bool:
        """Whether it may sign a code for a certification of that moment."""
        return self.here and not self.revoked and self.statement.covers(at)


def code_keys(home: Home) -> tuple[EndorsedCodeKey, ...]:
    """Every key this office ever had, the newest first.

    Raises:
        KeyUnusable: a file in ``codes/`` is damaged.
    """
    return tuple(sorted(_read(home), key=lambda key: key.statement.endorsed_at, reverse=True))


def _read(home: Home) -> Iterator[EndorsedCodeKey]:
    for path in sorted(home.codes.glob("*.json")):
        try:
            for endorsed in parse_keys(path.read_text(encoding="utf-8")):
                statement = KeyStatement.parse(endorsed.statement)
                yield EndorsedCodeKey(endorsed, statement, home.code_key(statement.kid).is_file())
        except (OSError, ValueError) as problem:
            raise KeyUnusable(role=path.name) from problem


def make_code_key(home: Home, agency_code: str, keyring: Keyring, at: dt.datetime) -> EndorsedCodeKey:
    """A fresh key, endorsed and stored: the private half first, for what is published must be able to sign.

    Raises:
        KeyUnusable, CertificateExpired, CertificateUnfit: the agency's key cannot endorse it.
    """
    key = new_code_key()
    endorsed = endorse(key, agency_code, keyring.agency(), at)
    statement = KeyStatement.parse(endorsed.statement)
    write_secret(home.code_key(statement.kid), key.pem())
    _store(home, endorsed)
    return EndorsedCodeKey(endorsed, statement, here=True)


def key_for(house: House, at: dt.datetime) -> tuple[CodeKey, KeyStatement]:
    """The newest key that may sign a code for a certification of that moment; made now where there is none.

    Raises:
        CodeKeyUnfit: not even a fresh key covers that moment.
        KeyUnusable, CertificateExpired, CertificateUnfit: the key's file, or the agency's key, will not do.
    """
    fit = next((key for key in code_keys(house.home) if key.makes_codes(at)), None)
    chosen = fit or make_code_key(house.home, house.authority, house.keyring, house.clock())
    if not chosen.makes_codes(at):
        raise CodeKeyUnfit(reasons="CODE_KEY_EXPIRED")
    return open_private(house.home, chosen), chosen.statement


def open_private(home: Home, key: EndorsedCodeKey) -> CodeKey:
    """The private half of a key.

    Raises:
        KeyUnusable: its file is gone or damaged.
    """
    try:
        return open_code_key(home.code_key(key.statement.kid).read_bytes())
    except OSError as problem:
        raise KeyUnusable(role=f"code {key.statement.kid}") from problem


def rotate(house: House, actor: str) -> EndorsedCodeKey:
    """A fresh key makes codes from now on. The private halves of older ones are destroyed where the new one covers
    all that they cover; what they made stays good.

    Raises:
        KeyUnusable, CertificateExpired, CertificateUnfit: as ``make_code_key`` says; nothing changed.
    """
    before = code_keys(house.home)
    fresh = make_code_key(house.home, house.authority, house.keyring, house.clock())
    for key in before:
        if fresh.statement.not_before <= key.statement.not_before:
            house.home.code_key(key.statement.kid).unlink(missing_ok=True)
    _tell(house, actor, "code_key_rotated", {"kid": fresh.statement.kid})
    return fresh


def revoke_key(house: House, kid: str, since: dt.datetime, actor: str, reason: str) -> EndorsedCodeKey:
    """Codes of this key for certifications from ``since`` on count no more, and earlier ones have to be looked up.

    Its private half is destroyed; a fresh key is made with the next code.

    Raises:
        UnknownCodeKey: there is no such key.
    """
    key = next((each for each in code_keys(house.home) if each.statement.kid == kid), None)
    if key is None:
        raise UnknownCodeKey(kid=kid)
    whole = _after_now(since.replace(microsecond=0), house.clock())
    first = min(whole, key.endorsed.revoked_since or whole)
    revoked = dataclasses.replace(key.endorsed, revoked_since=first)
    _store(house.home, revoked)
    house.home.code_key(kid).unlink(missing_ok=True)
    _tell(house, actor, "code_key_revoked", {"kid": kid, "since": first.isoformat(), "reason": reason})
    return EndorsedCodeKey(revoked, key.statement, here=False)


def _after_now(since: dt.datetime, now: dt.datetime) -> dt.datetime:
    """From now on is from the next second on: codes tell whole seconds, and those of the second that runs were made
    while the key was there."""
    return now + SECOND if abs(now - since) <= SECOND else since


def _store(home: Home, endorsed: EndorsedKey) -> None:
    kid = KeyStatement.parse(endorsed.statement).kid
    write_whole(home.codes / f"{kid}.json", keys_document([endorsed]).encode())


def _tell(house: House, actor: str, event: str, facts: journal.Facts) -> None:
    with house.database.write() as connection:
        journal.write(connection, house.clock(), actor, event, None, facts)
