"""Where words go: answers to standard output, everything else to standard error."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import sys
import textwrap
from collections.abc import Mapping
from typing import TextIO

from certcopy.errors import CertCopyError
from certcopy.i18n import gettext as _
from certcopy.i18n import language


def speak_utf8() -> None:
    """Let consoles of any code page carry Vietnamese; what they cannot show is replaced, never a crash."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(io.UnsupportedOperation):
                stream.reconfigure(encoding="utf-8", errors="replace")


def answer(text: str = "", end: str = "\n") -> None:
    """A line of the answer."""
    sys.stdout.write(text + end)
    sys.stdout.flush()


def answer_beside(head: str, text: str) -> None:
    """A line of a table whose last column is a sentence."""
    answer(_fitted(sys.stdout, text, head))


def answer_json(document: object) -> None:
    """The whole answer as one JSON document."""
    answer(json.dumps(document, ensure_ascii=False, indent=2))


def say(text: str) -> None:
    """A line beside the answer."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def refuse(refusal: CertCopyError, *, as_json: bool) -> None:
    """What went wrong and what to do, with the stable code; as a document too where one was asked for."""
    say(_fitted(sys.stderr, error_line(refusal.sentence(language()), refusal.code)))
    if as_json:
        answer_json({"error": error_document(refusal)})


def _fitted(stream: TextIO, text: str, head: str = "") -> str:
    """The text behind its head; on a terminal it is broken between words and stays in its column, in a pipe it is one
    line."""
    if not stream.isatty():
        return head + text
    columns = shutil.get_terminal_size().columns
    indent = " " * min(len(head), columns // 2)
    return textwrap.fill(
        text,
        columns,
        initial_indent=head,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def error_line(sentence: str, code: str) -> str:
    """An error as people read it, with the stable code they can look up or quote."""
    return _("Error: {sentence} [{code}]").format(sentence=sentence, code=code)


def error_document(refusal: CertCopyError) -> Mapping[str, object]:
    """An error as JSON."""
    facts = {
        name: str(value) if not isinstance(value, int | float) else value for name, value in refusal.facts().items()
    }
    return {"code": refusal.code, "vi": refusal.sentence("vi"), "en": refusal.sentence("en"), "facts": facts}
