"""The rules every specialistvårdsremiss is judged by, one question each: patient, alternative, care form (SVR).

Signing, deciding and issue ask the same questions. Each answers with its reasons; a value that is not in force the day
raises NotInForce, which `judge` makes an open question. The reasons of a value cite the region's own document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import cast

from vardkedja.rules.commitment_facts import CareForm, Ground, Person
from vardkedja.rules.commitment_validity import number_word
from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Decision, Outcome, Reason, met
from vardkedja.rules.law import LawValue, NotInForce, Terms
from vardkedja.rules.regions import region_code, region_name, region_short
from vardkedja.rules.specialist_facts import BOX_WORDS, Entrance, ReferralFacts
from vardkedja.rules.words import book

BOOK = book("specialist")
Check = Callable[[], list[Reason]]

# Outpatient care in these alternatives can be approved: travel follows the approval, not a commitment.
OUTPATIENT_BOXES = frozenset((Ground.HEMREGION,))
# Counties whose name is not the region's short name with an s.
_COUNTIES = {"03": "Uppsala", "04": "Södermanlands", "08": "Kalmar", "10": "Blekinge", "12": "Skåne", "18": "Örebro"}


# --- the answer ----------------------------------------------------------------------------------------------------


def judge(
    rule: str,
    checks: Iterable[Check],
    *,
    what: str,
    can: str,
    facts: ReferralFacts,
    on: date,
    parts: Iterable[Decision] = (),
    result: Mapping[str, object] | None = None,
) -> Decision:
    """Ask every check and answer with all reasons in the order of the form.

    ``parts`` are decisions of other rules whose reasons count too. ``what`` and ``can`` make the answering sentence:
    "Remissen", "signeras".
    """
    reasons: list[Reason] = []
    unclear: list[Reason] = []
    for check in checks:
        try:
            reasons += check()
        except NotInForce as missing:
            unclear.append(missing.reason)
    for part in parts:
        (unclear if part.outcome is Outcome.UNCLEAR else reasons).extend(part.reasons)
    decision = met(
        rule,
        sorted(dict.fromkeys(reasons), key=_place),
        unclear=dict.fromkeys(unclear),
        result=result,
        inputs=_inputs(facts, on),
        steps=[step for part in parts for step in part.steps],
        sources=[source for part in parts for source in part.sources],
    )
    return replace(decision, say=_say(decision, what, can))


# The order of the form, so that the reasons come as the eye travels.
_FIELDS = (
    *("entrance", "number", "sending_unit", "to_unit", "box", "care_form", "specialty", "complaints", "diagnosis"),
    *("measure", "admission", "period_from", "period_to", "reason", "explanation", "guarantee_stated"),
    *("listed_since", "guarantee_on", "listed_here", "benefits", "informed", "informed_reason", "signer", "own_text"),
    *("indications_met", "same_kind", "same_indication", "funding", "funding_region", "agreement_reference"),
    "approval",
)
_ORDER = {name: place for place, name in enumerate(_FIELDS)}


def _place(reason: Reason) -> tuple[bool, int]:
    return reason.weight != "refuse", _ORDER.get(reason.field, len(_ORDER))


def _say(decision: Decision, what: str, can: str) -> str:
    number = len(decision.refusals)
    if number:
        things = "sak" if number == 1 else "saker"
        return f"{what} kan inte {can}. {number_word(number).capitalize()} {things} hindrar."
    if decision.outcome is Outcome.UNCLEAR:
        return f"Det går inte att avgöra om {what[0].lower()}{what[1:]} kan {can}. En uppgift saknas."
    return f"{what} kan {can}."


def _inputs(facts: ReferralFacts, on: date) -> dict[str, object]:
    """The facts used, without the free text of the form."""
    person, signer = facts.person, facts.signer
    return {
        "on": on,
        "region": facts.region,
        "entrance": facts.entrance,
        "registered_region": person.registered_region if person else None,
        "receiver_region": facts.receiver.region if facts.receiver else None,
        "boxes": facts.boxes,
        "care_form": facts.care_form or None,
        "admission": facts.admission,
        "period_from": facts.period_from,
        "period_to": facts.period_to,
        "signer_role": signer.role if signer else None,
        "signer_hospital": (signer.hospital or None) if signer else None,
    }


def cite(value: LawValue, reason: Reason) -> Reason:
    """The reason with the source of the value it rests on, so that each region's answer cites its own document."""
    return replace(reason, source=value.source)


