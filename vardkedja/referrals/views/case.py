"""The case page: what it is about, what has happened, what happens next and who can do it."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from vardkedja.kernel import absences, accesslog, clock, drafts
from vardkedja.kernel.access import Actor
from vardkedja.kernel.decisions import Decision
from vardkedja.kernel.documents import Document
from vardkedja.kernel.history import History
from vardkedja.kernel.look import words
from vardkedja.referrals import look, present
from vardkedja.referrals.actions.receiving import TOLD_WAYS
from vardkedja.referrals.choices import choices, turn
from vardkedja.referrals.content import PRIORITIES, REQUEST_KINDS
from vardkedja.referrals.look import Case
from vardkedja.referrals.messages import Message
from vardkedja.referrals.papers_in import Scan
from vardkedja.referrals.views import waiting
from vardkedja.rules.referral_facts import CHANNEL_WORDS, Channel
from vardkedja.rules.referrals import MESSAGE_WORDS, InState, MessageKind, State

PAPERS = {"remiss": "Remissen", "bekraftelse": "Remissbekräftelse", "svar-final": "Slutsvar", "svar-partial": "Delsvar"}
PAPERS |= {"svar-preliminary": "Preliminärsvar", "meddelande": "Meddelande"}
ONE_ACT = datetime.timedelta(seconds=5)  # at most, between a message and the row of history that it was written with
SCANS = {"referral": "Pappersremissen", "confirmation": "Remissbekräftelse (skannad)", "answer": "Remissvar (skannat)"}


def case(request: HttpRequest, case_uuid: uuid.UUID) -> HttpResponse:
    """One case; logged before it is shown."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = look.at(actor, case_uuid)
    if found is None:
        raise Http404
    accesslog.record(actor, "rem.case", [found.patient_id], case_id=found.id, request=request.id)  # type: ignore[attr-defined]
    return render(request, "referrals/case.html", page(actor, found, request.GET.get("klart", "")))


def page(actor: Actor, found: Case, done: str = "") -> dict[str, Any]:
    """Everything for `referrals/case.html`."""
    sides = found.side_of(actor)
    messages = list(
        Message.objects.filter(case_id=found.id).select_related("written_by", "signed_by", "signed_for", "attested_by")
    )
    waits = waiting.waits(actor, found, messages)
    return {
        "case": found,
        "patient": present.patient(found),
        "states": states(found, sides),
        "done": done,
        "about": about(found),
        "now_panel": now_panel(actor, found, waiting_here=bool(waits)),
        "waits": waits,
        "facts_line": five_facts(found, messages),
        "days": timeline(found, messages),
        "documents": documents(found),
        "scans": scans(found, bool(sides)),
        "why": _why(found),
        "others": drafts.others_writing(actor, drafts.Case(pk=found.id)),
        "title": found.to_name if "sender" in sides or not found.from_name else found.from_name,
        "outward": "sender" in sides,
        "today": clock.today(),
        "mine": bool(sides),
    }


def states(found: Case, sides: frozenset[str]) -> list[tuple[str, str]]:
    """The state of the side that the actor works on first; the other side's beside it, saying whose it is."""
    if found.in_state and not sides:  # a unit that has forwarded it
        tone, word = present.in_state(found.in_state)
        return [present.in_state(InState.FORWARDED), (tone, f"Hos mottagaren: {word.lower()}")]
    ours = "receiver" if "receiver" in sides and "sender" not in sides else "sender"
    shown = []
    if found.sender_inside:
        tone, word = present.out_state(found.state)
        shown.append((tone, word if ours == "sender" else f"Hos avsändaren: {word.lower()}"))
    if found.in_state:
        tone, word = present.in_state(found.in_state)
        shown.append((tone, word if ours == "receiver" or not shown else f"Hos mottagaren: {word.lower()}"))
    return list(reversed(shown)) if ours == "receiver" else shown


