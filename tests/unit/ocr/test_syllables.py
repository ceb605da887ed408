"""Which letters can be a syllable of Vietnamese."""

from __future__ import annotations

import pytest

from certcopy.ocr.syllables import is_syllable

SYLLABLES = (
    "cộng hòa hoà xã hội chủ nghĩa quyết định quốc gì giấy giá giếng nghiệp ĐÓC Thuộc quyền uỷ ủy khuya huýt yêu y kỹ "
    "ngoặc quý Nguyễn thuý thúy ước ỉa oai ngoáy khuỷu rượu người quạnh xoong a ơi"
)
OTHERS = (
    "dántộc đôc ngĩa kĩên ceh yêw hội1 gế cế nghan ka quu tôt thich nhap iêu hòan ngíơi zô fax quốcc UBND đđ 1990 tyên "
    "chứng-nhận"
)


@pytest.mark.parametrize("word", SYLLABLES.split())
def test_what_is_spelt_by_the_rules_is_a_syllable(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["", *OTHERS.split()])
def test_anything_else_is_none(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize("rime", ["ac", "ich", "up", "ươt"])
def test_before_a_stop_there_are_two_tones_only(rime: str) -> None:
    assert not is_syllable("b" + rime)


def test_every_tone_goes_with_an_open_syllable() -> None:
    assert all(map(is_syllable, ("ma", "má", "mà", "mả", "mã", "mạ")))
