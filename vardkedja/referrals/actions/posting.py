"""What goes to somebody outside the system on paper: the fact, the day, the channel, who and what went with it (X-24)."""

import datetime
import uuid

from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor, demand
from vardkedja.kernel.cases import Task
from vardkedja.kernel.verbs import Missing, Refused, verb
from vardkedja.kernel.write import Write
from vardkedja.referrals import look
from vardkedja.referrals.actions.common import fault, noon, unwritable
from vardkedja.referrals.messages import Message
from vardkedja.rules.access import Permission
from vardkedja.rules.referral_facts import Channel
from vardkedja.rules.referrals import Node

CHANNELS = (Channel.PAPER, Channel.FAX, Channel.POST)


@verb
def post(
    case_uuid: uuid.UUID,
    message_uuid: uuid.UUID,
    *,
    by: Actor,
    sent_on: datetime.date | None,
    channel: str = "post",
    enclosures: str = "",
) -> uuid.UUID:
    """Registrera som skickat: a confirmation, answer or notice to a sender outside has left the unit."""
    demand(by, Permission.REM_WRITE)
    case = look.at(by, case_uuid)
    row = Message.objects.filter(uuid=message_uuid, case_id=case.id, state="to_send").first() if case else None
    if case is None or row is None:
        raise Missing
    mine = Task.objects.filter(case_id=case.id, item=row.uuid, done_at__isnull=True, unit_id__in=by.rem_units)
    if not mine.exists():  # it waits at another unit that the case has been at
        raise Missing
    faults = unwritable(enclosures=enclosures)
    if sent_on is None or sent_on > clock.today() or sent_on < clock.local(row.written_at).date():
        text = "Fyll i dagen då det lämnade enheten: från dagen det skrevs till idag."
        faults.append(fault("X-24.day", "sent_on", "Dagen saknas eller är fel", text))
    if channel not in list(CHANNELS):
        faults.append(fault("X-24.channel", "channel", "Välj hur det skickades", ""))
    if faults:
        raise Refused("Utskicket registrerades inte", faults)
    assert sent_on is not None
    write = Write(by, "rem.post", case_id=case.id, version=case.version).change_case(state=case.state)
    sent = {"state": "sent", "channel": channel, "sent_on": sent_on, "sent_at": write.at, "sent_by_id": by.staff_id}
    write.change_row(Message, row.uuid, **sent).close_tasks(str(Node.SEND), item=row.uuid)
    late = row.send_by is not None and sent_on > row.send_by
    write.send(
        changes={"channel": [None, channel], "enclosures": ["", enclosures.strip()[:200]]}
        | ({"late": [None, f"skulle ha skickats {row.send_by}"]} if late else {}),
        event_at=noon(sent_on),
        patient_id=case.patient_id,
    )
    return case.uuid