def about(found: Case) -> list[tuple[str, Any]]:
    """The facts of the referral, in the order of the work."""
    rows: list[tuple[str, Any]] = [("Från", found.from_name), ("Till", _receiver(found))]
    rows.append(("Begäran", REQUEST_KINDS.get(found.request_kind, "")))
    if found.priority != "normal":
        rows.append(("Prioritet", PRIORITIES.get(found.priority, "")))
    rows.append(("Remittent", found.doctor_name or "inte vald")) if found.sender_inside else None
    if found.phone and not found.protected:
        rows.append(("Telefon till patienten", found.phone))
    if found.decided_on:
        rows.append(("Beslut om remiss", words.long_day(found.decided_on)))
    if found.sent_on:
        how = CHANNEL_WORDS[Channel(found.channel)].lower() if found.channel else ""
        late = f", sent: skulle ha skickats {found.send_by}" if found.send_by and found.sent_on > found.send_by else ""
        rows.append(("Skickad", f"{words.long_day(found.sent_on)}, {how}, {found.sent_name}{late}"))
    elif found.send_by:
        rows.append(("Skickas senast", words.long_day(found.send_by)))
    if found.watch_until and found.sender_inside:
        ended = f", avslutad {present.when(found.watch_ended_at)}" if found.watch_ended_at else ""
        rows.append(("Bevakas", f"{words.long_day(found.watch_until)}, {found.watch_cause}{ended}"))
        rows.append(("Bevakare", found.monitor_name or ""))
    return rows + _incoming(found)


def _receiver(found: Case) -> str:
    """The receiver, and that it has ended when it has: then somebody must recall, or ask where its patients went (X-04)."""
    if not found.to_name:
        return "inte vald"
    if found.to_valid_to and found.to_valid_to < clock.today():
        return f"{found.to_name}. Enheten upphörde {found.to_valid_to}: återkalla, eller kontakta den som tog över"
    return found.to_name


def _incoming(found: Case) -> list[tuple[str, Any]]:
    if found.in_state is None:
        return []
    rows: list[tuple[str, Any]] = [("Ansvarig bedömare", found.in_assessor_name or "saknas")]
    if found.in_arrived_on:
        rows.append(("Kom", words.long_day(found.in_arrived_on)))
    if found.in_confirm_by and found.in_confirmed_at is None and found.in_state != InState.ANSWERED:
        rows.append(("Bekräftas eller besvaras senast", words.long_day(found.in_confirm_by)))
    if found.in_told_way:
        day = words.long_day(found.in_told_on) if found.in_told_on else ""
        rows.append(("Besked till patienten", f"{TOLD_WAYS.get(found.in_told_way, '')} {day}".strip()))
    return rows


def five_facts(found: Case, messages: list[Message]) -> list[tuple[str, str]]:
    """Sent, received, accepted, answered and read are five different facts: each with its day, or nothing yet."""
    final = next((m for m in messages if m.kind == MessageKind.FINAL and m.state == "sent"), None)
    paper = next((m for m in messages if m.kind == MessageKind.CONFIRMATION and m.state == "sent"), None)
    accepted = found.in_confirmed_at or (paper.sent_at if paper else None)
    facts = [
        ("Skickad", words.day(found.sent_on, clock.today()) if found.sent_on else ""),
        ("Mottagen", present.when(found.in_received_at) if found.in_received_at else ""),
        ("Bekräftad", present.when(accepted) if accepted else ""),
        ("Besvarad", present.when(final.sent_at) if final and final.sent_at else ""),
        ("Läst", present.when(final.attested_at) if final and final.attested_at else ""),
    ]
    return (
        facts if found.sender_inside else facts[1:-1]
    )  # when a sender outside sent it and read the answer is not known


def now_panel(actor: Actor, found: Case, *, waiting_here: bool) -> dict[str, Any]:
    """Whose turn it is, by when, the acts this person may take now, and for the rest why not and who can."""
    deputies = absences.handed_to(actor, clock.today())
    offered = choices(actor, found, deputies)
    base = f"/remisser/{found.uuid}"
    may = [c for c in offered if not c.why_not]
    first = "secondary" if waiting_here else ""  # what waits to be read has the one filled button
    actions: list[dict[str, Any]] = [
        {
            "words": c.words,
            "href": f"{base}/skriv/" if c.path == "skriv" else f"{base}/gor/{c.path}/",
            "variant": "tertiary" if c.quiet else first if place == 0 else "secondary",
        }
        for place, c in enumerate(may)
    ]
    others = [{"what": c.words, "who": f"{c.why_not} {c.who}".strip()} for c in offered if c.why_not]
    by, tone = _deadline(found, found.side_of(actor))
    return {"task": turn(actor, found), "by": by, "tone": tone, "actions": actions, "others": others}


