"""``certcopy read``: what the machine reads off scans; no office is needed."""

import dataclasses
import pathlib
from collections.abc import Callable
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter

from certcopy.cli import exits, files, offices, progress, streams, understood
from certcopy.cli.intake import Taken, take_in_each
from certcopy.cli.options import AsJson, Scans
from certcopy.cli.words import N_
from certcopy.domain.edit import unedited
from certcopy.domain.inspection import Proposal, proposals_of
from certcopy.domain.page import Correction, Page, Reading, Word
from certcopy.domain.quality import Quality
from certcopy.errors import NoSuchFile
from certcopy.i18n import gettext as _
from certcopy.ocr.tasks import clean_preview, overlaid
from certcopy.ocr.understanding.rulebook import Rulebook, built_in, rulebook
from certcopy.pool import shared
from certcopy.storage.objects import FolderStore
from certcopy.storage.passing import passing_folder
from certcopy.wording.figures import decimal
from certcopy.wording.quality import grade_words, judged, proposal_words
from certcopy.workflow.images import fetched
from certcopy.workflow.sheets import read_images

HELP = N_("Read scans: the cleaned pages, their text with words and boxes, and the first fields. Nothing is kept.")

OutFolder = Annotated[
    pathlib.Path | None,
    typer.Option(
        "--out", metavar=N_("FOLDER"), help=N_("Write the cleaned pages here, one PNG each; never over a file.")
    ),
]
OverlayFolder = Annotated[
    pathlib.Path | None,
    typer.Option(
        "--overlay", metavar=N_("FOLDER"), help=N_("Write the pages here with a box around every word, one JPEG each.")
    ),
]
RulesFolder = Annotated[
    pathlib.Path | None,
    typer.Option("--rules", metavar=N_("FOLDER"), help=N_("Read with the rules of this folder as well: to try them.")),
]
_WORDS = TypeAdapter(tuple[Word, ...])
_CORRECTIONS = TypeAdapter(tuple[Correction, ...])
_QUALITY = TypeAdapter(Quality)
_PROPOSALS = TypeAdapter(tuple[Proposal, ...])


def run(
    scans: Scans,
    as_json: AsJson = False,
    out: OutFolder = None,
    overlay: OverlayFolder = None,
    rules: RulesFolder = None,
) -> int:
    """Read, write the cleaned or the boxed pages where asked to, and show what was read."""
    settings, book = offices.settings(), _rulebook(rules)
    with passing_folder() as room:
        store = FolderStore(room)
        with progress.bar() as show:
            taken = take_in_each(files.scans_of(scans, settings.upload_mib), store, show)
            reading = read_images(taken.images, store, settings.ocr_engine, show, book)
        written = [] if out is None else _write_pages(reading, store, out, "png", _cleaned)
        written += [] if overlay is None else _write_pages(reading, store, overlay, "jpg", _boxed)
    if as_json:
        streams.answer_json(_document(reading, taken, book, written))
    else:
        _show(reading, taken, book, written)
    for name, refusal in taken.refused.items():
        streams.say(_("Not read: {name}").format(name=name))
        streams.refuse(refusal, as_json=False)
    return exits.UNREADABLE if taken.refused else exits.OK


def _write_pages(
    reading: Reading, store: FolderStore, folder: pathlib.Path, suffix: str, draw: Callable[[Page], bytes]
) -> list[str]:
    files.make_folder(folder)
    names = [folder / f"page-{number:03}.{suffix}" for number in range(1, len(reading.pages) + 1)]
    for name in names:
        files.check_free(name)
    for name, page in zip(names, reading.pages, strict=True):
        files.write_new(name, draw(dataclasses.replace(page, image=fetched(store, page.image))))
    return [str(name) for name in names]


def _cleaned(page: Page) -> bytes:
    picture: bytes = shared().run(clean_preview, page.image, returns=bytes)
    return picture


