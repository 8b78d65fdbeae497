"""The case page: what it is about, what has been decided, what has happened, what happens next and who can do it."""

import uuid
from collections import Counter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from vardkedja.commitments.specialist import look, papers, present, texts
from vardkedja.commitments.specialist.choices import choices, officer_away, turn
from vardkedja.commitments.specialist.content import of_case
from vardkedja.commitments.specialist.facts import assessment_of, referral_facts, standing, stored_facts
from vardkedja.commitments.specialist.look import Case
from vardkedja.commitments.specialist.models import Ruling
from vardkedja.commitments.specialist.views import record
from vardkedja.kernel import accesslog, clock, drafts, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.cases import Task
from vardkedja.kernel.decisions import Decision
from vardkedja.kernel.documents import Document
from vardkedja.kernel.history import History
from vardkedja.kernel.look import words
from vardkedja.referrals import present as referrals
from vardkedja.rules import agreements_between, specialist_deciding, specialist_signing
from vardkedja.rules.access import Permission
from vardkedja.rules.commitment_facts import Ground
from vardkedja.rules.specialist_facts import (
    BENEFIT_WORDS,
    BOX_WORDS,
    ENTRANCE_WORDS,
    REASON_WORDS,
    Benefit,
    Entrance,
    Reason,
)
from vardkedja.rules.specialist_handling import handling
from vardkedja.rules.specialist_workflow import BEFORE_DECISION, Event, State

DECISIONS = ["commitments.issue", "specialist.approve", "specialist.sign", "specialist.extend"]