def _deadline(found: Case, sides: frozenset[str]) -> tuple[str, str]:
    """The deadline of whose turn it is, in words, and its tone."""
    due: datetime.date | None = None
    if found.deceased_on:  # no deadlines for who has died
        return "", ""
    if found.in_state and not sides:
        return "", ""  # forwarded: no day is this unit's any more
    if "receiver" in sides and found.in_state in (InState.NOT_ASSESSED, InState.COMPLETION):
        due, what = found.in_confirm_by, "Senast"
    elif found.state in (State.DRAFT, State.TO_SIGN, State.TO_SEND):
        due, what = found.send_by, "Skickas senast"
    elif found.watch_ended_at is None:
        due, what = found.watch_until, "Bevakas till"
    if due is None:
        return "", ""
    said, tone = words.deadline(due, clock.today())
    return f"{what} {words.day(due, clock.today())}, {said}", tone


def timeline(found: Case, messages: list[Message]) -> list[dict[str, Any]]:
    """What has happened, newest first, by day; a message's text stands where it was sent."""
    rows = (
        History.objects.filter(case_id=found.id).select_related("staff", "unit", "on_behalf_of").order_by("-id")[:200]
    )
    said = _said(messages, rows)
    days: list[dict[str, Any]] = []
    for row in rows:
        at = clock.local(row.at)
        title = words.long_day(at.date()).capitalize()
        if not days or days[-1]["title"] != title:
            days.append({"title": title, "events": []})
        who = f"{row.staff.name}, {row.unit.name}" if row.staff and row.unit else "Vårdkedja"
        if row.on_behalf_of:
            who = f"{row.staff.name} på uppdrag av {row.on_behalf_of.name}" if row.staff else who
        message = said.get(row.pk)
        body = (message.text if message else "") or (row.note if row.verb != "rem.attest" else _attested(row.note))
        more = present.told(row.changes)
        days[-1]["events"].append(
            {
                "at": at.strftime("%H:%M"),
                "icon": present.EVENT_ICONS.get(row.verb, "done"),
                "what": present.EVENT_WORDS.get(row.verb, row.verb),
                "who": who + (f", hände {row.event_at:%Y-%m-%d}" if _earlier(row) else ""),
                "tone": "late" if "late" in row.changes else "",
                "body": "\n\n".join(part for part in (body, more) if part),
            }
        )
    return days


def _said(messages: Iterable[Message], rows: Iterable[History]) -> dict[int, Message]:
    """Each message at the row of history that it was written with: by the same person, the nearest in time."""
    found: dict[int, Message] = {}
    for message in messages:
        near = [row for row in rows if row.staff_id == message.written_by_id]
        row = min(near, key=lambda one: abs(one.at - message.written_at), default=None)
        if row and abs(row.at - message.written_at) < ONE_ACT:
            found[row.pk] = message
    return found


def _attested(kind: str) -> str:
    return MESSAGE_WORDS[MessageKind(kind)] if kind in list(MessageKind) else kind


def _earlier(row: History) -> bool:
    """Whether it happened on another day than it was registered (X-26)."""
    return row.event_at is not None and clock.local(row.event_at).date() != clock.local(row.at).date()


def documents(found: Case) -> list[dict[str, str]]:
    """The signed papers, newest first; a broken signature says so."""
    shown = []
    for row in Document.objects.filter(case_id=found.id).order_by("-version", "-kind"):
        note = f"signerad {present.when(row.signed_at)}"
        if not row.intact():
            note = "signeringen stämmer inte med innehållet, kontakta förvaltaren"
        href = f"/remisser/{found.uuid}/{row.kind}-{row.version}.pdf"
        shown.append({"title": PAPERS.get(row.kind, row.kind), "href": href, "note": note})
    return shown


def scans(found: Case, mine: bool) -> list[dict[str, str]]:
    """The scanned papers of the case: open one, or take one loose that lies wrong."""
    rows = Scan.objects.filter(case_id=found.id).defer("data", "previews").order_by("-scanned_at")
    return [
        {
            "title": SCANS.get(row.kind, "Skannat papper"),
            "href": f"/remisser/papper/{row.uuid}/",
            "note": f"kom {row.arrived_on}, {row.pages} {'sida' if row.pages == 1 else 'sidor'}",
            "loose": f"/remisser/{found.uuid}/gor/ta-loss/?besked={row.uuid}" if mine else "",
        }
        for row in rows
    ]


def _why(found: Case) -> dict[str, Any] | None:
    """The Varför? of the day that counts now, as it was decided."""
    names = ["referrals.confirm_by", "referrals.deadlines", "referrals.reply_by"]
    stored = Decision.objects.filter(case_id=found.id, rule__in=names).order_by("-id").first()
    return present.why(stored.body) if stored else None
