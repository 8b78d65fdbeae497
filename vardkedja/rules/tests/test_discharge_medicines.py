"""Medicines and material that go with the patient, beyond the worked cases."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules import law
from vardkedja.rules.decision import Decision
from vardkedja.rules.discharge_medicines import (
    Answer,
    ChecklistFacts,
    Item,
    Journey,
    MaterialFacts,
    Packing,
    PackingFacts,
    PouchFacts,
    Product,
    Responsible,
    accompanying,
    additional,
    material,
    packing,
    pouches,
)
from vardkedja.rules.law import Terms

FIRST, LAST = date(2024, 11, 4), date(2027, 11, 3)
DAY = date(2025, 3, 5)


def overlay(name: str, value: str) -> Terms:
    """The agreement with one value changed."""
    text = (
        'title = "Prov"\nchecked = 2026-11-21\nparty = "07"\n[[entry]]\n'
        f'name = "{name}"\nlabel = "prov"\nfrom = 2020-01-01\nvalue = {value}\nunit = "prov"\nclause = "prov"\n'
        'basis = "reading"\n'
    )
    return Terms(overlay=law.read(text, "own"))


def bandage(days: int | None) -> MaterialFacts:
    return MaterialFacts(
        discharged_on=DAY,
        products=(Product(name="förband", days=days),),
        in_nursing_summary=True,
        need_stated=True,
    )


@pytest.mark.parametrize("answers", list(itertools.product((*Answer, None), repeat=4)))
def test_every_answer_to_the_checklist(answers: tuple[Answer | None, ...]) -> None:
    """LNK-88: no is not sent, nothing is unanswered, not applicable is an answer; a flag never stops the journey."""
    given_answers = {item: answer for item, answer in zip(Item, answers, strict=True) if answer}
    decision = accompanying(ChecklistFacts(on=DAY, journey=Journey.ADMISSION, answers=given_answers))
    not_sent = tuple(item for item, answer in zip(Item, answers, strict=True) if answer is Answer.NO)
    unanswered = tuple(item for item, answer in zip(Item, answers, strict=True) if answer is None)
    assert decision.result == {"responsible": Responsible.SENDER, "not_sent": not_sent, "unanswered": unanswered}
    codes = (("LNK-88.not_sent", not_sent), ("LNK-88.unanswered", unanswered))
    assert decision.codes == tuple(code for code, items in codes if items)
    assert decision.outcome == "met"


def test_the_checklist_is_a_value_of_the_agreement() -> None:
    """LNK-88: with two items only those are asked for, in the agreement's order; the ward answers for them home."""
    terms = overlay("discharge.medicine_checklist", '["inhalation", "medication_list"]')
    facts = ChecklistFacts(on=DAY, journey=Journey.DISCHARGE)
    decision = accompanying(facts, terms=terms)
    assert decision.result == {
        "responsible": Responsible.WARD,
        "not_sent": (),
        "unanswered": (Item.INHALATION, Item.MEDICATION_LIST),
    }
    assert decision.say == "Svara ja, nej eller ej aktuellt för: inhalationspreparat, aktuell läkemedelslista."
    answered = dict.fromkeys(Item, Answer.YES)
    whole = accompanying(replace(facts, answers=answered))
    assert whole.say == "Checklistan är besvarad och inget saknas."
    assert whole.inputs == {"on": DAY, "journey": "discharge", "answers": answered}
    licence = accompanying(replace(facts, answers=answered | {Item.LICENCE: Answer.NO}))
    assert licence.say.startswith("Detta följer inte med: licenspreparat.")


def test_pouches_are_a_task_until_they_are_on_hold() -> None:
    """LNK-89: for the municipal nurse; closed by the record of when and by whom; nobody's for other patients."""
    admitted = datetime(2025, 3, 3, 9, tzinfo=UTC)
    waiting = pouches(PouchFacts(admitted_at=admitted, dose_patient=True, by="Sköterska K"))
    assert (waiting.outcome, waiting.codes) == ("met", ("LNK-89.not_on_hold",))
    assert waiting.result == {"task_for": Responsible.MUNICIPAL_NURSE}
    assert waiting.say == waiting.reasons[0].text
    on_hold = PouchFacts(admitted_at=admitted, dose_patient=True, on_hold_at=admitted, by="Sköterska K")
    done = pouches(on_hold)
    assert (done.codes, done.result, done.say) == ((), {"task_for": None}, "Dospåsarna är vilande i Pascal.")
    assert done.inputs == {"admitted_at": admitted, "dose_patient": True, "on_hold_at": admitted, "by": True}
    assert done.sources[0].clause == "Läkemedel, dospåsar läggs vilande"
    assert pouches(replace(on_hold, by=" ")).result == {"task_for": Responsible.MUNICIPAL_NURSE}
    assert pouches(replace(on_hold, by=" ")).inputs["by"] is False
    other = pouches(PouchFacts(admitted_at=admitted, dose_patient=False))
    assert (other.codes, other.result) == ((), {"task_for": None})
    assert other.say == "Patienten har inga dosdispenserade läkemedel."
    assert pouches(PouchFacts(admitted_at=admitted)).result == {"task_for": None}


