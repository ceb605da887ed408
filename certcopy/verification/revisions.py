"""What came after a signature: every byte, every object, every page."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterable, Iterator

from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from certcopy.verification.bytes_scan import Pdf
from certcopy.verification.changes import changes
from certcopy.verification.fields import Field, Rectangle, fields_of
from certcopy.verification.leaks import LEAKS
from certcopy.verification.noticed import Change, Noticed
from certcopy.verification.objects import History
from certcopy.verification.permissions import change_reasons, summed_up
from certcopy.verification.places import Places
from certcopy.verification.reasons import reason
from certcopy.verification.report import Changes, Reason
from certcopy.verification.structure import Structure

SHOWING = frozenset({Change.SIGNED, Change.FILLED, Change.RESHOWN})
"""Changes that show in the boxes of their fields."""
SECTION_END = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF[ \t]*(?:\r\n|\n|\r|$)?")
SIGNED_END = re.compile(rb"%%EOF\s{0,4}\Z")
OBJECT = re.compile(rb"(?<![0-9])(\d{1,8})[ \t\r\n]+(\d{1,5})[ \t\r\n]+obj\b")


@dataclasses.dataclass(frozen=True, slots=True)
class Aftermath:
    """What happened after one signature: whether annotations are known to have changed, and where fields
    were signed or filled in."""

    changes: Changes
    reasons: tuple[Reason, ...] = ()
    annotated: bool = False
    boxes: frozenset[Rectangle] = frozenset()
    found: frozenset[Noticed] = frozenset()


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """One appended revision: its bytes and where its cross-reference section starts."""

    start: int
    end: int
    table: int


def sections(pdf: Pdf, start: int) -> tuple[Section, ...]:
    """The appended revisions from ``start`` on, each with its own ``startxref`` and ``%%EOF`` (ISO 32000-2, 7.5.6)."""
    found: list[Section] = []
    for end in SECTION_END.finditer(pdf, start):
        if start <= int(end[1]) < end.start():
            found.append(Section(start, end.end(), int(end[1])))
            start = end.end()
    return tuple(found)


def unexplained(pdf: Pdf, end: int) -> int:
    """How many bytes from ``end`` on belong to no appended revision (white space aside)."""
    tail = sections(pdf, end)
    rest = pdf[tail[-1].end if tail else end :]
    return len(rest.strip(b"\r\n\t \0"))


def tail_reasons(pdf: Pdf, end: int, structure: Structure | None) -> Iterator[Reason]:
    """Whether all that follows ``end`` is made of revisions that the file's tables know, object by object."""
    if count := unexplained(pdf, end):
        yield reason("UNEXPLAINED_BYTES", count=count)
    elif structure is not None and not _listed(pdf, sections(pdf, end), structure):
        yield reason("UNLISTED_OBJECTS")


def _listed(pdf: Pdf, tail: tuple[Section, ...], structure: Structure) -> bool:
    xrefs = structure.reader.xrefs
    try:
        by_table = {xrefs.get_startxref_for_revision(number): number for number in range(xrefs.total_revisions)}
        return all(
            section.table in by_table and _objects(pdf, section) <= _references(structure, by_table[section.table])
            for section in tail
        )
    except LEAKS:
        return False


def _objects(pdf: Pdf, section: Section) -> set[tuple[int, int]]:
    return {(int(each[1]), int(each[2])) for each in OBJECT.finditer(pdf, section.start, section.end)}


def _references(structure: Structure, number: int) -> set[tuple[int, int]]:
    xrefs = structure.reader.xrefs
    listed = {(each.idnum, each.generation) for each in xrefs.explicit_refs_in_revision(number)}
    listed |= {(each.idnum, each.generation) for each in xrefs.object_streams_used_in(number)}
    table = xrefs.get_xref_container_info(number).stream_ref
    return listed | ({(table.idnum, table.generation)} if table else set())


class Later:
    """What the last revision holds, read once for all signatures, and only where one of them asks."""

    def __init__(self, structure: Structure) -> None:
        self._structure = structure

    @functools.cached_property
    def history(self) -> History:
        return History(self._structure.reader)

    @functools.cached_property
    def places(self) -> Places:
        return Places(self.history, self.history.last)

    @functools.cached_property
    def fields(self) -> dict[str, Field]:
        return fields_of(self.history, self.history.last)

    def changes(self, since: int) -> frozenset[Noticed]:
        """Every change after the revision ``since`` (from 0)."""
        return changes(self.history, since, self.places, self.fields)

    def boxes(self, names: Iterable[str]) -> frozenset[Rectangle]:
        """Where the widgets of these fields stand."""
        return frozenset(box for name in names if name in self.fields for box in self.fields[name].boxes)


def aftermath(embedded: EmbeddedPdfSignature, later: Later, permission: int | None) -> Aftermath:
    """Judge the coverage of a signature and the changes after it, of which ``permission`` (DocMDP) lets some happen."""
    field = embedded.field_name
    try:
        coverage = embedded.evaluate_signature_coverage()
        if coverage is SignatureCoverageLevel.ENTIRE_FILE:
            return Aftermath(Changes.NONE)
        if coverage is not SignatureCoverageLevel.ENTIRE_REVISION:
            return Aftermath(Changes.OTHER, (reason("COVERAGE_INCOMPLETE", field=field),))
        return _judge(embedded, later, permission)
    except LEAKS:
        return Aftermath(Changes.OTHER, (reason("CHANGES_NOT_UNDERSTOOD", field=field),))


def _judge(embedded: EmbeddedPdfSignature, later: Later, permission: int | None) -> Aftermath:
    found = later.changes(embedded.signed_revision)
    locks = (embedded.fieldmdp,) if embedded.fieldmdp else ()
    return Aftermath(
        summed_up(found),
        tuple(change_reasons(found, embedded.field_name, permission, locks)),
        annotated=Change.ANNOTATED in {each.change for each in found},
        boxes=later.boxes(each.owner for each in found if each.change in SHOWING),
        found=found,
    )


def ends_a_revision(pdf: Pdf, end: int) -> bool:
    """Whether a revision ends exactly where the signed bytes do."""
    return SIGNED_END.search(pdf, max(end - 16, 0), end) is not None
