"""What in a case waits to be read, answered, signed or posted: the messages' own tasks, with the act that settles each."""

import uuid
from typing import Any

from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor
from vardkedja.kernel.cases import Task
from vardkedja.kernel.documents import Document
from vardkedja.kernel.look.words import day
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


def _attest(actor: Actor, case: Case, base: str, about: str, message: Message) -> list[dict[str, Any]]:
    """One press to attest, since nothing else changes; a final answer asks about the watch on a page of its own (REM-17)."""
    once: dict[str, Any] = {"turn": case.turn, "besked": message.uuid}
    if message.kind == MessageKind.FINAL and case.watch_ended_at is None:
        acts: list[dict[str, Any]] = [{"words": "Läs och vidimera", "href": f"{base}/vidimera/{about}"}]
    else:
        acts = [{"words": "Vidimera", "post": f"{base}/vidimera/", "fields": once, "key": uuid.uuid4()}]
    if message.kind == MessageKind.CONFIRMATION and actor.may(Permission.REM_WRITE) and message.accepted_at is None:
        if message.proposed_on and message.proposed_on >= clock.today():
            moved = once | {
                "until": message.proposed_on,
                "cause": f"väntetid enligt bekräftelse: {message.wait_words}"[:200],
            }
            words = f"Flytta bevakningen till {day(message.proposed_on, clock.today())}"
            post = f"{base}/flytta-bevakning/"
            acts.append({"words": words, "post": post, "fields": moved, "key": uuid.uuid4(), "variant": "secondary"})
        else:
            href = f"{base}/flytta-bevakning/{about}"
            acts.append({"words": "Flytta bevakningen", "href": href, "variant": "secondary"})
    return acts


def _print(case: Case, message: Message) -> list[dict[str, Any]]:
    """The paper that was signed with the message, when there is one: not the latest, which may be another."""
    if message.signed_at is None:
        return []
    found = Document.objects.filter(case_id=case.id, signed_at=message.signed_at).exclude(kind="remiss")
    return [
        {"words": "Skriv ut", "href": f"/remisser/{case.uuid}/{paper.kind}-{paper.version}.pdf", "variant": "secondary"}
        for paper in found[:1]
    ]


def _acts(actor: Actor, case: Case, node: str, message: Message) -> list[dict[str, Any]]:
    base, about = f"/remisser/{case.uuid}/gor", f"?besked={message.uuid}"
    if node == Node.ATTEST:
        return _attest(actor, case, base, about, message)
    if node == Node.SIGN:
        return [{"words": "Läs och signera", "href": f"{base}/signera-svar/{about}"}]
    if node == Node.SEND:
        return [{"words": "Registrera som skickat", "href": f"{base}/skickat/{about}"}, *_print(case, message)]
    return [
        {"words": words, "href": f"{base}/{path}/{about}", "variant": "" if place == 0 else "secondary"}
        for place, (words, path) in enumerate(REPLIES.get(MessageKind(message.kind), ()))
    ]
