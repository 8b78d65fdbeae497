"""Absence, hand-out and work that is laid over: who may, for how long, in which nodes, and what nobody covers."""

import datetime
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from vardkedja.demo.cast import actor
from vardkedja.kernel import absence_verbs as verbs
from vardkedja.kernel import clock
from vardkedja.kernel.absences import Absence, HandOut, handed_to, owner_for
from vardkedja.kernel.access import Denied, Grant, Staff
from vardkedja.kernel.history import History
from vardkedja.kernel.notices import Notice
from vardkedja.kernel.verbs import Missing, Refused
from vardkedja.referrals.covering import warnings
from vardkedja.referrals.tests.list_rows import (
    AMIR,
    BJORKDALEN,
    EVALENA,
    KERSTIN,
    LOVISA,
    MOLNDAL,
    OSKAR,
    SHIRIN,
    staff,
    unit,
)
from vardkedja.rules.referrals import NODE_WORDS

JENNY, BEATRICE, NADJA = "jenny.ekvall", "beatrice.lindhyttan", "nadja.falkenvik"
JULY = (datetime.date(2025, 7, 1), datetime.date(2025, 7, 31))
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day() -> Iterator[None]:
    with clock.stopped_at("2025-06-16 10:00"):
        yield


def who(username: str) -> uuid.UUID:
    return Staff.objects.values_list("uuid", flat=True).get(username=username)


def decided(by: str = KERSTIN, confirmed: frozenset[str] = frozenset(), **other: Any) -> HandOut:
    """Kerstin hands Oskar's Att vidimera and Att bevaka to Amir for July, decided the same day."""
    wish: dict[str, Any] = {"unit_id": unit(BJORKDALEN), "owner": who(OSKAR), "deputy": who(AMIR)}
    wish |= {"nodes": ("attest", "watch"), "first_day": JULY[0], "last_day": JULY[1]}
    wish |= {"decided_on": datetime.date(2025, 6, 16), "agreement": "Amir tar bevakningen under Oskars ledighet."}
    return verbs.hand_out(verbs.Wish(**(wish | other)), by=actor(by), confirmed=confirmed)


def away(
    username: str, first: datetime.date = JULY[0], last: datetime.date = JULY[1], at: str = BJORKDALEN, by: str = ""
) -> Absence:
    return verbs.register_absence(verbs.Away(unit(at), who(username), first, last), by=actor(by or username))


def codes(act: Callable[[], Any]) -> list[str]:
    """The codes of the reasons that an act is refused with."""
    with pytest.raises(Refused) as refused:
        act()
    return [reason.code for reason in refused.value.reasons]


def given_to(node: str, at: str, username: str = AMIR) -> int | None:
    """The owner whose task in the node the person may do, at a wall-clock time."""
    with clock.stopped_at(at):
        deputies = handed_to(actor(username), clock.today())
        return owner_for(deputies, staff(OSKAR), unit(BJORKDALEN), node)


# --- the absence register ------------------------------------------------------------------------------------------


def test_everybody_registers_their_own_absence_and_the_office_the_others() -> None:
    """REM-45: oneself; a secretary and a head for others; a doctor not for a colleague; nobody at another unit."""
    assert away(OSKAR).staff_id == staff(OSKAR)
    assert away(AMIR, by=EVALENA).registered_by_id == staff(EVALENA)
    assert away(JENNY, by=KERSTIN).registered_by_id == staff(KERSTIN)
    later = (datetime.date(2025, 9, 1), datetime.date(2025, 9, 2))
    assert codes(lambda: away(OSKAR, *later, by=AMIR)) == ["REM-45.others"]
    with pytest.raises(Missing):
        away(SHIRIN, at=MOLNDAL, by=EVALENA)
    with pytest.raises(Denied):
        away(OSKAR, *later, by="cornelia.askdal")
    row = History.objects.get(verb="franvaro.registrerad", staff__username=EVALENA)
    assert row.changes["first_day"] == [None, "2025-07-01"]


def test_an_absence_has_whole_days_and_does_not_overlap() -> None:
    """REM-45: one day is an absence; no days, turned days and a day that is already in one are refused."""
    first, last = JULY
    away(OSKAR)
    assert codes(lambda: away(OSKAR, last, last + datetime.timedelta(days=3))) == ["REM-45.overlap"]
    assert codes(lambda: away(AMIR, last, first)) == ["REM-45.dates"]
    nothing = verbs.Away(unit(BJORKDALEN), None, None, None)
    found = codes(lambda: verbs.register_absence(nothing, by=actor(OSKAR)))
    assert found == ["REM-45.person", "REM-45.first_day", "REM-45.last_day"]
    day = last + datetime.timedelta(days=1)
    assert away(OSKAR, day, day).first_day == day


