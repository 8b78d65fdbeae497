"""What stops an issue and what only warns, through the verb: each rule with a form that fails it and one that passes."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest

from vardkedja.commitments import actions
from vardkedja.commitments.content import Content, read
from vardkedja.commitments.models import Commitment
from vardkedja.commitments.tests import samples
from vardkedja.commitments.tests.samples import KARL, codes, doctor, form, found, issued, receiver, saved, unit
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.access import Grant
from vardkedja.kernel.decisions import Decision
from vardkedja.kernel.history import History
from vardkedja.kernel.verbs import Refused

pytestmark = pytest.mark.django_db
DAY = datetime.date


@pytest.fixture(autouse=True)
def _february(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-02-03 10:00"):
        yield


def warned(content: Content) -> list[tuple[str, str]]:
    """The warnings that an issue stops at, as code and text; then it is issued on confirmation, and history says so."""
    case_uuid = saved(content)
    with pytest.raises(actions.NeedsConfirmation) as asked:
        actions.issue(case_uuid, by=doctor())
    assert found(case_uuid).state == "draft"
    confirmed = frozenset(reason.code for reason in asked.value.warnings)
    actions.issue(case_uuid, by=doctor(), confirmed=confirmed)
    assert found(case_uuid).state == "issued"
    row = History.objects.get(case_id=found(case_uuid).id, verb="rus.issue")
    assert row.changes["confirmed"] == [None, sorted(confirmed)]
    return [(reason.code, reason.text) for reason in asked.value.warnings]


def test_rus_07_every_missing_field_is_named_at_once() -> None:
    """RUS-07, RUS-13, RUS-16, RUS-33: a draft with only a number lists all of it, in the order of the form."""
    bare = saved(Content(number=KARL, from_unit=unit("vastervik-ortopedkliniken")))
    assert codes(lambda: actions.issue(bare, by=doctor())) == [
        *("RUS-07.to_unit", "RUS-33.blank", "RUS-13.none", "RUS-16.none", "RUS-07.doctor"),
    ]
    assert found(issued()).state == "issued"


@pytest.mark.parametrize(
    ("bent", "code"),
    [
        ({"agreement": "", "agreements": ()}, "RUS-13.none"),
        ({"agreement": "", "agreements": ("riksavtal", "mellanlansavtal")}, "RUS-13.many"),
        ({"agreement": "riksavtal"}, "RUS-14.other"),
        ({"ground": "", "grounds": ()}, "RUS-16.none"),
        ({"ground": "", "grounds": ("vardgaranti", "patientens_val")}, "RUS-16.many"),
        ({"unavailable_confirmed": False}, "RUS-17.unconfirmed"),
        ({"ground": "vardgaranti", "guarantee_on": DAY(2025, 1, 20)}, "RUS-18.unstated"),
        ({"ground": "patientens_val", "section": ""}, "RUS-07.section"),
        ({"ground": "patientens_val", "section": "4.2"}, "RUS-20.missing"),
        ({"valid_from": DAY(2025, 6, 1)}, "RUS-25.no_end"),
        ({"valid_from": DAY(2025, 6, 2), "valid_to": DAY(2025, 6, 1)}, "RUS-26.reversed"),
        ({"valid_to": DAY(2025, 2, 2)}, "RUS-26.past"),
        ({"reimbursement": "home_region"}, "RUS-31.closed"),
        ({"reimbursement": "other_region", "other_region": "13"}, "RUS-31.closed"),
        ({"reinvoice": True}, "RUS-32.no_cause"),
        ({"question": " \n\t "}, "RUS-33.blank"),
        ({"doctor": None}, "RUS-07.doctor"),
        ({"certificate": True, "relation": "dotter"}, "RUS-46.no_name"),
        ({"question": "Ont 😀"}, "X-14.unprintable"),
    ],
)
def test_rus_13_to_46_the_form_that_breaks_one_rule_is_refused_for_it_alone(bent: dict[str, Any], code: str) -> None:
    """RUS-13, RUS-14, RUS-16, RUS-17, RUS-18, RUS-20, RUS-25, RUS-26, RUS-31, RUS-32, RUS-33, RUS-46: one bend, one reason.

    The same form, unbent, is issued; the refused one stays as it was.
    """
    case_uuid = saved()
    assert codes(lambda: actions.issue(case_uuid, by=doctor(), content=form(**bent))) == [code]
    assert found(case_uuid).state == "draft"
    actions.issue(case_uuid, by=doctor(), content=form())
    assert found(case_uuid).state == "issued"


@pytest.mark.parametrize(
    ("slug", "agreement", "others"),
    [
        ("vaxjo-ortopedkliniken", "mellanlansavtal", ("riksavtal", "regionavtal")),
        ("karlskrona-ortopedkliniken", "mellanlansavtal", ("riksavtal", "regionavtal")),
        ("linkoping-ryggkirurgiska-kliniken", "regionavtal", ("riksavtal", "mellanlansavtal")),
        ("eksjo-ortopedkliniken", "regionavtal", ("riksavtal", "mellanlansavtal")),
        ("malmo-ortopedkliniken", "riksavtal", ("regionavtal", "mellanlansavtal")),
        ("umea-medicinkliniken", "riksavtal", ("regionavtal", "mellanlansavtal")),
    ],
)
def test_rus_14_the_agreement_follows_the_receiver(slug: str, agreement: str, others: tuple[str, str]) -> None:
    """RUS-14: each neighbour, the south-east and the rest of the country; the other two choices are refused."""
    case_uuid = saved(form(to_unit=unit(slug), agreement=agreement))
    for other in others:
        content = form(to_unit=unit(slug), agreement=other)
        assert codes(lambda content=content: actions.issue(case_uuid, by=doctor(), content=content)) == ["RUS-14.other"]
    actions.issue(case_uuid, by=doctor())
    assert found(case_uuid).agreement == agreement


def test_rus_14_a_documented_exception_of_the_receiver_opens_the_other_choice() -> None:
    """RUS-14: Värnamo's eye clinic carries an exception, its neighbour in Eksjö does not."""
    assert codes(lambda: issued(form(to_unit=unit("eksjo-ortopedkliniken"), agreement="mellanlansavtal"))) == [
        "RUS-14.other"
    ]
    assert found(issued(form(to_unit=unit("varnamo-ogonkliniken"), agreement="mellanlansavtal"))).state == "issued"


