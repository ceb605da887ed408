"""The home's secrets."""

from __future__ import annotations

import pathlib

from certcopy.storage.home import counter_key_of, is_private, make_home


def test_a_lost_counter_key_is_replaced_by_a_private_one(tmp_path: pathlib.Path) -> None:
    home = make_home(tmp_path / "office")
    first = counter_key_of(home)
    assert counter_key_of(home) == first
    for lose in (home.counter_key.unlink, lambda: home.counter_key.write_bytes(b"")):
        lose()
        made = counter_key_of(home)
        assert made not in ("", first)
        assert counter_key_of(home) == made
        assert is_private(home.counter_key)
