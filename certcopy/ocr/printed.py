"""What an engine answers as a word: NFC, and neither blank nor a speck taken for a sign."""

from __future__ import annotations

import re
import unicodedata

from certcopy.domain.page import Box, Word

SURE_OF_SIGN = 60.0
RULED = "_"
"""What is read where a ruled line goes on after a word."""
DOUBLED = re.compile(r"(?<=Đ)Ð|(?<=N)Ñ")


def printed_word(text: str, box: Box, confidence: float) -> Word | None:
    """The word that was read so surely (0 to 100); none where it is a blank or most likely a speck."""
    letters = text.strip().strip(RULED) or text.strip()
    if not any(map(str.isalnum, letters)) and (not letters or confidence < SURE_OF_SIGN):
        return None
    return Word(_spelt(letters), box, round(min(100.0, max(0.0, confidence)), 1))


def _spelt(text: str) -> str:
    """NFC, without letters no Vietnamese word has: the model at times adds Ð to a Đ, or Ñ to an N, that it has read."""
    return DOUBLED.sub("", unicodedata.normalize("NFC", text)).replace("Ð", "Đ")
