"""The parties and actors of a discharge case, and who may do what in it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import law
from vardkedja.rules.discharge_parties import (
    PRINCIPALS,
    ActorDays,
    DocumentVersion,
    Funding,
    PartyKind,
    PlaceFacts,
    Setting,
    UnitFacts,
    UnitKind,
    access,
    binding,
    linked_document,
    responsible,
    unit_kind,
)
from vardkedja.rules.discharge_rights import CaseRole, Operation, RightFacts, may, operations
from vardkedja.rules.law import Terms

ON, FIRST, LAST = date(2025, 3, 4), date(2024, 11, 4), date(2027, 11, 3)
PARTIES = ["07", "0760", "0761", "0763", "0764", "0765", "0767", "0780", "0781"]
LEAVES = """title = "Uppsägning"
checked = 2026-11-22
[[entry]]
name = "liability.regime"
label = "vad som styr betalningsansvaret"
from = 2026-01-01
value = "{value}"
unit = "avtal eller lag"
clause = "1"
basis = "found"
party = "0767"
"""
PLACES = st.sampled_from(("", "0780", "0765"))
WARD, CENTRE = {UnitKind.INPATIENT}, {UnitKind.REGIONAL_PRIMARY}
MUNICIPAL = {UnitKind.MUNICIPAL_PRIMARY, UnitKind.SOCIAL_SERVICES}
LICENSED = {
    CaseRole.NURSE,
    CaseRole.DOCTOR,
    CaseRole.PHYSIOTHERAPIST,
    CaseRole.OCCUPATIONAL_THERAPIST,
    CaseRole.OTHER_LICENSED,
}
OWN = """title = "Egen lista"
checked = 2026-11-22
[[entry]]
name = "discharge.rights.admission_notice"
label = "vem som får skicka inskrivningsmeddelande"
from = 2025-01-01
party = "07"
unit = "roller"
clause = "1"
basis = "found"
value = { who = "läkare", doctor = true, only = "", any_of = [{ units = ["inpatient_care"], roles = ["lakare"] }] }
"""


def cross(units: set[UnitKind], roles: set[CaseRole]) -> set[tuple[UnitKind, CaseRole]]:
    return {(unit, role) for unit in units for role in roles}


EVERY_ROLE, EVERY_UNIT = set(CaseRole), set(UnitKind)
# The table of LNK-03 a second time, as pairs of unit and role.
TABLE = {
    Operation.ADMISSION_NOTICE: cross(WARD, {CaseRole.NURSE, CaseRole.DOCTOR, CaseRole.DISCHARGE_COORDINATOR}),
    Operation.ESTIMATE: cross(WARD, EVERY_ROLE),
    Operation.READY: cross(WARD, EVERY_ROLE),
    Operation.RECALL: cross(WARD, EVERY_ROLE),
    Operation.APPOINT_CONTACT: cross(CENTRE, EVERY_ROLE),
    Operation.CALL_PLAN: cross(CENTRE, {CaseRole.CARE_CONTACT, CaseRole.CARE_COORDINATOR})
    | cross(MUNICIPAL | WARD, EVERY_ROLE),
    Operation.WELCOME_HOME: cross(MUNICIPAL, EVERY_ROLE),
    Operation.TRANSPORT: cross(WARD, EVERY_ROLE),
    Operation.DISCHARGE_PLAN: cross(MUNICIPAL, EVERY_ROLE),
    Operation.CLOSE_WITHOUT_PLAN: cross(CENTRE, EVERY_ROLE),
    Operation.CLOSE_DEATH: cross(WARD, {CaseRole.DISCHARGE_COORDINATOR}),
    Operation.VILS: cross(EVERY_UNIT, {CaseRole.DOCTOR}),
    Operation.SELF_CARE: cross(EVERY_UNIT, LICENSED),
    Operation.ACTION_PLAN: cross(MUNICIPAL, {CaseRole.HEAD}),
}
NEEDS_DOCTOR = {Operation.ESTIMATE, Operation.READY, Operation.RECALL}


@pytest.mark.parametrize("operation", Operation)
def test_every_role_at_every_kind_of_unit(operation: Operation) -> None:
    """LNK-02, LNK-03: allowed to those in the table and refused to all others, whoever they are."""
    for unit in UnitKind:
        for role in CaseRole:
            facts = RightFacts(
                operation=operation,
                role=role,
                unit_kind=unit,
                on=ON,
                doctor="Läkare A",
                responsible=True,
                assessor=True,
            )
            answer = may(facts)
            allowed = (unit, role) in TABLE[operation]
            assert answer.outcome == ("met" if allowed else "not_met"), (unit, role)
            assert (operation in operations(role, unit, ON).result["operations"]) is allowed
            here = any(unit is other for other, _ in TABLE[operation])
            assert answer.codes == (() if allowed else ("LNK-03.role" if here else "LNK-03.unit",))
            assert answer.say == (answer.reasons[0].text if answer.reasons else "Det får göras.")


@pytest.mark.parametrize("operation", Operation)
def test_what_the_person_lacks_is_said_for_each_operation(operation: Operation) -> None:
    """LNK-03: the doctor's name, the doctor's own responsibility, the own assessment; blanks are no name."""
    unit, role = min(TABLE[operation])
    answer = may(RightFacts(operation=operation, role=role, unit_kind=unit, on=ON, doctor=" "))
    expected = {Operation.VILS: ("LNK-03.not_responsible",), Operation.SELF_CARE: ("LNK-03.not_assessor",)}
    assert answer.codes == (("LNK-03.no_doctor",) if operation in NEEDS_DOCTOR else expected.get(operation, ()))
    assert answer.inputs == {
        "operation": operation,
        "role": role,
        "unit_kind": unit,
        "on": ON,
        "doctor": " ",
        "responsible": False,
        "assessor": False,
    }


def test_a_right_outside_the_agreement_is_unclear_by_name() -> None:
    """LNK-03, LNK-140: the day before and the day after, and a region that has entered nothing."""
    for operation in Operation:
        for day, inside in ((date(2024, 11, 3), False), (FIRST, True), (LAST, True), (date(2027, 11, 4), False)):
            facts = RightFacts(operation=operation, role=CaseRole.OTHER, unit_kind=UnitKind.OTHER, on=day)
            answer = may(facts)
            assert (answer.outcome == "not_met") is inside
            assert (answer.codes == ("LAW.missing",)) is not inside
            if not inside:
                assert "vem som får" in answer.reasons[0].text
    assert may(facts, region="01").outcome == "unclear"
    assert operations(CaseRole.NURSE, UnitKind.INPATIENT, ON, region="01").outcome == "unclear"
    assert operations(CaseRole.NURSE, UnitKind.INPATIENT, date(2024, 11, 3)).codes == ("LAW.missing",)


def test_a_region_can_name_other_professions() -> None:
    """LNK-03: the agreement names none for the admission message; an entry of the region's own decides from its day."""
    own = Terms(overlay=law.read(OWN, "own"))
    nurse = {"operation": Operation.ADMISSION_NOTICE, "role": CaseRole.NURSE, "unit_kind": UnitKind.INPATIENT}
    assert may(RightFacts(**nurse, on=date(2024, 12, 31)), terms=own).outcome == "met"
    assert may(RightFacts(**nurse, on=date(2025, 1, 1)), terms=own).codes == ("LNK-03.role", "LNK-03.no_doctor")
    found = operations(CaseRole.NURSE, UnitKind.INPATIENT, ON, terms=own).result["operations"]
    assert Operation.ADMISSION_NOTICE not in found
    assert Operation.ESTIMATE in found


