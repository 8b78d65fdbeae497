"""The rules a referral is judged by at issue, one question each. Each gives its reasons, or a decision with steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import cast

from vardkedja.rules.commitment_facts import (
    AGREEMENT_WORDS,
    GROUND_WORDS,
    KALMAR,
    Agreement,
    Form,
    Ground,
    IssueFacts,
    Person,
)
from vardkedja.rules.commitment_validity import BOOK, number_word
from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Decision, Outcome, Reason, met
from vardkedja.rules.law import SHIPPED, NotInForce, Terms
from vardkedja.rules.regions import region_code, region_name, region_short


def _codes(terms: Terms, name: str, on: date) -> tuple[str, ...]:
    return cast(tuple[str, ...], terms.value(name, on, KALMAR).value)


# --- the patient ---------------------------------------------------------------------------------------------------


def residence(person: Person, on: date, terms: Terms = SHIPPED) -> Decision:
    """Whether a referral may be written for this person on the day (RUS-04, RUS-05, X-28). Result: ``region``."""
    rule = "commitments.residence"
    region = region_code(person.registered_region)
    inputs = {"registered_region": person.registered_region, "identifier_kind": person.identifier_kind, "on": on}
    try:
        home = terms.value("rus.home_region", on, KALMAR)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Hemregionen går inte att avgöra.")
    reasons = _residence_reasons(person, region, str(home.value), on)
    return met(
        rule,
        reasons,
        result={"region": region},
        inputs=inputs,
        steps=(f"Folkbokföringen visar {_region_words(person, region)} den {plain_date(on)}.",),
        say=reasons[0].text if reasons else f"Patienten är folkbokförd i {region_name(str(home.value))}.",
        sources=(home.source,),
    )


def _residence_reasons(person: Person, region: str | None, home: str, on: date) -> list[Reason]:
    reasons = []
    if person.identifier_kind != "personnummer":
        kind = "LMA-nummer" if person.identifier_kind == "lma" else person.identifier_kind
        reasons.append(BOOK.reason("RUS-04.identifier", kind=kind))
    if person.deceased:
        reasons.append(BOOK.reason("RUS-04.deceased"))
    elif person.emigrated:
        reasons.append(BOOK.reason("RUS-04.emigrated"))
    elif not person.registered_region:
        if person.identifier_kind == "personnummer":
            reasons.append(BOOK.reason("RUS-04.not_found", day=plain_date(on)))
    elif region != home:
        moved = region_code(person.registered_at_save) == home
        code = "RUS-05.moved" if moved else "RUS-04.elsewhere"
        reasons.append(BOOK.reason(code, region=_region_words(person, region)))
    return reasons


def _region_words(person: Person, region: str | None) -> str:
    return region_name(region) if region else person.registered_region or "ingen region"


# --- the agreement -------------------------------------------------------------------------------------------------


def agreement_for(receiver_region: str, municipality: str | None, on: date, terms: Terms = SHIPPED) -> Decision:
    """The agreement that follows from where the receiver is (RUS-14, RUS-15). Result: ``agreement``.

    Members and neighbours are region codes; a municipality code counts too, where a pack lists one. Not met in the own
    region; unclear when the region is unknown.
    """
    rule = "commitments.agreement_for"
    region = region_code(receiver_region)
    inputs = {"region": receiver_region, "municipality": municipality, "on": on}
    if region is None:
        unknown = BOOK.reason("RUS-14.unknown_region", region=receiver_region or "tomt")
        return met(rule, unclear=(unknown,), inputs=inputs, say="Avtalet går inte att avgöra.")
    try:
        home = terms.value("rus.home_region", on, KALMAR)
        neighbours = terms.value("rus.mellanlan_neighbours", on, KALMAR)
        members = terms.value("rus.regionavtal_members", on, KALMAR)
    except NotInForce as missing:
        return met(rule, unclear=(missing.reason,), inputs=inputs, say="Avtalet går inte att avgöra.")
    here, short = region_name(region), region_short(region)
    if region == home.value:
        return met(rule, (BOOK.reason("RUS-15.own_region"),), inputs=inputs, say=f"Mottagaren tillhör {here}.")
    next_door = " eller ".join(region_short(code) for code in cast(tuple[str, ...], neighbours.value))
    steps = [f"Inte {region_name(str(home.value))}."]
    if _lists(neighbours.value, region, municipality):
        steps.append(f"{short} är grannlän i mellanlänsavtalet.")
        chosen, source, why = Agreement.MELLANLANSAVTAL, neighbours.source, "som är grannlän"
    elif _lists(members.value, region, municipality):
        steps += [f"Inte {next_door}, alltså inte mellanlänsavtal.", f"{short} står i listan för regionavtal."]
        chosen, source, why = Agreement.REGIONAVTAL, members.source, "som omfattas av regionavtalet"
    else:
        steps += [
            f"Inte {next_door}: inte mellanlänsavtal.",
            "Inte i sydöstra sjukvårdsregionen: inte regionavtal.",
            "Övriga landet: riksavtal.",
        ]
        chosen, source, why = Agreement.RIKSAVTAL, BOOK.sources["areas"], "utanför de två andra avtalen"
    return met(
        rule,
        result={"agreement": chosen},
        inputs=inputs,
        steps=steps,
        say=f"{AGREEMENT_WORDS[chosen].capitalize()}, eftersom mottagaren ligger i {here}, {why}.",
        sources=(source,),
        outcome=Outcome.COMPUTED,
    )


def _lists(codes: object, region: str, municipality: str | None) -> bool:
    listed = cast(tuple[str, ...], codes)
    return region in listed or (municipality is not None and municipality in listed)


def agreement_reasons(facts: IssueFacts, following: str | None) -> list[Reason]:
    """Exactly one agreement, and the one that follows from the receiver (RUS-13, RUS-14)."""
    chosen = tuple(dict.fromkeys(facts.agreements))
    words = [_agreement_word(code) for code in chosen]
    proposed = f" {_agreement_word(following).capitalize()} följer av mottagaren." if following else ""
    if not chosen:
        return [BOOK.reason("RUS-13.none", proposed=proposed)]
    if len(chosen) > 1:
        return [BOOK.reason("RUS-13.many", many_head=_many(len(chosen)), chosen=_listed(words), proposed=proposed)]
    receiver = facts.receiver
    if following is None or receiver is None or chosen[0] == following or receiver.agreement_exception.strip():
        return []
    where = region_name(region_code(receiver.region) or receiver.region)
    return [BOOK.reason("RUS-14.other", region=where, agreement=_agreement_word(following), chosen=words[0])]


def _agreement_word(code: str) -> str:
    return AGREEMENT_WORDS[Agreement(code)]


def _many(number: int) -> str:
    return number_word(number).capitalize()


def _listed(words: list[str]) -> str:
    text = f"{', '.join(words[:-1])} och {words[-1]}"
    return text[0].upper() + text[1:]


# --- the ground ----------------------------------------------------------------------------------------------------


def ground_reasons(facts: IssueFacts) -> list[Reason]:
    """Exactly one ground, and what that ground asks for (RUS-16, RUS-17, RUS-18, field 24)."""
    chosen = tuple(dict.fromkeys(facts.grounds))
    if not chosen:
        return [BOOK.reason("RUS-16.none")]
    if len(chosen) > 1:
        listed = _listed([GROUND_WORDS[Ground(code)] for code in chosen])
        return [BOOK.reason("RUS-16.many", many_head=_many(len(chosen)), chosen=listed)]
    reasons = []
    if chosen[0] == Ground.HEMREGION and not facts.unavailable_confirmed:
        reasons.append(BOOK.reason("RUS-17.unconfirmed"))
    if chosen[0] == Ground.VARDGARANTI:
        if not facts.guarantee_stated:
            reasons.append(BOOK.reason("RUS-18.unstated"))
        if facts.guarantee_on is None:
            reasons.append(BOOK.reason("RUS-18.no_date"))
    if chosen[0] == Ground.PATIENTENS_VAL and not facts.section:
        reasons.append(BOOK.reason("RUS-07.section"))
    return reasons


def needs_approval(ground: str | None, section: str, on: date, terms: Terms = SHIPPED) -> bool:
    """Whether the home region must approve before issue (RUS-20, RUS-21, D-07). Raises NotInForce."""
    if ground != Ground.PATIENTENS_VAL or not section:
        return False
    return section in cast(tuple[str, ...], terms.value("riksavtal.approval_sections", on).value)


def approval_reasons(facts: IssueFacts, terms: Terms = SHIPPED) -> list[Reason]:
    """The recorded approval where one is needed, and none where the block is closed (RUS-20, RUS-21)."""
    if facts.ground is None or (facts.ground == Ground.PATIENTENS_VAL and not facts.section):
        return []
    approval, section = facts.approval, facts.section
    if not needs_approval(facts.ground, section, facts.on, terms):
        return [BOOK.reason("RUS-21.closed")] if approval else []
    if approval is None:
        return [BOOK.reason("RUS-20.missing", section=section)]
    reasons, day = [], plain_date(approval.decided_on)
    if not approval.approved:
        reasons.append(BOOK.reason("RUS-20.declined", section=section, day=day))
    if approval.decided_on > facts.on:
        reasons.append(BOOK.reason("RUS-20.future", day=day))
    if not approval.signed:
        reasons.append(BOOK.reason("RUS-20.unsigned"))
    return reasons


def travel_facts(ground: str | None, on: date, terms: Terms = SHIPPED) -> dict[str, bool | None]:
    """What the referral says about ``care``, ``travel`` and ``accommodation`` (RUS-22). None: not stated."""
    if ground != Ground.PATIENTENS_VAL:
        return {"care": None, "travel": None, "accommodation": None}
    paid = cast(Mapping[str, bool], terms.value("rus.kap4_travel", on, KALMAR).value)
    return {name: paid[name] for name in ("care", "travel", "accommodation")}


# --- money, signature, form ----------------------------------------------------------------------------------------


def reimbursement_reasons(facts: IssueFacts) -> list[Reason]:
    """Exactly one of fields 15 and 16 for a private receiver, none for a public one (RUS-30, RUS-31)."""
    if facts.receiver is None:
        return []
    other, home = facts.other_region, facts.home_region_agreement
    if not facts.receiver.private:
        return [BOOK.reason("RUS-31.closed")] if home or other is not None else []
    reasons = []
    if other is None and not home:
        reasons.append(BOOK.reason("RUS-30.none"))
    if other is not None and home:
        reasons.append(BOOK.reason("RUS-30.both"))
    if other is not None and not other.strip():
        reasons.append(BOOK.reason("RUS-30.region_name"))
    return reasons


def reinvoicing_reasons(form: Form, on: date, terms: Terms = SHIPPED) -> list[Reason]:
    """A cause for each re-invoicing, from the list (RUS-32, D-09)."""
    if not form.reinvoice:
        return []
    if not form.reinvoice_causes:
        return [BOOK.reason("RUS-32.no_cause")]
    rule = cast(Mapping[str, tuple[str, ...]], terms.value("rus.reinvoicing", on, KALMAR).value)
    strange = [cause for cause in form.reinvoice_causes if cause not in rule["causes"]]
    return [BOOK.reason("RUS-32.unknown_cause", cause=cause) for cause in strange]


def signer_reasons(facts: IssueFacts, terms: Terms = SHIPPED) -> list[Reason]:
    """A doctor or the head of unit, of the referring unit (RUS-35, D-08)."""
    if facts.signer is None:
        return [BOOK.reason("RUS-35.unsigned")]
    reasons = []
    if facts.signer.role not in _codes(terms, "rus.signer_roles", facts.on):
        reasons.append(BOOK.reason("RUS-35.role"))
    if not facts.signer.referring_unit:
        reasons.append(BOOK.reason("RUS-35.unit"))
    return reasons


def missing_fields(facts: IssueFacts) -> list[Reason]:
    """Every mandatory field of the form that is empty, in the order of the form (RUS-07, RUS-33, RUS-46)."""
    form, missing = facts.form, []
    if form and not form.from_unit.strip():
        missing.append("RUS-07.from_unit")
    if facts.receiver is None:
        missing.append("RUS-07.to_unit")
    if facts.person is None:
        missing.append("RUS-07.person")
    if form:
        if facts.person and not form.name.strip():
            missing.append("RUS-07.name")
        if facts.person and not form.address.strip() and not form.protected:
            missing.append("RUS-07.address")
        if not form.doctor.strip():
            missing.append("RUS-07.doctor")
        if not form.question.strip():
            missing.append("RUS-33.blank")
        if form.certificate and not form.relative_name.strip():
            missing.append("RUS-46.no_name")
    return [BOOK.reason(code) for code in missing]


def form_reasons(facts: IssueFacts, terms: Terms = SHIPPED) -> list[Reason]:
    """What a form can hold against itself: paying region, validity box, re-invoicing (RUS-12, RUS-27, RUS-32)."""
    form, reasons = facts.form, []
    if form is None:
        return []
    if form.paying_region != terms.value("rus.home_region", facts.on, KALMAR).value:
        reasons.append(BOOK.reason("RUS-12.other", region=region_name(form.paying_region)))
    if form.three_months and (facts.valid_from or facts.valid_to):
        reasons.append(BOOK.reason("RUS-27.both"))
    return reasons + reinvoicing_reasons(form, facts.on, terms)
