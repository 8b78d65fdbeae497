"""Who takes part in a discharge case: parties, kinds of units, the responsible municipality, actors (LNK-01 to 06)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Decision, Outcome, Reason, met
from vardkedja.rules.law import SHIPPED, Terms
from vardkedja.rules.liability_regime import Regime, regime
from vardkedja.rules.regions import REGIONS
from vardkedja.rules.words import book

BOOK = book("discharge_parties")
COMPUTED = Outcome.COMPUTED
MUNICIPALITY_DIGITS = 4


class PartyKind(StrEnum):
    """What a party to the agreement is."""

    REGION = "region"
    MUNICIPALITY = "municipality"


class UnitKind(StrEnum):
    """What a unit is in the terms of the agreement; the rights to send messages follow it (LNK-02)."""

    INPATIENT = "inpatient_care"
    REGIONAL_PRIMARY = "regional_primary_care"
    MUNICIPAL_PRIMARY = "municipal_primary_care"
    SOCIAL_SERVICES = "social_services"
    OTHER = "other_care_giver"


class Funding(StrEnum):
    """Who pays for a unit."""

    PUBLIC = "public"
    AGREEMENT = "private_agreement"
    PRIVATE = "private"


class Setting(StrEnum):
    """Where the patient is when somebody must answer for support (LNK-04)."""

    HOSPITAL = "in_hospital"
    PRISON = "in_prison"


# Whose care each kind of unit is. Other care givers may be anybody's.
PRINCIPALS = {
    UnitKind.INPATIENT: PartyKind.REGION,
    UnitKind.REGIONAL_PRIMARY: PartyKind.REGION,
    UnitKind.MUNICIPAL_PRIMARY: PartyKind.MUNICIPALITY,
    UnitKind.SOCIAL_SERVICES: PartyKind.MUNICIPALITY,
}
PRINCIPAL_WORDS = {PartyKind.REGION: "regionen", PartyKind.MUNICIPALITY: "en kommun"}
KIND_WORDS = {
    UnitKind.INPATIENT: "sluten vård",
    UnitKind.REGIONAL_PRIMARY: "regional primärvård",
    UnitKind.MUNICIPAL_PRIMARY: "kommunal primärvård",
    UnitKind.SOCIAL_SERVICES: "socialtjänst",
    UnitKind.OTHER: "omsorgsgivare",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyFacts:
    """A party as it is entered: its code, and the version of the agreement that binds it."""

    code: str
    kind: PartyKind
    version: str = ""
    first_on: date | None = None
    last_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFacts:
    """A unit as it is entered: its kind in the agreement, who pays for it and whose care it is."""

    kind: UnitKind | None = None
    funding: Funding = Funding.PUBLIC
    principal: PartyKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFacts:
    """Where a patient is registered and stays. ``by_municipality``: the municipality itself placed the patient."""

    registered: str
    stay: str = ""
    setting: Setting = Setting.HOSPITAL
    by_municipality: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorDays:
    """A unit is an actor of a case from ``since`` through ``until`` (None: no end)."""

    unit: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentVersion:
    """A version of a document that is linked, from its first day until a later version takes over."""

    document: str
    version: str
    link: str
    first_on: date


def party(facts: PartyFacts) -> Decision:
    """Whether a party may be entered, and with which version of the agreement (LNK-01).

    Result: the party, ``kind``, ``version``, ``from`` and ``to``. A party without a version is refused.
    """
    reasons = []
    if not _known(facts.code, facts.kind):
        reasons.append(BOOK.reason("LNK-01.unknown", written=facts.code or "Tomt"))
    if not facts.version.strip():
        reasons.append(BOOK.reason("LNK-01.no_version"))
    if facts.first_on is None:
        reasons.append(BOOK.reason("LNK-01.no_first_day"))
    elif facts.last_on is not None and facts.last_on < facts.first_on:
        reasons.append(BOOK.reason("LNK-01.ends_before", first=plain_date(facts.first_on)))
    entered = {
        "party": facts.code,
        "kind": facts.kind,
        "version": facts.version.strip(),
        "from": facts.first_on,
        "to": facts.last_on,
    }
    say = reasons[0].text if reasons else "Parten kan läggas till."
    return met("discharge.party", reasons, result=entered, inputs=entered, say=say, sources=(BOOK.sources["parties"],))


def _known(code: str, kind: PartyKind) -> bool:
    """Whether the code is one of its kind: two digits for a region, four that begin with a region's for the others."""
    if kind is PartyKind.REGION:
        return code in REGIONS
    return len(code) == MUNICIPALITY_DIGITS and code.isdecimal() and code[:2] in REGIONS


def binding(code: str, on: date, terms: Terms = SHIPPED) -> Decision:
    """Whether the agreement binds the party that day, and which version of it (LNK-01, LNK-140).

    Result: ``bound`` and, when it is, ``agreement``, ``from`` and ``to``. Unclear when the entry says something unknown.
    """
    rule, inputs = "discharge.binding", {"party": code, "on": on}
    answer = regime(code, on, terms)
    if answer.outcome is Outcome.UNCLEAR:
        return met(rule, unclear=answer.reasons, inputs=inputs, say="Det går inte att avgöra om parten är bunden.")
    if answer.result["regime"] is not Regime.AVERAGE:
        say = f"Inget samverkansavtal binder parten {plain_date(on)}."
        return met(rule, result={"bound": False}, inputs=inputs, say=say, sources=answer.sources, outcome=COMPUTED)
    entry = terms.value("liability.regime", on, code)
    return met(
        rule,
        result={"bound": True, "agreement": entry.source.title, "from": entry.start, "to": entry.end},
        inputs=inputs,
        steps=(f"Avtalet gäller parten från {plain_date(entry.start)}.",),
        say=f"{entry.source.title} binder parten {plain_date(on)}.",
        sources=(entry.source,),
        outcome=COMPUTED,
    )