def test_an_absence_is_removed_once_and_counts_no_more() -> None:
    """REM-45: the one who is away, or the office; a second removal says who was first; history keeps both."""
    absence = away(OSKAR)
    assert codes(lambda: verbs.remove_absence(absence.uuid, by=actor(AMIR))) == ["REM-45.others"]
    with pytest.raises(Missing):
        verbs.remove_absence(absence.uuid, by=actor(LOVISA))
    verbs.remove_absence(absence.uuid, by=actor(EVALENA))
    assert codes(lambda: verbs.remove_absence(absence.uuid, by=actor(OSKAR))) == ["REM-45.removed"]
    assert away(OSKAR).pk != absence.pk
    assert History.objects.filter(subject=f"absence:{absence.uuid}").count() == 2


def test_work_given_to_somebody_away_is_warned_about() -> None:
    """REM-45, X-42: away today; a deadline inside an absence; the days on both sides are quiet, and nothing is refused."""
    away(OSKAR)
    (first, last), one = JULY, datetime.timedelta(days=1)

    def said(due: datetime.date | None, today: datetime.date) -> list[str]:
        found = warnings(staff(OSKAR), unit(BJORKDALEN), due, today)
        assert all(reason.weight == "warn" for reason in found)
        return [reason.code for reason in found]

    assert said(None, first - one) == []
    assert said(None, first) == said(None, last) == ["REM-45.away"]
    assert said(None, last + one) == []
    assert said(first - one, first - one) == []
    assert said(first, first - one) == said(last, first - one) == ["REM-45.due"]
    assert said(last + one, first - one) == []
    assert said(last, first) == ["REM-45.away", "REM-45.due"]


# --- hand-out ------------------------------------------------------------------------------------------------------


def test_a_hand_out_holds_from_the_first_midnight_to_the_last() -> None:
    """REM-42, REM-43: July: nothing 30 June 23:59, all of it 1 July 00:00 to 31 July 23:59, nothing 1 August 00:00."""
    decided()
    assert given_to("watch", "2025-06-30 23:59") is None
    assert given_to("watch", "2025-07-01 00:00") == staff(OSKAR)
    assert given_to("watch", "2025-07-31 23:59") == staff(OSKAR)
    assert given_to("watch", "2025-08-01 00:00") is None


def test_a_hand_out_reaches_exactly_its_nodes_its_deputy_and_its_unit() -> None:
    """REM-41, REM-43: two nodes chosen: six are as before; another colleague has none; the owner keeps everything."""
    decided()
    inside = {node for node in NODE_WORDS if given_to(node, "2025-07-10 12:00")}
    assert inside == {"attest", "watch"}
    assert not any(given_to(node, "2025-07-10 12:00", JENNY) for node in NODE_WORDS)
    with clock.stopped_at("2025-07-10 12:00"):
        deputies = handed_to(actor(AMIR), clock.today())
        assert owner_for(deputies, staff(OSKAR), unit(MOLNDAL), "watch") is None
        assert owner_for(deputies, staff(JENNY), unit(BJORKDALEN), "watch") is None


def test_the_whole_of_mitt_arbete_is_eight_nodes() -> None:
    """REM-41: scope all: eight nodes."""
    decided(nodes=tuple(NODE_WORDS))
    assert len(NODE_WORDS) == 8
    assert all(given_to(node, "2025-07-10 12:00") for node in NODE_WORDS)


def test_what_a_decision_must_hold() -> None:
    """REM-42: decision day, scope, first and last day, somebody else; each missing one is refused by name."""
    assert codes(lambda: decided(last_day=None)) == ["REM-42.no_end"]
    assert codes(lambda: decided(first_day=None)) == ["REM-42.no_start"]
    assert codes(lambda: decided(nodes=())) == ["REM-41.no_scope"]
    assert codes(lambda: decided(decided_on=None)) == ["REM-42.no_decision_day"]
    assert codes(lambda: decided(decided_on=datetime.date(2025, 6, 17))) == ["REM-42.future_decision"]
    assert codes(lambda: decided(agreement=" ")) == ["REM-42.agreement"]
    assert codes(lambda: decided(deputy=who(OSKAR))) == ["REM-41.self"]
    assert codes(lambda: decided(deputy=who(SHIRIN))) == ["REM-41.no_grant"]
    assert codes(lambda: decided(last_day=datetime.date(2025, 6, 30))) == ["REM-42.reversed"]
    assert not HandOut.objects.exists()
    made = decided()
    assert (made.decided_by_id, made.decided_on) == (staff(KERSTIN), datetime.date(2025, 6, 16))


