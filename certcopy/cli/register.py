"""``certcopy register``: the books looked into, corrected, opened, closed, printed and handed over as tables."""

import contextlib
import datetime as dt
import io
import pathlib
from typing import Annotated, Any

import typer

from certcopy import clock
from certcopy.cli import exits, files, offices, streams
from certcopy.cli.options import AsJson, HomeFolder
from certcopy.cli.words import N_, needed
from certcopy.domain.register import Line, Volume
from certcopy.errors import BadValue
from certcopy.i18n import gettext as _
from certcopy.register.places import place_of, place_words
from certcopy.register.search import LAST_DAY, LAST_NUMBER, Query
from certcopy.wording.figures import day, dong, moment
from certcopy.wording.register import amendment_words, column_words
from certcopy.workflow import books
from certcopy.workflow.house import House
from certcopy.workflow.line_document import entered

HELP = N_("The register of certifications: find lines, correct them, open and close volumes, print and export.")

Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar=N_("WORD..."),
        help=N_("Beginnings of words of the requester or the title, in any order, with or without tones."),
    ),
]
Number = Annotated[
    int, typer.Argument(metavar=N_("NUMBER"), help=N_("The certification number."), min=1, max=LAST_NUMBER)
]
ByNumber = Annotated[
    int | None,
    typer.Option("--number", metavar=N_("NUMBER"), help=N_("The certification number."), min=1, max=LAST_NUMBER),
]
Year = Annotated[
    int | None,
    typer.Option(
        "--year", metavar=N_("YEAR"), help=N_("The year of the book; else this year."), min=2000, max=LAST_DAY.year
    ),
]
OnlyYear = Annotated[
    int | None, typer.Option("--year", metavar=N_("YEAR"), help=N_("Only this year."), min=2000, max=LAST_DAY.year)
]
Month = Annotated[
    int | None,
    typer.Option("--month", metavar=N_("MONTH"), help=N_("Only this month; else the whole year."), min=1, max=12),
]
Since = Annotated[
    str | None, typer.Option("--since", metavar=N_("DAY"), help=N_("From this day on: 01/11/2026 or 2026-11-01."))
]
Until = Annotated[str | None, typer.Option("--until", metavar=N_("DAY"), help=N_("Up to this day, included."))]
Before = Annotated[
    str | None, typer.Option("--before", metavar=N_("YEAR/NUMBER"), help=N_("Go on with the lines before this one."))
]
Limit = Annotated[int, typer.Option("--limit", metavar=N_("COUNT"), help=N_("How many lines at most."), min=1, max=200)]
By = Annotated[
    str | None,
    typer.Option("--by", metavar=N_("NAME"), help=N_("Who does this, for the journal; else the clerk of the profile.")),
]
Requester = Annotated[
    str | None, typer.Option("--requester", metavar=N_("NAME"), help=N_("What the requester should read."))
]
Title = Annotated[str | None, typer.Option("--title", metavar=N_("TEXT"), help=N_("What the title should read."))]
Note = Annotated[str | None, typer.Option("--note", metavar=N_("TEXT"), help=N_("What the note should read."))]
Reason = Annotated[str, typer.Option("--reason", metavar=N_("TEXT"), help=N_("Why; it stands in the register."))]
CarryOver = Annotated[
    bool,
    typer.Option("--carry-over", help=N_("Go on in the last volume of the year before; ordinals begin at 01.")),
]
PdfOut = Annotated[
    pathlib.Path,
    typer.Option("--out", metavar="BOOK.pdf", help=N_("The file to write; an existing one is never overwritten.")),
]
TableOut = Annotated[
    pathlib.Path,
    typer.Option(
        "--out",
        metavar="BOOK.xlsx",
        help=N_("The .xlsx or .csv file to write; an existing one is never overwritten."),
    ),
]


