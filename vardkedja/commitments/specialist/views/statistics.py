"""Statistik for the region's office: a month as it was known on a day, with its picture, the officers' work, and files."""

import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vardkedja.commitments.specialist import statistics
from vardkedja.commitments.specialist.statistics import Group, Load, Month, box_word
from vardkedja.commitments.specialist.views import statistics_files as files
from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor, demand
from vardkedja.kernel.look.forms import day
from vardkedja.referrals import statistics as referrals
from vardkedja.referrals.views.statistics import EARLIEST, NO_DAY, NO_MONTH, month_of, month_words
from vardkedja.referrals.views.statistics_picture import drawn
from vardkedja.rules.access import Permission

PAGE = "/specialistvard/statistik/"
HEADS = (
    *("Alternativ", "Inkomna", "Beslut", "Godkända", "Avslagna", "Avvisade", "Upphävda", "Median, dagar"),
    *("Längsta, dagar", "Förbi målet", "Vården hade börjat"),
)
LOAD_HEADS = ("Handläggare", "Öppnade", "Beslut", "Median, dagar", "Pågående")
UNKNOWN = "–"


@dataclass(frozen=True)
class Asked:
    """Which month, as of which day; `errors` by field for what could not be read, and then the usual answer stands instead."""

    first: datetime.date
    as_of: datetime.date
    errors: dict[str, str]

    def href(self, **other: str) -> str:
        """The page's address with something else asked for."""
        return f"?{urlencode({'manad': f'{self.first:%Y-%m}', 'per': self.as_of.isoformat()} | other)}"


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The month's numbers by alternative and by officer, under the picture of twelve months."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    demand(actor, Permission.SVR_OFFICE)
    asked = _asked(request)
    year = statistics.year(actor, asked.first, asked.as_of)
    month = year[-1]
    rows = [_cells(box_word(box), group) for box, group in month.groups.items()]
    shown: dict[str, Any] = {
        "month": month_words(asked.first),
        "as_of": asked.as_of,
        "given": {"manad": f"{asked.first:%Y-%m}", "per": asked.as_of.isoformat()},
        "errors": asked.errors,
        **_around(asked),
        "pictures": _pictures(year),
        "target": not month.whole.decided or month.whole.past_target is not None,
        "heads": HEADS,
        "rows": rows,
        "foot": _cells("Alla", month.whole),
        "load_heads": LOAD_HEADS,
        "loads": [_load(one) for one in statistics.loads(actor, asked.first, asked.as_of)],
        "year_heads": ("Månad", *HEADS[1:]),
        "year_rows": [_cells(month_words(one.first), one.whole) for one in year],
        "csv": f"{PAGE}csv/{asked.href()}",
        "xlsx": f"{PAGE}xlsx/{asked.href()}",
    }
    return render(request, "commitments/svr/statistics.html", shown)


@require_safe
def file(request: HttpRequest, form: str) -> HttpResponse:
    """The same numbers as a file: `csv` (twelve months by alternative) or `xlsx` (also the month, and by officer)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    demand(actor, Permission.SVR_OFFICE)
    if form not in files.TYPES:
        raise Http404
    asked = _asked(request)
    year = statistics.year(actor, asked.first, asked.as_of)
    if form == "csv":
        return files.comma(asked.first, asked.as_of, year)
    return files.workbook(asked.first, asked.as_of, year, statistics.loads(actor, asked.first, asked.as_of))


def _asked(request: HttpRequest) -> Asked:
    given, today, errors = request.GET, clock.today(), {}
    first, as_of = month_of(given.get("manad", "")), day(given.get("per", ""))
    if given.get("manad") and (first is None or not EARLIEST <= first <= today):
        first, errors["manad"] = None, NO_MONTH
    if given.get("per") and (as_of is None or not EARLIEST <= as_of <= today):
        as_of, errors["per"] = None, NO_DAY
    return Asked(first or today.replace(day=1), as_of or today, errors)


def _around(asked: Asked) -> dict[str, Any]:
    """The months beside this one: (words, address), none where there is nothing to see."""
    earlier, later = referrals.before(asked.first, 1), referrals.before(asked.first, -1)
    return {
        "earlier": (month_words(earlier), asked.href(manad=f"{earlier:%Y-%m}")) if earlier >= EARLIEST else None,
        "later": (month_words(later), asked.href(manad=f"{later:%Y-%m}")) if later <= clock.today() else None,
    }


def _cells(name: str, group: Group) -> list[str]:
    numbers = (group.received, group.decided, group.approved, group.rejected, group.dismissed, group.revoked)
    timed = (group.median, group.longest, group.past_target if group.decided else None, group.begun)
    return [name, *map(str, numbers), *map(_number, timed)]


def _load(one: Load) -> list[str]:
    return [one.name or files.NOBODY, str(one.opened), str(one.decided), _number(one.median), str(one.ongoing)]


def _number(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:g}".replace(".", ",")


def _pictures(year: list[Month]) -> list[dict[str, Any]]:
    """What came, what was decided (with what was past the region's target on top), longest time, and what came too late."""
    limited = any(one.whole.past_target is not None for one in year)
    measures = (
        referrals.Measure("received", "Inkomna", "", "", ""),
        referrals.Measure("decided", "Beslut", "", "", "", limited=limited),
        referrals.Measure("longest", "Längsta handläggningstid, dagar", "", "", ""),
        referrals.Measure("begun", "Avvisade när vården hade börjat", "", "", "", bad=True),
    )
    drawable = [referrals.Month(one.first, _counters(one.whole)) for one in year]
    return [drawn(measure, drawable) for measure in measures]


def _counters(group: Group) -> dict[str, referrals.Counter]:
    inside = group.decided - group.late - group.unknown
    return {
        "received": referrals.Counter(group.received),
        "decided": referrals.Counter(group.decided, inside, group.late, group.unknown),
        "longest": referrals.Counter(group.longest or 0),
        "begun": referrals.Counter(group.begun),
    }
