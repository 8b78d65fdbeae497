"""The statistics as files: CSV that a spreadsheet opens as it is, and Excel. Cells that a spreadsheet would run are harmless."""

import csv
import datetime
import io
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import xlsxwriter
from django.http import HttpResponse

from vardkedja.kernel import clock
from vardkedja.referrals.statistics import MEASURES, VERDICTS, Counter, Measure, Month
from vardkedja.referrals.statistics_questions import Fact

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
HARMFUL = ("=", "+", "-", "@", "\t", "\r")
NUMBERS = ("Enhet", "Månad", "Gäller per", "Mått", "Antal", "I tid", "För sent", "Utan känd gräns")
LINES = ("Enhet", "Månad", "Gäller per", "Mått", "Ärende", "Dag", "Senast", "Gjort", "Bedömning")

Cell = str | int | datetime.date | None


class About(NamedTuple):
    """Whose numbers the file holds, which month, and as of which day."""

    unit: str
    slug: str
    first: datetime.date
    as_of: datetime.date


def numbers(about: About, year: Sequence[Month]) -> HttpResponse:
    """CSV with a line for each measure and month."""
    return _csv(about, NUMBERS, _of_year(about, year))


def lines(about: About, facts: Sequence[Fact]) -> HttpResponse:
    """CSV with a line for each case behind a number."""
    return _csv(about, LINES, (_line(about, fact) for fact in facts))


def workbook(about: About, year: Sequence[Month], facts: Sequence[Fact]) -> HttpResponse:
    """Excel with three sheets: the month, the twelve months, the month's cases."""
    kept = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(kept, options)
    book.set_properties({"title": f"Remisser {about.first:%Y-%m}", "created": clock.local(clock.now())})
    _sheet(book, "Månaden", NUMBERS, _of_year(about, year[-1:]))
    _sheet(book, "Tolv månader", NUMBERS, _of_year(about, year))
    _sheet(book, "Ärenden", LINES, (_line(about, fact) for fact in facts))
    book.close()
    return _sent(about, "xlsx", kept.getvalue())


def harmless(text: str) -> str:
    """The text as a spreadsheet may open it: what it would take for a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(HARMFUL) else text


def _csv(about: About, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    kept = io.StringIO()
    writer = csv.writer(kept, delimiter=";", lineterminator="\r\n")
    writer.writerow(heads)
    for row in rows:
        writer.writerow([harmless(str(cell)) if cell is not None else "" for cell in row])
    return _sent(about, "csv", kept.getvalue().encode("utf-8-sig"))


def _sheet(book: Any, name: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    sheet = book.add_worksheet(name)
    bold, as_day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, heads, bold)
    for place, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime.date):
                sheet.write_datetime(place, column, cell, as_day)
            elif isinstance(cell, int):
                sheet.write_number(place, column, cell)
            elif cell:
                sheet.write_string(place, column, harmless(cell))
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 2, 12)
    sheet.set_column(3, 3, 36)
    sheet.set_column(4, len(heads) - 1, 16)


def _of_year(about: About, year: Sequence[Month]) -> list[list[Cell]]:
    return [
        [about.unit, f"{one.first:%Y-%m}", about.as_of, measure.title, *_parts(measure, one.counters[measure.name])]
        for one in year
        for measure in MEASURES.values()
    ]


def _parts(measure: Measure, counter: Counter) -> list[Cell]:
    """A measure without a limit has only its number."""
    limited: list[Cell] = [counter.inside, counter.late, counter.unknown]
    return [counter.number, *(limited if measure.limited else [None] * 3)]


def _line(about: About, fact: Fact) -> list[Cell]:
    title, verdict = MEASURES[fact.name].title, VERDICTS[fact.verdict]
    about_month: list[Cell] = [about.unit, f"{about.first:%Y-%m}", about.as_of, title]
    return [*about_month, fact.number, fact.day, fact.due, fact.done, verdict]


def _sent(about: About, form: str, body: bytes) -> HttpResponse:
    answer = HttpResponse(body, content_type=TYPES[form])
    name = f"remisser-{about.slug}-{about.first:%Y-%m}-per-{about.as_of}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