def show_volumes(year: OnlyYear = None, as_json: AsJson = False, home: HomeFolder = None) -> int:
    """The volumes, the newest year first."""
    with offices.opened(offices.choose_home(home)) as house:
        years = books.years(house) if year is None else (year,)
        volumes = [volume for each in years for volume in books.volumes(house, each)]
    if as_json:
        streams.answer_json({"volumes": [_volume_document(each) for each in volumes]})
    else:
        for each in volumes:
            streams.answer(_volume_words(each))
    return exits.OK


def search(
    words: Words = None,
    number: ByNumber = None,
    year: OnlyYear = None,
    since: Since = None,
    until: Until = None,
    before: Before = None,
    limit: Limit = 20,
    by: By = None,
    as_json: AsJson = False,
    home: HomeFolder = None,
) -> int:
    """Find lines, the newest first."""
    query = Query(" ".join(words or []), number, year, _day("--since", since), _day("--until", until))
    place = place_of(before or "")
    with offices.opened(offices.choose_home(home)) as house:
        results = books.search(house, query, _who(house, by), place, limit)
    onward = place_words(results.next)
    if as_json:
        streams.answer_json({"lines": [_document(line) for line in results.lines], "next": onward})
        return exits.OK
    for line in results.lines:
        streams.answer(_headline(line))
    if not results.lines:
        streams.answer(_("Nothing found."))
    if onward:
        streams.answer(_("More: --before {place}").format(place=onward))
    return exits.OK


def show(number: Number, year: Year = None, by: By = None, as_json: AsJson = False, home: HomeFolder = None) -> int:
    """Show one line with everything said of it later."""
    with offices.opened(offices.choose_home(home)) as house:
        line = books.look(house, _year(year), number, _who(house, by))
    _answer(line, as_json=as_json)
    return exits.OK


def correct(
    number: Number,
    reason: Reason,
    requester: Requester = None,
    title: Title = None,
    note: Note = None,
    year: Year = None,
    by: By = None,
    as_json: AsJson = False,
    home: HomeFolder = None,
) -> int:
    """Say what a line should read; the line itself stays."""
    given = {"requester": requester, "title": title, "note": note}
    changes = {name: value for name, value in given.items() if value is not None}
    with offices.opened(offices.choose_home(home)) as house:
        line = books.correct(house, _year(year), number, changes, reason, _who(house, by))
    _answer(line, as_json=as_json)
    return exits.OK


def close(year: Year = None, by: By = None, as_json: AsJson = False, home: HomeFolder = None) -> int:
    """Close the open volume with its total."""
    with offices.opened(offices.choose_home(home)) as house:
        volume = books.close_volume(house, _year(year), _who(house, by))
    _answer_volume(volume, as_json=as_json)
    return exits.OK


def open_volume(
    year: Year = None,
    carry_over: CarryOver = False,
    by: By = None,
    as_json: AsJson = False,
    home: HomeFolder = None,
) -> int:
    """Open the next volume by hand."""
    with offices.opened(offices.choose_home(home)) as house:
        volume = books.open_volume(house, _year(year), _who(house, by), carried=carry_over)
    _answer_volume(volume, as_json=as_json)
    return exits.OK


def print_book(
    out: PdfOut,
    year: Year = None,
    month: Month = None,
    by: By = None,
    as_json: AsJson = False,
    home: HomeFolder = None,
) -> int:
    """Write the book of a month or a year as PDF/A."""
    files.check_free(out)
    with offices.opened(offices.choose_home(home)) as house:
        who = _who(house, by)
        pdf = (
            books.print_year(house, _year(year), who)
            if month is None
            else books.print_month(house, _year(year), month, who)
        )
    return _write(out, pdf, as_json=as_json)


def export(
    out: TableOut,
    since: Since = None,
    until: Until = None,
    year: Year = None,
    by: By = None,
    as_json: AsJson = False,
    home: HomeFolder = None,
) -> int:
    """Write lines as a table for a spreadsheet."""
    kind = out.suffix.lower().removeprefix(".")
    if kind not in ("csv", "xlsx"):
        raise BadValue(name="--out")
    files.check_free(out)
    first = _day("--since", since) or dt.date(_year(year), 1, 1)
    last = _day("--until", until) or dt.date(first.year if year is None else year, 12, 31)
    table = io.BytesIO()
    with offices.opened(offices.choose_home(home)) as house:
        books.export(house, table, first, last, kind, _who(house, by))
    return _write(out, table.getvalue(), as_json=as_json)


