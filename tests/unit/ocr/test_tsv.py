from __future__ import annotations

import unicodedata

from certcopy.domain.page import Box
from certcopy.ocr import tsv

HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"


def test_words_of_one_line_stand_together_and_specks_are_left_out() -> None:
    table = HEAD + (
        "4\t1\t1\t1\t1\t0\t10\t10\t90\t20\t-1\t\n"
        "5\t1\t1\t1\t1\t1\t10\t10\t40\t20\t96.5\tĐộc\n"
        "5\t1\t1\t1\t1\t2\t60\t10\t40\t20\t93\tlập\n"
        "5\t1\t1\t1\t2\t1\t10\t50\t40\t20\t12\t~\n"
        "5\t1\t1\t1\t2\t2\t60\t50\t5\t20\t90\t-\n"
        "5\t1\t1\t1\t2\t3\t70\t50\t5\t20\t95\t \n"
    )
    text = tsv.page_text(table)
    assert text.text == "Độc lập\n-"
    assert text.words[0].box == Box(10, 10, 50, 30)
    assert text.words[0].confidence == 96.5


def test_text_is_nfc_and_spelt_with_vietnamese_letters() -> None:
    row = "5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t90\t{}\n"
    assert tsv.page_text(row.format(unicodedata.normalize("NFD", "Việt"))).text == "Việt"
    assert tsv.page_text(row.format("12/QĐÐ-UBND")).text == "12/QĐ-UBND"
    assert tsv.page_text(row.format("Ðộc")).text == "Độc"
    assert tsv.page_text(row.format("0099_")).text == "0099"
    assert tsv.page_text(row.format("____")).text == "____"