def test_only_the_responsible_manager_hands_out() -> None:
    """REM-42: the head of the unit; not the owner, a secretary or a colleague, and not the head of another unit."""
    for username in (OSKAR, AMIR, EVALENA):
        with pytest.raises(Denied):
            decided(by=username)
    with pytest.raises(Missing):
        decided(by=BEATRICE)
    beatrice = Grant.objects.get(staff__username=BEATRICE)
    Grant.objects.create(  # a grant at the unit makes nobody its head
        **{
            name: getattr(beatrice, name)
            for name in ("staff_id", "module", "valid_from", "order_reference", "ordered_on")
        },
        **{"unit_id": unit(BJORKDALEN), "ordered_by_id": beatrice.ordered_by_id, "registered_at": clock.now()},
    )
    assert codes(lambda: decided(by=BEATRICE)) == ["REM-42.no_manager"]
    assert decided(by=KERSTIN).pk


def test_handed_out_work_is_not_handed_on() -> None:
    """REM-43: Amir's own Att bevaka is not handed out while he does Oskar's; another node or another time is."""
    decided(nodes=("watch",))
    whole = {"owner": who(AMIR), "deputy": who(JENNY)}
    assert codes(lambda: decided(nodes=("watch",), **whole)) == ["REM-43.handed_on", "REM-43.handing_on"]
    assert decided(nodes=("attest",), **whole).pk
    august = {"first_day": datetime.date(2025, 8, 1), "last_day": datetime.date(2025, 8, 2)}
    assert decided(nodes=("watch",), **whole, **august).pk
    assert given_to("watch", "2025-07-10 12:00", JENNY) is None


def test_one_node_has_one_deputy_at_a_time() -> None:
    """REM-41, REM-42: a second deputy for the same node and day is refused; after the first one's end there is room."""
    made = decided()
    other = {"deputy": who(JENNY), "nodes": ("watch",)}
    last = JULY[1]
    assert codes(lambda: decided(first_day=last, last_day=last, **other)) == ["REM-42.overlap"]
    next_day = last + datetime.timedelta(days=1)
    assert decided(first_day=next_day, last_day=next_day, **other).pk
    verbs.end_hand_out(made.uuid, by=actor(KERSTIN))
    assert decided(first_day=last, last_day=last, **other).pk


def test_a_deputy_who_is_away_or_lacks_the_role_is_warned_about_and_can_be_confirmed() -> None:
    """X-21, REM-42: the deputy away in the period; Att signera to a nurse: she gets the node, and is told what stays refused."""
    away(JENNY, JULY[1], JULY[1])
    whole = {"deputy": who(JENNY), "nodes": ("sign", "answer", "watch")}
    found = codes(lambda: decided(**whole))
    assert found == ["REM-41.receiver_away", "X-21.role"]
    assert codes(lambda: decided(**whole, confirmed=frozenset(found[:1]))) == found
    assert decided(**whole, confirmed=frozenset(found)).pk
    assert given_to("sign", "2025-07-10 12:00", JENNY) == staff(OSKAR)
    later = {"first_day": JULY[1] + datetime.timedelta(days=1), "last_day": JULY[1] + datetime.timedelta(days=9)}
    assert decided(deputy=who(JENNY), nodes=("watch",), **later).pk  # back, and nothing bound to a role


def test_both_are_told_and_the_history_shows_the_decision() -> None:
    """REM-42, X-18: a notice to the owner and to the deputy, without patients; one row in the history, one more at the end."""
    made = decided()
    assert {notice.staff_id for notice in Notice.objects.all()} == {staff(OSKAR), staff(AMIR)}
    row = History.objects.get(subject=f"handout:{made.uuid}")
    assert row.changes["nodes"] == [None, "attest, watch"]
    assert row.changes["last_day"] == [None, "2025-07-31"]
    verbs.end_hand_out(made.uuid, by=actor(KERSTIN))
    assert Notice.objects.count() == 4
    assert History.objects.filter(subject=f"handout:{made.uuid}").count() == 2


def test_a_hand_out_is_ended_early_by_the_manager_once() -> None:
    """REM-43: from that moment the deputy has nothing; others cannot end it, and an ended one has ended."""
    made = decided()
    with clock.stopped_at("2025-07-10 12:00"):
        with pytest.raises(Denied):
            verbs.end_hand_out(made.uuid, by=actor(AMIR))
        with pytest.raises(Missing):
            verbs.end_hand_out(made.uuid, by=actor(NADJA))
        verbs.end_hand_out(made.uuid, by=actor(KERSTIN))
        assert codes(lambda: verbs.end_hand_out(made.uuid, by=actor(KERSTIN))) == ["REM-42.ended"]
    assert given_to("watch", "2025-07-10 12:01") is None
