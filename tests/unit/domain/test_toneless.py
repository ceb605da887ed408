"""Search without tones."""

from __future__ import annotations

import unicodedata

from certcopy.domain.refusal import Ground
from certcopy.domain.toneless import toneless


def test_a_name_is_found_however_its_tones_are_typed() -> None:
    typed = ("Đặng Thị Ơn", "  đặng  thị ơn ", unicodedata.normalize("NFD", "ĐẶNG THỊ ƠN"), "Dang Thi On")
    assert {toneless(each) for each in typed} == {"dang thi on"}


def test_every_ground_for_refusal_is_said_in_both_languages() -> None:
    said = [ground.words(language) for ground in Ground for language in ("vi", "en")]
    assert all(said)
    assert len(set(said)) == 2 * len(Ground)
