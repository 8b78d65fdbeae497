"""Statistik: a unit's month as it was known on a day, with its picture, the cases behind each number, and files (REM-48)."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vardkedja.kernel import clock, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.look import words
from vardkedja.kernel.look.forms import day
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.typed import an_id
from vardkedja.referrals import statistics
from vardkedja.referrals.routines import UnitRoutine
from vardkedja.referrals.statistics import MEASURES, VERDICTS, Measure, Month
from vardkedja.referrals.statistics_questions import Fact
from vardkedja.referrals.views import statistics_files as files
from vardkedja.referrals.views.statistics_picture import drawn
from vardkedja.rules.access import Permission
from vardkedja.rules.law import Terms

PAGE = "/remisser/statistik/"
EARLIEST = datetime.date(2000, 1, 1)
SHOWN = 500  # how many cases of a list stand on the page; the file has them all
NO_MONTH = "Skriv månaden som 2025-03. Den kan inte ligga i framtiden."
NO_DAY = "Skriv dagen som 2025-04-05. Den kan inte ligga i framtiden."


@dataclass(frozen=True)
class Asked:
    """What the address asks for. `errors` by field, for what could not be read; then the usual answer stands instead."""

    unit: Unit
    units: list[Unit]
    first: datetime.date
    as_of: datetime.date
    measure: Measure | None
    verdict: str
    errors: Mapping[str, str]

    def href(self, **other: str) -> str:
        """The page's address with something else asked for."""
        given = {"enhet": str(self.unit.uuid), "manad": f"{self.first:%Y-%m}", "per": self.as_of.isoformat()}
        return f"?{urlencode(given | other)}"


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The month's numbers under their picture; with `lista` the cases behind one of them."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    asked, now = _asked(request, actor), terms.current()
    year = statistics.year(asked.unit.pk, asked.first, asked.as_of, asked.unit.region_id)
    shown = {
        "unit": asked.unit.name,
        "month": month_words(asked.first),
        "as_of": asked.as_of,
        "given": {"manad": f"{asked.first:%Y-%m}", "per": asked.as_of.isoformat(), "enhet": str(asked.unit.uuid)},
        "errors": asked.errors,
        "units": [(str(one.uuid), one.name) for one in asked.units],
        **_around(asked),
        "pictures": [drawn(measure, year) for measure in MEASURES.values()],
        "groups": _groups(asked, year[-1], now),
        "unknown": _unknown(year[-1]),
        "heads": [words.cap(words.SHORT_MONTHS[one.first.month - 1]) for one in year],
        "rows": [_numbers(measure, year) for measure in MEASURES.values()],
        "list": _list(asked, actor) if asked.measure else None,
        "csv": f"{PAGE}csv/{asked.href()}",
        "xlsx": f"{PAGE}xlsx/{asked.href()}",
    }
    return render(request, "referrals/statistics.html", shown)


@require_safe
def file(request: HttpRequest, form: str) -> HttpResponse:
    """The same numbers as a file: `csv` (twelve months, or the cases of `lista`) or `xlsx` (both, and the month itself)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if form not in files.TYPES:
        raise Http404
    asked = _asked(request, actor)
    year = statistics.year(asked.unit.pk, asked.first, asked.as_of, asked.unit.region_id)
    facts: list[Fact] = []
    if form == "xlsx":
        lists = statistics.lists(asked.unit.pk, asked.first, asked.as_of, list(MEASURES), asked.unit.region_id)
        facts = [fact for found in lists.values() for fact in found]
    elif asked.measure:
        facts = _facts(asked, asked.measure)
    about = files.About(asked.unit.name, asked.unit.slug, asked.first, asked.as_of)
    if form == "xlsx":
        return files.workbook(about, year, facts)
    return files.lines(about, facts) if asked.measure else files.numbers(about, year)


def _asked(request: HttpRequest, actor: Actor) -> Asked:
    """Raises Http404 for a unit or a number that is not there, and for somebody who sees no unit's statistics."""
    units = units_of(actor)
    if not units:
        raise Http404
    given = request.GET
    chosen = an_id(given.get("enhet", ""))
    if given.get("enhet"):
        unit = next((one for one in units if one.uuid == chosen), None)
    else:
        unit = next((one for one in units if one.pk == actor.unit_id), units[0])
    measure = MEASURES.get(given.get("lista", ""))
    if unit is None or (given.get("lista") and measure is None):
        raise Http404
    today, errors = clock.today(), {}
    first, as_of = month_of(given.get("manad", "")), day(given.get("per", ""))
    if given.get("manad") and (first is None or not EARLIEST <= first <= today):
        first, errors["manad"] = None, NO_MONTH
    if given.get("per") and (as_of is None or not EARLIEST <= as_of <= today):
        as_of, errors["per"] = None, NO_DAY
    verdict = given.get("del", "") if given.get("del", "") in VERDICTS else ""
    return Asked(unit, units, first or today.replace(day=1), as_of or today, measure, verdict, errors)


