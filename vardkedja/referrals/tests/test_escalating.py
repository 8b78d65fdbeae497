"""Who is told next when something is silent, and that it is said once, to somebody who is there (X-18)."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.kernel import clock
from vardkedja.kernel.absences import Absence
from vardkedja.kernel.access import Staff
from vardkedja.kernel.notices import Notice
from vardkedja.kernel.organisations import Unit
from vardkedja.referrals.actions.escalating import tell_silence, working_days_before
from vardkedja.referrals.tests import samples as s
from vardkedja.rules.calendar import add_working_days, is_working_day


def told(day: str) -> list[tuple[str, str]]:
    """What is said on a morning: to whom (a username, or a unit's slug) and the words."""
    before = set(Notice.objects.values_list("pk", flat=True))
    with clock.stopped_at(f"{day} 06:00"):
        tell_silence()
    new = Notice.objects.exclude(pk__in=before).order_by("pk").select_related("staff", "unit")
    return [(n.staff.username if n.staff else n.unit.slug, n.text) for n in new]


@pytest.mark.django_db
def test_the_secretaries_hear_after_two_working_days_and_the_head_after_five() -> None:
    """X-18, REM-13: watched to Monday 17 March; secretaries from Wednesday 19, the head from Monday 24; no patient data."""
    with clock.stopped_at("2025-03-03 10:00"):
        s.sent_on_paper()
    assert told("2025-03-18") == []
    assert told("2025-03-19") == [(s.EVALENA, "Ett ärende på enheten har varit tyst i 2 arbetsdagar eller mer.")]
    assert [who for who, _ in told("2025-03-21")] == [s.EVALENA]
    assert told("2025-03-22") == []  # a Saturday
    assert [who for who, _ in told("2025-03-24")] == [s.EVALENA, s.KERSTIN]
    assert told("2025-03-24") == []  # once a day
    assert not Notice.objects.filter(text__contains="Birgit").exists()


@pytest.mark.django_db
def test_who_is_away_is_not_told_the_unit_is() -> None:
    """X-18: a notice goes to the unit's function when the person is absent."""
    with clock.stopped_at("2025-03-03 10:00"):
        s.sent_on_paper()
        who, unit = Staff.objects.get(username=s.EVALENA), Unit.objects.get(slug=s.BJORKDALEN)
        days = {"first_day": datetime.date(2025, 3, 19), "last_day": datetime.date(2025, 3, 19)}
        Absence.objects.create(staff=who, unit=unit, registered_at=clock.now(), registered_by=who, **days)
    assert [whom for whom, _ in told("2025-03-19")] == [s.BJORKDALEN]
    assert [whom for whom, _ in told("2025-03-20")] == [s.EVALENA]


@given(st.dates(datetime.date(2024, 1, 10), datetime.date(2027, 12, 20)).filter(is_working_day), st.integers(0, 6))
def test_the_latest_deadline_passed_so_long_ago(today: datetime.date, count: int) -> None:
    """X-18: the day found is the last whose count-th working day has come; one later is not."""
    found = working_days_before(today, count)
    assert add_working_days(found, count) <= today
    assert add_working_days(found + datetime.timedelta(days=1), count) > today
