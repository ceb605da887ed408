from __future__ import annotations

import pytest

from certcopy.document.statement import capacity
from certcopy.domain.office import Certifier, Wording

CLERK_TITLE = "Công chức Tư pháp - Hộ tịch"


@pytest.mark.parametrize(
    ("certifier", "lines"),
    [
        (Certifier("A", "Chủ tịch"), ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        (
            Certifier("A", "Phó Chủ tịch", "KT.", "Chủ tịch"),
            ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ),
        (Certifier("A", CLERK_TITLE, "TUQ.", "Chủ tịch"), ("TUQ. CHỦ TỊCH", "CÔNG CHỨC TƯ PHÁP - HỘ TỊCH")),
        (Certifier("A", CLERK_TITLE, "TL.", "Chủ tịch"), ("TL. CHỦ TỊCH", "CÔNG CHỨC TƯ PHÁP - HỘ TỊCH")),
    ],
)
def test_the_capacity_says_in_whose_stead_the_certifier_signs(certifier: Certifier, lines: tuple[str, ...]) -> None:
    assert capacity(certifier, Wording()) == lines


def test_an_office_may_leave_out_the_line_of_the_committee() -> None:
    assert capacity(Certifier("A", "Chủ tịch"), Wording(office_line="")) == ("CHỦ TỊCH",)
