"""The register as it is printed and bound: landscape A4, the eight columns of the book, totals, closing certification
(NĐ 23/2015/NĐ-CP, Điều 13)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections.abc import Iterable, Iterator

import pikepdf

from certcopy.clock import VIETNAM
from certcopy.document import metadata
from certcopy.document.appearance import MM, saved
from certcopy.document.canvas import Canvas, TypeCase
from certcopy.document.fonts import Face
from certcopy.document.paragraph import RED, Align, Column, Paragraph, lay
from certcopy.document.statement import capacity
from certcopy.domain.office import Office
from certcopy.domain.register import Amendment, AmendmentKind, Line, Part, Volume

WIDTH, HEIGHT = 297 * MM, 210 * MM
LEFT, RIGHT, TOP, BOTTOM = 20 * MM, 12 * MM, 12 * MM, 12 * MM
"""The left margin is for binding."""
FOOT = 22.0
SIZE = 9.0
HEAD_SIZE = 9.0
PADDING = 3.0
THIN = 0.5

COLUMNS: tuple[tuple[str, float, Align], ...] = (
    ("Số thứ tự/\nSố chứng thực", 23.0, "centre"),
    ("Ngày, tháng, năm\nchứng thực", 27.0, "centre"),
    ("Họ và tên người\nyêu cầu chứng thực", 46.0, "left"),
    ("Tên của bản chính", 58.0, "left"),
    ("Họ tên, chức danh\nngười ký chứng thực", 42.0, "left"),
    ("Số\nbản sao", 14.0, "centre"),
    ("Phí\n(đồng)", 17.0, "centre"),
    ("Ghi chú", 38.0, "left"),
)
"""Heading, width in millimetres and alignment of the columns 1 to 8."""

MARKS: dict[AmendmentKind, tuple[str, str]] = {
    "correction": ("ĐC", "đính chính"),
    "void": ("H", "hủy số"),
    "revocation": ("TH", "thu hồi bản sao"),
    "lost": ("M", "mất dòng khi khôi phục sổ"),
}
"""How an amendment is marked in column 8, and what the mark means."""

CORRECTED = {"requester": "người yêu cầu", "title": "tên bản chính", "note": "ghi chú"}


@dataclasses.dataclass(frozen=True, slots=True)
class Sums:
    """What is added up at the foot of pages."""

    numbers: int = 0
    copies: int = 0
    fee: int = 0
    void: int = 0
    revoked: int = 0
    lost: int = 0

    def with_line(self, line: Line) -> Sums:
        return Sums(
            self.numbers + 1,
            self.copies + line.copies,
            self.fee + line.fee,
            self.void + (line.ended == "void"),
            self.revoked + (line.ended == "revocation"),
            self.lost + (line.ended == "lost"),
        )

    @property
    def text(self) -> str:
        """The sums in one line."""
        ended = [(self.void, "số đã hủy"), (self.revoked, "bản sao đã thu hồi"), (self.lost, "số mất dòng")]
        marked = "; ".join(f"{grouped(count)} {words}" for count, words in ended if count)
        return (
            f"{grouped(self.numbers)} số chứng thực · {grouped(self.copies)} bản sao · phí {grouped(self.fee)} đồng"
            + (f" · trong đó {marked}" if marked else "")
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One line of the book, set; ``height`` in points. Of a line taller than a page only the first piece counts."""

    line: Line
    cells: tuple[Column, ...]
    height: float
    counts: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class Sheet:
    """One page to be: its rows, the sums of the page, and those from the beginning of the part."""

    part: Part
    rows: tuple[Row, ...]
    page: Sums
    running: Sums


def print_register(parts: Iterable[Part], office: Office, period: str, at: dt.datetime) -> bytes:
    """The PDF/A-2u of the book. ``period`` is as printed below its name (“Tháng 11 năm 2026”); ``at`` is the aware
    time of printing. A part without lines is one page that says so. The same arguments give the same bytes."""
    pdf, case = pikepdf.new(), TypeCase()
    canvases = [canvas for part in parts for canvas in _pages(part, office, period, case)]
    for number, canvas in enumerate(canvases, start=1):
        _draw_foot(canvas, number, len(canvases), at.astimezone(VIETNAM))
    resources = case.embed(pdf)
    for canvas in canvases:
        canvas.put(pdf, resources)
    metadata.describe(pdf, f"{office.book.name}: {period}", office.agency.name, at.astimezone(VIETNAM))
    return saved(pdf)


def grouped(amount: int) -> str:
    """A whole number as Vietnamese write it: 1.234.567."""
    return f"{amount:,}".replace(",", ".")


