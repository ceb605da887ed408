"""What speaks against a paper's being an original: words on it, and what its pixels show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from certcopy.domain.originality import Suspicion
from certcopy.domain.page import Box, Doubt, Field, Page, Trace, TraceKind
from certcopy.domain.toneless import toneless
from certcopy.ocr.understanding.segments import Segment, around
from certcopy.ocr.understanding.stamps import Stamp, outside

COPY_MARK = re.compile(
    r"ban ?sa[ou0q]{0,2}|sao y(?: ban chinh)?|sao luc|trich sao|sao y tu ban chinh|ban sao trich luc|copy|photocopy"
)
COPY_IN_BRACKETS = re.compile(r"\((?:BẢN SAO|Bản sao)\)")
COPY_FORM = re.compile(r"ban sao chung thuc(?: dien tu)?")
EXTRACT = re.compile(r"trich luc\b")
ORIGINAL_EXTRACT = re.compile(r"trich luc (?:khai tu|ket hon|ghi chu|dang ky|thay doi|cai chinh|bo sung|ban an)")
"""Extracts that are given as the original when the fact is registered (Luật Hộ tịch 2014)."""
SECRET = re.compile(r"(?:tuyet |toi )?mat|khong (?:duoc )?sao chup|cam sao chup|khong duoc sao,? chup.*")
LONGEST_MARK = 5
"""Words; a longer line is a sentence that speaks of copies."""
WITNESSES = 2

UNJUDGED: tuple[TraceKind, ...] = ("black_seal", "specks", "dark_edge")
"""What originals and photocopies show alike in a scan without colour."""

SURE = 95.0
LIKELY = 75.0
POSSIBLE = 40.0
HINT = 45.0


def doubts_of(
    pages: Sequence[Page], pieces: Sequence[Segment], stamps: Sequence[Stamp], fields: Sequence[Field]
) -> tuple[Doubt, ...]:
    """Every doubt about the paper, by page, the gravest first."""
    found = (
        *_certified(stamps),
        *_marked(outside(stamps, pieces)),
        *_black_seals(pages),
        *_grey_scans(pages),
        *_copied(pages),
        *_altered(fields),
    )
    return tuple(sorted(found, key=lambda doubt: (-doubt.confidence, doubt.page)))


def _certified(stamps: Sequence[Stamp]) -> Iterator[Doubt]:
    for stamp in stamps:
        words = [word for line in stamp.lines for word in line.words]
        confidence = SURE if len(stamp.lines) >= WITNESSES else LIKELY
        text = " · ".join(line.text for line in stamp.lines)
        yield Doubt(Suspicion.CERTIFIED_COPY, stamp.page, around(words), confidence, text)


def _marked(pieces: Sequence[Segment]) -> Iterator[Doubt]:
    for piece in pieces:
        suspicion, confidence = _mark(piece)
        if suspicion is not None:
            yield Doubt(suspicion, piece.page, piece.box, confidence, piece.text)


def _mark(piece: Segment) -> tuple[Suspicion | None, float]:
    text, plain = piece.text, toneless(piece.text)
    if COPY_IN_BRACKETS.search(text) or COPY_FORM.fullmatch(plain):
        return Suspicion.COPY_MARK, SURE
    if not piece.in_capitals or len(plain.split()) > LONGEST_MARK + 3:
        return None, 0.0
    if EXTRACT.match(plain):
        return Suspicion.EXTRACT, POSSIBLE if ORIGINAL_EXTRACT.match(plain) else LIKELY
    if len(plain.split()) > LONGEST_MARK:
        return None, 0.0
    if COPY_MARK.fullmatch(plain):
        return Suspicion.COPY_MARK, LIKELY
    return (Suspicion.SECRET, LIKELY) if SECRET.fullmatch(plain) else (None, 0.0)


def _black_seals(pages: Sequence[Page]) -> Iterator[Doubt]:
    for number, trace in _traces(pages, "black_seal"):
        if not pages[number - 1].image.grey:
            yield Doubt(Suspicion.BLACK_SEAL, number, trace.box, trace.confidence)


def _grey_scans(pages: Sequence[Page]) -> Iterator[Doubt]:
    """A scan in grey accuses no paper: it asks for another in colour, loudly where there is a seal to judge."""
    grey = [number for number, page in enumerate(pages, start=1) if page.image.grey]
    unjudged = ((number, trace) for kind in UNJUDGED for number, trace in _traces(pages, kind) if number in grey)
    seen = next(unjudged, None)
    if seen:
        yield Doubt(Suspicion.GREY_SCAN, seen[0], seen[1].box, LIKELY)
    elif pages and len(grey) == len(pages):
        yield Doubt(Suspicion.GREY_SCAN, grey[-1], _whole(pages[-1]), HINT)


def _copied(pages: Sequence[Page]) -> Iterator[Doubt]:
    """Of the whole paper: one page without colour is nothing strange, a paper without any is."""
    colourless = dict(_traces(pages, "colourless"))
    if not pages or len(colourless) < len(pages):
        return
    grey = any(page.image.grey for page in pages)
    toner = [each for kind in UNJUDGED if not (grey and kind == "black_seal") for each in _traces(pages, kind)]
    if toner:
        yield _photocopy(pages, toner, HINT if grey else SURE)
    elif not grey:
        yield Doubt(Suspicion.NO_COLOUR, len(pages), colourless[len(pages)].box, HINT)


def _photocopy(pages: Sequence[Page], toner: Sequence[tuple[int, Trace]], most: float) -> Doubt:
    kinds = {trace.kind for _, trace in toner}
    number, trace = toner[0]
    confidence = min(most, max(each.confidence for _, each in toner) * (0.9 + 0.1 * (len(kinds) - 1)))
    return Doubt(Suspicion.PHOTOCOPY, number, trace.box if len(kinds) == 1 else _whole(pages[number - 1]), confidence)


def _altered(fields: Sequence[Field]) -> Iterator[Doubt]:
    for field in fields:
        if field.note == "differs_from_code" and field.printed:
            yield Doubt(Suspicion.CODE_DIFFERS, field.page, field.box, HINT, f"{field.value} ≠ {field.printed}")


def _traces(pages: Sequence[Page], kind: str) -> Iterator[tuple[int, Trace]]:
    for number, page in enumerate(pages, start=1):
        for trace in page.traces:
            if trace.kind == kind:
                yield number, trace


def _whole(page: Page) -> Box:
    return Box(0, 0, *page.image.upright_size)
