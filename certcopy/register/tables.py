"""The register as a table for a spreadsheet: CSV and XLSX, line by line, in constant memory."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable
from typing import BinaryIO

from certcopy.clock import VIETNAM
from certcopy.domain.certification import grouped
from certcopy.domain.register import Amendment, Line

HEADINGS = (
    *("Số chứng thực", "Quyển số", "Ngày chứng thực", "Người yêu cầu chứng thực", "Tên bản chính"),
    *(
        "Người ký chứng thực",
        "Chức danh",
        "Số trang",
        "Số bản sao",
        "Phí (đồng)",
        "Ghi chú",
        "Đính chính, hủy, thu hồi",
    ),
    "Mã xác minh",
)
WIDTHS = (10, 20, 14, 30, 45, 25, 20, 9, 10, 12, 25, 60, 17)
NAMES = {"correction": "Đính chính", "void": "Hủy số", "revocation": "Thu hồi", "lost": "Mất dòng khi khôi phục sổ"}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A spreadsheet takes a cell that begins so for a formula."""
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"

Cell = str | int


def write_csv(file: BinaryIO, lines: Iterable[Line]) -> None:
    """UTF-8 with a byte-order mark, which Excel needs; no cell can be a formula (an apostrophe goes before it)."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    text.write(BOM)
    rows = csv.writer(text)
    rows.writerow(HEADINGS)
    for line in lines:
        rows.writerow([_harmless(cell) for cell in _cells(line)])
    text.flush()
    text.detach()


def write_xlsx(file: BinaryIO, lines: Iterable[Line], at: dt.datetime) -> None:
    """One sheet, headings frozen; texts are written as texts, never as formulas or links."""
    import xlsxwriter

    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": at.astimezone(dt.UTC).replace(tzinfo=None)})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("Sổ chứng thực")
    sheet.freeze_panes(1, 0)
    for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, bold)
    for row, line in enumerate(lines, start=1):
        for column, cell in enumerate(_cells(line)):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell)
            else:
                sheet.write_string(row, column, cell)
    book.close()


def _cells(line: Line) -> tuple[Cell, ...]:
    return (
        line.printed_number,
        line.book,
        line.at.astimezone(VIETNAM).strftime("%d/%m/%Y"),
        line.requester,
        line.title,
        line.certifier.name,
        line.certifier.title,
        line.pages,
        line.copies,
        line.fee,
        line.note,
        " | ".join(map(_said, line.amendments)),
        grouped(line.code),
    )


def _said(amendment: Amendment) -> str:
    day = amendment.at.astimezone(VIETNAM).strftime("%d/%m/%Y")
    changes = [f"“{value}”" for value in amendment.changes.values()]
    return "; ".join([f"{NAMES[amendment.kind]} {day}", *changes, amendment.reason])


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
