"""Every named rule: its facts, its result, one line about it, and the function that answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from vardkedja.rules.decision import Decision
from vardkedja.rules.named import (
    acute,
    calendar,
    commitments,
    devices,
    discharge,
    identity,
    liability,
    plans,
    referrals,
)


@dataclass(frozen=True, slots=True)
class Named:
    """One named rule."""

    facts: type
    result: type
    line: str
    answer: Callable[[Any], Decision]


NAMED: dict[str, Named] = {
    "calendar.working_days": Named(
        calendar.WorkingDaysFacts,
        calendar.WorkingDaysResult,
        "Den N:te arbetsdagen efter ett datum.",
        calendar.working_days,
    ),
    "calendar.red_days": Named(
        calendar.RedDaysFacts, calendar.RedDaysResult, "Årets röda dagar med namn.", calendar.red_days
    ),
    "identity.parse": Named(
        identity.ParseFacts, identity.ParseResult, "Vad ett personnummer eller reservnummer säger.", identity.parse
    ),
    "commitments.validity": Named(
        commitments.ValidityFacts,
        commitments.ValidityResult,
        "Första och sista giltiga dag för en betalningsförbindelse.",
        commitments.validity,
    ),
    "commitments.issue": Named(
        commitments.IssueFacts,
        commitments.IssueResult,
        "Om en betalningsförbindelse får utfärdas, med alla skäl.",
        commitments.issue,
    ),
    "commitments.covers": Named(
        commitments.CoversFacts,
        commitments.CoversResult,
        "Om en betalningsförbindelse gäller för viss vård en viss dag.",
        commitments.covers,
    ),
    "commitments.acute_contact": Named(
        acute.ContactFacts,
        acute.ContactResult,
        "Sista dagen att kontakta hemregionen efter en akut inskrivning.",
        acute.acute_contact,
    ),
    "referrals.deadlines": Named(
        referrals.DeadlinesFacts,
        referrals.DeadlinesResult,
        "När en remiss ska skickas och hur länge den bevakas.",
        referrals.deadlines,
    ),
    "referrals.forward": Named(
        referrals.ForwardFacts,
        referrals.ForwardResult,
        "Om en remiss får vidarebefordras elektroniskt till en enhet.",
        referrals.forward,
    ),
    "discharge.admission_notice": Named(
        discharge.NoticeFacts,
        discharge.NoticeResult,
        "Om ett inskrivningsmeddelande får skickas, och om det är sent.",
        discharge.admission_notice,
    ),
    "discharge.preliminary": Named(
        discharge.PreliminaryFacts,
        discharge.PreliminaryResult,
        "Det preliminära utskrivningsdatumet i ett meddelande på helgen.",
        discharge.preliminary,
    ),
    "discharge.ready": Named(
        discharge.ReadyFacts,
        discharge.ReadyResult,
        "Om utskrivningsklar får meddelas, och vilken dag det räknas som inkommet.",
        discharge.ready,
    ),
    "discharge.medicines": Named(
        discharge.MedicinesFacts,
        discharge.MedicinesResult,
        "Hur många dagar läkemedel skickas med vid utskrivning.",
        discharge.medicines,
    ),
    "discharge.observation": Named(
        discharge.ObservationFacts,
        discharge.ObservationResult,
        "Hur länge en observation får pågå.",
        discharge.observation,
    ),
    "plans.kind": Named(
        plans.KindFacts, plans.KindResult, "Om en plan heter SIP eller Barnens bästa plan.", plans.kind
    ),
    "plans.vils": Named(
        plans.VilsFacts, plans.VilsResult, "Hur länge ett underlag för vård i livets slut gäller.", plans.vils
    ),
    "devices.route": Named(
        devices.RouteFacts,
        devices.RouteResult,
        "Hur ett hjälpmedel till en patient utanför Skåne förskrivs, steg för steg.",
        devices.route,
    ),
    "devices.abroad": Named(
        devices.AbroadFacts,
        devices.AbroadResult,
        "Rätt till hjälpmedel, betalare och intyg för en patient som bor utomlands.",
        devices.abroad,
    ),
    "liability.days": Named(
        liability.DaysFacts,
        liability.DaysResult,
        "Dagarna efter utskrivningsklar för ett ärende i en månad.",
        liability.days,
    ),
    "liability.month": Named(
        liability.MonthFacts,
        liability.MonthResult,
        "Kommunens genomsnitt för en månad, och om det överskrider gränsen.",
        liability.month,
    ),
    "liability.ladder": Named(
        liability.LadderFacts,
        liability.LadderResult,
        "Från varning till betalning, månad för månad.",
        liability.ladder,
    ),
    "liability.charge": Named(
        liability.ChargeFacts,
        liability.ChargeResult,
        "Dagarna som debiteras i en betalningsmånad, och beloppet.",
        liability.charge,
    ),
    "liability.statute": Named(
        liability.StatuteFacts,
        liability.StatuteResult,
        "Betalningsansvar enligt lagen, med första dag och alla dagar.",
        liability.statute,
    ),
}
