"""The picture of the statistics: twelve small columns for each measure, drawn on the server. Numbers in, geometry out."""

from typing import Any

from vardkedja.kernel.look import words
from vardkedja.referrals.statistics import Counter, Measure, Month

# All in the picture's own units: it grows and shrinks with the page.
WIDTH, HEIGHT = 252, 92
STEP, BAR = 21, 14
BASE, TALLEST = 74, 58
LEAST = 2.0  # a single case is still to be seen beside thousands


def drawn(measure: Measure, year: list[Month]) -> dict[str, Any]:
    """One measure over the months, the last of them marked: columns with what was late on top, and the words beside.

    A measure with nothing in any month has no columns.
    """
    found = [one.counters[measure.name] for one in year]
    peak = max(one.number for one in found)
    bars = [
        _bar(measure, one, counter, place, peak) for place, (one, counter) in enumerate(zip(year, found, strict=True))
    ]
    bars[-1]["chosen"] = True
    return {
        "id": f"bild-{measure.name}",
        "name": measure.title,
        "said": said(measure, found[-1]) if peak else "0 alla månader",
        "title": _title(measure, year, found),
        "width": WIDTH,
        "height": HEIGHT,
        "base": BASE,
        "bars": bars if peak else [],
    }


def said(measure: Measure, counter: Counter) -> str:
    """The month's number in words: "40, varav 3 för sent"."""
    if not measure.limited or not counter.number:
        return str(counter.number)
    unknown = f", {counter.unknown} utan känd gräns" if counter.unknown else ""
    return f"{counter.number}, varav {counter.late or 'ingen'} för sent{unknown}"


def _bar(measure: Measure, one: Month, counter: Counter, place: int, peak: int) -> dict[str, Any]:
    late = counter.number if measure.bad else counter.late
    whole, top = _tall(counter.number, peak), _tall(late, peak)
    return {
        "x": place * STEP + (STEP - BAR) / 2,
        "middle": place * STEP + STEP / 2,
        "width": BAR,
        "y": BASE - whole,
        "height": whole,
        "late": top,
        "number": counter.number,
        "letter": words.MONTHS[one.first.month - 1][0],
        "chosen": False,
    }


def _tall(number: int, peak: int) -> float:
    return max(round(number / peak * TALLEST, 1), LEAST) if number else 0.0


def _title(measure: Measure, year: list[Month], found: list[Counter]) -> str:
    """What the picture says, for who does not see it."""
    first, last = (f"{words.MONTHS[one.first.month - 1]} {one.first.year}" for one in (year[0], year[-1]))
    most = max(one.number for one in found)
    return f"{measure.title} från {first} till {last}. {words.cap(last)}: {said(measure, found[-1])}. Flest en månad: {most}."