def box_word(box: str) -> str:
    """The alternative as it stands on the form."""
    return BOX_WORDS.get(Ground(box), box) if box in tuple(Ground) else box


# --- the patient ---------------------------------------------------------------------------------------------------


def patient_reasons(facts: ReferralFacts) -> list[Reason]:
    """There is a patient, who lives; emergency care already given may be settled after a death (SVR-33, X-28)."""
    if facts.person is None:
        return [BOOK.reason("SVR-33.number")]
    if not facts.person.deceased:
        return []
    return [BOOK.reason("X-28.settlement" if facts.box == Ground.AKUT else "X-28.deceased")]


def residence_at_signing(facts: ReferralFacts, on: date, terms: Terms) -> list[Reason]:
    """Registered in the region on the day (SVR-16). A request from outside is registered all the same, with a flag."""
    home = terms.value("svr.home_region", on, facts.region)
    found = _not_resident(facts.person, home, on)
    if found and facts.entrance == Entrance.OUTSIDE:
        found = [BOOK.reason("SVR-16.not_resident", county=county(str(home.value)))]
    return [cite(home, reason) for reason in found]


def residence_since(facts: ReferralFacts, on: date, terms: Terms) -> list[Reason]:
    """As at signing; but who was registered here then (``registered_at_save``) and has moved is only flagged (SVR-16)."""
    home = terms.value("svr.home_region", on, facts.region)
    found = _not_resident(facts.person, home, on)
    if found and facts.person and region_code(facts.person.registered_at_save) == home.value:
        found = [BOOK.reason("SVR-16.moved", county=county(str(home.value)))]
    return [cite(home, reason) for reason in found]


def _not_resident(person: Person | None, home: LawValue, on: date) -> list[Reason]:
    if person is None:
        return []
    here, region = county(str(home.value)), region_code(person.registered_region)
    if person.identifier_kind != "personnummer":
        kind = "LMA-nummer" if person.identifier_kind == "lma" else person.identifier_kind
        return [BOOK.reason("SVR-16.identifier", kind=kind, county=here)]
    if person.emigrated:
        return [BOOK.reason("SVR-16.emigrated", county=here)]
    if not person.registered_region:
        # The register has no region for the dead; the death is a reason of its own.
        return [] if person.deceased else [BOOK.reason("SVR-16.not_found", county=here, day=plain_date(on))]
    if region != home.value:
        where = region_name(region) if region else person.registered_region
        return [BOOK.reason("SVR-16.elsewhere", county=here, where=where)]
    return []


def county(code: str) -> str:
    """Stockholms län, for a region code."""
    return f"{_COUNTIES.get(code, f'{region_short(code)}s')} län"


# --- the alternative and the care ----------------------------------------------------------------------------------


def box_reasons(facts: ReferralFacts, on: date, terms: Terms, *, needed: bool = True) -> list[Reason]:
    """Exactly one alternative, of those the region has (SVR-32); patient's choice for a request from outside (SVR-14)."""
    chosen = tuple(dict.fromkeys(facts.boxes))
    if not chosen:
        return [BOOK.reason("SVR-32.none")] if needed else []
    listed = terms.value("svr.boxes", on, facts.region)
    if len(chosen) > 1:
        return [cite(listed, BOOK.reason("SVR-32.many", chosen=" och ".join(box_word(box) for box in chosen)))]
    if chosen[0] not in cast(tuple[str, ...], listed.value):
        return [cite(listed, BOOK.reason("SVR-32.unknown", chosen=box_word(chosen[0])))]
    if facts.entrance == Entrance.OUTSIDE and chosen[0] != Ground.PATIENTENS_VAL:
        return [BOOK.reason("SVR-14.box")]
    return []


def outpatient_reasons(facts: ReferralFacts, on: date, terms: Terms) -> list[Reason]:
    """No commitment for outpatient care, so nothing to ask for; travel on the provider's initiative is flagged (SVR-03)."""
    if facts.box is None:
        return []
    if facts.box not in OUTPATIENT_BOXES:
        return commitment_reasons(facts, on, terms)
    return [BOOK.reason("SVR-03.travel_only") for _ in commitment_reasons(facts, on, terms)]


def commitment_reasons(facts: ReferralFacts, on: date, terms: Terms) -> list[Reason]:
    """No commitment for outpatient care, whatever the alternative (SVR-03, R-14)."""
    if facts.care_form != CareForm.OPPEN:
        return []
    allowed = terms.value("svr.outpatient_commitment", on, facts.region)
    return [] if allowed.value else [cite(allowed, BOOK.reason("SVR-03.outpatient"))]
