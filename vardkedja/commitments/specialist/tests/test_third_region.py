"""A third region begins without a line of code: its values are entered, its referral goes the whole way (X-41, D-10 to D-19).

Region Uppsala refers to Stockholm by its own rules: its own hospital signs, its own office decides, lodging follows
without a decision of its own. Two people enter and approve the values on the page; nothing is shipped for the region.
"""

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from vardkedja.commitments.models import Commitment
from vardkedja.commitments.specialist.actions import assessing, deciding, issuing, sending, writing
from vardkedja.commitments.specialist.models import Ruling
from vardkedja.commitments.specialist.tests import samples as s
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock, rulevalues, terms
from vardkedja.kernel.access import Actor, Assignment, Denied, Grant, Staff, actor_for
from vardkedja.kernel.documents import Document
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.rulekinds import EVERY_REGION
from vardkedja.kernel.rulevalues import Entry
from vardkedja.kernel.verbs import Missing, Refused
from vardkedja.rules import law

pytestmark = pytest.mark.django_db
OFFICE, HOME = "uppsala-remissenheten", "03"
EVERY_BOX = ("Patientens val", "Vård efter initiativ av vårdgivare", "Akutvård", "Vårdgaranti")
VALUES = {
    "svr.home_region": [HOME],
    "svr.office": ["Enhet: Remissenheten\nNamn: Remissenheten, Region Uppsala\nBox: Box 1\nOrt: Uppsala"],
    "svr.boxes": ["hemregion", "akut"],
    "svr.signers": ["\n".join(f"{box}: verksamhetschef vid angivet sjukhus" for box in EVERY_BOX)],
    "svr.signing_hospitals": ["Akademiska sjukhuset: hud, ortopedi"],
    "svr.benefits": ["\n".join(f"{box}: resor nej, logi ja, annat nej" for box in EVERY_BOX)],
    "svr.outpatient_commitment": ["nej"],
    "svr.afterwards": ["akut"],
    "svr.emergency_hospitals": ["Akademiska sjukhuset"],
    "svr.handling_days": ["14"],
    "svr.next_steps": ["Kontakta remissenheten i Uppsala."],
}


@pytest.fixture(autouse=True)
def _the_day() -> Iterator[None]:
    with clock.stopped_at("2025-05-05 09:00"):
        yield


def placed(username: str, role: str, slug: str, *, grant: bool = True) -> Actor:
    """A member of the cast in a further assignment at a unit in Uppsala, with a grant ordered by Torsten."""
    person, unit = Staff.objects.get(username=username), Unit.objects.get(slug=slug)
    chief = Staff.objects.get(username="torsten.vretmark")
    title = {"registeradministrator": "regelförvaltare", "handlaggare": "handläggare"}.get(role, role)
    assignment, _ = Assignment.objects.get_or_create(staff=person, unit=unit, role=role, defaults={"title": title})
    if grant:
        ordered = {"order_reference": "BP-EXEMPEL-900", "ordered_on": "2025-01-02", "ordered_by": chief}
        registered = {"registered_at": clock.now(), "valid_from": "2025-01-02"}
        Grant.objects.get_or_create(staff=person, unit=unit, module="svr", defaults=ordered | registered)
    found = actor_for(assignment.pk, clock.today())
    assert found is not None
    return found


@pytest.fixture
def office() -> Actor:
    """The region's office is a row in the register, with an officer."""
    place = Unit.objects.get(slug=s.UPPSALA)
    unit = Unit(
        **{"slug": OFFICE, "institution": "Region Uppsala", "clinic": "Remissenheten", "kind": "administration"},
        **{"funding": "public", "region_id": HOME, "municipality_id": place.municipality_id, "channel": "inside"},
        valid_from=datetime.date(2015, 1, 1),
    )
    unit.set_keys()
    unit.save()
    return placed(s.INGALILL, "handlaggare", OFFICE)


@pytest.fixture
def pack(office: Actor) -> None:
    """Every value of the region, entered by one and approved by another."""
    by = placed("klara.ostmyr", "registeradministrator", OFFICE, grant=False)
    other = placed("jon.talludden", "registeradministrator", OFFICE, grant=False)
    for name, typed in VALUES.items():
        entry = Entry(name, typed, datetime.date(2025, 1, 1), None, "Region Uppsalas beslut")
        rulevalues.approve(rulevalues.enter(entry, by=by), by=other)


def head() -> Actor:
    """The head of unit at Akademiska, who may sign there."""
    return placed("sigrun.aspholm", "verksamhetschef", s.UPPSALA)


def content(**bent: Any) -> Any:
    """A patient in Uppsala, to Karolinska."""
    own = {"number": s.UPPSALA_PATIENT, "to_unit": s.unit("solna-hudkliniken"), "doctor": s.staff("sigrun.aspholm")}
    return s.initiative(**own | bent)


def sent() -> uuid.UUID:
    by = head()
    return sending.send(writing.sign(writing.save(content(), by=by), by=by), by=by)