VERBS = {
    "list": (show_volumes, N_("List the volumes, the newest year first.")),
    "search": (search, N_("Find lines, the newest first; the search is journalled.")),
    "show": (show, N_("Show one line with everything said of it later; the look is journalled.")),
    "correct": (correct, N_("Say what a line should read. The line itself stays; the correction is shown beside it.")),
    "close": (close, N_("Close the open volume with its total; the next number opens the next volume.")),
    "open": (open_volume, N_("Open the next volume by hand (the first number of a year opens one by itself).")),
    "print": (print_book, N_("Write the book of a month or a year as PDF/A, to be printed and bound.")),
    "export": (export, N_("Write lines as a table (.xlsx or .csv) for a spreadsheet.")),
}


def _year(given: int | None) -> int:
    return clock.now().year if given is None else given


def _who(house: House, given: str | None) -> str:
    return house.office.clerk.name if given is None else needed("--by", given)


def _day(option: str, typed: str | None) -> dt.date | None:
    if typed is None:
        return None
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        with contextlib.suppress(ValueError):
            found = dt.datetime.strptime(typed.strip(), form).replace(tzinfo=clock.VIETNAM).date()
            if found <= LAST_DAY:
                return found
    raise BadValue(name=option)


def _write(out: pathlib.Path, data: bytes, *, as_json: bool) -> int:
    files.write_new(out, data)
    if as_json:
        streams.answer_json({"path": str(out.resolve()), "bytes": len(data)})
    else:
        streams.answer(_("Written: {path}").format(path=out.resolve()))
    return exits.OK


def _document(line: Line) -> dict[str, Any]:
    return entered(line).model_dump(mode="json")


def _answer(line: Line, *, as_json: bool) -> None:
    if as_json:
        streams.answer_json(_document(line))
        return
    streams.answer(_headline(line))
    for name, value in (
        (_("Register book"), line.book),
        (_("Certified on"), moment(line.at)),
        (_("Signed by"), f"{line.certifier.name}, {line.certifier.title}"),
        (_("Copies"), str(line.copies)),
        (_("Fee"), dong(line.fee)),
        (_("Dossier"), line.dossier),
    ):
        streams.answer(f"  {name}: {value}")
    for each in line.amendments:
        streams.answer(f"  {amendment_words(each.kind)} · {moment(each.at)} · {each.actor}: {each.reason}")
        for column, text in each.changes.items():
            streams.answer(f"    {column_words(column)}: {text}")


def _headline(line: Line) -> str:
    mark = f"  [{amendment_words(line.ended)}]" if line.ended else ""
    return f"{line.printed_number}/{line.year}  {day(line.at)}  {line.requester}  {line.title}{mark}"


def _answer_volume(volume: Volume, *, as_json: bool) -> None:
    if as_json:
        streams.answer_json(_volume_document(volume))
    else:
        streams.answer(_volume_words(volume))


def _volume_document(volume: Volume) -> dict[str, Any]:
    return {
        "book": volume.label,
        "opened_at": volume.opened_at.isoformat(),
        "first_number": volume.first_number,
        "closed_at": None if volume.closed_at is None else volume.closed_at.isoformat(),
        "closed_by": volume.closed_by,
        "last_number": volume.last_number,
        "total": volume.total,
    }


def _volume_words(volume: Volume) -> str:
    if volume.closed_at is None:
        template = _("Volume {label}: open since {opened}, from number {first}")
    else:
        template = _("Volume {label}: numbers {first} to {last}, {total} in all; closed {closed} by {who}")
    return template.format(
        label=volume.label,
        opened=day(volume.opened_at),
        first=volume.first_number,
        last=volume.last_number,
        total=volume.total,
        closed="" if volume.closed_at is None else day(volume.closed_at),
        who=volume.closed_by,
    )
