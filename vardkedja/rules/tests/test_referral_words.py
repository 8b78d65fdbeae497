"""What a referral's rules say, whole: where a day is missing, and where the answer is no decision. REM-05 to 45, X-26, X-28."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from vardkedja.rules import law
from vardkedja.rules.decision import Decision, Weight
from vardkedja.rules.law import Terms
from vardkedja.rules.referral_absence import hand_out, hand_out_nodes
from vardkedja.rules.referral_deadlines import covered_days, deadlines
from vardkedja.rules.referral_facts import ArrivalFacts, ConfirmationFacts, ForwardFacts, HandOutFacts, SendFacts
from vardkedja.rules.referral_forwarding import forward, forwarding_order, order_path
from vardkedja.rules.referral_rules import backdated, confirmation, patient_flags, register_paper, send, told
from vardkedja.rules.referral_terms import Node

DAY = date(2025, 3, 10)
ROUTINE = "Remisshantering i AsynjaVisph, bilaga till Riktlinje Remisshantering"
SEND = SendFacts(DAY, receiver_chosen=True, monitor_chosen=True, decided_on=None, question="Behövs operation?")
CONFIRM = ConfirmationFacts(DAY, received_on=None, waiting="8 veckor", unit="Ortopedi", accepted=True)
ARRIVAL = ArrivalFacts(DAY, None, scan=True, patient_chosen=True, sender="Norra", referred_on=date(2025, 3, 12))
OUT = HandOutFacts(DAY, "a", "b", (Node.WATCH,), DAY, date(2025, 3, 31), DAY, by_manager=True)
# A region's own values.
OWN = Terms(
    overlay=law.read(
        'title = "Egen rutin"\nchecked = 2026-01-01\nparty = "08"\n'
        + "".join(
            f'[[entry]]\nname = "referrals.{name}"\nlabel = "{label}"\nfrom = 2025-01-01\nvalue = {value}\n'
            'unit = "-"\nclause = "1"\nbasis = "found"\n'
            for name, label, value in (
                ("backdating_days", "gräns", "3"),
                ("hand_out_nodes", "noder", '["watch"]'),
                ("forward_targets", "antal", "1"),
                ("send_days", "tid", "1"),
                ("confirmation_weeks", "tid", "1"),
            )
        ),
        "own",
    )
)


def first(decision: Decision) -> tuple[str, str, str, str]:
    """The first reason: its code, headline, text and field."""
    reason = decision.reasons[0]
    return reason.code, reason.head, reason.text, reason.field


@pytest.mark.parametrize(
    ("decision", "code", "head", "text", "field"),
    [
        (
            send(SEND),
            "REM-05.no_decision",
            "Beslutsdag saknas",
            "Fyll i dagen då du beslutade om remissen. Tiden för att skicka räknas från den.",
            "decided_on",
        ),
        (
            confirmation(CONFIRM),
            "REM-07.no_day",
            "Ankomstdag saknas",
            "Fyll i dagen då bekräftelsen kom.",
            "received_on",
        ),
        (register_paper(ARRIVAL), "REM-23.no_day", "Ankomstdag saknas", "Fyll i dagen då remissen kom.", "arrived_on"),
    ],
)
def test_a_missing_day_is_asked_for(decision: Decision, code: str, head: str, text: str, field: str) -> None:
    """REM-05, REM-07, REM-23: one refusal, at its field, and no result."""
    assert first(decision) == (code, head, text, field)
    assert (decision.codes, decision.outcome, decision.say) == ((code,), "not_met", f"{head}.")
    assert decision.result == {}


@pytest.mark.parametrize(
    ("change", "codes", "say"),
    [
        ({"start": None}, ("REM-42.no_start",), "Fyll i första dagen som arbetet är utdelat."),
        ({"end": None}, ("REM-42.no_end",), "Fyll i sista dagen. Chefen beslutar hur länge arbetet är utdelat."),
        ({"decided_on": None}, ("REM-42.no_decision_day",), "Fyll i dagen då chefen beslutade."),
        (
            {"start": None, "end": date(2025, 3, 9)},
            ("REM-42.no_start", "REM-42.over"),
            "Fyll i första dagen som arbetet är utdelat.",
        ),
        (
            {"away": "17 mars", "end": None},
            ("REM-41.receiver_away", "REM-42.no_end"),
            "Fyll i sista dagen. Chefen beslutar hur länge arbetet är utdelat.",
        ),
    ],
)
def test_a_hand_out_without_a_day(change: dict[str, object], codes: tuple[str, ...], say: str) -> None:
    """REM-42: every reason; the answer is the first that stops, not a warning before it."""
    facts = replace(OUT, **change)  # type: ignore[arg-type]
    decision = hand_out(facts)
    assert (decision.codes, decision.say, decision.result) == (codes, say, {})
    assert decision.inputs == {"on": DAY, "nodes": (Node.WATCH,), "start": facts.start, "end": facts.end}


def test_a_region_says_which_nodes() -> None:
    """REM-41, D-29: what a region has left out cannot be handed out there; another region's values do not apply."""
    both = replace(OUT, nodes=(Node.SIGN, Node.WATCH))
    assert hand_out_nodes(DAY, "08", OWN) == (Node.WATCH,)
    assert hand_out_nodes(DAY, terms=OWN) == tuple(Node)
    refused = hand_out(both, "08", OWN)
    assert refused.codes == ("REM-41.unknown_node",)
    assert refused.say == "Att signera är ingen nod som kan delas ut. Välj bland dem som visas."
    assert hand_out(both, terms=OWN).codes == hand_out(both, "08").codes == ()