def case(request: HttpRequest, case_uuid: uuid.UUID) -> HttpResponse:
    """One case; logged before it is shown."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = look.at(actor, case_uuid)
    if found is None:
        raise Http404
    accesslog.record(actor, "svr.case", [found.patient_id], case_id=found.id, request=request.id)  # type: ignore[attr-defined]
    return render(request, "commitments/svr/case.html", page(actor, found, request.GET.get("klart", "")))


def page(actor: Actor, found: Case, done: str = "") -> dict[str, Any]:
    """Everything for `commitments/svr/case.html`."""
    sides = found.sides_of(actor)
    inside = bool(sides & {"sender", "office"})
    tone, word = present.state(found.state, found.last_day)
    return {
        "case": found,
        "patient": present.patient(found),
        "tone": tone,
        "word": word,
        "done": done,
        "steps": steps(found),
        "about": about(found),
        "basis": [(label, getattr(found, name)) for name, label in BASIS if getattr(found, name)],
        "office": record.assessment(found) if "office" in sides else [],
        "rulings": record.rulings(found),
        "completions": record.completions(found) if inside else [],
        "thread": record.thread(found) if inside else [],
        "benefits": benefits(found),
        "agreement": agreement(found),
        "now_panel": now_panel(actor, found),
        "days": timeline(found) if inside else [],
        "documents": documents(found, actor),
        "why": _why(found),
        "hinders": hinders(found) if "office" in sides and found.state == State.ASSESSING else [],
        "others": drafts.others_writing(actor, drafts.Case(pk=found.id)),
        "sender": "sender" in sides,
        "today": clock.today(),
    }


NEVER = (State.REJECTED, State.DISMISSED, State.WITHDRAWN, State.DELETED)  # no commitment will come
BASIS = (
    ("complaints", "Bedömning av patientens besvär"),
    ("diagnosis", "Diagnos"),
    ("measure", "Planerad åtgärd"),
)


def steps(found: Case) -> list[tuple[str, str]]:
    """The way from signing to commitment: each step with its moment, or nothing yet."""
    at = [row for row in Ruling.objects.filter(case_id=found.id).order_by("id")[:1]]
    decided = present.when(at[0].decided_at) if at else ""
    first = ("Signerad", present.when(found.signed_at) if found.signed_at else "")
    came = ("Hos regionen", words.day(found.received_on, clock.today()) if found.received_on else "")
    way = [came] if found.outside else [first, came]
    issued = [("Utfärdad", present.when(found.issued_at) if found.issued_at else "")]
    return [*way, ("Beslutad", decided), *(issued if found.care_form == "sluten" and found.state not in NEVER else [])]


def about(found: Case) -> list[tuple[str, Any]]:
    """The facts of the referral, in its order."""
    rows: list[tuple[str, Any]] = [
        ("Remiss", BOX_WORDS[Ground(found.box)] if found.box else "inte valt"),
        ("Från", found.sender_words),
        ("Till", f"{found.to_name}, {found.to_region_name}" if found.to_name else "inte vald"),
        ("Vårdform", papers.CARE_FORMS.get(found.care_form, "inte vald")),
        ("Specialitet", found.specialty),
        ("Planerad inskrivning", papers.when(found.admission_on, found.admission_time)),
        ("Planerad period", papers.span(found.period_from, found.period_to)),
        ("Ingång", ENTRANCE_WORDS[Entrance(found.entrance)]),
    ]
    if found.reason:
        rows.append(("Skäl", REASON_WORDS[Reason(found.reason)] + (", NHV" if found.nhv else "")))
        rows.append(("Förklaring", found.explanation))
    if found.box == Ground.VARDGARANTI:
        rows += [("Uppsatt sedan", found.listed_since), ("Garantidatum", found.guarantee_on)]
    if found.doctor_name:
        signed = f", signerade {present.when(found.signed_at)}" if found.signed_at else " ska signera"
        rows.append(("Signerare", (found.signed_name or found.doctor_name) + signed))
    if found.sent_at:
        rows.append(("Skickad", f"{present.when(found.sent_at)}, {present.fact(found.channel)}"))
    if found.first_day:
        rows.append(("Betalningsförbindelse", f"gäller {papers.span(found.first_day, found.last_day)}"))
    rows.append(("Patienten informerad", _informed(found)))
    return [(label, value) for label, value in rows if value]


def _informed(found: Case) -> str:
    if found.informed is None:
        return ""
    return "ja" if found.informed else f"nej: {found.informed_reason}"


def benefits(found: Case) -> dict[str, Any]:
    """The benefit extract: empty before approval, then what follows and why (SVR-04, 10, 19, 20, 31)."""
    approved = found.state in (State.APPROVED, State.ISSUED)
    pack = terms.terms(found.rules)
    facts = stored_facts(found, clock.today())
    decision = texts.benefits_of(found, facts, pack, approved=approved, lodging=found.lodging_granted)
    asked = [
        f"{BENEFIT_WORDS[Benefit(one['kind'])]}: {one['reason']}" + (" (tillägg)" if one["supplement"] else "")
        for one in found.benefits
    ]
    lines = [str(line) for line in decision.result.get("sentences", ())]  # type: ignore[attr-defined]
    if found.lodging_granted and found.lodging_nights:
        lines.append(f"Beviljade nätter: {found.lodging_nights}")
    return {"lines": lines, "asked": asked, "why": present.why(decision) if found.box else None, "approved": approved}


def agreement(found: Case) -> dict[str, Any] | None:
    """Which agreement follows from the two regions, and the chapter by its title; what is unclear asks a person."""
    if not found.to_region or not found.box:
        return None
    today, pack = clock.today(), terms.terms(found.rules)
    decision = agreements_between.agreement_between(
        found.region, found.to_region, found.to_municipality, found.issued_at.date() if found.issued_at else today, pack
    )
    chapter = agreements_between.chapter(found.box, today, pack)
    ask = [reason.text for reason in (*decision.reasons, *chapter.reasons)]
    return {"say": texts.agreement_words(found, pack), "why": present.why(decision), "chapter": chapter.say, "ask": ask}


def hinders(found: Case) -> list[dict[str, Any]]:
    """What stands in the way of an approval right now, each with its Varför? (SVR-05 to 08, 11, 13)."""
    pack = terms.terms(found.rules)
    facts = stored_facts(found, clock.today())
    decision = specialist_deciding.approve(facts, assessment_of(found), clock.now(), pack)
    return [{"what": reason.head, "why": referrals.reason_why(reason)} for reason in decision.reasons]


def now_panel(actor: Actor, found: Case) -> dict[str, Any]:
    """Whose turn it is, by when, the acts this person may take now, and for the rest why not and who can."""
    open_here = Task.objects.filter(case_id=found.id, unit_id=actor.unit_id, done_at__isnull=True)
    waiting = Counter(open_here.values_list("node", flat=True))
    offered = choices(actor, found, waiting, away=officer_away(actor, found))
    base = f"/specialistvard/{found.uuid}"
    may = [c for c in offered if not c.why_not]
    if _ready(actor, found):  # nothing is left to write: signing is what comes next
        may.sort(key=lambda c: c.event is not Event.SIGN)
    actions = [
        {
            "words": c.words,
            "href": f"{base}/skriv/" if c.path == "skriv" else f"{base}/gor/{c.path}/",
            "variant": "tertiary" if c.quiet else "" if place == 0 else "secondary",
        }
        for place, c in enumerate(may)
    ]
    if found.issued_at and found.sides_of(actor) == {"receiver"}:
        actions.insert(0, {"words": "Skriv ut betalningsförbindelsen", "href": _latest_paper(found), "variant": ""})
    others = [{"what": c.words, "who": f"{c.why_not} {c.who}".strip()} for c in offered if c.why_not]
    by, tone = _deadline(found)
    return {"task": turn(actor, found), "by": by, "tone": tone, "actions": actions, "others": others}


def _ready(actor: Actor, found: Case) -> bool:
    """Whether a draft is whole and the actor may sign it."""
    if found.state != State.DRAFT or not actor.may(Permission.SVR_SIGN):
        return False
    content, today = of_case(found), clock.today()
    facts = referral_facts(content, standing(content, found.from_id, today), today, found.region, signer=actor)
    return not specialist_signing.sign(facts, terms.terms(found.rules)).stops


def _latest_paper(found: Case) -> str:
    kind = "betalningsforbindelse"
    versions = (
        Document.objects.filter(case_id=found.id, kind=kind).order_by("-version").values_list("version", flat=True)
    )
    return f"/specialistvard/{found.uuid}/{kind}-{versions[0]}.pdf"


def _deadline(found: Case) -> tuple[str, str]:
    """The region's target while the office has the case; nothing for who has died (X-28)."""
    if found.state not in BEFORE_DECISION or found.received_on is None or found.deceased_on:
        return "", ""
    result = handling(found.received_on, clock.today(), found.region, terms.terms(found.rules)).result
    if "due" not in result:
        return f"{result['days']} dagar hos regionen", ""
    said, tone = words.deadline(result["due"], clock.today())
    return f"Beslut senast {words.day(result['due'], clock.today())}, {said}", tone  # type: ignore[arg-type]