def test_rus_15_the_own_region_is_no_receiver() -> None:
    """RUS-15: Oskarshamn is refused with words."""
    with pytest.raises(Refused) as refused:
        issued(form(to_unit=unit("oskarshamn-medicinkliniken")))
    assert [reason.code for reason in refused.value.reasons] == ["RUS-15.own_region"]
    assert "Mottagaren tillhör Region Kalmar län" in refused.value.reasons[0].text


def test_rus_17_who_confirmed_and_when_is_kept_and_unticking_takes_it_away() -> None:
    """RUS-17: the secretary confirms 1 February; the doctor's later save changes neither; unticking clears both."""
    with clock.stopped_at("2025-02-01 09:00"):
        case_uuid = saved(by=actor(samples.SECRETARY))
    actions.save(form(question="Ny fråga"), by=doctor(), case_uuid=case_uuid)
    row = Commitment.objects.select_related("unavailable_confirmed_by").get(case__uuid=case_uuid)
    assert row.unavailable_confirmed_by.username == samples.SECRETARY
    assert clock.local(row.unavailable_confirmed_at).isoformat()[:16] == "2025-02-01T09:00"
    actions.save(form(unavailable_confirmed=False), by=doctor(), case_uuid=case_uuid)
    row.refresh_from_db()
    assert (row.unavailable_confirmed_by, row.unavailable_confirmed_at) == (None, None)


def test_rus_18_a_blank_guarantee_date_warns_and_a_known_one_does_not() -> None:
    """RUS-18: statement ticked, date blank: a warning, issued on confirmation; with a date at once."""
    stated = {"ground": "vardgaranti", "guarantee_stated": True}
    assert [code for code, _ in warned(form(**stated))] == ["RUS-18.no_date"]
    assert found(issued(form(**stated, guarantee_on=DAY(2025, 1, 20)))).guarantee_on == DAY(2025, 1, 20)


@pytest.mark.parametrize(("first", "days"), [(11, 0), (12, 1), (13, 2)])
def test_rus_19_emergency_care_beyond_the_seventh_day(first: int, days: int) -> None:
    """RUS-19: admitted 3 March, the referral is needed from 11 March; from 13 March two days are without."""
    with clock.stopped_at("2025-03-10 10:00"):
        content = form(
            ground="akut", admitted_on=DAY(2025, 3, 3), valid_from=DAY(2025, 3, first), valid_to=DAY(2025, 6, 1)
        )
        if days == 0:
            assert found(issued(content)).first_day == DAY(2025, 3, 11)
            return
        ((code, text),) = warned(content)
        assert code == "RUS-19.gap"
        assert ("två" in text or "2 dagar" in text) is (days == 2)


def test_rus_19_a_blank_admission_day_warns() -> None:
    """RUS-19, RUS-07 field 27."""
    assert [code for code, _ in warned(form(ground="akut"))] == ["RUS-19.no_date"]


def test_rus_26_care_already_given_is_warned_on_kap_3_only() -> None:
    """RUS-26, X-42: 11–20 March issued 25 March: a warning on Akutvård, a refusal on Kap 2; one day is a period."""
    past = {"valid_from": DAY(2025, 3, 11), "valid_to": DAY(2025, 3, 20)}
    with clock.stopped_at("2025-03-25 10:00"):
        assert codes(lambda: issued(form(**past))) == ["RUS-26.past"]
        asked = warned(form(ground="akut", admitted_on=DAY(2025, 3, 3), **past))
        assert [code for code, _ in asked] == ["RUS-26.past_care"]
        one = found(issued(form(valid_from=DAY(2025, 3, 25), valid_to=DAY(2025, 3, 25))))
        assert one.first_day == one.last_day == DAY(2025, 3, 25)