@pytest.mark.parametrize("code", PARTIES)
def test_the_region_and_the_eight_are_bound_by_a_version(code: str) -> None:
    """LNK-01, D-31, D-32: nine parties, each through the years of the agreement."""
    for day, bound in ((date(2024, 11, 3), False), (FIRST, True), (LAST, True), (date(2027, 11, 4), False)):
        answer = binding(code, day)
        assert answer.result["bound"] is bound
        assert answer.outcome == "computed"
    assert binding(code, ON).result == {
        "bound": True,
        "agreement": "Lokalt samverkansavtal Kronoberg",
        "from": FIRST,
        "to": LAST,
    }


def test_a_party_that_leaves_is_not_bound() -> None:
    """LNK-01, LNK-133: from its own day; an entry that nobody understands is unclear."""
    left = Terms(overlay=law.read(LEAVES.format(value="statute"), "own"))
    assert binding("0767", date(2025, 12, 31), left).result["bound"] is True
    assert binding("0767", date(2026, 1, 1), left).result == {"bound": False}
    odd = Terms(overlay=law.read(LEAVES.format(value="both"), "own"))
    assert binding("0767", date(2026, 1, 1), odd).outcome == "unclear"


def test_every_kind_of_unit_with_every_funding_and_principal() -> None:
    """LNK-02: publicly funded private units count as the region's own; others keep to their principal."""
    for kind in UnitKind:
        for funding in Funding:
            for principal in PartyKind:
                answer = unit_kind(UnitFacts(kind=kind, funding=funding, principal=principal))
                fits = kind is UnitKind.OTHER or PRINCIPALS[kind] is principal
                paid = funding is not Funding.PRIVATE
                assert answer.codes == ((() if fits else ("LNK-02.principal",)) + (() if paid else ("LNK-02.private",)))
                assert answer.result == {"kind": kind}
                assert answer.inputs == {"kind": kind, "funding": funding, "principal": principal}


