"""What the fuzzer may do to a signed file: touch bytes, move pieces, rename things, append updates."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.fuzz.choices import Choices

Mutation = Callable[[bytes, Choices], bytes]

TOKEN = re.compile(rb"/[A-Za-z][A-Za-z0-9.]*")
NUMBER = re.compile(rb"(?<![0-9])[0-9]{1,10}(?![0-9])")
REFERENCE = re.compile(rb"(?<![0-9])[0-9]{1,6} 0 R\b")
OBJECT = re.compile(rb"(?<![0-9])[0-9]{1,6} 0 obj\b.*?endobj", re.DOTALL)
NAMES = (
    b"/Annots /OpenAction /AA /JavaScript /AcroForm /Fields /Kids /Contents /ByteRange /Type /Sig /Sig3 /DocTimeStamp"
    b" /OCProperties /Names /EmbeddedFiles /Rotate /CropBox /MediaBox /UserUnit /Resources /Prev /XRefStm /Encrypt"
    b" /Root /Size /Length /Filter /FlateDecode /ObjStm /XRef /V /AP /N /Rect /F /DSS /VRI /Perms /DocMDP"
).split()
MOST_EDITS = 8
MOST_PIECE = 4_096


def mutated(pdf: bytes, choices: Choices) -> bytes:
    """The file after at most ``MOST_EDITS`` edits that the choices name."""
    for _ in range(MOST_EDITS):
        if not choices:
            break
        pdf = MUTATIONS[choices.number(len(MUTATIONS))](pdf, choices)
    return pdf


def flip(pdf: bytes, choices: Choices) -> bytes:
    """One byte becomes another."""
    at = choices.number(len(pdf))
    return pdf[:at] + bytes([pdf[at] ^ (choices.number(255) + 1)]) + pdf[at + 1 :] if pdf else pdf


def insert(pdf: bytes, choices: Choices) -> bytes:
    """Bytes pushed in between."""
    at = choices.number(len(pdf) + 1)
    return pdf[:at] + choices.take(choices.number(16) + 1) + pdf[at:]


def cut(pdf: bytes, choices: Choices) -> bytes:
    """A piece taken out."""
    at = choices.number(len(pdf) + 1)
    return pdf[:at] + pdf[at + choices.number(MOST_PIECE) + 1 :]


def copy_piece(pdf: bytes, choices: Choices) -> bytes:
    """A piece pasted a second time somewhere else."""
    source, at = choices.number(len(pdf) + 1), choices.number(len(pdf) + 1)
    return pdf[:at] + pdf[source : source + choices.number(MOST_PIECE) + 1] + pdf[at:]


def rename(pdf: bytes, choices: Choices) -> bytes:
    """A name becomes another name, of its length where it can."""
    name = NAMES[choices.number(len(NAMES))]
    return _replaced(pdf, TOKEN, choices, lambda old: (name + b"x" * len(old))[: max(len(old), len(name))])


def renumber(pdf: bytes, choices: Choices) -> bytes:
    """A number becomes another, of as many digits."""
    return _replaced(pdf, NUMBER, choices, lambda old: b"%0*d" % (len(old), choices.number(10 ** len(old))))


def redirect(pdf: bytes, choices: Choices) -> bytes:
    """A reference leads somewhere else."""
    return _replaced(pdf, REFERENCE, choices, lambda _: b"%d 0 R" % choices.number(200))


def append_bytes(pdf: bytes, choices: Choices) -> bytes:
    """Bytes after the end."""
    return pdf + choices.take(choices.number(64) + 1)


def append_update(pdf: bytes, choices: Choices) -> bytes:
    """An incremental update in good form that overwrites one object with a mutation of itself or of another."""
    objects = OBJECT.findall(pdf)
    last = re.findall(rb"startxref\s+(\d+)", pdf)
    roots, sizes = re.findall(rb"/Root (\d+) 0 R", pdf), re.findall(rb"/Size (\d+)", pdf)
    if not (objects and last and roots and sizes):
        return pdf
    target, source = (objects[choices.number(len(objects))] for _ in range(2))
    number = int(target.split(b" ", 1)[0])
    body = _touched(b"%d 0 obj" % number + source.split(b" 0 obj", 1)[1], choices)
    if body in objects:
        return pdf
    trailer = b"trailer\n<</Size %s/Root %s 0 R/Prev %s>>\n" % (sizes[-1], roots[-1], last[-1])
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, len(pdf)) + trailer
    return pdf + body + b"\n" + table + b"startxref\n%d\n%%%%EOF\n" % (len(pdf) + len(body) + 1)


def _touched(body: bytes, choices: Choices) -> bytes:
    edits = (flip, rename, renumber, redirect, insert)
    for _ in range(choices.number(3)):
        body = edits[choices.number(len(edits))](body, choices)
    return body


def _replaced(pdf: bytes, pattern: re.Pattern[bytes], choices: Choices, new: Callable[[bytes], bytes]) -> bytes:
    found = list(pattern.finditer(pdf))
    if not found:
        return pdf
    chosen = found[choices.number(len(found))]
    return pdf[: chosen.start()] + new(chosen[0]) + pdf[chosen.end() :]


MUTATIONS: tuple[Mutation, ...] = (
    flip,
    insert,
    cut,
    copy_piece,
    rename,
    renumber,
    redirect,
    append_bytes,
    append_update,
)
