from __future__ import annotations

import pytest

from certcopy.document import qr


def test_a_long_address_makes_the_code_larger_and_never_its_modules_too_small() -> None:
    short, long = qr.encode("https://a.example/c/7K3M9QPX2DAB"), qr.encode("https://a.example/" + "x" * 400)
    assert short.side(24.0) == 24.0
    assert long.side(24.0) / long.modules >= qr.SMALLEST_MODULE


def test_the_dark_modules_keep_clear_of_the_quiet_zone() -> None:
    code = qr.encode("https://a.example/c/7K3M9QPX2DAB")
    module = 1 / code.modules
    rectangles = list(code.rectangles(0, 1, 1))
    assert sum(width for _, _, width, _ in rectangles) / module == pytest.approx(sum(map(sum, code.rows)))
    assert min(left for left, _, _, _ in rectangles) == pytest.approx(qr.QUIET * module)
    assert max(left + width for left, _, width, _ in rectangles) == pytest.approx(1 - qr.QUIET * module)
    assert max(bottom + height for _, bottom, _, height in rectangles) == pytest.approx(1 - qr.QUIET * module)