def approved(by: Actor) -> uuid.UUID:
    case = assessing.start(sent(), by=by)
    assessing.assess(case, s.found(funding_region="01"), by=by)
    return deciding.approve(case, s.terms(), by=by)


def refused(act: Any) -> list[str]:
    with pytest.raises(Refused) as found:
        act()
    return [reason.code for reason in found.value.reasons]


def test_nothing_is_shipped_for_the_region_and_everything_needed_is_entered() -> None:
    """X-41, D-10: the values here are all that a region enters to begin; none of them is in a pack."""
    assert [one.name for one in law.shipped() if one.party == HOME] == []
    needed = {one.name for one in law.shipped() if one.party == "01" and one.name.startswith("svr.")}
    assert needed <= set(VALUES) <= set(EVERY_REGION)


def test_its_referral_goes_the_whole_way_by_the_verbs(pack: None, office: Actor) -> None:
    """X-41, SVR-17, SVR-34, SVR-35, SVR-36: signed at its hospital, sent to its office, decided and promised by the region."""
    case = sent()
    assert ("svr_assess", OFFICE) in s.nodes(case)
    assessing.start(case, by=office)
    assessing.assess(case, s.found(funding_region="01"), by=office)
    deciding.approve(case, s.terms(), by=office)
    promise = Commitment.objects.get(case__uuid=case)
    assert (promise.payer_id, promise.case.state, str(promise.first_day)) == (HOME, "issued", "2025-06-04")
    paper = Document.objects.get(case__uuid=case, kind="betalningsforbindelse").content
    assert "Region Uppsala" in paper["from"]["name"]
    assert "Stockholm" not in paper["from"]["name"]


def test_its_own_rules_decide(pack: None) -> None:
    """X-41, SVR-16, SVR-17, SVR-18, SVR-32: its hospital and specialties, its boxes, its patients."""
    by = head()
    assert refused(lambda: writing.save(content(number=s.ARVID), by=by)) == ["SVR-16.elsewhere"]
    choice = content(boxes=("patientens_val",), reason="", explanation="")
    assert refused(lambda: writing.save(choice, by=by)) == ["SVR-32.unknown"]
    eyes = writing.save(content(specialty="Ögonsjukvård"), by=by)
    assert refused(lambda: writing.sign(eyes, by=by)) == ["SVR-18.specialty"]
    doctor = placed(s.OTTILIA, "lakare", s.UPPSALA)
    skin = writing.save(content(), by=by)
    assert refused(lambda: writing.sign(skin, by=doctor)) == ["SVR-17.role"]


def test_its_benefits_and_its_text_are_its_own(pack: None, office: Actor) -> None:
    """X-41, SVR-10, SVR-19, SVR-35: lodging follows and travel does not; a refusal says what its patients can do."""
    given = Ruling.objects.get(case__uuid=approved(office)).benefits
    assert any("mellanklasshotell: ja" in line for line in given)
    assert any("sjukresor: nej" in line for line in given)
    case = assessing.start(sent(), by=office)
    deciding.reject(case, by=office, reason="Vården finns i regionen.")
    assert Ruling.objects.get(case__uuid=case).next_steps == "Kontakta remissenheten i Uppsala."


def test_stockholm_beside_it_is_untouched(pack: None, office: Actor) -> None:
    """X-41: the same case type with the first region's boxes, signers, benefits and office, and no text of the other's."""
    case = s.issued()
    assert Commitment.objects.get(case__uuid=case).payer_id == "01"
    assert s.nodes(case) >= {("svr_letter", s.IVA)}
    assert Ruling.objects.get(case__uuid=case).benefits == ["Resor, logi och andra omkostnader ersätts inte."]
    assert Ruling.objects.get(case__uuid=s.rejected()).next_steps == ""
    for name in VALUES:
        if name in {one.name for one in law.shipped()}:
            now, before = (found.value(name, clock.today(), "01").value for found in (terms.current(), law.SHIPPED))
            assert now == before


def test_neither_office_reaches_the_others_cases(pack: None, office: Actor) -> None:
    """X-06, X-41: a case of one region does not exist for the office of the other."""
    with pytest.raises(Missing):
        assessing.start(sent(), by=actor(s.HENRIK))
    with pytest.raises((Missing, Denied)):
        assessing.start(s.sent(), by=office)


def test_without_its_values_nothing_is_guessed(office: Actor) -> None:
    """X-19, X-41, SVR-34: no other region's rules are borrowed; what is missing is said, value by value."""
    by = head()
    codes = refused(lambda: writing.save(content(), by=by))
    assert set(codes) == {"LAW.missing"}


def test_its_period_is_changed_and_its_promise_revoked(pack: None, office: Actor) -> None:
    """X-41, SVR-36, SVR-37: the later steps too are the same verbs."""
    case = approved(office)
    issuing.extend(case, issuing.Period(s.later(30), s.later(70)), by=office, reason="Längre vårdtid.")
    assert Document.objects.filter(case__uuid=case, kind="betalningsforbindelse").count() == 2
    deciding.revoke(case, by=office, reason="Vården ges i regionen.", from_day=s.later(40))
    assert Commitment.objects.get(case__uuid=case).case.state == "revoked"
