"""Statistics per unit and month: what is counted, as of which day, from which side (REM-48, X-32, X-43)."""

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from vardkedja.kernel import clock
from vardkedja.kernel.cases import Case
from vardkedja.kernel.organisations import Unit
from vardkedja.referrals import statistics
from vardkedja.referrals.actions import absence, checks, forwarding, monitoring, papers, posting, routine, sending
from vardkedja.referrals.actions.monitoring import Call
from vardkedja.referrals.consultations import Consultation
from vardkedja.referrals.messages import Message
from vardkedja.referrals.routine_questions import routine_of
from vardkedja.referrals.statistics import Counter, Month
from vardkedja.referrals.tests import samples

MARCH, TO = datetime.date(2025, 3, 1), datetime.date(2025, 4, 5)


@pytest.fixture(autouse=True)
def _the_day(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-06-05 08:00"):
        yield


def unit(slug: str) -> int:
    return Unit.objects.values_list("pk", flat=True).get(slug=slug)


def month(slug: str = samples.BJORKDALEN, first: datetime.date = MARCH, as_of: datetime.date = TO) -> Month:
    return statistics.month(unit(slug), first, as_of)


def counter(name: str, slug: str = samples.BJORKDALEN, **other: Any) -> Counter:
    """One number of March; it is as long as its list, since both are the same facts."""
    found = month(slug, **other)
    assert len(found.lists[name]) == found.counters[name].number
    return found.counters[name]


def number(case: uuid.UUID) -> str:
    return Case.objects.values_list("number", flat=True).get(uuid=case)


def decided(on: str, at: str, **other: Any) -> uuid.UUID:
    """A referral that was decided on a day and sent at an instant."""
    with clock.stopped_at(f"{on} 09:00"):
        case = samples.to_send(**other)
    with clock.stopped_at(at):
        return sending.send(case, by=samples.me(samples.OSKAR))


def at(text: str, act: Any, *given: Any, **named: Any) -> Any:
    with clock.stopped_at(text):
        return act(*given, **named)


# --- the limits ----------------------------------------------------------------------------------------------------


def test_forty_sent_three_late() -> None:
    """REM-48: March has 40 sent, 3 after the third working day: 37 and 3, and the list of the three comes first."""
    for _ in range(37):
        at("2025-03-10 10:00", samples.sent)
    late = [decided("2025-03-03", "2025-03-07 08:00") for _ in range(3)]
    at("2025-02-28 23:59", samples.sent)
    at("2025-04-01 00:00", samples.sent)
    found = month()
    assert found.counters["sent"] == Counter(40, 37, 3)
    assert [one.number for one in found.lists["sent"] if one.verdict == "late"] == sorted(map(number, late))
    assert {one.verdict for one in found.lists["sent"][:3]} == {"late"}
    (due,) = {(one.due, one.done) for one in found.lists["sent"][:3]}
    assert due == (datetime.date(2025, 3, 6), datetime.date(2025, 3, 7))


def test_the_last_day_is_in_time() -> None:
    """REM-48, REM-05: sent on the last day 23:59 is in time, a minute later is not; so is the first day of the month."""
    decided("2025-03-07", "2025-03-12 23:59")
    assert counter("sent") == Counter(1, 1, 0)
    decided("2025-03-07", "2025-03-13 00:00")
    assert counter("sent") == Counter(2, 1, 1)
    at("2025-03-01 00:00", samples.sent)
    at("2025-03-31 23:59", samples.sent)
    assert counter("sent") == Counter(4, 3, 1)


def test_a_referral_without_a_known_limit_is_neither() -> None:
    """REM-48, X-20: where the last day could not be worked out the referral is counted by itself."""
    case = at("2025-03-10 10:00", samples.sent)
    Consultation.objects.filter(case__uuid=case).update(send_by=None)
    assert counter("sent") == Counter(1, 0, 0, 1)


@pytest.mark.parametrize(("came", "inside"), [("2025-03-17", 1), ("2025-03-18", 0)])
def test_confirmations_of_our_referrals(came: str, inside: int) -> None:
    """REM-48, REM-13: sent 3 March, the confirmation on paper came within two weeks or the day after; the first counts."""
    case = at("2025-03-03 10:00", samples.sent_on_paper)
    assert counter("confirmed_there") == Counter()
    for _ in range(2):
        at(f"{came} 10:00", samples.paper_confirmed, case)
    assert counter("confirmed_there") == Counter(1, inside, 1 - inside)


def test_the_first_confirmation_is_by_its_arrival() -> None:
    """REM-48, X-43: the day it came counts, not the day somebody registered it."""
    case = at("2025-03-03 10:00", samples.sent_on_paper)
    came = datetime.date(2025, 3, 17)
    at("2025-03-20 10:00", samples.paper_confirmed, case, received_on=came)
    (one,) = month().lists["confirmed_there"]
    assert (one.done, one.due, one.verdict) == (came, came, "in")


def test_a_scan_beside_an_electronic_referral_is_no_confirmation() -> None:
    """REM-48, REM-09: a scanned confirmation of a referral that was sent electronically is kept, not counted."""
    case = at("2025-03-03 10:00", samples.sent)
    at("2025-03-05 10:00", samples.paper_confirmed, case)
    assert counter("confirmed_there") == Counter()
    assert counter("confirmed_here", samples.MOLNDAL) == Counter()
    at("2025-03-06 10:00", samples.confirmed, at("2025-03-06 10:00", samples.assigned, case))
    assert counter("confirmed_there") == Counter(1, 1)


@pytest.mark.parametrize(("on", "inside"), [("2025-03-17", 1), ("2025-03-18", 0)])
def test_our_own_confirmations(on: str, inside: int) -> None:
    """REM-48, REM-30: the receiver's first confirmation or reply against two weeks from sending; the sender sees its side."""
    confirmed, answered = (at("2025-03-03 10:00", samples.sent) for _ in range(2))
    for case in (confirmed, answered):
        at("2025-03-04 10:00", samples.assigned, case)
    at(f"{on} 23:59", samples.confirmed, confirmed)
    at(f"{on} 23:59", samples.answered, answered)
    at("2025-03-25 10:00", samples.answered, confirmed)
    assert counter("confirmed_here", samples.MOLNDAL) == Counter(2, 2 * inside, 2 - 2 * inside)
    assert counter("confirmed_there") == Counter(1, inside, 1 - inside)
    assert counter("confirmed_here") == Counter()


def test_replies_after_the_decision() -> None:
    """REM-48, REM-29: decided Wednesday 30 April, sent Tuesday 6 May is in time, the day after is late."""
    decided_on, first = datetime.date(2025, 4, 30), datetime.date(2025, 5, 1)
    for sent in ("2025-05-06 23:59", "2025-05-07 00:00"):
        case = at("2025-04-28 10:00", samples.sent)
        at("2025-04-29 10:00", samples.assigned, case)
        at(sent, samples.answered, case, decided_on=decided_on)
    assert counter("replies", samples.MOLNDAL, first=first, as_of=datetime.date(2025, 6, 1)) == Counter(2, 1, 1)


def test_a_reply_on_paper_counts_when_it_was_posted() -> None:
    """REM-48, X-24: an answer to a sender outside has not been sent until somebody has registered that it was."""
    case = at("2025-03-10 10:00", samples.registered)
    at("2025-03-10 10:00", samples.assigned, case)
    at("2025-03-11 10:00", samples.answered, case)
    assert counter("replies", samples.MOLNDAL) == counter("confirmed_here", samples.MOLNDAL) == Counter()
    letter = samples.message(case, "final").uuid
    posted = datetime.date(2025, 3, 12)
    at("2025-03-13 10:00", posting.post, case, letter, by=samples.me(samples.LOVISA), sent_on=posted)
    assert counter("replies", samples.MOLNDAL) == counter("confirmed_here", samples.MOLNDAL) == Counter(1, 1)
    assert counter("replies", samples.MOLNDAL, as_of=posted) == Counter()
    assert counter("sent", samples.MOLNDAL) == Counter()


# --- plain numbers -------------------------------------------------------------------------------------------------


def test_contacts_are_counted_by_their_day() -> None:
    """REM-48, X-22: two contacts about one referral; the one that was registered afterwards counts on its own day."""
    case = at("2025-03-03 10:00", samples.sent_on_paper)
    for registered, contacted in (("2025-03-18 10:00", "2025-03-18"), ("2025-04-02 10:00", "2025-03-31")):
        day = datetime.date.fromisoformat(contacted)
        call = Call(contacted_on=day, channel="phone", answered_function="Sekreterare", outcome="Svar kommer")
        at(registered, monitoring.contact, case, call, by=samples.me(samples.EVALENA))
    assert counter("contacts") == Counter(2)
    assert counter("contacts", as_of=datetime.date(2025, 4, 1)) == Counter(1)
    assert counter("contacts", first=datetime.date(2025, 4, 1)) == Counter()
    assert counter("contacts", samples.MOLNDAL) == Counter()


def test_papers_that_waited() -> None:
    """REM-48, REM-15, REM-23: scanned and registered the same day 23:59 or the day after; the month is that of the arrival."""
    came = datetime.date(2025, 3, 31)
    for scanned in ("2025-03-31 23:59", "2025-04-01 00:00"):
        at(scanned, _register, came)
        at(scanned, samples.scanned, samples.EVALENA, arrived_on=came)
    assert counter("registered", samples.MOLNDAL) == counter("scans", samples.MOLNDAL) == Counter(2, 1, 1)
    assert counter("scans") == Counter(2, 1, 1)
    assert counter("scans", as_of=came) == Counter(1, 1)
    assert counter("scans", first=datetime.date(2025, 4, 1)) == Counter()


def _register(came: datetime.date) -> uuid.UUID:
    """A paper referral at Mölndal, scanned and registered in one go."""
    paper = samples.scanned(samples.LOVISA, "referral", came)
    sender = samples.unit(samples.OUTSIDE)
    return samples.registering.register_paper(
        by=samples.me(samples.LOVISA), number=samples.LEIF, scan=paper, arrived_on=came, sender_unit=sender
    )


def test_a_discarded_paper_is_left_out_from_then_on() -> None:
    """REM-48, X-32: thrown away on 7 April, it still counts as of 5 April and no more as of 8 April."""
    paper = at("2025-03-05 10:00", samples.scanned)
    at("2025-04-07 10:00", papers.discard, paper, by=samples.me(samples.EVALENA), reason="Reklam")
    assert counter("scans") == Counter(1, 1)
    assert counter("scans", as_of=datetime.date(2025, 4, 8)) == Counter()


def test_forwarded_belongs_to_the_unit_that_forwarded() -> None:
    """REM-48, REM-38: Mölndal forwards to Borås on 6 March: one at Mölndal; the sender's own numbers stand."""
    case = at("2025-03-03 10:00", samples.sent)
    at("2025-03-04 10:00", samples.assigned, case)
    with clock.stopped_at("2025-03-06 10:00"):
        forwarding.forward(
            case,
            by=samples.me(samples.SHIRIN),
            to_unit=samples.unit(samples.BORAS),
            reason="Fel nivå",
            text="Remissen är skickad vidare.",
        )
    assert counter("forwarded", samples.MOLNDAL) == Counter(1)
    assert counter("forwarded", samples.BORAS) == counter("forwarded") == Counter()
    assert counter("unassigned", samples.BORAS) == Counter(1)
    assert counter("unassigned", samples.MOLNDAL) == Counter()
    assert counter("sent") == Counter(1, 1)


def test_without_assessor_at_the_end_of_the_month() -> None:
    """REM-48, REM-21: without an assessor on 31 March, assigned on 2 April; who is assessor later does not matter."""
    at("2025-02-20 10:00", samples.sent)
    case = at("2025-03-31 23:00", samples.sent)
    at("2025-04-02 10:00", samples.assigned, case)
    assert counter("unassigned", samples.MOLNDAL) == Counter(2)
    april = datetime.date(2025, 4, 1)
    assert counter("unassigned", samples.MOLNDAL, first=april, as_of=april) == Counter(2)
    assert counter("unassigned", samples.MOLNDAL, first=april, as_of=datetime.date(2025, 4, 2)) == Counter(1)
    assert counter("unassigned", samples.MOLNDAL, as_of=datetime.date(2025, 2, 19)) == Counter()


def test_an_assessor_who_was_replaced_was_there() -> None:
    """REM-48, REM-39: assigned in March and laid over in April: in March the case had its assessor."""
    case = at("2025-03-04 10:00", samples.assigned, at("2025-03-04 09:00", samples.sent))
    with clock.stopped_at("2025-04-10 10:00"):
        wish = absence.Handover(
            unit_id=unit(samples.MOLNDAL),
            owner=samples.staff(samples.SHIRIN),
            to=samples.staff(samples.GUSTAV),
            reason="Sjuk",
            picked=None,
        )
        assert absence.hand_over(wish, by=samples.me(samples.LOVISA)).moved == [number(case)]
    assert counter("unassigned", samples.MOLNDAL) == Counter()
    assert counter("unassigned", samples.MOLNDAL, as_of=datetime.date(2025, 3, 4)) == Counter()


# --- unchecked days ------------------------------------------------------------------------------------------------


def test_days_that_nobody_checked() -> None:
    """REM-48, REM-14, REM-18, REM-20: checked Thursday 5 and Monday 9 June; the red Friday and the weekend are no days."""
    evalena = samples.me(samples.EVALENA)
    for day in (2, 3, 4, 5, 9):
        at(f"2025-06-{day:02} 09:00", checks.check_day, "watch", by=evalena)
    june = datetime.date(2025, 6, 1)

    def unchecked(name: str, as_of: int) -> list[int]:
        return [one.day.day for one in month(first=june, as_of=datetime.date(2025, 6, as_of)).lists[name]]

    assert unchecked("unchecked_watch", 10) == []
    assert unchecked("unchecked_watch", 11) == [10]
    assert unchecked("unchecked_attest", 4) == [2, 3]
    assert unchecked("unchecked_answer", 1) == []
    assert counter("unchecked_attest", first=june, as_of=datetime.date(2025, 6, 4)) == Counter(2)


def test_a_check_is_known_from_the_moment_it_is_made() -> None:
    """REM-48, X-32: as of the evening before, the day is not over; a unit without a routine has no days to check."""
    day = datetime.date(2025, 3, 3)
    assert counter("unchecked_watch", as_of=day) == Counter()
    assert counter("unchecked_watch", as_of=datetime.date(2025, 3, 4)) == Counter(1)
    assert counter("unchecked_watch", "narhalsan-sekreterarpoolen") == Counter()


def test_a_routine_that_was_widened_later_does_not_reach_back() -> None:
    """REM-48, X-32, R-30: on 7 April the unit decides to check every day; March as of 5 April still has working days."""
    before = month().lists["unchecked_watch"]
    own = routine_of(unit(samples.BJORKDALEN))
    assert own is not None
    wish = routine.RoutineForm(provider_kind="narhalsan", attest_roles=["lakare"], every_day=True)
    with clock.stopped_at("2025-04-07 10:00"):
        routine.decide(wish, by=samples.me(samples.KERSTIN), version=routine.version_of(own))
    assert month().lists["unchecked_watch"] == before
    assert len(before) == 21
    assert counter("unchecked_watch", as_of=datetime.date(2025, 4, 7)) == Counter(31)


# --- as of a day ---------------------------------------------------------------------------------------------------


def test_march_as_of_the_fifth_of_april_is_the_same_in_june() -> None:
    """X-32, X-43: what is registered afterwards about March changes March as of today and not as of 5 April."""
    paper = at("2025-03-03 10:00", samples.sent_on_paper)
    electronic = at("2025-03-04 10:00", samples.assigned, at("2025-03-04 09:00", samples.sent))
    at("2025-03-20 10:00", samples.paper_confirmed, paper)
    at("2025-03-21 10:00", samples.confirmed, electronic)
    then = {slug: month(slug) for slug in (samples.BJORKDALEN, samples.MOLNDAL)}
    day = datetime.date(2025, 3, 10)
    at("2025-04-07 10:00", samples.paper_confirmed, paper, received_on=day)
    at("2025-04-08 10:00", samples.scanned, arrived_on=day, late_reason="Låg i fel fack")
    call = Call(contacted_on=day, channel="phone", answered_function="Sekreterare", outcome="Svar kommer")
    with clock.stopped_at("2025-04-09 10:00"):
        monitoring.contact(paper, call, by=samples.me(samples.EVALENA))
        samples.answered(electronic)
        samples.answered(electronic, text="Rättat svar.")
    assert {slug: month(slug) for slug in then} == then
    today = month(as_of=datetime.date(2025, 6, 5)).counters
    assert then[samples.BJORKDALEN].counters["confirmed_there"] == Counter(2, 0, 2)
    assert (today["confirmed_there"], today["contacts"], today["scans"]) == (
        Counter(2, 1, 1),
        Counter(1),
        Counter(2, 1, 1),
    )


def test_a_message_that_was_filed_wrong_counts_until_it_was_taken_back() -> None:
    """X-32, X-43: a confirmation that turns out to be another patient's is gone from the day somebody moved it."""
    case = at("2025-03-03 10:00", samples.sent_on_paper)
    scan = at("2025-03-05 10:00", samples.scanned, samples.EVALENA, "confirmation")
    letter = samples.Paper(scan=scan, received_on=datetime.date(2025, 3, 5), waiting="8 veckor")
    evalena = samples.me(samples.EVALENA)
    at("2025-03-05 10:00", samples.arriving.register_confirmation, case, letter, by=evalena)
    at("2025-04-07 10:00", papers.take_loose, case, scan, by=evalena, reason="Fel patient")
    assert Message.objects.get(case__uuid=case).state == "void"
    assert counter("confirmed_there") == Counter(1, 1)
    assert counter("confirmed_there", as_of=datetime.date(2025, 4, 7)) == Counter()


def test_an_empty_month() -> None:
    """REM-48: a month with nothing in it has every number, all of them nought; so has one that has not begun."""
    empty = month(first=datetime.date(2023, 2, 1))
    assert empty.counters == dict.fromkeys(statistics.MEASURES, Counter())
    assert not any(empty.lists.values())
    ahead = month(first=datetime.date(2025, 5, 1))
    assert ahead.counters == empty.counters


def test_twelve_months_are_the_months_one_by_one() -> None:
    """REM-48: the picture's numbers are those of each month, over the turn of the year."""
    for day in ("2024-12-31 23:59", "2025-01-01 00:00", "2025-03-03 10:00"):
        at(day, samples.sent)
    year = statistics.year(unit(samples.BJORKDALEN), MARCH, TO)
    assert [one.first.isoformat()[:7] for one in year][::11] == ["2024-04", "2025-03"]
    assert [one.counters["sent"].number for one in year][-4:] == [1, 1, 0, 1]
    assert all(one.counters == month(first=one.first).counters for one in year)
