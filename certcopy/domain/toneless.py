"""Vietnamese without its tones and marks: what people type in a hurry, and what a register is searched by."""

from __future__ import annotations

import unicodedata

BARRED_D = str.maketrans("đ", "d")
"""The one letter whose mark does not come off by decomposition."""


def toneless(text: str) -> str:
    """The words in lower case without marks, a single space between: “Nguyễn Văn Đức, 15/GX” → “nguyen van duc 15 gx”.

    Letters and digits are kept; whatever else stands between them parts words.
    """
    letters = (letter for letter in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(letter))
    plain = "".join(letter if letter.isalnum() else " " for letter in letters)
    return " ".join(plain.translate(BARRED_D).split())