@pytest.mark.parametrize(
    ("day", "last"),
    [
        ("2025-01-15", "2025-04-15"),
        ("2025-01-31", "2025-04-30"),
        ("2024-11-30", "2025-02-28"),
        ("2024-11-29", "2025-02-28"),
        ("2024-11-28", "2025-02-28"),
        ("2023-11-30", "2024-02-29"),
    ],
)
def test_rus_23_three_months_from_the_issue_date(day: str, last: str) -> None:
    """RUS-23, RUS-24: same day number or the month's last; the decision with its steps is stored with the case."""
    Grant.objects.update(valid_from="2023-01-01")
    with clock.stopped_at(f"{day} 10:00"):
        case = found(issued())
    assert (str(case.first_day), str(case.last_day)) == (day, last)
    stored = Decision.objects.get(case_id=case.id, rule="commitments.issue")
    assert stored.outcome == "met"
    assert stored.body["steps"]
    assert stored.body["sources"]


def test_rus_25_other_validity_replaces_the_three_months() -> None:
    """RUS-25: both dates as they are; only t.o.m. runs from issue."""
    both = found(issued(form(valid_from=DAY(2025, 6, 1), valid_to=DAY(2025, 12, 31))))
    assert (both.first_day, both.last_day) == (DAY(2025, 6, 1), DAY(2025, 12, 31))
    end = found(issued(form(valid_to=DAY(2025, 12, 31))))
    assert (end.first_day, end.last_day, end.three_months) == (DAY(2025, 2, 3), DAY(2025, 12, 31), False)


def test_rus_27_a_date_unticks_the_box_and_no_date_ticks_it() -> None:
    """RUS-27: whatever box the browser sent; so both can never be stored together."""
    filled, _ = read(samples.posted({"validity": "three_months", "valid_to": "2025-12-31"}))
    cleared, _ = read(samples.posted({"validity": "other", "valid_to": ""}))
    unreadable, _ = read(samples.posted({"validity": "three_months", "valid_to": "31 december"}))
    assert (filled.validity, cleared.validity, unreadable.validity) == ("other", "three_months", "other")
    stored = found(saved(form(valid_to=DAY(2025, 12, 31))))
    assert (stored.three_months, stored.valid_to) == (False, DAY(2025, 12, 31))
    actions.save(form(), by=doctor(), case_uuid=stored.uuid)
    assert (found(stored.uuid).three_months, found(stored.uuid).valid_to) == (True, None)


def test_rus_30_a_private_receiver_needs_exactly_one_agreement_reference() -> None:
    """RUS-30: neither and no region are refused; the other region's or the home region's own is issued."""
    private = {"to_unit": unit(samples.PRIVATE), "agreement": "riksavtal"}
    assert codes(lambda: issued(form(**private))) == ["RUS-30.none"]
    nameless = form(**private, reimbursement="other_region")
    assert codes(lambda: actions.issue(saved(), by=doctor(), content=nameless)) == ["RUS-30.region_name"]
    other = found(issued(form(**private, reimbursement="other_region", other_region="13")))
    assert (other.other_region, other.home_region_agreement) == ("13", False)
    home = found(issued(form(**private, reimbursement="home_region")))
    assert (home.other_region, home.home_region_agreement) == (None, True)


def test_rus_22_patient_s_choice_carries_the_travel_facts_and_no_other_ground_does() -> None:
    """RUS-22: care yes, travel no, accommodation no; on Kap 2 nothing is stored."""
    chosen = issued(form(ground="patientens_val", section="other"))
    other = issued()
    facts = Commitment.objects.values_list("care_cost", "travel", "accommodation")
    assert facts.get(case__uuid=chosen) == (True, False, False)
    assert facts.get(case__uuid=other) == (None, None, None)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("johan.akerhielm", []),
        ("larsgoran.petersson", []),
        ("annika.hjalmarsson", ["RUS-35.role"]),
        ("monika.hagebyhn", ["RUS-35.role"]),
    ],
)
def test_rus_35_doctor_and_head_of_unit_sign_and_nobody_else(who: str, expected: list[str]) -> None:
    """RUS-35: doctor, head of unit, secretary, nurse of the same unit."""
    case_uuid = saved()
    if expected:
        assert codes(lambda: actions.issue(case_uuid, by=actor(who))) == expected
        assert found(case_uuid).state == "draft"
    else:
        actions.issue(case_uuid, by=actor(who))
        assert found(case_uuid).issued_name == actor(who).name


def test_rus_35_a_doctor_of_another_unit_does_not_sign_even_with_a_grant_here() -> None:
    """RUS-35, RUS-08: the signer belongs to the referring unit."""
    grant = Grant.objects.get(staff__username="staffan.brunngard")
    grant.unit_id = doctor().unit_id
    grant.save()
    case_uuid = saved()
    assert codes(lambda: actions.issue(case_uuid, by=actor("staffan.brunngard"))) == ["RUS-35.unit"]
    assert receiver("05").region_id == found(case_uuid).to_region
