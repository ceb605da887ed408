from __future__ import annotations

import pytest

from bench.cer import character_error_rate, distance, word_error_rate


def test_the_order_of_columns_is_no_error_but_a_tone_mark_is() -> None:
    assert character_error_rate("Độc lập\nTự do", "Tự do Độc lập") == 0
    assert character_error_rate("Độc lập", "Đôc lập") == pytest.approx(1 / 6)
    assert word_error_rate("Độc lập", "Đôc lập") == 0.5


def test_words_left_out_and_words_made_up_count_in_full() -> None:
    assert character_error_rate("một hai", "một") == pytest.approx(3 / 6)
    assert character_error_rate("một", "một xyz") == 1
    assert character_error_rate("một", "") == 1


def test_the_distance_of_words_is_levenshteins() -> None:
    assert distance("kitten", "sitting") == 3
    assert distance("", "abc") == 3
