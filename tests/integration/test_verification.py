"""Verification as the doors use it: in a child process with limits."""

from __future__ import annotations

import datetime as dt
import io

import pikepdf
import pytest

from certcopy import confine
from certcopy.errors import NotAPdf, Overrun
from certcopy.verification.report import Report, Verdict
from certcopy.verification.verdict import verify

NOW = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)


def _unsigned() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    return out.getvalue()


def test_a_report_comes_back_from_the_child_as_it_was_made() -> None:
    pdf = _unsigned()
    report = confine.run(verify, pdf, (), NOW, returns=Report)
    assert isinstance(report, Report)
    assert report == verify(pdf, (), NOW)
    assert report.verdict is Verdict.INCONCLUSIVE


def test_a_refusal_comes_back_from_the_child_as_the_same_error() -> None:
    with pytest.raises(NotAPdf):
        confine.run(verify, b"no PDF", (), NOW, returns=Report)


def test_a_child_without_the_memory_it_needs_is_an_overrun_and_no_verdict() -> None:
    with pytest.raises(Overrun):
        confine.run(verify, _unsigned() + bytes(400 << 20), (), NOW, returns=Report, limits=confine.Limits(5, 64))