def timeline(found: Case) -> list[dict[str, Any]]:
    """What has happened, newest first, by day."""
    rows = (
        History.objects.filter(case_id=found.id).select_related("staff", "unit", "on_behalf_of").order_by("-id")[:200]
    )
    days: list[dict[str, Any]] = []
    for row in rows:
        at = clock.local(row.at)
        title = words.long_day(at.date()).capitalize()
        if not days or days[-1]["title"] != title:
            days.append({"title": title, "events": []})
        who = f"{row.staff.name}, {row.unit.name}" if row.staff and row.unit else "Vårdkedja"
        if row.on_behalf_of and row.staff:
            who = f"{row.staff.name} på uppdrag av {row.on_behalf_of.name}"
        happened = row.event_at is not None and clock.local(row.event_at).date() != at.date()
        days[-1]["events"].append(
            {
                "at": at.strftime("%H:%M"),
                "icon": present.EVENT_ICONS.get(row.verb, "done"),
                "what": present.EVENT_WORDS.get(row.verb, row.verb),
                "who": who + (f", hände {row.event_at:%Y-%m-%d}" if happened else ""),
                "tone": "",
                "body": "\n\n".join(part for part in (row.note, present.told(row.changes)) if part),
            }
        )
    return days


def documents(found: Case, actor: Actor) -> list[dict[str, str]]:
    """The signed papers, newest first; a receiver gets the decision and the commitment, never the sender's referral."""
    rows = Document.objects.filter(case_id=found.id).order_by("-signed_at", "-id")
    if found.sides_of(actor) == {"receiver"}:
        rows = rows.filter(kind__in=("beslut", "betalningsforbindelse"))
    shown = []
    for row in rows:
        note = f"signerad {present.when(row.signed_at)}"
        if not row.intact():
            note = "signeringen stämmer inte med innehållet, kontakta förvaltaren"
        title = row.content["document"].get("title") or papers.TITLES.get(row.kind, row.kind)
        version = f", version {row.version}" if row.kind == "betalningsforbindelse" else ""
        href = f"/specialistvard/{found.uuid}/{row.kind}-{row.version}.pdf"
        shown.append({"title": f"{title}{version}", "href": href, "note": note})
    return shown


def _why(found: Case) -> dict[str, Any] | None:
    """The Varför? of the latest decision that the rules took part in."""
    stored = Decision.objects.filter(case_id=found.id, rule__in=DECISIONS).order_by("-id").first()
    return present.why(stored.body) if stored else None
