"""What can be saved and signed, box by box: each refusal beside the same content made whole."""

import datetime
import uuid
from collections.abc import Callable, Iterator

import pytest

from vardkedja.commitments.specialist.actions import between, sending, writing
from vardkedja.commitments.specialist.content import Content
from vardkedja.commitments.specialist.models import AskedBenefit, Specialist
from vardkedja.commitments.specialist.tests import samples as s
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.decisions import Decision
from vardkedja.kernel.organisations import Unit

pytestmark = pytest.mark.django_db
Make = Callable[[], Content]


@pytest.fixture(autouse=True)
def _the_day(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-05-05 09:00"):
        yield


def sign(by: str, what: Content) -> uuid.UUID:
    """Write it and sign it as the same person."""
    return writing.sign(writing.save(what, by=actor(by)), by=actor(by))


# Box, who signs, what is wrong, and the refusal. The same without what is wrong is signed.
WRONG: dict[str, tuple[str, Callable[..., Content], dict[str, object], list[str]]] = {
    "SVR-09 no measure": (s.CASPER, s.content, {"measure": ""}, ["SVR-09.measure"]),
    "SVR-09 no care need": (s.CASPER, s.content, {"complaints": "  "}, ["SVR-09.need"]),
    "SVR-13 no diagnosis": (s.CASPER, s.content, {"diagnosis": ""}, ["SVR-13.diagnosis"]),
    "SVR-10 a companion": (s.CASPER, s.content, {"companion": "Oro"}, ["SVR-10.benefit"]),
    "SVR-15 no reason": (s.GUNVOR, s.initiative, {"reason": "", "explanation": ""}, ["SVR-15.reason"]),
    "SVR-15 NHV unexplained": (s.GUNVOR, s.initiative, {"nhv": True, "explanation": ""}, ["SVR-15.explanation"]),
    "SVR-25 no period": (s.CASPER, s.acute, {"period_from": None, "period_to": None}, ["SVR-25.no_period"]),
    "SVR-25 no end": (s.CASPER, s.acute, {"period_to": None}, ["SVR-25.no_end"]),
    "SVR-25 nobody decided": (s.CASPER, s.acute, {"acute": None}, ["SVR-25.sender"]),
    "SVR-29 not stated": (s.CASPER, s.guarantee, {"guarantee_stated": False}, ["SVR-29.unstated"]),
    "SVR-30 listed elsewhere": (s.CASPER, s.guarantee, {"listed_here": False}, ["SVR-30.elsewhere"]),
    "SVR-30 not answered": (s.CASPER, s.guarantee, {"listed_here": None}, ["SVR-30.unanswered"]),
    "SVR-03 guarantee, outpatient": (s.CASPER, s.guarantee, {"care_form": "oppen"}, ["SVR-03.outpatient"]),
    "SVR-32 none": (s.CASPER, s.content, {"boxes": ()}, ["SVR-32.none"]),
    "SVR-33 another box's period": (
        *(s.CASPER, s.guarantee),
        {"period_from": datetime.date(2025, 6, 4), "period_to": datetime.date(2025, 6, 9)},
        ["SVR-33.closed_period"],
    ),
    "SVR-33 another box's reason": (s.CASPER, s.content, {"explanation": "Därför"}, ["SVR-33.closed_reason"]),
    "SVR-33 nowhere to": (s.CASPER, s.content, {"to_unit": None}, ["SVR-33.to_unit"]),
    "SVR-33 no admission": (s.CASPER, s.content, {"admission_on": None}, ["SVR-33.admission"]),
    "SVR-40 blank": (s.CASPER, s.content, {"informed": None}, ["SVR-40.blank"]),
    "SVR-40 no, without why": (s.CASPER, s.content, {"informed": False}, ["SVR-40.no_reason"]),
    "SVR-17 only a doctor": (s.PARISA, s.initiative, {}, ["SVR-17.role"]),
    "SVR-17 not at a listed hospital": (s.RASMUS, s.initiative, {}, ["SVR-17.hospital"]),
    "SVR-18 the eye hospital, another specialty": (
        *(s.BERIT, s.initiative, {"specialty": "Neurokirurgi"}),
        ["SVR-18.specialty"],
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_keeps_a_referral_from_being_signed(name: str) -> None:
    """SVR-03, SVR-09, SVR-10, SVR-13, SVR-15, SVR-17, SVR-18, SVR-25, SVR-29, SVR-30, SVR-32, SVR-33, SVR-40: refused."""
    by, make, wrong, codes = WRONG[name]
    whole = s.content(doctor=s.staff(by))
    case = writing.save(whole, by=actor(by))
    bent = make(doctor=s.staff(by), **wrong)
    assert s.codes(lambda: writing.sign(case, by=actor(by), content=bent)) == codes
    assert s.stand(case) == "draft"
    assert s.papers_of(case, "remiss") == []
    assert s.nodes(case) == {("svr_draft", Unit.objects.get(pk=actor(by).unit_id).slug)}


WHOLE: dict[str, tuple[str, Make]] = {
    "patient's choice": (s.CASPER, s.content),
    "initiative, the head at Karolinska": (s.GUNVOR, s.initiative),
    "initiative, the head at Danderyd": (s.MAUD, lambda: s.initiative(doctor=s.staff(s.MAUD), specialty="Ortopedi")),
    "initiative, new assessment": (s.GUNVOR, lambda: s.initiative(reason="nytt_expertutlatande")),
    "initiative, NHV explained": (s.GUNVOR, lambda: s.initiative(nhv=True)),
    "initiative, the eye hospital": (
        *(s.BERIT, lambda: s.initiative(doctor=s.staff(s.BERIT), specialty="Ögonsjukvård, ögontumör")),
    ),
    "initiative, outpatient, travel only": (s.GUNVOR, lambda: s.initiative(care_form="oppen")),
    "initiative, a companion with its reason": (s.GUNVOR, lambda: s.initiative(companion="Ser inte")),
    "emergency": (s.CASPER, s.acute),
    "guarantee": (s.CASPER, s.guarantee),
    "guarantee, days not known": (s.CASPER, lambda: s.guarantee(listed_since=None, guarantee_on=None)),
}


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_signed(name: str) -> None:
    """SVR-09, SVR-15, SVR-17, SVR-18, SVR-25, SVR-29, SVR-30, SVR-33: signed, the paper holds, it waits to be sent."""
    by, make = WHOLE[name]
    case = sign(by, make())
    assert s.stand(case) == "signed"
    (paper,) = s.papers_of(case, "remiss")
    assert paper.intact()
    assert {node for node, _ in s.nodes(case)} == {"svr_send"}
    row = Specialist.objects.get(case__uuid=case)
    assert (row.signed_at, row.signed_by.username) == (clock.now(), by)  # type: ignore[union-attr]
    assert Decision.objects.get(case__uuid=case).rule == "specialist.sign"


def test_outpatient_by_the_patients_choice_is_refused_at_save() -> None:
    """SVR-03: not even a draft is kept, in the words of the rule; inpatient care is."""
    refused = s.told(lambda: s.draft(what=s.content(care_form="oppen")))
    assert [reason.head for reason in refused.reasons] == ["Betalningsförbindelse utfärdas inte för öppenvård"]
    assert Specialist.objects.count() == 0
    assert s.stand(s.draft()) == "draft"


def test_only_one_alternative_is_kept() -> None:
    """SVR-32: two boxes are refused at save by name; the same with one is kept."""
    two = s.guarantee(boxes=("vardgaranti", "patientens_val"))
    refused = s.told(lambda: s.draft(what=two))
    assert [(reason.code, reason.head) for reason in refused.reasons] == [("SVR-32.many", "Endast ett alternativ")]
    assert "Vårdgaranti och Patientens val" in refused.reasons[0].text
    assert s.stand(s.draft(what=s.guarantee())) == "draft"


def test_only_who_lives_in_the_county() -> None:
    """SVR-16, X-02: somebody of Uppsala is refused; who has moved out between draft and signature is refused at signing."""
    refused = s.told(lambda: s.draft(what=s.content(number=s.UPPSALA_PATIENT)))
    assert refused.reasons[0].head == "Patienten är inte folkbokförd i Stockholms län"
    leaves, stays = s.draft(), s.draft(what=s.content(number=s.MARGIT))
    s.register_says(s.ARVID, municipality="0380", registered_from=clock.today())
    assert s.codes(lambda: writing.sign(leaves, by=actor(s.CASPER))) == ["SVR-16.elsewhere"]
    writing.sign(stays, by=actor(s.CASPER))
    assert Specialist.objects.get(case__uuid=stays).at_signing["region"] == "01"


@pytest.mark.parametrize("who", [s.MAUD, s.CASPER])
def test_the_responsible_doctor_or_head_signs_a_choice(who: str) -> None:
    """SVR-09, SVR-17: a doctor or the head of the sending unit signs; a secretary never does."""
    case = s.draft()
    assert "Behörighet saknas" in s.denied(lambda: writing.sign(case, by=actor(s.YASMIN)))
    assert s.stand(case) == "draft"
    assert s.stand(writing.sign(case, by=actor(who))) == "signed"


def test_the_signed_paper_holds_every_field() -> None:
    """SVR-33: patient, units, box, form, specialty, basis, admission, the box's own fields, benefits with reason, signer."""
    case = s.signed(s.GUNVOR, s.initiative(companion="Ser inte", admission_time=datetime.time(13)))
    paper = s.papers_of(case, "remiss")[0].content
    said = str(paper)
    for words in (
        *("19800608-9851", "Arvid Granhyttan", "Hudkliniken", "Medicinkliniken", "Region Uppsala", "Sluten vård"),
        *("Vård efter initiativ av vårdgivare i Region Stockholm", "Hudsjukvård", "Gonartros höger", "Knäprotes höger"),
        *("Belastningssmärta", "2025-06-04 13:00", "Vårduppdraget finns inte", "Behandlingen ges bara", "Ser inte"),
        *("Gunvor Hjelmsäter", "verksamhetschef", "2025-05-05T09:00:00+02:00"),
    ):
        assert words in said, words


def test_nobody_told_is_flagged_until_told() -> None:
    """SVR-40: no with its reason is signed and waits at the unit; a day to come is refused, today lifts it, once."""
    case = s.sent(what=s.acute(informed=False, informed_reason="Patienten är sövd"))
    assert ("svr_tell", "danderyd-ortopedkliniken") in s.nodes(case)
    assert s.papers_of(case, "remiss")[0].intact()
    by = actor(s.YASMIN)
    assert s.codes(lambda: between.tell(case, by=by, told_on=s.later(1))) == ["SVR-40.day"]
    assert s.codes(lambda: between.tell(case, by=by, told_on=None)) == ["SVR-40.day"]
    between.tell(case, by=by, told_on=s.later(0))
    assert "svr_tell" not in {node for node, _ in s.nodes(case)}
    row = Specialist.objects.get(case__uuid=case)
    assert (row.informed, row.informed_by.username, row.informed_reason) == (True, s.YASMIN, "Patienten är sövd")  # type: ignore[union-attr]
    assert s.codes(lambda: between.tell(case, by=by, told_on=s.later(0))) == ["SVR-40.already"]


def test_a_change_makes_the_signature_fall() -> None:
    """X-09, SVR-20: changed it is a draft without signer, its benefits unsigned, and cannot be sent until signed anew."""
    case = s.signed(s.GUNVOR, s.initiative(companion="Ser inte"))
    by = actor(s.GUNVOR)
    assert AskedBenefit.objects.get(case__uuid=case).signed_at == clock.now()
    sending.change(case, by=by)
    row = Specialist.objects.get(case__uuid=case)
    assert (row.signed_at, row.signed_by, s.stand(case)) == (None, None, "draft")
    assert AskedBenefit.objects.get(case__uuid=case).signed_at is None
    assert s.codes(lambda: sending.send(case, by=by)) == ["X-13.send"]
    sending.send(writing.sign(case, by=by), by=by)
    assert [paper.version for paper in s.papers_of(case, "remiss")] == [2, 4]


def test_only_the_deciding_unit_sends_for_emergency_care() -> None:
    """SVR-24, SVR-25: the unit whose doctor decided to continue signs; another unit, or before a decision, is refused."""
    decided = s.acute_case()
    skin = s.acute(acute=decided, doctor=s.staff(s.PARISA))
    assert s.codes(lambda: sign(s.PARISA, skin)) == ["SVR-25.sender"]
    undecided = s.admissions.out("2025-05-01", "2025-05-02", number=s.MARGIT)
    assert s.codes(lambda: sign(s.CASPER, s.acute(acute=undecided))) == ["SVR-25.sender"]
    assert s.stand(sign(s.CASPER, s.acute(acute=decided))) == "signed"


@pytest.mark.parametrize(("last", "codes"), [(-1, ["SVR-25.reversed"]), (0, []), (1, [])])
def test_the_planned_period_of_emergency_care(last: int, codes: list[str]) -> None:
    """SVR-25, SVR-26: it may not end the day before it begins; one day is a period."""
    case, by = s.draft(what=s.acute()), actor(s.CASPER)
    bent = s.acute(period_from=s.later(0), period_to=s.later(last), acute=s.seen(case).acute_uuid)
    if codes:
        assert s.codes(lambda: writing.sign(case, by=by, content=bent)) == codes
    else:
        writing.sign(case, by=by, content=bent)
    assert s.stand(case) == ("draft" if codes else "signed")
