"""What in a case waits to be read, answered, signed or posted: the messages' own tasks, with the act that settles each."""

from typing import Any

from vardkedja.kernel.access import Actor
from vardkedja.kernel.cases import Task
from vardkedja.referrals import present
from vardkedja.referrals.look import Case
from vardkedja.referrals.messages import Message
from vardkedja.rules.access import Permission
from vardkedja.rules.referrals import MESSAGE_WORDS, MessageKind, Node

# What settles a question, by its kind: word and page.
REPLIES = {
    MessageKind.COMPLETION_REQUEST: (("Skicka komplettering", "komplettera"),),
    MessageKind.QUESTION: (("Svara på frågan", "komplettera"),),
    MessageKind.RECALL_REQUEST: (("Avbryt remissen", "avbryt"), ("Svara nej", "nej-till-aterkallelse")),
    MessageKind.REPRIORITISATION: (("Skicka ny bekräftelse", "bekrafta"),),
}


def waits(actor: Actor, case: Case, messages: list[Message]) -> list[dict[str, Any]]:
    """The open tasks at the actor's units that are about one message, each with its text and its acts."""
    by_id = {message.uuid: message for message in messages}
    units = list(actor.rem_units)
    found = Task.objects.filter(case_id=case.id, done_at__isnull=True, item__isnull=False, unit_id__in=units)
    shown = []
    for task in found.select_related("staff").order_by("sort_on", "id"):
        message = by_id.get(task.item) if task.item else None
        if message is None:
            continue
        word = MESSAGE_WORDS[MessageKind(message.kind)]
        shown.append(
            {
                "title": f"{_todo(task.node)}: {word}",
                "who": task.staff.name if task.staff else "enheten",
                "when": present.when(message.written_at),
                "text": message.text,
                "actions": _acts(actor, case, task.node, message),
            }
        )
    return shown


def _todo(node: str) -> str:
    return {
        Node.ATTEST: "Att vidimera",
        Node.QUESTIONS: "Att besvara",
        Node.SIGN: "Att signera",
        Node.SEND: "Att skicka",
    }.get(Node(node), "Att göra")


def _acts(actor: Actor, case: Case, node: str, message: Message) -> list[dict[str, str]]:
    base, about = f"/remisser/{case.uuid}/gor", f"?besked={message.uuid}"
    if node == Node.ATTEST:
        acts = [{"words": "Vidimera", "href": f"{base}/vidimera/{about}"}]
        if message.kind == MessageKind.CONFIRMATION and actor.may(Permission.REM_WRITE) and message.accepted_at is None:
            acts.append(
                {"words": "Flytta bevakningen", "href": f"{base}/flytta-bevakning/{about}", "variant": "secondary"}
            )
        return acts
    if node == Node.SIGN:
        return [{"words": "Läs och signera", "href": f"{base}/signera-svar/{about}"}]
    if node == Node.SEND:
        pdf = {"words": "Skriv ut", "href": f"/remisser/{case.uuid}/senaste-svar.pdf", "variant": "secondary"}
        return [{"words": "Registrera som skickat", "href": f"{base}/skickat/{about}"}, pdf]
    return [
        {"words": words, "href": f"{base}/{path}/{about}", "variant": "" if place == 0 else "secondary"}
        for place, (words, path) in enumerate(REPLIES.get(MessageKind(message.kind), ()))
    ]