def test_a_region_says_how_late_needs_a_reason() -> None:
    """X-26, D-65: the region's own limit, in its words."""
    assert backdated(date(2025, 3, 7), DAY, region="08", terms=OWN).result == {"days": 3}
    decision = backdated(date(2025, 3, 6), DAY, region="08", terms=OWN)
    assert "Efter mer än 3 dagar behövs ett skäl." in decision.reasons[0].text
    assert backdated(date(2025, 3, 7), DAY, terms=OWN).codes == ("X-26.reason",)


def test_flags_on_an_open_referral() -> None:
    """REM-27, X-28: marks, never stops; a region that is not known is another region."""
    assert told(True) == ()
    flag = told(False)[0]
    assert (flag.code, flag.weight, flag.field) == ("REM-27.not_told", Weight.FLAG, "told")
    dead, moved = patient_flags(deceased_on=DAY)[0], patient_flags(moved_on=DAY)[0]
    assert dead.text == "Patienten avled 10 mars 2025. Påminnelserna har stannat. Avsluta ärendet när du har sett det."
    assert moved.text == (
        "Patienten är folkbokförd i en annan region sedan 10 mars 2025. Kontrollera att vården fortfarande ska ges här."
    )
    assert (dead.weight, moved.weight) == (Weight.FLAG, Weight.FLAG)


def test_a_limit_of_one() -> None:
    """REM-05, REM-06, REM-13: one working day and one week are written so."""
    decision = deadlines(decided_on=DAY, sent_on=DAY, region="08", terms=OWN)
    assert decision.steps == (
        "Beslutet om remissen togs måndag 10 mars 2025. Den dagen räknas inte.",
        "1 arbetsdag efter beslutet är tisdag 11 mars 2025, hela dagen.",
        "Remissen skickades måndag 10 mars 2025.",
        "1 vecka fram är måndag 17 mars 2025, hela dagen. Dagen flyttas inte för helg.",
        "Bevakningen är försenad från tisdag 18 mars 2025.",
    )


def test_a_calendar_that_has_been_made_longer() -> None:
    """X-20, REM-05, REM-14: a year that has been added to the calendar is counted, its free days named."""
    longer = Terms(
        overlay=law.read(
            'title = "Egen kalender"\nchecked = 2026-01-01\n[[entry]]\nname = "calendar.years"\nlabel = "kalendern"\n'
            'from = 2000-01-01\nto = 2041-12-31\nvalue = "beräknad"\nunit = "år"\nclause = "1"\nbasis = "found"\n',
            "longer",
        )
    )
    decision = deadlines(decided_on=date(2041, 1, 4), terms=longer)
    assert decision.result == {"send_by": date(2041, 1, 9)}
    assert decision.steps[1:3] == (
        "Lördag 5 januari 2041 räknas inte.",
        "Söndag 6 januari 2041 räknas inte: Trettondedag jul.",
    )
    assert covered_days((), date(2041, 1, 4), date(2041, 1, 7), terms=longer) == (date(2041, 1, 4), date(2041, 1, 7))