def _boxed(page: Page) -> bytes:
    picture: bytes = shared().run(overlaid, page, returns=bytes)
    return picture


def _rulebook(folder: pathlib.Path | None) -> Rulebook:
    if folder is None:
        return built_in()
    if not folder.is_dir():
        raise NoSuchFile(name=str(folder))
    return rulebook(folder)


def _document(reading: Reading, taken: Taken, book: Rulebook, written: list[str]) -> dict[str, Any]:
    return {
        **understood.document(reading, book),
        "pages": [
            {"page": number, "file": file, **_page_document(page)}
            for number, (file, page) in enumerate(zip(taken.files, reading.pages, strict=True), start=1)
        ],
        "unread_files": [
            {"file": name, "error": streams.error_document(refusal)} for name, refusal in taken.refused.items()
        ],
        "proposals": _PROPOSALS.dump_python(_proposals(reading), mode="json", exclude_defaults=True),
        "written": written,
    }


def _page_document(page: Page) -> dict[str, Any]:
    width, height = page.image.upright_size
    return {
        "width": width,
        "height": height,
        "dpi": page.image.dpi,
        "turn": page.image.turn,
        "skew": round(page.skew, 2),
        "confidence": round(page.text.confidence, 1),
        "quality": None if page.quality is None else _QUALITY.dump_python(page.quality, mode="json"),
        "text": page.text.text,
        "unread": page.unread,
        "corrections": _CORRECTIONS.dump_python(page.text.corrections, mode="json"),
        "words": _WORDS.dump_python(page.text.words, mode="json"),
    }


def _show(reading: Reading, taken: Taken, book: Rulebook, written: list[str]) -> None:
    for number, (file, page) in enumerate(zip(taken.files, reading.pages, strict=True), start=1):
        streams.answer(_headline(number, file, page))
        for head, line in (*_quality_lines(page), *_text_lines(page)):
            streams.answer_beside(head, line)
        streams.answer(page.text.text)
        streams.answer()
    for proposal in _proposals(reading):
        words = _("Proposal for page {number}: {words}")
        streams.answer(words.format(number=proposal.edit.scan, words=proposal_words(proposal)))
    understood.show(reading, book)
    for name in written:
        streams.answer(_("Page written: {path}").format(path=name))


def _proposals(reading: Reading) -> tuple[Proposal, ...]:
    return proposals_of(reading.inspections, unedited(len(reading.pages)))


def _quality_lines(page: Page) -> list[tuple[str, str]]:
    """All measures in one line, then what to do about each that is not good; each behind its head."""
    if page.quality is None:
        return []
    measures = judged(page.quality)
    numbers = ", ".join(f"{each.name.lower()} {each.value}" for each in measures)
    quality = _("Quality: {word} ({numbers})").format(word=grade_words(page.quality.grade), numbers=numbers)
    return [("", quality), *(("  ", f"{each.word}: {each.todo}") for each in measures if each.todo)]


def _text_lines(page: Page) -> list[tuple[str, str]]:
    """That a page could not be read; or what of its words was put right."""
    if page.unread:
        return [("", _("This page could not be read; the copy still shows it as it is."))]
    corrections = page.text.corrections
    if not corrections:
        return []
    changes = ", ".join(f"{each.read_as} → {each.text}" for each in corrections)
    return [("", _("Misread words put right: {count} ({changes})").format(count=len(corrections), changes=changes))]


def _headline(number: int, file: str, page: Page) -> str:
    width, height = page.image.upright_size
    template = _(
        "Page {number} ({file}): {width}×{height} pixels, {dpi:.0f} dpi, turned {turn}°, skew {skew}°, "
        "confidence {confidence:.0f} %"
    )
    return template.format(
        number=number,
        file=file,
        width=width,
        height=height,
        dpi=page.image.dpi,
        turn=page.image.turn,
        skew=decimal(page.skew, 1),
        confidence=page.text.confidence,
    )