def _pages(part: Part, office: Office, period: str, case: TypeCase) -> Iterator[Canvas]:
    heading = _heading(office, part.volume, period)
    floor = BOTTOM + FOOT
    bottom, canvas = 0.0, None
    for sheet in _sheets(part, HEIGHT - TOP - heading.height - floor):
        canvas, bottom = _drawn(sheet, heading, case)
        yield canvas
    if not part.closing or canvas is None:
        return
    closing = _closing(part, office, sheet.running)
    if bottom - closing.height < floor:
        canvas, bottom = Canvas(WIDTH, HEIGHT, case), HEIGHT - TOP - heading.height
        canvas.column(heading, LEFT, HEIGHT - TOP)
        yield canvas
    canvas.column(closing, LEFT, bottom)


def _sheets(part: Part, room: float) -> Iterator[Sheet]:
    room -= _head_height() + _sums(Sums(), Sums()).height + 2 * PADDING
    rows: list[Row] = []
    used, running = 0.0, Sums()
    for line in part.lines:
        for row in _split(_row(line), room):
            if rows and used + row.height > room:
                yield (sheet := _sheet(part, rows, running))
                rows, used, running = [], 0.0, sheet.running
            rows.append(row)
            used += row.height
    yield _sheet(part, rows, running)


def _sheet(part: Part, rows: list[Row], running: Sums) -> Sheet:
    page = Sums()
    for row in rows:
        if row.counts:
            page, running = page.with_line(row.line), running.with_line(row.line)
    return Sheet(part, tuple(rows), page, running)


def _row(line: Line) -> Row:
    cells = tuple(
        _lay(paragraphs, width * MM - 2 * PADDING)
        for paragraphs, (_, width, _) in zip(_cells(line), COLUMNS, strict=True)
    )
    return Row(line, cells, max(each.height for each in cells) + 2 * PADDING)


@functools.lru_cache(maxsize=4096)
def _lay(paragraphs: tuple[Paragraph, ...], width: float) -> Column:
    """Certifiers, titles and fees recur on every page."""
    return lay(paragraphs, width)


def _split(row: Row, room: float) -> Iterator[Row]:
    """The row, or the pieces of one that is taller than a whole page."""
    depth = 0.0
    while row.height - depth > room:
        edge = max(
            each.baseline for cell in row.cells for each in cell.rows if each.baseline <= depth + room - 2 * PADDING
        )
        yield _piece(row, depth, edge)
        depth = edge
    yield _piece(row, depth, row.height) if depth else row


def _piece(row: Row, start: float, end: float) -> Row:
    cells = tuple(
        dataclasses.replace(
            cell,
            rows=tuple(
                dataclasses.replace(each, baseline=each.baseline - start)
                for each in cell.rows
                if start < each.baseline <= end
            ),
        )
        for cell in row.cells
    )
    return Row(row.line, cells, end - start + 2 * PADDING, counts=start == 0)


def _cells(line: Line) -> tuple[tuple[Paragraph, ...], ...]:
    certifier = line.certifier
    texts = (
        line.printed_number,
        line.at.astimezone(VIETNAM).strftime("%d/%m/%Y"),
        line.requester,
        line.title,
        certifier.name,
        str(line.copies),
        grouped(line.fee),
        line.note,
    )
    more: dict[int, tuple[Paragraph, ...]] = {
        4: (Paragraph(certifier.title, SIZE),),
        7: tuple(Paragraph(_said(each), SIZE - 1, colour=RED) for each in line.amendments),
    }
    return tuple(
        (Paragraph(text, SIZE, align=align), *more.get(place, ()))
        for place, (text, (_, _, align)) in enumerate(zip(texts, COLUMNS, strict=True))
    )


def _said(amendment: Amendment) -> str:
    """An amendment as column 8 shows it: its mark, its day, the new values and the reason."""
    mark, _ = MARKS[amendment.kind]
    day = amendment.at.astimezone(VIETNAM).strftime("%d/%m/%Y")
    changes = [f"{CORRECTED.get(name, name)}: “{value}”" for name, value in amendment.changes.items()]
    return "; ".join([f"[{mark}] {day}", *changes, f"lý do: {amendment.reason}"])


def _heading(office: Office, volume: Volume, period: str) -> Column:
    """Agency, book and period, above the table of every page."""
    mark = [Paragraph(office.wording.test, SIZE, Face.BOLD, "centre", RED)] if office.test else []
    return lay(
        [
            Paragraph(f"{office.agency.parent} – {office.agency.name}", SIZE),
            Paragraph(office.book.name, 13, Face.BOLD, "centre", before=2),
            Paragraph(f"Quyển số: {volume.label} · {period}", 11, align="centre"),
            *mark,
            Paragraph("\N{NO-BREAK SPACE}", 4),
        ],
        WIDTH - LEFT - RIGHT,
    )