FORWARD = ForwardFacts(
    answered=False,
    activated=True,
    targets=("Ortopedi", "Kirurgi"),
    target="Ortopedi",
    message="Remissen går till Ortopedi.",
    reason="Annan specialitet",
)


def test_forwarding_says_which_way() -> None:
    """REM-31, REM-32, X-24: electronically or on paper; always with the source, and the facts it was judged by."""
    decision = forward(FORWARD, DAY)
    assert (decision.rule, decision.outcome) == ("referrals.forward", "met")
    assert decision.say == "Remissen kan vidarebefordras elektroniskt."
    assert [str(source) for source in decision.sources] == [f"{ROUTINE}, B.5 Remissen vidarebefordras till rätt enhet"]
    assert decision.inputs == {
        "answered": False,
        "activated": True,
        "targets": ("Ortopedi", "Kirurgi"),
        "target": "Ortopedi",
        "electronic": True,
    }
    paper = forward(replace(FORWARD, electronic=False, activated=False, targets=()), DAY)
    assert (paper.outcome, paper.say) == ("met", "Remissen kan vidarebefordras på papper.")


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"same_unit": True, "target_open": False}, ("REM-31.same_unit",)),
        ({"target": " ", "same_unit": True, "activated": False}, ("REM-31.no_target", "REM-32.not_activated")),
        ({"target_open": False, "other_provider": True}, ("REM-31.closed", "REM-31.consent")),
        ({"consent": True}, ()),
        (
            {"answered": True, "assessor_set": False, "target": "", "activated": False, "reason": " ", "message": ""},
            (
                "REM-37.answered",
                "REM-21.no_assessor",
                "REM-31.no_target",
                "REM-32.not_activated",
                "REM-31.no_reason",
                "REM-36.no_message",
            ),
        ),
    ],
)
def test_every_reason_not_to_forward(change: dict[str, object], codes: tuple[str, ...]) -> None:
    """REM-21, REM-31, REM-32, REM-36, REM-37: in the order of the form; the answer is the first of them."""
    decision = forward(replace(FORWARD, **change), DAY)  # type: ignore[arg-type]
    assert decision.codes == codes
    assert decision.say == (decision.reasons[0].text if codes else "Remissen kan vidarebefordras elektroniskt.")


def test_a_region_says_how_many_units() -> None:
    """REM-33, R-34: the region's own number, both for the order and for a forwarding; on paper there is none."""
    assert forward(FORWARD, DAY, "08").outcome == "met"
    decision = forward(FORWARD, DAY, "08", OWN)
    assert decision.codes == ("REM-33.too_many",)
    assert decision.say == "Listan har 2 enheter. Högst 1 kan beställas. Ta bort någon."
    assert forward(replace(FORWARD, electronic=False), DAY, "08", OWN).codes == ()
    assert forwarding_order(("A", "B"), "egen", DAY, "08", OWN).codes == ("REM-33.too_many",)
    assert forwarding_order(("A", "B"), "egen", DAY, terms=OWN).codes == ()


def test_spellings_of_one_unit_count_once() -> None:
    """REM-33: ten units in eleven spellings are ten, and a unit is found by any of them."""
    ten = tuple(f"Enhet  {place}" for place in range(10))
    assert forward(replace(FORWARD, targets=(*ten, "ENHET 0"), target="enhet 9"), DAY).codes == ()


def test_a_way_that_only_a_region_has_entered() -> None:
    """REM-34, X-19: the way is the region's, not another's; its values are asked for by region and day."""
    own = Terms(
        overlay=law.read(
            'title = "Egen väg"\nchecked = 2026-01-01\nparty = "08"\n[[entry]]\nname = "referrals.order_path"\n'
            'label = "väg"\nfrom = 2025-01-01\nunit = "väg"\nclause = "1"\nbasis = "found"\n[entry.value]\n'
            'portal = "Portalen"\npath = ["A", "B"]\nportal_kinds = ["privat"]\nmailbox = "-"\nmail_kinds = []\n',
            "own",
        )
    )
    decision = order_path("privat", ("Ortopedi",), DAY, "08", own)
    assert decision.say == "Beställ i Portalen."
    assert decision.sources[0].title == "Egen väg"
    assert order_path("privat", ("Ortopedi",), DAY, terms=own).outcome == "unclear"
