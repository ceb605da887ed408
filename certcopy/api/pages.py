"""Complete HTML pages from the templates, in the language of the request."""

from __future__ import annotations

import pathlib
from collections.abc import Mapping

import jinja2
from fastapi import Request
from fastapi.responses import HTMLResponse

import certcopy
from certcopy.api.language import spoken_base
from certcopy.domain.certification import grouped
from certcopy.i18n import gettext, language
from certcopy.wording.figures import day, dong, moment

HERE = pathlib.Path(__file__).parent
STATIC = HERE / "static"
TEMPLATES = HERE / "templates"


def page(
    request: Request, template: str, status: int = 200, headers: Mapping[str, str] | None = None, **values: object
) -> HTMLResponse:
    """The template filled in; ``base`` stands before the addresses of public pages."""
    office = request.app.state.doors.house.office
    html = _TEMPLATES.get_template(template).render(
        request=request,
        office=office,
        lang=language(),
        base=spoken_base(language()),
        version=certcopy.__version__,
        **values,
    )
    return HTMLResponse(html, status, headers)


def _one_or_many(one: str, many: str, count: int) -> str:
    return gettext(one if count == 1 else many)


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_callables(gettext, _one_or_many, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(day=day, moment=moment, dong=dong, grouped=grouped)
    return environment


_TEMPLATES = _environment()