@pytest.mark.parametrize("forms", [forms for size in range(4) for forms in itertools.combinations(Packing, size)])
@pytest.mark.parametrize(("dose", "sent"), [(False, True), (False, False), (True, True), (True, False)])
def test_every_packing(forms: tuple[Packing, ...], dose: bool, sent: bool) -> None:
    """LNK-91: bags, original packs or both, when medicines are sent with somebody who has no pouches."""
    decision = packing(PackingFacts(discharged_on=DAY, dose_patient=dose, sent=sent, forms=forms))
    code = "LNK-91.other_form" if Packing.DOSETTE in forms else "" if forms else "LNK-91.no_form"
    asked = sent and not dose and code
    assert decision.codes == ((code,) if asked else ())
    assert decision.say == (decision.reasons[0].text if asked else "Förpackningen hindrar inte utskrivning.")
    assert decision.inputs == {"discharged_on": DAY, "dose_patient": dose, "sent": sent, "forms": forms}


def test_the_packings_are_a_value_of_the_agreement() -> None:
    """LNK-91: a dosette passes where the agreement names it."""
    facts = PackingFacts(discharged_on=DAY, dose_patient=False, sent=True, forms=(Packing.DOSETTE,))
    assert packing(facts, terms=overlay("discharge.medicine_packing", '["dosette"]')).codes == ()


def test_more_medicine_tells_nothing_of_what_was_written() -> None:
    """LNK-93, X-19: present or not is stored; the words stand in the thread."""
    decision = additional("morfin", "5 dagar")
    assert decision.inputs == {"medicine": True, "duration": True}
    assert decision.say == "Behovet kan skrivas i sjukskötersketråden."
    assert decision.sources[0].clause == "Läkemedel, behov av extra läkemedel"
    assert additional(" ", " ").inputs == {"medicine": False, "duration": False}
    assert additional(" ", "5 dagar").say == "Skriv vilket läkemedel som behövs."


@given(st.integers(-5, 60))
def test_material_is_for_one_day_to_fourteen(days: int) -> None:
    """LNK-96, D-48: more than 14 days are refused, so are none; another number by another line."""
    code = ("LNK-96.no_days",) if days < 1 else ("LNK-96.too_long",) if days > 14 else ()
    assert material(bandage(days)).codes == code
    weeks = material(bandage(days), terms=overlay("discharge.material_days", "21"))
    assert weeks.stops is (days < 1 or days > 21)
    assert weeks.result == {"max_days": 21}
    assert weeks.steps == ("Material skickas med för högst 21 dagar.",)


def test_material_answers_with_every_reason() -> None:
    """LNK-96, X-19: each fault of any product once, the flags last; without products nothing is asked."""
    products = (Product(name="", days=15), Product(name="kateter"), Product(name="", days=20))
    decision = material(MaterialFacts(discharged_on=DAY, products=products))
    assert decision.codes == (
        "LNK-96.no_product",
        "LNK-96.no_days",
        "LNK-96.too_long",
        "LNK-96.not_in_summary",
        "LNK-96.need_not_stated",
    )
    assert decision.say == decision.reasons[0].text
    assert material(bandage(14)).say == "Materialet kan skickas med."
    assert material(bandage(14)).inputs == {
        "discharged_on": DAY,
        "products": [{"name": True, "days": 14}],
        "in_nursing_summary": True,
        "need_stated": True,
    }
    assert material(MaterialFacts(discharged_on=DAY)).codes == ()
    blank = MaterialFacts(discharged_on=DAY, products=(Product(name=" ", days=1),))
    assert material(blank).inputs["products"] == [{"name": False, "days": 1}]
    assert material(replace(bandage(14), need_stated=False)).codes == ("LNK-96.need_not_stated",)
    assert material(replace(bandage(14), in_nursing_summary=False)).codes == ("LNK-96.not_in_summary",)


@pytest.mark.parametrize(
    ("rule", "name", "say"),
    [
        (
            lambda on, region: accompanying(ChecklistFacts(on=on, journey=Journey.ADMISSION), region),
            "det som ska följa med",
            "Checklistan går inte att pröva.",
        ),
        (
            lambda on, region: packing(PackingFacts(discharged_on=on, dose_patient=False, sent=True), region),
            "förpackning",
            "Förpackningen går inte att pröva.",
        ),
        (
            lambda on, region: material(replace(bandage(15), discharged_on=on), region),
            "längsta tid som material",
            "Materialet går inte att pröva.",
        ),
    ],
)
def test_the_days_outside_the_agreement_are_unclear_and_name_what_is_missing(
    rule: Callable[[date, str], Decision], name: str, say: str
) -> None:
    """LNK-88, LNK-91, LNK-96, LNK-140: the day before the first, the day after the last, and another region."""
    for on, region in ((FIRST - timedelta(days=1), "07"), (LAST + timedelta(days=1), "07"), (DAY, "01")):
        decision = rule(on, region)
        assert (decision.outcome, decision.codes, dict(decision.result)) == ("unclear", ("LAW.missing",), {})
        assert name in decision.reasons[0].text
        assert decision.say == say
    for on in (FIRST, LAST):
        assert rule(on, "07").outcome != "unclear"
