"""A key that did not open stays closed until a person has mended it, wherever the steps run."""

from __future__ import annotations

import os

import pytest

from certcopy.errors import KeyUnusable
from certcopy.storage.home import Home
from certcopy.storage.profile import load_profile
from certcopy.workflow.keyring import Keyring


def test_a_worker_sees_that_a_passphrase_was_mended(office_home: Home) -> None:
    keyring = Keyring(office_home, load_profile(office_home.profile))
    passphrase = office_home.keys / "certifier.pass"
    right, stamp = passphrase.read_bytes(), passphrase.stat().st_mtime_ns
    passphrase.write_bytes(b"wrong")
    os.utime(passphrase, ns=(stamp, stamp))
    with pytest.raises(KeyUnusable):
        keyring.certifier()
    passphrase.write_bytes(right)
    os.utime(passphrase, ns=(stamp, stamp))
    with pytest.raises(KeyUnusable):
        keyring.certifier()
    os.utime(passphrase, ns=(stamp, stamp + 1_000_000_000))
    assert keyring.certifier().certificate
