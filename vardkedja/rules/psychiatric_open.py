"""Open compulsory care: the patient who stays on the ward, coercive measures, and broken conditions (LNK-111, 112)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vardkedja.rules.commitment_facts import CareForm
from vardkedja.rules.datewords import plain_date
from vardkedja.rules.decision import Decision, Outcome, met
from vardkedja.rules.discharge_notice import WithoutConsent, without_consent
from vardkedja.rules.psychiatric import NOTICE_FORMS, LegalForm
from vardkedja.rules.words import book

BOOK = book("psychiatric_open")
STATE = "öppen vård, kvar på vårdplats"


def waiting(court_decided_on: date, on: date, services_from: date | None = None, bed_offered: bool = False) -> Decision:
    """Whether a patient in open care still has a bed on the ward, waiting for the municipality (LNK-111).

    ``services_from``: the day the municipality's services start; None while it is not known. Result: ``shown``, the
    state on the day ``on``, and ``last``, the last day it is shown, when known. Services from the day of the court's
    decision: never shown. Flags: no bed offered, the start not known.
    """
    inputs = {
        "court_decided_on": court_decided_on,
        "on": on,
        "services_from": services_from,
        "bed_offered": bed_offered,
    }
    started = services_from is not None and services_from <= court_decided_on
    shown = not started and court_decided_on <= on and (services_from is None or on <= services_from)
    result: dict[str, object] = {"shown": shown}
    if services_from and not started:
        result["last"] = services_from
    reasons = []
    if shown and not bed_offered:
        reasons.append(BOOK.reason("LNK-111.no_bed"))
    if shown and services_from is None:
        reasons.append(BOOK.reason("LNK-111.no_start"))
    return met(
        "psychiatric.waiting",
        reasons,
        result=result,
        inputs=inputs,
        say=f"Läget är {STATE}." if shown else "Patienten väntar inte på vårdplats den dagen.",
        sources=(BOOK.sources["waiting"],),
        outcome=Outcome.COMPUTED,
    )


def coercive_measure(setting: CareForm, used_on: date | None = None) -> Decision:
    """What becomes of a coercive measure that is ordered, or that was used on ``used_on`` (LNK-111).

    In open care an order is refused. One that was used all the same is recorded with a flag. Result: ``deviation``,
    whether it is stored as one (LNK-137). In inpatient care this rule stops nothing.
    """
    inputs = {"setting": setting, "used_on": used_on}
    reasons = []
    if setting is CareForm.OPPEN:
        if used_on is None:
            reasons.append(BOOK.reason("LNK-111.coercive"))
        else:
            reasons.append(BOOK.reason("LNK-111.used", used=plain_date(used_on)))
    return met(
        "psychiatric.coercive_measure",
        reasons,
        result={"deviation": setting is CareForm.OPPEN and used_on is not None},
        inputs=inputs,
        say=reasons[0].text if reasons else "Patienten vårdas inte i öppen form. Förbudet där gäller inte.",
        sources=(BOOK.sources["coercive"],),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureFacts:
    """A message about a broken condition, from either side, without the patient's consent."""

    form: LegalForm
    setting: CareForm
    recipient: str
    condition: str
    exception: WithoutConsent


def disclosure(facts: DisclosureFacts) -> Decision:
    """Whether the message may be sent: open care, a condition, a recipient, and a ground of the list (LNK-09, LNK-112).

    Every side of the case may send it. That it goes without consent is shown as a flag.
    """
    reasons = without_consent(facts.exception, NOTICE_FORMS[facts.form])
    if facts.setting is not CareForm.OPPEN:
        reasons.append(BOOK.reason("LNK-112.not_open"))
    if not facts.condition.strip():
        reasons.append(BOOK.reason("LNK-112.no_condition"))
    if not facts.recipient.strip():
        reasons.append(BOOK.reason("LNK-112.no_recipient"))
    if not reasons:
        reasons.append(BOOK.reason("LNK-112.sent", ground=facts.exception.ground.strip()))
    return met(
        "psychiatric.disclosure",
        reasons,
        inputs={
            "form": facts.form,
            "setting": facts.setting,
            "recipient": bool(facts.recipient.strip()),
            "condition": bool(facts.condition.strip()),
            "exception": {"ground": facts.exception.ground, "need": facts.exception.need},
        },
        say=reasons[0].text,
    )
