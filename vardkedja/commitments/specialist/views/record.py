"""Parts of the case page that tell what the sides have found, decided, asked and answered."""

from typing import Any

from vardkedja.commitments.specialist import papers, present, texts
from vardkedja.commitments.specialist.actions.assessing import SUPPLIERS
from vardkedja.commitments.specialist.look import Case
from vardkedja.commitments.specialist.models import Completion, Question, Ruling
from vardkedja.rules.commitment_facts import Ground
from vardkedja.rules.specialist_facts import FUNDING_WORDS, Funding, Outcome


def assessment(found: Case) -> list[tuple[str, Any]]:
    """What the office has found, for the office."""

    def said(answer: bool | None, note: str) -> str:
        word = "inte besvarat" if answer is None else "ja" if answer else "nej"
        return f"{word}. {note}" if note else word

    rows: list[tuple[str, Any]] = [("Handläggare", found.officer_name or "ingen än")]
    if found.box == Ground.PATIENTENS_VAL:
        rows += [
            ("Samma slags vård", said(found.same_kind, found.same_kind_note)),
            ("Samma indikation", said(found.same_indication, found.same_indication_note)),
            ("Finansiering", FUNDING_WORDS[Funding(found.funding)] if found.funding else "inte besvarat"),
            ("Avtal", found.agreement_reference),
        ]
    if found.outside:
        own = f"{found.own_text} ({found.own_name}, {found.own_on})" if found.own_text else "saknas"
        rows += [("Egen bedömning", own), ("Indikationerna uppfyllda", said(found.indications_met, ""))]
    return [(label, value) for label, value in rows if value]


def rulings(found: Case) -> list[dict[str, Any]]:
    """Every decision, latest first: outcome, reason, conditions, who and when, on whose behalf (SVR-35)."""
    rows = Ruling.objects.filter(case_id=found.id).select_related("decided_by", "on_behalf_of").order_by("-id")
    return [
        {
            "outcome": texts.OUTCOME_WORDS[Outcome(row.outcome)],
            "tone": "done" if row.outcome == Outcome.APPROVED else "stop",
            "who": row.decided_by.name + (f" på uppdrag av {row.on_behalf_of.name}" if row.on_behalf_of else ""),
            "function": row.function,
            "when": present.when(row.decided_at),
            "parts": [
                part
                for part in (
                    ("Skäl", row.reason),
                    ("Villkor", row.conditions),
                    ("Period", papers.span(row.period_from, row.period_to)),
                    ("Gäller inte från", str(row.from_day) if row.from_day else ""),
                    ("Regler som inte var uppfyllda", "\n".join(map(present.without_id, row.failed))),
                    ("Resor, logi och andra förmåner", "\n".join(row.benefits)),
                    ("Vad patienten kan göra", row.next_steps),
                )
                if part[1]
            ],
        }
        for row in rows
    ]


def completions(found: Case) -> list[dict[str, Any]]:
    """What was asked for and what came."""
    rows = Completion.objects.filter(case_id=found.id).select_related("asked_by").order_by("-id")
    return [
        {
            "items": ", ".join(row.items),
            "asked": f"{present.when(row.asked_at)}, {row.asked_by.name}",
            "text": row.text,
            "came": f"{row.received_on}, från {SUPPLIERS[row.supplied_by].lower()}" if row.received_on else "",
            "answer": row.answer,
        }
        for row in rows
    ]


def thread(found: Case) -> list[dict[str, str]]:
    """The messages between the sender and the office, oldest first (SVR-38)."""
    rows = Question.objects.filter(case_id=found.id).select_related("written_by", "unit").order_by("id")
    return [
        {"who": f"{row.written_by.name}, {row.unit.name}", "when": present.when(row.written_at), "text": row.text}
        for row in rows
    ]
