"""The case page: whose patient it is, which of the seven days, what presses and why, what has happened, what comes next."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from vardkedja.commitments.acute import choices, look, present, pressing
from vardkedja.commitments.acute.look import Case
from vardkedja.commitments.specialist.rulepages import TRANSFER
from vardkedja.kernel import accesslog, clock, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.decisions import Decision
from vardkedja.kernel.history import History
from vardkedja.kernel.look import words
from vardkedja.kernel.ruledocuments import RuleDocument, of_region
from vardkedja.referrals import present as shared
from vardkedja.rules import acute as rules
from vardkedja.rules.access import Permission
from vardkedja.rules.acute_workflow import State
from vardkedja.rules.decision import Outcome
from vardkedja.rules.specialist_workflow import State as ReferralState
from vardkedja.rules.specialist_workflow import state_word as referral_word

DIRECTIVE = "Direktiv nr 46"
SHOWN = 200  # rows of history
# A referral in one of these leads to no more commitment: continued care asks for a new one (SVR-26).
SETTLED = (ReferralState.REJECTED, ReferralState.DISMISSED, ReferralState.REVOKED)
RAN_OUT = "SVR-26.ran_out"


def case(request: HttpRequest, case_uuid: uuid.UUID) -> HttpResponse:
    """One admission; logged before it is shown."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = look.at(actor, case_uuid)
    if found is None:
        raise Http404
    request_id = request.id  # type: ignore[attr-defined]
    accesslog.record(actor, "svr_acute.case", [found.patient_id], case_id=found.id, request=request_id)
    return render(request, "commitments/acute/case.html", page(actor, found, request.GET.get("klart", "")))


def page(actor: Actor, found: Case, done: str = "") -> dict[str, Any]:
    """Everything for `commitments/acute/case.html`."""
    today = clock.today()
    flags = pressing.flags(found, today)
    contact = rules.contact(found.admitted_on, found.contact_on, today, terms.terms(found.rules))
    latest = None if contact.outcome is Outcome.UNCLEAR else contact.result["latest"]
    return {
        "case": found,
        "patient": present.patient(found),
        "state": present.state(found),
        "done": done,
        "picture": present.picture(found, latest, today),  # type: ignore[arg-type]
        "marks": [(present.tone(one), present.short(one)) for one in flags],
        "flags": [(one.head, shared.reason_why(one)) for one in flags],
        "now_panel": now_panel(actor, found, [one.code for one in flags], latest),
        "why": shared.why(contact) if found.contact_on is None and not found.void else None,
        "about": present.about(found) + remarks(found),
        "motive": found.motive,
        "directive": directive(found),
        "referral": referral(found),
        "days": timeline(found),
    }


def now_panel(actor: Actor, found: Case, codes: list[str], latest: Any) -> dict[str, Any]:
    """Whose turn it is, by when, the acts this person may take now, and for the rest why not and who can."""
    offered = choices.choices(actor, found)
    base = f"/specialistvard/akut/{found.uuid}/gor"
    may = [one for one in offered if not one.why_not]
    actions: list[dict[str, Any]] = []
    if writes_referral(actor, found, codes):
        href = f"/specialistvard/ny/?akut={found.uuid}"
        actions.append({"words": "Skriv specialistvårdsremiss, Akutvård", "href": href})
    for one in may:
        variant = "tertiary" if one.quiet else "secondary" if actions else ""
        actions.append({"words": one.words, "href": f"{base}/{one.path}/", "variant": variant})
    by, tone = "", ""
    if latest and found.contact_on is None and not found.dead and State(found.state) is State.ADMITTED:
        said, tone = words.deadline(latest, clock.today())
        by = f"Kontakt senast {words.day(latest, clock.today())}, {said}"
    return {
        "task": "Din tur: skriv remissen"
        if actions[:1] and "akut=" in actions[0]["href"]
        else choices.turn(actor, found, offered),
        "by": by,
        "tone": tone,
        "actions": actions,
        "others": [{"what": one.words, "who": f"{one.why_not} {one.who}".strip()} for one in offered if one.why_not],
    }


def writes_referral(actor: Actor, found: Case, codes: list[str]) -> bool:
    """Whether this person is to write the referral: continued care elsewhere, and none that leads to a commitment."""
    if not found.out or found.state != State.CONTINUES or found.unit_id not in actor.svr_units:
        return False
    none = found.specialist_state is None or found.specialist_state in SETTLED or RAN_OUT in codes
    return none and actor.may(Permission.SVR_WRITE)


def referral(found: Case) -> dict[str, str] | None:
    """The referral that the admission has led to, the latest one."""
    if found.specialist_uuid is None:
        return None
    word = referral_word(str(found.specialist_state))
    title = f"Specialistvårdsremiss {found.specialist_number}"
    return {"title": title, "href": f"/specialistvard/{found.specialist_uuid}/", "note": word}


def directive(found: Case) -> dict[str, str] | None:
    """The directive on taking patients home, for our patient whose transfer is decided (SVR-28)."""
    if not found.out or found.decision != rules.TRANSFER or found.void:
        return None
    documents = list(of_region(found.region).filter(kind=TRANSFER))
    if not documents:
        return {"title": DIRECTIVE, "href": "", "note": "Dokumentet är inte inlagt. Be regelförvaltaren lägga in det."}
    return _document(documents[-1])


def _document(document: RuleDocument) -> dict[str, str]:
    parts = [f"version {document.version}" if document.version else ""]
    dated = (("från", document.valid_from), ("reviderad", document.revised_on), ("kontrollerad", document.checked_on))
    parts += [f"{word} {day}" for word, day in dated if day]
    if not document.link:
        parts.append("länk är inte inlagd")
    return {"title": document.title, "href": document.link, "note": ", ".join(part for part in parts if part)}


def remarks(found: Case) -> list[tuple[str, Any]]:
    """What the decision was made with although it could not be judged in full (SVR-24), as it was stored."""
    stored = Decision.objects.filter(case_id=found.id, rule="acute.decide").order_by("-id").first()
    return [("Anmärkning", one["text"]) for one in (stored.body["reasons"] if stored else [])]


def timeline(found: Case) -> list[dict[str, Any]]:
    """What has happened, newest first, by day."""
    rows = History.objects.filter(case_id=found.id).select_related("staff", "unit").order_by("-id")[:SHOWN]
    days: list[dict[str, Any]] = []
    for row in rows:
        at = clock.local(row.at)
        title = words.long_day(at.date()).capitalize()
        if not days or days[-1]["title"] != title:
            days.append({"title": title, "events": []})
        who = f"{row.staff.name}, {row.unit.name}" if row.staff and row.unit else "Vårdkedja"
        happened = clock.local(row.event_at).date() if row.event_at else at.date()
        days[-1]["events"].append(
            {
                "at": at.strftime("%H:%M"),
                "icon": present.EVENT_ICONS.get(row.verb, "done"),
                "what": present.EVENT_WORDS.get(row.verb, row.verb),
                "who": who + (f", hände {happened}" if happened != at.date() else ""),
                "tone": "late" if "late" in row.changes else "",
                "body": row.note,
            }
        )
    return days
