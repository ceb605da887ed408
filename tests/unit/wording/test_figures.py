"""Numbers as people write them."""

from __future__ import annotations

import pytest

from certcopy import i18n
from certcopy.wording.figures import decimal


@pytest.mark.parametrize(
    ("value", "digits", "sign", "vietnamese", "english"),
    [
        (-2.34, 1, "", "-2,3", "-2.3"),
        (-0.04, 1, "", "0,0", "0.0"),
        (1.25, 0, "", "1", "1"),
        (2.5, 1, "+", "+2,5", "+2.5"),
    ],
)
def test_a_decimal_has_the_comma_of_vietnamese_and_zero_no_minus(
    value: float, digits: int, sign: str, vietnamese: str, english: str
) -> None:
    assert decimal(value, digits, sign) == vietnamese
    i18n.speak("en")
    assert decimal(value, digits, sign) == english
