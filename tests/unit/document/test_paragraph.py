from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from certcopy.document import fonts
from certcopy.document.fonts import Face
from certcopy.document.paragraph import Paragraph, lay

TEXTS = st.text(alphabet="aơẵ ỲMi/.-", max_size=120)


@given(TEXTS, st.floats(40, 400), st.sampled_from(Face))
def test_every_letter_is_set_and_no_line_is_wider_than_its_column(text: str, width: float, face: Face) -> None:
    column = lay([Paragraph(text, 10, face)], width)
    assert "".join("".join(row.text.split()) for row in column.rows) == "".join(text.split())
    assert all(fonts.width(row.text, face, 10) <= width for row in column.rows)


def test_an_address_wider_than_its_column_breaks_after_a_slash() -> None:
    address = Paragraph("Kiểm tra tại https://xac-minh.thi-du.example/c/7K3M9QPX2DAB", 9)
    rows = lay([address], 130).rows
    assert [row.text for row in rows] == ["Kiểm tra tại", "https://xac-minh.thi-du.example/c/", "7K3M9QPX2DAB"]


def test_a_centred_line_has_as_much_room_on_either_side() -> None:
    (row,) = lay([Paragraph("Ngày 23 tháng 11 năm 2026", 12, align="centre")], 300).rows
    assert row.left * 2 + fonts.width(row.text, Face.REGULAR, 12) == 300
