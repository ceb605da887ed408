"""Whatever tones people type or leave out, the same words come of it."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from certcopy.domain.toneless import toneless

NAMES = st.lists(
    st.sampled_from(["Nguyễn", "Văn", "Đức", "Thị", "Ưng", "Yến", "Đỗ", "Hằng", "ỷ", "Quỳnh", "Thuở"]), min_size=1
).map(" ".join)


def test_nguyen_duc_finds_nguyen_van_duc() -> None:
    assert set(toneless("nguyen duc").split()) <= set(toneless("Nguyễn Văn Đức").split())


@given(NAMES, st.sampled_from(["NFC", "NFD"]), st.sampled_from([str.upper, str.lower, str.title]))
def test_however_a_name_is_written_it_folds_to_plain_letters(name: str, form: str, case: object) -> None:
    written = unicodedata.normalize(form, case(name))  # type: ignore[operator, arg-type]
    folded = toneless(written)
    assert folded == toneless(name)
    assert folded.isascii()
    assert folded.split() == [toneless(word) for word in name.split()]


@given(st.text())
def test_folding_once_is_enough_and_leaves_only_words(text: str) -> None:
    folded = toneless(text)
    assert toneless(folded) == folded
    assert all(letter.isalnum() or letter == " " for letter in folded)
    assert folded == " ".join(folded.split())
