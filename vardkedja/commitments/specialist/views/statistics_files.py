"""The office's statistics as files: CSV that a spreadsheet opens as it is, and Excel."""

import csv
import datetime
import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter
from django.http import HttpResponse

from vardkedja.commitments.specialist.statistics import Group, Load, Month, box_word
from vardkedja.kernel import clock
from vardkedja.referrals.views.statistics_files import TYPES, harmless

GROUPS = (
    *("Månad", "Gäller per", "Alternativ", "Inkomna", "Beslut", "Godkända", "Avslagna", "Avvisade", "Upphävda"),
    *("Median dagar", "Längsta dagar", "Förbi regionens mål", "Avvisade, vården hade börjat"),
)
LOADS = ("Månad", "Gäller per", "Handläggare", "Öppnade", "Beslut", "Median dagar", "Pågående")
ALL_BOXES, NOBODY = "Alla", "Ingen"

Cell = str | int | float | datetime.date | None


def comma(first: datetime.date, as_of: datetime.date, year: Sequence[Month]) -> HttpResponse:
    """CSV with a line for each month and alternative; a number that cannot be known is left empty."""
    kept = io.StringIO()
    writer = csv.writer(kept, delimiter=";", lineterminator="\r\n")
    writer.writerow(GROUPS)
    for row in _groups(as_of, year):
        writer.writerow([_text(cell) for cell in row])
    return _sent("csv", first, as_of, kept.getvalue().encode("utf-8-sig"))


def workbook(first: datetime.date, as_of: datetime.date, year: Sequence[Month], loads: Sequence[Load]) -> HttpResponse:
    """Excel with three sheets: the month, the twelve months, and the month by officer."""
    kept = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(kept, options)
    book.set_properties({"title": f"Specialistvårdsremisser {first:%Y-%m}", "created": clock.local(clock.now())})
    _sheet(book, "Månaden", GROUPS, _groups(as_of, year[-1:]))
    _sheet(book, "Tolv månader", GROUPS, _groups(as_of, year))
    _sheet(book, "Handläggare", LOADS, _loads(first, as_of, loads))
    book.close()
    return _sent("xlsx", first, as_of, kept.getvalue())


def _groups(as_of: datetime.date, year: Iterable[Month]) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for month in year:
        named = [(box_word(box), group) for box, group in month.groups.items()]
        for name, group in [*named, (ALL_BOXES, month.whole)]:
            rows.append([f"{month.first:%Y-%m}", as_of, name, *_cells(group)])
    return rows


def _cells(group: Group) -> list[Cell]:
    outcomes: list[Cell] = [group.received, group.decided, group.approved, group.rejected, group.dismissed]
    return [*outcomes, group.revoked, group.median, group.longest, group.past_target, group.begun]


def _loads(first: datetime.date, as_of: datetime.date, loads: Iterable[Load]) -> list[list[Cell]]:
    return [
        [f"{first:%Y-%m}", as_of, one.name or NOBODY, one.opened, one.decided, one.median, one.ongoing] for one in loads
    ]


def _text(cell: Cell) -> str:
    """A cell of a CSV; a decimal has a comma, as in Sweden."""
    if isinstance(cell, float):
        return f"{cell:g}".replace(".", ",")
    return "" if cell is None else harmless(str(cell))


def _sheet(book: Any, name: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    sheet = book.add_worksheet(name)
    bold, as_day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, heads, bold)
    for place, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime.date):
                sheet.write_datetime(place, column, cell, as_day)
            elif isinstance(cell, int | float):
                sheet.write_number(place, column, cell)
            elif cell:
                sheet.write_string(place, column, harmless(cell))
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 1, 12)
    sheet.set_column(2, 2, 40)
    sheet.set_column(3, len(heads) - 1, 14)


def _sent(form: str, first: datetime.date, as_of: datetime.date, body: bytes) -> HttpResponse:
    answer = HttpResponse(body, content_type=TYPES[form])
    name = f"specialistvard-{first:%Y-%m}-per-{as_of}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