def units_of(actor: Actor) -> list[Unit]:
    """The units whose statistics the actor sees: those of the actor's grants; with RULES_ENTER every unit of the region
    that handles referrals."""
    routine = Exists(UnitRoutine.objects.filter(unit_id=OuterRef("pk")))
    wanted = Q(pk__in=[])
    if actor.may(Permission.REM_READ):
        wanted |= Q(pk__in=actor.rem_units) & (Q(routine) | Q(pk=actor.unit_id))
    if actor.may(Permission.RULES_ENTER):
        wanted |= Q(region_id=actor.region) & Q(routine)
    return list(Unit.objects.filter(wanted).order_by("sort_key", "pk"))


def month_of(text: str) -> datetime.date | None:
    """The first day of the month that was typed: 2025-03. None when it is none."""
    return day(f"{text.strip()}-01") if re.fullmatch(r"\s*\d{4}-\d\d\s*", text, re.ASCII) else None


def month_words(first: datetime.date) -> str:
    """ "mars 2025"."""
    return f"{words.MONTHS[first.month - 1]} {first.year}"


def _around(asked: Asked) -> dict[str, Any]:
    """The months beside this one: (words, address), none where there is nothing to see."""
    earlier, later = statistics.before(asked.first, 1), statistics.before(asked.first, -1)
    return {
        "earlier": (month_words(earlier), asked.href(manad=f"{earlier:%Y-%m}")) if earlier >= EARLIEST else None,
        "later": (month_words(later), asked.href(manad=f"{later:%Y-%m}")) if later <= clock.today() else None,
    }


def _groups(asked: Asked, found: Month, now: Terms) -> list[dict[str, Any]]:
    rows: dict[str, list[dict[str, Any]]] = {}
    for name, measure in MEASURES.items():
        rows.setdefault(measure.group, []).append(_row(asked, measure, found, now) | {"id": name})
    return [{"name": name, "rows": part} for name, part in rows.items()]


def _row(asked: Asked, measure: Measure, found: Month, now: Terms) -> dict[str, Any]:
    counter = found.counters[measure.name]
    last = statistics.end_of(asked.first)
    source = statistics.source(measure, last, asked.unit.region_id, now)
    cells = [(counter.number, ""), (counter.inside, "in"), (counter.late, "late")]
    cells += [(counter.unknown, "open")] if _unknown(found) else []
    return {
        "title": measure.title,
        "limited": measure.limited,
        "cells": [
            {"number": number, "word": VERDICTS[verdict].lower(), "late": verdict == "late" and number > 0}
            | {"href": asked.href(lista=measure.name, **({"del": verdict} if verdict else {})) + "#lista"}
            for number, verdict in (cells if measure.limited else cells[:1])
        ],
        "why": {"say": measure.what, "sources": [source.as_dict()]},
    }


def _unknown(found: Month) -> bool:
    """Whether the month has something whose limit could not be worked out; else there is no column for it."""
    return any(one.unknown for one in found.counters.values())


def _numbers(measure: Measure, year: list[Month]) -> list[str]:
    """A line of the twelve months: the number, and how many of them were late."""
    found = [one.counters[measure.name] for one in year]
    return [measure.title, *(f"{one.number} ({one.late})" if measure.limited else str(one.number) for one in found)]


def _facts(asked: Asked, measure: Measure) -> list[Fact]:
    found = statistics.lists(asked.unit.pk, asked.first, asked.as_of, [measure.name], asked.unit.region_id)
    return [fact for fact in found[measure.name] if not asked.verdict or fact.verdict == asked.verdict]


def _list(asked: Asked, actor: Actor) -> dict[str, Any]:
    """The cases behind a number: numbers and days. Only who may open a case at the unit gets it as a link."""
    assert asked.measure is not None
    facts = _facts(asked, asked.measure)
    opens = actor.may(Permission.REM_READ) and asked.unit.pk in actor.rem_units
    more = {"del": asked.verdict} if asked.verdict else {}
    return {
        "title": asked.measure.title,
        "part": VERDICTS[asked.verdict].lower(),
        "count": len(facts),
        "most": SHOWN,
        "limited": asked.measure.limited,
        "cases": asked.measure.name not in statistics.UNCHECKED,
        "rows": [
            {
                "number": fact.number or "Inte kopplat till ett ärende",
                "href": f"/remisser/{fact.case_uuid}/" if opens and fact.case_uuid else "",
                "done": fact.done,
                "due": fact.due,
                "late": fact.verdict == "late",
                "word": VERDICTS[fact.verdict],
            }
            for fact in facts[:SHOWN]
        ],
        "csv": f"{PAGE}csv/{asked.href(lista=asked.measure.name, **more)}",
        "close": asked.href(),
    }
