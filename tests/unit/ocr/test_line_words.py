"""From what the network says of a line to its words."""

from __future__ import annotations

import numpy as np
import pytest

from certcopy.ocr.alphabet import Alphabet
from certcopy.ocr.ctc import Answer
from certcopy.ocr.decoding import words_of

LETTERS = tuple(" aâbcdhimnptyấậ:<AÁ1")
ALPHABET = Alphabet(LETTERS, frozenset({"bản", "cấp", "ban", "an", "tính", "thi"}))
BLANK = "_"
Step = dict[str, float]


def answer(*steps: Step | str) -> Answer:
    """Each step is a letter that is sure, or letters with how likely they are; ``_`` is the blank."""
    chances = np.full((len(steps), ALPHABET.blank + 1), 1e-9, dtype=np.float32)
    for at, step in enumerate(steps):
        for letter, chance in (step if isinstance(step, dict) else {step: 1.0}).items():
            chances[at, ALPHABET.blank if letter == BLANK else LETTERS.index(letter)] = chance
    return Answer(chances, ALPHABET)


def read(*steps: Step | str) -> list[str]:
    return [word.text for word in words_of(answer(*steps))]


def test_a_letter_lasts_and_is_doubled_only_across_a_blank() -> None:
    assert read(*"__aaa_nn__") == ["an"]
    assert read(*"a_aan") == ["aan"]


def test_words_are_parted_by_gaps_and_say_where_they_are() -> None:
    first, second = words_of(answer(*"_bb_aan__  _th_i_"))
    assert (first.text, first.start, first.stop) == ("ban", 1, 7)
    assert (second.text, second.start, second.stop) == ("thi", 12, 16)


def test_a_line_without_letters_has_no_words() -> None:
    assert read(*"____") == []
    assert read(*"_ _ _") == []


def test_what_is_no_word_becomes_the_known_word_that_is_nearly_as_likely() -> None:
    assert read("c", {"ậ": 0.6, "ấ": 0.4}, "p") == ["cấp"]
    assert read("b", {"â": 0.9, "a": 0.1}, "n") == ["ban"]


def test_a_letter_too_many_is_dropped_and_a_lost_one_found() -> None:
    assert read("b", "a", {"ấ": 0.6, BLANK: 0.4}, "n") == ["ban"]
    assert read("t", {BLANK: 0.7, "h": 0.3}, "i") == ["thi"]


def test_a_letter_that_was_taken_for_another_in_its_middle_is_one_letter() -> None:
    assert read("b", "a", {"â": 0.6, "a": 0.4}, "a", "n") == ["ban"]


def test_two_changes_are_tried_together() -> None:
    assert read({"h": 0.6, "b": 0.4}, {"â": 0.6, "a": 0.4}, "n") == ["ban"]


def test_known_words_that_ran_together_are_parted_even_where_the_gap_is_faint() -> None:
    assert read(*"ban", {BLANK: 0.98, " ": 0.01}, *"thi") == ["ban", "thi"]


def test_a_name_in_which_nothing_else_is_likely_stays_as_it_was_read() -> None:
    assert read("c", {"ậ": 0.97, "ấ": 0.02}, "p") == ["cập"]
    assert read(*"hadim") == ["hadim"]


def test_a_known_word_stays_however_likely_another_is() -> None:
    assert read({"b": 0.51, "c": 0.49}, "a", "n") == ["ban"]


def test_lines_for_machines_have_no_marks_and_no_gaps() -> None:
    assert read({"Á": 0.6, "A": 0.4}, "<", BLANK, "<", {" ": 0.6, "1": 0.4}) == ["A<<1"]


def test_confidence_falls_with_the_least_likely_step_and_with_the_gaps_beside() -> None:
    (sure,) = words_of(answer(*"ban"))
    (doubtful,) = words_of(answer("b", {"a": 0.9, "â": 0.1}, "n"))
    assert sure.confidence == 97
    assert 90 < doubtful.confidence < 95
    first, second = words_of(answer(*"ban", {" ": 0.8, "m": 0.2}, *"thi"))
    assert first.confidence == second.confidence < 90


def test_what_is_no_known_word_is_less_sure() -> None:
    (known,) = words_of(answer(*"ba", {"n": 0.9, "m": 0.1}))
    (unknown,) = words_of(answer(*"hi", {"n": 0.9, "m": 0.1}))
    assert unknown.confidence < known.confidence - 5


def test_scribble_is_left_out_but_not_a_word_nor_a_row_of_signs() -> None:
    faint: Step = {"b": 0.34, "a": 0.33, "n": 0.33}
    assert read(faint, "m") == []
    assert read({"b": 0.34, "m": 0.33, "c": 0.33}, *"an") == ["ban"]
    assert read(faint, *"mnmnmnmnmnmnmnmnmnmnmnmn") == ["bmnmnmnmnmnmnmnmnmnmnmnmn"]


def test_a_step_that_is_half_the_blank_makes_nobody_doubt() -> None:
    (word,) = words_of(answer({BLANK: 0.5, "b": 0.5}, "b", {"b": 0.4, BLANK: 0.6}, "a", "n"))
    assert word.confidence == pytest.approx(97, abs=0.1)


@pytest.mark.parametrize("word", ["ban", "BAN", "Ban,", "(tính:"])
def test_a_known_word_may_have_signs_about_it_and_capitals(word: str) -> None:
    assert ALPHABET.has(word)


@pytest.mark.parametrize("word", ["bAn", "", "tính:thi", "ba"])
def test_no_other_is_known(word: str) -> None:
    assert not ALPHABET.has(word)
