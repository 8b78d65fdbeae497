"""What every verb on a RUS case begins with: see it, may I, does the table allow it, has it moved since it was read."""

import uuid
from typing import Any

from vardkedja.commitments import look
from vardkedja.commitments.content import Content, Fault
from vardkedja.commitments.facts import Standing
from vardkedja.commitments.look import Case
from vardkedja.kernel import clock, verbs
from vardkedja.kernel.access import Actor, demand
from vardkedja.kernel.typed import control_signs
from vardkedja.kernel.verbs import Conflict, Missing, Refused
from vardkedja.kernel.write import Write
from vardkedja.rules.access import Permission
from vardkedja.rules.commitment_workflow import WORKFLOW, Event, State, display_state, state_word
from vardkedja.rules.decision import Reason, Source, Weight, Who

FORM = Source("RUS-remiss instruktion, Region Kalmar län", "status och steg", basis="reading R-18")
# The node of the work list that holds a state's task, and how it is worded there.
NODES = {State.DRAFT: "finish", State.AWAITING: "approve", State.READY: "issue", State.ISSUED: "post"}
MOVED = "moved"


def see(
    by: Actor,
    permission: Permission,
    event: Event,
    case_uuid: uuid.UUID,
    version: int | None,
    key: uuid.UUID | None,
    asked: Any,
) -> Case:
    """The case that a verb acts on. Raises Denied, Missing, Conflict, Refused (the table does not allow it) or AlreadyDone."""
    demand(by, permission)
    sql, values = look.statement(by, case_uuid)
    row = verbs.look(by, f"rus.{event}", key, [str(case_uuid), version, asked], case_uuid, sql, values)
    if row is None:
        raise Missing
    case = look.from_row(row)
    if WORKFLOW.next(case.state, Event.CHANGE if event is Event.SAVE and case.state == State.READY else event) is None:
        raise Refused(_what(event), [not_from_here(case, event)])
    if version is not None and version != case.version:
        raise Conflict
    return case


def not_from_here(case: Case, event: Event) -> Reason:
    """Why the table of states does not allow the event, in words."""
    shown = display_state(State(case.state), case.last_day, clock.today())
    text = f"Remiss {case.number} är {state_word(shown).lower()}. Öppna den och se vad som kan göras nu."
    code = "RUS-38.locked" if case.issued_on else f"X-13.{event}"
    return Reason(code=code, head=f"Det går inte när den är {state_word(shown).lower()}", text=text, source=FORM)


def _what(event: Event) -> str:
    return {
        Event.SAVE: "Ändringen sparades inte",
        Event.ISSUE: "Remissen utfärdades inte",
        Event.REQUEST_APPROVAL: "Godkännande begärdes inte",
        Event.POST: "Postningen registrerades inte",
        Event.CANCEL: "Remissen makulerades inte",
        Event.DELETE: "Utkastet togs inte bort",
    }.get(event, "Det gick inte")


def faults_as_reasons(faults: list[Fault]) -> list[Reason]:
    """Fields that could not be read, as reasons."""
    source = Source("RUS-remiss instruktion, Region Kalmar län", "blankettens fält")
    return [
        Reason(code="RUS-07.unreadable", head=fault.text, text="", source=source, field=fault.field) for fault in faults
    ]


def writing(by: Actor, event: Event, case: Case) -> Write:
    """A write on the case at the version that was read."""
    return Write(by, f"rus.{event}", case_id=case.id, version=case.version)


def task_columns(node: str, unit_id: int, *, staff_id: int | None = None, flag: str = "") -> dict[str, Any]:
    """The columns of an open task that began to wait now and has no deadline of its own; without staff the pool has it."""
    return {
        "node": node,
        "unit_id": unit_id,
        "staff_id": staff_id,
        "sort_on": clock.today(),
        "since": clock.now(),
        "flag": flag,
    }


def columns(
    content: Content, stands: Standing, write: Write, *, confirmed: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The columns of Referral and of Commitment that a form's content fills.

    `confirmed` is whether it already was confirmed that the care cannot be given here: who did and when is kept (RUS-17).
    """
    assert write.by is not None
    unavailable = content.unavailable_confirmed and content.ground == "hemregion"
    kap4 = content.ground == "patientens_val"
    referral = {
        "question": content.question,
        "phone": content.phone,
        "consulted": content.consulted,
        "doctor_id": stands.doctor[0] if stands.doctor else None,
    }
    commitment = {
        "agreement": content.agreement,
        "ground": content.ground,
        "section": content.section if kap4 else "",
        "three_months": content.validity == "three_months",
        "valid_from": content.valid_from,
        "valid_to": content.valid_to,
        "outpatient_only": content.outpatient_only,
        "other_region_id": content.other_region or None,
        "home_region_agreement": content.reimbursement == "home_region",
        "reinvoice": content.reinvoice,
        "reinvoice_causes": list(content.reinvoice_causes) if content.reinvoice else [],
        "admitted_on": content.admitted_on if content.ground == "akut" else None,
        "guarantee_stated": content.guarantee_stated and content.ground == "vardgaranti",
        "guarantee_on": content.guarantee_on if content.ground == "vardgaranti" else None,
        "certificate": content.certificate,
        "unavailable_confirmed": unavailable,
    }
    if unavailable != confirmed:
        commitment["unavailable_confirmed_at"] = write.at if unavailable else None
        commitment["unavailable_confirmed_by_id"] = write.by.staff_id if unavailable else None
    return referral, commitment


def certificate_columns(content: Content) -> dict[str, Any]:
    """The columns of Certificate."""
    return {
        "relative_name": content.relative_name,
        "relative_number": content.relative_number,
        "relation": content.relation,
        "reason": content.relative_reason,
        "period_from": content.relative_from,
        "period_to": content.relative_to,
    }


def differences(before: Content, after: Content) -> dict[str, list[Any]]:
    """Old and new value per field that differs (X-08)."""
    old, new = before.as_json(), after.as_json()
    return {
        name: [old[name], new[name]]
        for name in new
        if name not in ("raw", "agreements", "grounds") and old[name] != new[name]
    }


def unwritable(**texts: str) -> list[Reason]:
    """A refusal for each text, by its field, that holds invisible control characters; they cannot be stored."""
    source = Source("RUS-remiss instruktion, Region Kalmar län", "blankettens fält")
    return [
        Reason(
            code="RUS-07.unreadable",
            head=f"Texten innehåller osynliga styrtecken ({signs})",
            text="Skriv om texten, eller klistra in den utan formatering.",
            source=source,
            field=name,
        )
        for name, text in texts.items()
        if (signs := control_signs(text))
    ]


def voids_approval(case: Case, content: Content) -> bool:
    """Whether the content is another than the one that the home region's standing approval was given on (RUS-20, RUS-21)."""
    return case.approval is not None and case.approval["content_hash"] != content.fingerprint()


def voided(case: Case, content: Content) -> dict[str, list[str]]:
    """The row of the history for an approval that the content voids (RUS-21)."""
    return {"approval": ["approved", "voided"]} if voids_approval(case, content) else {}


def refuse(what: str, reasons: list[Reason]) -> None:
    """Raise Refused when any reason refuses."""
    if any(reason.weight is Weight.REFUSE for reason in reasons):
        raise Refused(what, reasons)


def waiting_for(head: str, text: str, code: str) -> Reason:
    """A refusal that somebody else can put right."""
    return Reason(code=code, head=head, text=text, source=FORM, who=Who.SOMEONE_ELSE)