@functools.cache
def _head() -> tuple[Column, ...]:
    cells = []
    for number, (heading, width, _) in enumerate(COLUMNS, start=1):
        words = [Paragraph(part, HEAD_SIZE, Face.BOLD, "centre") for part in heading.split("\n")]
        cells.append(lay([*words, Paragraph(f"({number})", SIZE - 1, align="centre")], width * MM - 2 * PADDING))
    return tuple(cells)


def _head_height() -> float:
    return max(each.height for each in _head()) + 2 * PADDING


def _sums(page: Sums, running: Sums) -> Column:
    lines = (f"Cộng trang này: {page.text}.", f"Cộng dồn: {running.text}.")
    return lay([Paragraph(line, SIZE, Face.BOLD) for line in lines], WIDTH - LEFT - RIGHT - 2 * PADDING)


def _drawn(sheet: Sheet, heading: Column, case: TypeCase) -> tuple[Canvas, float]:
    """The page, and how far down it is filled."""
    canvas = Canvas(WIDTH, HEIGHT, case)
    canvas.column(heading, LEFT, HEIGHT - TOP)
    top = HEIGHT - TOP - heading.height
    edges = [top, top - _head_height()]
    _draw_cells(canvas, _head(), top)
    for row in sheet.rows:
        _draw_cells(canvas, row.cells, edges[-1])
        edges.append(edges[-1] - row.height)
    _draw_grid(canvas, edges)
    words = _sums(sheet.page, sheet.running) if sheet.rows else _nothing()
    canvas.column(words, LEFT + PADDING, edges[-1] - PADDING)
    return canvas, edges[-1] - words.height - 2 * PADDING


def _nothing() -> Column:
    return lay([Paragraph("Không có số chứng thực nào trong thời gian này.", SIZE)], WIDTH - LEFT - RIGHT)


def _draw_cells(canvas: Canvas, cells: tuple[Column, ...], top: float) -> None:
    left = LEFT
    for cell, (_, width, _) in zip(cells, COLUMNS, strict=True):
        canvas.column(cell, left + PADDING, top - PADDING)
        left += width * MM


def _draw_grid(canvas: Canvas, edges: list[float]) -> None:
    right = LEFT + sum(width for _, width, _ in COLUMNS) * MM
    for edge in edges:
        canvas.rule(LEFT, right, edge, THIN)
    left, bars = LEFT, []
    for width in (0.0, *(width for _, width, _ in COLUMNS)):
        left += width * MM
        bars.append((left - THIN / 2, edges[-1], THIN, edges[0] - edges[-1]))
    canvas.fill(bars)


def _draw_foot(canvas: Canvas, number: int, count: int, at: dt.datetime) -> None:
    width = WIDTH - LEFT - RIGHT
    meaning = " · ".join(f"[{mark}] {words}" for mark, words in MARKS.values())
    left = lay([Paragraph(f"Ghi chú ở cột 8: {meaning}. In lúc {at:%H:%M %d/%m/%Y}.", SIZE - 1)], width)
    page = lay([Paragraph(f"Trang {number}/{count}", SIZE)], width)
    canvas.column(left, LEFT, BOTTOM + left.height)
    canvas.column(page, WIDTH - RIGHT - page.used, BOTTOM + page.height)


def _closing(part: Part, office: Office, sums: Sums) -> Column:
    """The certification that closes a volume, with the sums where all of it was printed, and where it is signed."""
    volume = part.volume
    at = (volume.closed_at or volume.opened_at).astimezone(VIETNAM)
    whole = f": {sums.text}" if sums.numbers == volume.total else ""
    first, last = (str(number).zfill(office.book.digits) for number in (volume.first_number, volume.last_number or 0))
    stated = (
        f"Khóa sổ: quyển số {volume.label} có tổng số {grouped(volume.total or 0)} số chứng thực, từ số {first} đến "
        f"số {last}{whole}. Người khóa sổ: {volume.closed_by}."
    )
    place = f"{office.agency.place}, ngày {at:%d} tháng {at:%m} năm {at.year}"
    signers = [Paragraph(words, 11, Face.BOLD, "centre") for words in capacity(office.certifier, office.wording)]
    shift = (WIDTH - LEFT - RIGHT) / 2
    column = lay([Paragraph(stated, 11, before=8)], WIDTH - LEFT - RIGHT)
    right = lay(
        [
            Paragraph(place, 11, align="centre", before=6),
            *signers,
            Paragraph("(Ký, ghi rõ họ tên và đóng dấu)", SIZE, align="centre"),
            Paragraph(office.certifier.name, 11, Face.BOLD, "centre", before=50),
        ],
        shift,
    )
    moved = (
        dataclasses.replace(each, left=each.left + shift, baseline=each.baseline + column.height) for each in right.rows
    )
    return dataclasses.replace(column, rows=(*column.rows, *moved), height=column.height + right.height)