def unit_kind(facts: UnitFacts) -> Decision:
    """Whether a unit may take part as the kind it is given (LNK-02). Result: ``kind``.

    A private unit that is publicly funded takes part as the region's own. A unit without public funding, or whose
    principal does not give that care, is refused.
    """
    reasons = []
    if facts.kind is None:
        reasons.append(BOOK.reason("LNK-02.no_kind"))
    if facts.principal is None:
        reasons.append(BOOK.reason("LNK-02.no_principal"))
    elif facts.kind in PRINCIPALS and PRINCIPALS[facts.kind] is not facts.principal:
        owner = PRINCIPAL_WORDS[PRINCIPALS[facts.kind]]
        reasons.append(BOOK.reason("LNK-02.principal", kind=KIND_WORDS[facts.kind].capitalize(), principal=owner))
    if facts.funding is Funding.PRIVATE:
        reasons.append(BOOK.reason("LNK-02.private"))
    say = reasons[0].text if reasons or facts.kind is None else f"Enheten deltar som {KIND_WORDS[facts.kind]}."
    return met(
        "discharge.unit_kind",
        reasons,
        result={"kind": facts.kind},
        inputs={"kind": facts.kind, "funding": facts.funding, "principal": facts.principal},
        say=say,
        sources=(BOOK.sources["kinds"],),
    )


def responsible(facts: PlaceFacts) -> Decision:
    """The municipality that messages and payment liability go to (LNK-04).

    Result: ``responsible``, where the patient is registered, during the stay and around its end, in hospital and in
    prison alike; ``ultimate``, which keeps its responsibility for those who stay there; ``may_add``, the municipality
    of stay when it is another. Unclear without a registered municipality, and when the municipality itself took the
    initiative for somebody who stays in another: the agreement does not say.
    """
    rule = "discharge.responsible"
    inputs = {
        "registered": facts.registered,
        "stay": facts.stay,
        "setting": facts.setting,
        "by_municipality": facts.by_municipality,
    }
    registered, stay = facts.registered.strip(), facts.stay.strip()
    elsewhere = bool(stay) and stay != registered
    unclear: tuple[Reason, ...] = ()
    if not registered:
        unclear = (BOOK.reason("LNK-04.not_registered"),)
    elif elsewhere and facts.setting is Setting.HOSPITAL and facts.by_municipality:
        unclear = (BOOK.reason("LNK-04.own_initiative"),)
    if unclear:
        return met(rule, unclear=unclear, inputs=inputs, say="Ansvarig kommun går inte att avgöra.")
    steps = [f"Patienten är folkbokförd i {registered}."]
    if elsewhere:
        steps.append(f"{stay} har kvar det yttersta ansvaret för den som vistas där, och kan läggas till som aktör.")
    return met(
        rule,
        result={"responsible": registered, "ultimate": stay or registered, "may_add": (stay,) if elsewhere else ()},
        inputs=inputs,
        steps=steps,
        say=f"Ansvarig kommun är {registered}.",
        sources=(BOOK.sources["municipality"],),
        outcome=COMPUTED,
    )


def access(unit: str, actors: tuple[ActorDays, ...], on: date) -> Decision:
    """Whether somebody at ``unit`` may see the case that day (LNK-05).

    Result: ``log_refusal``, true for every refusal. The first and the last day of an actor count. The sentence of a
    refusal names no other unit.
    """
    own = [days for days in actors if days.unit == unit]
    reasons = []
    if not any(days.since <= on and (days.until is None or on <= days.until) for days in own):
        ended = [days.until for days in own if days.until is not None and days.until < on]
        if ended:
            reasons.append(BOOK.reason("LNK-05.ended", last=plain_date(max(ended))))
        else:
            reasons.append(BOOK.reason("LNK-05.not_actor"))
    return met(
        "discharge.access",
        reasons,
        result={"log_refusal": bool(reasons)},
        inputs={"unit": unit, "actors": [(days.unit, days.since, days.until) for days in actors], "on": on},
        say=reasons[0].text if reasons else "Enheten är aktör i ärendet.",
        sources=(BOOK.sources["actors"],),
    )


def linked_document(versions: tuple[DocumentVersion, ...], on: date) -> Decision:
    """The version of a linked rule document that is shown that day: the latest that has begun (LNK-06).

    Result: ``document``, ``version``, ``link`` and ``from``. Unclear when no version has begun.
    """
    rule, inputs = "discharge.linked_document", {"versions": [item.version for item in versions], "on": on}
    begun = [item for item in versions if item.first_on <= on]
    if not begun:
        missing = BOOK.reason("LNK-06.none", on=plain_date(on))
        return met(rule, unclear=(missing,), inputs=inputs, say=missing.text)
    # Of two versions from one day the one entered last is shown.
    shown = max(enumerate(begun), key=lambda pair: (pair[1].first_on, pair[0]))[1]
    return met(
        rule,
        result={"document": shown.document, "version": shown.version, "link": shown.link, "from": shown.first_on},
        inputs=inputs,
        say=f"{shown.document}, version {shown.version} från {plain_date(shown.first_on)}.",
        sources=(BOOK.sources["owner"],),
        outcome=COMPUTED,
    )
