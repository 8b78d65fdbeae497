"""What a decision says in words: its letter, the benefits that follow, the region's text on what the patient can do next."""

import datetime
from collections.abc import Mapping
from typing import Any, NamedTuple

from vardkedja.commitments.specialist.look import Case
from vardkedja.commitments.specialist.papers import CARE_FORMS, Row, span
from vardkedja.kernel import clock, terms
from vardkedja.rules import agreements_between, law, specialist_benefits
from vardkedja.rules.commitment_facts import AGREEMENT_WORDS, Agreement, Ground
from vardkedja.rules.decision import Decision
from vardkedja.rules.specialist_facts import BOX_WORDS, Benefit, Outcome, ReferralFacts

NEXT_STEPS = "svr.next_steps"
OUTCOME_WORDS = {
    Outcome.APPROVED: "Godkänd",
    Outcome.REJECTED: "Avslagen",
    Outcome.DISMISSED: "Avvisad",
    Outcome.REVOKED: "Upphävd",
}
OUTCOME_TITLES = {
    Outcome.APPROVED: "Beslut: godkänd",
    Outcome.REJECTED: "Beslut: avslag",
    Outcome.DISMISSED: "Beslut: avvisad",
    Outcome.REVOKED: "Beslut: upphävd",
}


class Letter(NamedTuple):
    """A decision letter: its title, its fields and its texts by heading."""

    title: str
    rows: list[Row]
    texts: list[tuple[str, str]]


def letter(case: Case, ruled: Mapping[str, Any]) -> Letter:
    """The letter of a decision (SVR-35); `ruled` are the columns of its record."""
    outcome = Outcome(ruled["outcome"])
    rows: list[Row] = [
        ("Ärende", case.number),
        ("Utfall", OUTCOME_WORDS[outcome]),
        ("Remiss", BOX_WORDS[Ground(case.box)] if case.box else None),
        ("Vårdform", CARE_FORMS.get(case.care_form)),
        ("Beslutad", f"{clock.local(clock.now()):%Y-%m-%d %H:%M}"),
        ("Period", span(ruled["period_from"], ruled["period_to"])),
    ]
    if ruled["from_day"]:
        rows.append(("Gäller inte från", str(ruled["from_day"])))
    said = [
        ("Planerad åtgärd", case.measure),
        ("Skäl", ruled["reason"]),
        ("Villkor", ruled["conditions"]),
        ("Resor, logi och andra förmåner", "\n".join(ruled["benefits"])),
        ("Vad du som patient kan göra", ruled["next_steps"]),
    ]
    return Letter(OUTCOME_TITLES[outcome], rows, said)


def lodging_letter(case: Case, granted: bool, nights: int | None, reason: str) -> Letter:
    """The letter of a decision on lodging (SVR-19)."""
    rows: list[Row] = [
        ("Ärende", case.number),
        ("Utfall", "Logi beviljas" if granted else "Logi beviljas inte"),
        ("Nätter", str(nights) if granted else None),
        ("Beslutad", f"{clock.local(clock.now()):%Y-%m-%d %H:%M}"),
    ]
    return Letter("Beslut om logi", rows, [("Skäl", reason.strip())])


def next_steps(case: Case) -> str:
    """What the region has written on what the patient can do after a refusal; "" when it has written nothing."""
    try:
        return str(terms.terms(case.rules).value(NEXT_STEPS, clock.today(), case.region).value)
    except law.NotInForce:
        return ""


def benefits_of(case: Case, facts: ReferralFacts, pack: law.Terms, *, approved: bool, lodging: bool | None) -> Decision:
    """Which benefits follow, as the rules say (SVR-04, 10, 19, 20, 31)."""
    return specialist_benefits.benefits(
        case.box, approved, facts.benefits, clock.today(), pack, lodging_granted=lodging, region=case.region
    )


def benefits(case: Case, facts: ReferralFacts, pack: law.Terms, *, approved: bool, lodging: bool | None) -> list[str]:
    """The same as the sentences that are printed."""
    found = benefits_of(case, facts, pack, approved=approved, lodging=lodging)
    return [str(line) for line in found.result.get("sentences", ())]  # type: ignore[attr-defined]


def lodging_rule(case: Case) -> str:
    """What the region's pack says of lodging for the case's box: yes, no, possible, silent; "" when nothing is in force."""
    try:
        entry = terms.terms(case.rules).value("svr.benefits", clock.today(), case.region)
    except law.NotInForce:
        return ""
    return str(entry.value.get(case.box, {}).get(Benefit.LODGING, ""))  # type: ignore[attr-defined]


def agreement_words(case: Case, pack: law.Terms) -> str:
    """The agreement that follows from the two regions, with the chapter's title where the Riksavtal applies."""
    today = clock.today()
    found = agreements_between.agreement_between(case.region, case.to_region or "", case.to_municipality, today, pack)
    code = found.result.get("agreement")
    if not code:
        return "ej fastställt"
    words = AGREEMENT_WORDS[Agreement(str(code))].capitalize()
    if code != Agreement.RIKSAVTAL or not case.box:
        return words
    title = agreements_between.chapter(case.box, clock.today(), pack).result.get("title")
    return f"{words}, {title}" if title else words


def day_words(day: datetime.date | None) -> str:
    """A day for a text, "" for none."""
    return day.isoformat() if day else ""
