"""Vidarebefordra: the case goes on to the right unit, the trail stays, the referrer is told (REM-31 to REM-38, X-39)."""

import uuid
from typing import Any

from vardkedja.kernel import clock, query, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.cases import Task
from vardkedja.kernel.verbs import verb
from vardkedja.kernel.write import Write
from vardkedja.referrals import routine_questions
from vardkedja.referrals.actions.answering import close
from vardkedja.referrals.actions.common import (
    ELECTRONIC,
    SENDER,
    fault,
    message,
    on_behalf,
    refuse,
    see,
    unwritable,
    writing,
)
from vardkedja.referrals.actions.receiving import reception_columns
from vardkedja.referrals.actions.sending import arrival, inbox
from vardkedja.referrals.actions.telling import tell_sender
from vardkedja.referrals.consultations import Consultation, Reception
from vardkedja.referrals.look import Case
from vardkedja.referrals.standing import Place, place
from vardkedja.rules import referral_forwarding
from vardkedja.rules.access import Permission
from vardkedja.rules.decision import Decision
from vardkedja.rules.referral_facts import ForwardFacts
from vardkedja.rules.referrals import InEvent, InState, MessageKind, Node


@verb
def forward(
    case_uuid: uuid.UUID,
    *,
    by: Actor,
    to_unit: uuid.UUID,
    reason: str,
    text: str,
    channel: str = ELECTRONIC,
    consent: bool = False,
    turn: int | None = None,
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Send the case on with `reason`, and tell the referring unit in `text`; never done by answering (REM-37).

    Electronically to a unit that the order lists, on paper to any other, with the same message (REM-32). To another care
    provider only with the patient's consent (R5). Gives the case's uuid.
    """
    asked = [str(to_unit), reason, text, channel, consent]
    case = see(by, Permission.REM_WRITE, InEvent.FORWARD, case_uuid, turn=turn, key=key, asked=asked)
    assert case.to_id is not None
    target = place(to_unit, clock.today())
    decision = judge(case, target, reason, text, channel, consent)
    extra = unwritable(reason=reason, text=text)
    if channel == ELECTRONIC and target and not target.inside:
        words = "Enheten arbetar utanför systemet. Välj papper, fax eller post."
        extra.append(fault("REM-32.outside", "channel", "Kan inte skickas elektroniskt dit", words))
    refuse(InEvent.FORWARD, decision, extra)
    assert target is not None
    _write_on(by, case, target, reason.strip(), text.strip(), channel, decision)
    return case.uuid


def judge(
    case: Case, target: Place | None, reason: str | None, text: str | None, channel: str, consent: bool
) -> Decision:
    """The rule's answer today; None for the texts asks only whether the way is open."""
    assert case.to_id is not None
    today = clock.today()
    activated, targets = routine_questions.forwarding(case.to_id, today)
    facts = ForwardFacts(
        answered=case.in_state == InState.ANSWERED,
        activated=activated,
        targets=tuple(map(str, targets)),
        target=str(target.id) if target else "",
        message=text,
        reason=reason,
        electronic=channel == ELECTRONIC,
        assessor_set=case.in_assessor_id is not None,
        same_unit=target is not None and target.id == case.to_id,
        target_open=target.open if target else True,
        other_provider=_other_provider(case.to_id, target),
        consent=consent,
    )
    return referral_forwarding.forward(facts, today, case.to_region or case.from_region, terms.terms(case.rules))


def _other_provider(unit_id: int, target: Place | None) -> bool:
    """Whether the two units belong to different care providers; public units of one region are one provider."""
    if target is None:
        return False
    own = query.run("select provider_id, region_id from kernel_unit where id = %s::bigint", (unit_id,))[0]
    return own != (target.provider_id, target.region)


def _write_on(by: Actor, case: Case, target: Place, reason: str, text: str, channel: str, decision: Decision) -> None:
    write = writing(by, InEvent.FORWARD, case, other_unit_id=target.id, headline=target.name)
    assert case.to_id is not None
    write.on_behalf_of = on_behalf(by, case.in_assessor_id, case.to_id, Node.ANSWER)
    goes_on = case._replace(to_id=target.id, to_region=target.region)
    arrived: dict[str, Any] | None = None
    if channel == ELECTRONIC:
        arrived = arrival(goes_on, by, channel, place=(case.in_place or 0) + 1, unit_region=target.region)
        write.insert(Reception, **arrived)
        write.insert(Task, **inbox(target.id, arrived))
    way = {} if arrived else {"channel": channel}  # from now on its confirmations come on paper, and count (REM-07)
    write.change(Consultation, turn=case.turn + 1, reception_id=arrived["uuid"] if arrived else None, **way)
    columns = {"forwarded_to_id": target.id, "forward_reason": reason[:500]}
    taken = reception_columns(by, case, write)
    close(write, by, case, InState.FORWARDED, columns | {k: v for k, v in taken.items() if k.startswith("received")})
    told = message(
        MessageKind.FORWARD_NOTICE, SENDER, by, case, text=f"{text}\n\nNy mottagare: {target.name}. {reason}"
    )
    tell_sender(write, case, told)
    _live_there(write, case, target.id)
    write.decided(decision, day=clock.today())
    write.send(
        changes={"receiver": [case.to_name, target.name], "channel": [None, channel]},
        note=reason,
        patient_id=case.patient_id,
    )


def _live_there(write: Write, case: Case, unit_id: int) -> None:
    assert write.by is not None
    write.errand("live", {"case": str(case.uuid), "units": [unit_id], "by": write.by.staff_id})
