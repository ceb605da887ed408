from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from certcopy.clock import VIETNAM
from certcopy.domain.code_documents import keys_document, parse_keys, parse_state, state_document
from certcopy.domain.code_key import CopyEntry, EndorsedKey, KeyStatement, SignedState, StateStatement
from certcopy.domain.signed_code import NAME_BYTES, TITLE_BYTES, facts_of, masked, shortened
from tests.unit.document import ward

AT = dt.datetime(2026, 11, 23, 9, 15, 42, tzinfo=VIETNAM)
STATEMENT = KeyStatement("H99", "Ủy ban", b"\x30\x59key", AT, AT, AT + dt.timedelta(days=365))
STATE = StateStatement("H99", AT, (CopyEntry("00" * 16, "revoked", AT.date()),), (("ab" * 8, AT),))


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Nguyễn Thị Thí Dụ", "N. T. T. Dụ"), ("  Ánh  ", "Ánh"), ("", ""), ("Công ty Mẫu", "C. t. Mẫu")],
)
def test_a_name_is_masked_to_initials_and_its_last_word(name: str, shown: str) -> None:
    assert masked(name) == shown


@pytest.mark.parametrize("text", ["Bằng", "Ế" * 100, "một  hai\nba", "😀" * 30])
def test_what_is_too_long_is_cut_by_whole_letters(text: str) -> None:
    short = shortened(text, NAME_BYTES)
    assert len(short.encode()) <= NAME_BYTES
    assert short == " ".join(text.split()) or (short.endswith("…") and text.startswith(short[:-1]))


def test_the_facts_hold_no_whole_name_of_the_requester() -> None:
    office = ward.office()
    certification = dataclasses.replace(ward.certification(office), title="Ắ" * 80)
    facts = facts_of(certification, office, bytes(32))
    assert (facts.number, facts.book, facts.requester) == ("07", "01/2026 - SCT/BS", "P. T. Thử")
    assert len(facts.title.encode()) <= TITLE_BYTES
    assert facts.parse(facts.claims()) == facts
    assert 14 not in facts.claims()


def test_a_statement_has_one_text_and_no_other() -> None:
    assert KeyStatement.parse(STATEMENT.text()) == STATEMENT
    assert StateStatement.parse(STATE.text()) == STATE
    for text in (STATEMENT.text() + " ", STATEMENT.text().replace('"ES256"', '"none"'), "[]", "{}", "7", ""):
        with pytest.raises(ValueError, match=r".*"):
            KeyStatement.parse(text)


@pytest.mark.parametrize("change", [('"revoked"', '"good"'), ("+07:00", ""), ('"copies":[', '"copies":7,"x":[')])
def test_a_state_that_says_something_unknown_is_none(change: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match=r".*"):
        StateStatement.parse(STATE.text().replace(*change))


def test_the_documents_come_back_as_they_were_written() -> None:
    keys = (EndorsedKey(STATEMENT.text(), b"cms"), EndorsedKey("x", b"", AT))
    state = SignedState(STATE.text(), "ab" * 8, bytes(64))
    assert parse_keys(keys_document(keys)) == keys
    assert parse_state(state_document(state)) == state


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"type":"certcopy.code-keys/v1","keys":[7]}', "[" * 100_000])
def test_what_is_no_document_is_a_value_error(text: str) -> None:
    for parse in (parse_keys, parse_state):
        with pytest.raises(ValueError, match=r".*"):
            parse(text)


def test_a_key_that_is_not_base64_is_a_value_error() -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_keys('{"type":"certcopy.code-keys/v1","keys":[{"statement":"x","cms":"~"}]}')
