"""The report as one HTML file that needs nothing beside it."""

from __future__ import annotations

import functools
import pathlib

import jinja2

from certcopy.workflow.report.telling import Telling

TEMPLATE = pathlib.Path(__file__).parent / "page.html.j2"


def page_of(telling: Telling) -> bytes:
    """The HTML, UTF-8. Everything that came out of the file is escaped."""
    return _template().render(report=telling).encode()


@functools.cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
