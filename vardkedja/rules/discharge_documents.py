"""The documents of a discharge: ready when the patient leaves, valid unsigned, told about when changed (LNK-66 to 69)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vardkedja.rules.decision import Decision, Outcome, Reason, computed, met
from vardkedja.rules.words import book

BOOK = book("discharge_documents")
UNSIGNED = "osignerad – gäller"


class DocumentKind(StrEnum):
    """What shall be ready when the patient leaves the ward."""

    FINAL_NOTE = "slutanteckning"
    NURSING_SUMMARY = "omvardnadsepikris"
    MEDICATION_LIST = "lakemedelslista"


MISSING_CODES = {
    DocumentKind.FINAL_NOTE: "LNK-66.final_note",
    DocumentKind.NURSING_SUMMARY: "LNK-66.nursing_summary",
    DocumentKind.MEDICATION_LIST: "LNK-66.medication_list",
}
KIND_WORDS = {
    DocumentKind.FINAL_NOTE: "slutanteckning",
    DocumentKind.NURSING_SUMMARY: "omvårdnadsepikris",
    DocumentKind.MEDICATION_LIST: "läkemedelslista",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that is present."""

    kind: DocumentKind
    signed: bool = False


def complete(papers: tuple[Paper, ...], override: str = "") -> Decision:
    """Whether the three documents are there when the patient leaves; unsigned ones count (LNK-66, LNK-67).

    ``override`` is the reason to let the patient leave without them: then a flag instead of the refusals.
    Result: ``missing``.
    """
    present = {paper.kind for paper in papers}
    missing = tuple(kind for kind in DocumentKind if kind not in present)
    reasons = [BOOK.reason(MISSING_CODES[kind]) for kind in missing]
    if missing and override.strip():
        named = ", ".join(KIND_WORDS[kind] for kind in missing)
        reasons = [BOOK.reason("LNK-66.overridden", missing=named)]
    return met(
        "discharge.documents_complete",
        reasons,
        result={"missing": missing},
        inputs={
            "papers": [{"kind": paper.kind, "signed": paper.signed} for paper in papers],
            "override": bool(override.strip()),
        },
        say=reasons[0].text if reasons else "Handlingarna är klara.",
        sources=(BOOK.sources["ready"],),
    )


def shown(paper: Paper) -> Decision:
    """How the municipality sees a document: as a signed one, with a mark when it is not (LNK-67).

    Result: ``visible``, ``printable`` and ``mark``. The medication list has no mark: it counts as signed (LNK-69).
    """
    unsigned = not paper.signed and paper.kind is not DocumentKind.MEDICATION_LIST
    word = KIND_WORDS[paper.kind].capitalize()
    return computed(
        "discharge.document_shown",
        {"visible": True, "printable": True, "mark": UNSIGNED if unsigned else ""},
        inputs={"kind": paper.kind, "signed": paper.signed},
        say=f"{word}: {UNSIGNED}." if unsigned else f"{word} visas utan märkning.",
        sources=(BOOK.sources["unsigned"],),
    )


def informed(changed_at: datetime, whom: str = "", told_at: datetime | None = None) -> Decision:
    """Whether the task to tell the municipality of a change made at ``changed_at`` may be closed (LNK-68).

    Both whom and when are needed; the time is that of the change or later.
    """
    reasons = []
    if not whom.strip():
        reasons.append(BOOK.reason("LNK-68.no_whom"))
    if told_at is None:
        reasons.append(BOOK.reason("LNK-68.no_time"))
    elif told_at < changed_at:
        reasons.append(BOOK.reason("LNK-68.before"))
    return met(
        "discharge.informed",
        reasons,
        inputs={"changed_at": changed_at, "whom": bool(whom.strip()), "told_at": told_at},
        say=reasons[0].text if reasons else "Uppgiften kan avslutas.",
        sources=(BOOK.sources["change"],),
    )


def changed(
    changed_at: datetime, discharged_at: datetime | None, whom: str = "", told_at: datetime | None = None
) -> Decision:
    """What a change of a document made at ``changed_at`` asks for (LNK-68).

    Result: ``task``, True while the responsible doctor or nurse still has to tell the municipality, and
    ``new_version``, True when the municipality gets the document again, marked. Before the discharge it is neither.
    """
    after = discharged_at is not None and changed_at > discharged_at
    told = informed(changed_at, whom, told_at)
    reasons: list[Reason] = []
    if after and told.stops:
        reasons.append(BOOK.reason("LNK-68.inform"))
    if reasons:
        say = reasons[0].text
    else:
        say = "Kommunen är underrättad om ändringen." if after else "Ändringen är inte gjord efter utskrivningen."
    return met(
        "discharge.document_changed",
        reasons,
        result={"task": bool(reasons), "new_version": after},
        inputs={**told.inputs, "discharged_at": discharged_at},
        say=say,
        sources=(BOOK.sources["change"],),
        outcome=Outcome.COMPUTED,
    )


def medication_list(discharged_at: datetime | None, at: datetime, doctor: str) -> Decision:
    """Whether municipal health care sees the medication list at the instant ``at`` (LNK-69).

    Result: ``visible``, from the instant of discharge, and then ``signed_by``: the treating doctor, whose list it
    counts as. Without a doctor a flag asks for the name; the list is visible all the same.
    """
    inputs = {"discharged_at": discharged_at, "at": at, "doctor": doctor}
    sources, rule = (BOOK.sources["list"],), "discharge.medication_list"
    if discharged_at is None or at < discharged_at:
        say = "Läkemedelslistan blir tillgänglig när patienten skrivs ut."
        return computed(rule, {"visible": False}, inputs=inputs, say=say, sources=sources)
    if not doctor.strip():
        reason = BOOK.reason("LNK-69.no_doctor")
        return met(rule, (reason,), result={"visible": True}, inputs=inputs, say=reason.text, outcome=Outcome.COMPUTED)
    say = f"Läkemedelslistan anses signerad av {doctor.strip()}."
    result = {"visible": True, "signed_by": doctor.strip()}
    return computed(rule, result, inputs=inputs, say=say, sources=sources)