@given(PLACES, PLACES, st.sampled_from(Setting), st.booleans())
def test_the_registered_municipality_answers_wherever_the_patient_stays(
    registered: str, stay: str, setting: Setting, by_municipality: bool
) -> None:
    """LNK-04: in hospital and in prison alike; only a municipality's own initiative away from home is open."""
    answer = responsible(PlaceFacts(registered=registered, stay=stay, setting=setting, by_municipality=by_municipality))
    away = stay not in ("", registered)
    if not registered:
        assert answer.codes == ("LNK-04.not_registered",)
    elif away and by_municipality and setting is Setting.HOSPITAL:
        assert answer.codes == ("LNK-04.own_initiative",)
    else:
        expected = {"responsible": registered, "ultimate": stay or registered, "may_add": (stay,) if away else ()}
        assert answer.result == expected
        assert answer.outcome == "computed"
        assert len(answer.steps) == 1 + away
        return
    assert answer.outcome == "unclear"
    assert answer.result == {}


@given(st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 9), st.none() | st.integers(0, 9)), max_size=4))
def test_only_a_unit_that_is_an_actor_that_day_sees_the_case(rows: list[tuple[str, int, int | None]]) -> None:
    """LNK-05: the first and the last day count; every refusal is to be logged."""
    start = date(2025, 3, 1).toordinal()
    actors = tuple(
        ActorDays(
            unit=unit,
            since=date.fromordinal(start + since),
            until=None if until is None else date.fromordinal(start + until),
        )
        for unit, since, until in rows
    )
    on = date.fromordinal(start + 5)
    allowed = any(unit == "A" and since <= 5 and (until is None or until >= 5) for unit, since, until in rows)
    answer = access("A", actors, on)
    assert answer.outcome == ("met" if allowed else "not_met")
    assert answer.result == {"log_refusal": not allowed}
    ended = [until for unit, _, until in rows if unit == "A" and until is not None and until < 5]
    if not allowed:
        assert answer.codes == ("LNK-05.ended" if ended else "LNK-05.not_actor",)
    if not allowed and ended:
        assert f"{1 + max(ended)} mars 2025" in answer.reasons[0].text


def test_of_two_versions_from_one_day_the_last_entered_is_shown() -> None:
    """LNK-06: the order of entry decides only between versions of the same day."""
    first, second = (
        DocumentVersion(document="Avtal", version=number, link="l", first_on=FIRST) for number in ("1", "2")
    )
    assert linked_document((first, second), FIRST).result["version"] == "2"
    assert linked_document((second, first), FIRST).result["version"] == "1"
