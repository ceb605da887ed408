"""What came after a signature: every byte, every object, every page."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, ModificationLevel
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from certcopy.verification.leaks import LEAKS
from certcopy.verification.pages import changed_pages
from certcopy.verification.reasons import reason
from certcopy.verification.report import Changes, Reason
from certcopy.verification.structure import Structure

SECTION_END = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF[ \t]*(?:\r\n|\n|\r|$)?")
SIGNED_END = re.compile(rb"%%EOF\s{0,4}\Z")
OBJECT = re.compile(rb"(?<![0-9])(\d{1,8})[ \t\r\n]+(\d{1,5})[ \t\r\n]+obj\b")


@dataclasses.dataclass(frozen=True, slots=True)
class Aftermath:
    """What happened after one signature; ``look`` asks for a comparison that includes annotations."""

    changes: Changes
    reasons: tuple[Reason, ...] = ()
    look: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """One appended revision: its bytes and where its cross-reference section starts."""

    start: int
    end: int
    table: int


def sections(pdf: bytes, start: int) -> tuple[Section, ...]:
    """The appended revisions from ``start`` on, each with its own ``startxref`` and ``%%EOF`` (ISO 32000-2, 7.5.6)."""
    found: list[Section] = []
    for end in SECTION_END.finditer(pdf, start):
        if start <= int(end[1]) < end.start():
            found.append(Section(start, end.end(), int(end[1])))
            start = end.end()
    return tuple(found)


def unexplained(pdf: bytes, end: int) -> int:
    """How many bytes from ``end`` on belong to no appended revision (white space aside)."""
    tail = sections(pdf, end)
    rest = pdf[tail[-1].end if tail else end :]
    return len(rest.strip(b"\r\n\t \0"))


def tail_reasons(pdf: bytes, end: int, structure: Structure | None) -> Iterator[Reason]:
    """Whether all that follows ``end`` is made of revisions that the file's tables know, object by object."""
    if count := unexplained(pdf, end):
        yield reason("UNEXPLAINED_BYTES", count=count)
    elif structure is not None and not _listed(pdf, sections(pdf, end), structure):
        yield reason("UNLISTED_OBJECTS")


def _listed(pdf: bytes, tail: tuple[Section, ...], structure: Structure) -> bool:
    xrefs = structure.reader.xrefs
    try:
        by_table = {xrefs.get_startxref_for_revision(number): number for number in range(xrefs.total_revisions)}
        return all(
            section.table in by_table and _objects(pdf, section) <= _references(structure, by_table[section.table])
            for section in tail
        )
    except LEAKS:
        return False


def _objects(pdf: bytes, section: Section) -> set[tuple[int, int]]:
    return {(int(each[1]), int(each[2])) for each in OBJECT.finditer(pdf, section.start, section.end)}


def _references(structure: Structure, number: int) -> set[tuple[int, int]]:
    xrefs = structure.reader.xrefs
    listed = {(each.idnum, each.generation) for each in xrefs.explicit_refs_in_revision(number)}
    listed |= {(each.idnum, each.generation) for each in xrefs.object_streams_used_in(number)}
    table = xrefs.get_xref_container_info(number).stream_ref
    return listed | ({(table.idnum, table.generation)} if table else set())


def aftermath(embedded: EmbeddedPdfSignature, structure: Structure) -> Aftermath:
    """Judge the coverage of a signature and the changes after it, by pyHanko's difference policy and ours."""
    field = embedded.field_name
    try:
        coverage = embedded.evaluate_signature_coverage()
        if coverage is SignatureCoverageLevel.ENTIRE_FILE:
            return Aftermath(Changes.NONE)
        if coverage is not SignatureCoverageLevel.ENTIRE_REVISION:
            return Aftermath(Changes.OTHER, (reason("COVERAGE_INCOMPLETE", field=field),))
        return _judge(embedded, structure, field)
    except LEAKS:
        return Aftermath(Changes.OTHER, (reason("CHANGES_NOT_UNDERSTOOD", field=field),), look=True)


def _judge(embedded: EmbeddedPdfSignature, structure: Structure, field: str) -> Aftermath:
    result = DEFAULT_DIFF_POLICY.review_file(
        structure.reader,
        embedded.signed_revision,
        field_mdp_spec=embedded.fieldmdp,
        doc_mdp=embedded.docmdp_level,
    )
    pages = changed_pages(structure.reader, embedded.signed_revision)
    if pages:
        why = tuple(reason("PAGE_OBJECTS_CHANGED", field=field, page=page) for page in pages)
        return Aftermath(Changes.OTHER, why, look=True)
    if isinstance(result, DiffResult):
        return _understood(result, embedded, structure, field)
    return Aftermath(Changes.OTHER, (reason("CHANGES_NOT_UNDERSTOOD", field=field),), look=True)


def _understood(result: DiffResult, embedded: EmbeddedPdfSignature, structure: Structure, field: str) -> Aftermath:
    level, permission = result.modification_level, embedded.docmdp_level
    if permission is not None and level.value > permission.value:
        return Aftermath(Changes.OTHER, (reason("DOCMDP_VIOLATED", field=field),), look=True)
    if level is ModificationLevel.NONE:
        return Aftermath(Changes.NONE)
    if level is ModificationLevel.LTA_UPDATES:
        return Aftermath(Changes.VALIDATION_DATA)
    if level is ModificationLevel.ANNOTATIONS:
        return Aftermath(Changes.OTHER, (reason("ANNOTATED", field=field),))
    if result.changed_form_fields <= {each.field for each in structure.signatures}:
        return Aftermath(Changes.SIGNATURE)
    return Aftermath(Changes.OTHER, (reason("FORM_FILLED", field=field),))


def ends_a_revision(pdf: bytes, end: int) -> bool:
    """Whether a revision ends exactly where the signed bytes do."""
    return SIGNED_END.search(pdf, max(end - 16, 0), end) is not None
