"""The case page: what it is about, what has happened, what happens next and who can do it."""

import datetime
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from vardkedja.commitments import look, present
from vardkedja.commitments.actions.common import MOVED
from vardkedja.commitments.look import Case
from vardkedja.kernel import accesslog, clock, drafts
from vardkedja.kernel.access import Actor
from vardkedja.kernel.cases import Task
from vardkedja.kernel.decisions import Decision
from vardkedja.kernel.documents import Document
from vardkedja.kernel.history import History
from vardkedja.kernel.look import words
from vardkedja.rules import commitment_validity
from vardkedja.rules.access import Permission
from vardkedja.rules.commitment_facts import AGREEMENT_WORDS, GROUND_WORDS, Agreement, CareForm, Commitment, Ground
from vardkedja.rules.commitment_workflow import WORKFLOW, Event, State
from vardkedja.rules.regions import region_name


def case(request: HttpRequest, case_uuid: uuid.UUID) -> HttpResponse:
    """One case; logged before it is shown."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = look.at(actor, case_uuid)
    if found is None:
        raise Http404
    accesslog.record(actor, "rus.case", [found.patient_id], case_id=found.id, request=request.id)  # type: ignore[attr-defined]
    return render(request, "commitments/case.html", page(actor, found, just_issued="utfardad" in request.GET))


def page(actor: Actor, found: Case, *, just_issued: bool = False) -> dict[str, Any]:
    """Everything for `commitments/case.html`."""
    tone, word = present.state(found.state, found.last_day)
    moved = Task.objects.filter(case_id=found.id, node=MOVED, unit_id=actor.unit_id, done_at__isnull=True).first()
    reads_care = not actor.may(Permission.RUS_READ_REGION)
    return {
        "case": found,
        "tone": tone,
        "word": word,
        "patient": present.patient(found),
        "just_issued": just_issued,
        "about": about(found, reads_care),
        "question": found.question if reads_care else None,
        "now_panel": now_panel(actor, found, moved),
        "flag": moved.flag if moved else "",
        "days": timeline(found, actor),
        "documents": documents(found),
        "validity_why": _stored_why(found) if word in ("Utfärdad", "Postad", "Utgången") else None,
        "others": drafts.others_writing(actor, drafts.Case(pk=found.id)),
        "today": clock.today(),
    }


def about(found: Case, reads_care: bool) -> list[tuple[str, Any]]:
    """The facts of the form, in its order."""
    rows: list[tuple[str, Any]] = [("Remiss från", found.from_name), ("Remiss till", found.to_name or "inte vald")]
    if found.to_region_name:
        kind = "offentlig" if found.to_funding == "public" else "privat med vårdavtal"
        rows.append(("Mottagarens region", f"{found.to_region_name}, {kind}"))
    rows.append(("Avtal", AGREEMENT_WORDS[Agreement(found.agreement)].capitalize() if found.agreement else "inte valt"))
    if reads_care:
        section = f", {found.section}" if found.section and found.section != "other" else ""
        rows.append(("Grund", GROUND_WORDS[Ground(found.ground)] + section if found.ground else "inte vald"))
        if found.admitted_on:
            rows.append(("Inskriven", words.long_day(found.admitted_on)))
        if found.guarantee_on:
            rows.append(("Garantidatum", words.long_day(found.guarantee_on)))
    if found.outpatient_only:
        rows.append(("Omfattning", "Gäller endast öppen vård"))
    if found.other_region:
        rows.append(("Ersättning från hemlandsting", region_name(found.other_region)))
    if found.home_region_agreement:
        rows.append(("Ersättning", "Enligt hemlandstingets avtal med vårdgivaren"))
    if found.reinvoice:
        rows.append(("Vidarefaktureras Östergötland", ", ".join(found.reinvoice_causes) or "orsak saknas"))
    rows.append(("Remitterande läkare", found.doctor_name or "inte vald"))
    if found.consulted:
        rows.append(("Efter samråd med", found.consulted))
    if found.replaces:
        rows.append(("Ersätter", found.replaces))
    if found.replaced_by:
        rows.append(("Ersatt av", found.replaced_by))
    if found.cancel_reason:
        rows.append(("Makulerad", found.cancel_reason))
    if found.posted_on:
        rows.append(("Postad", f"{words.long_day(found.posted_on)}, {found.posted_name}. {found.enclosures}".strip()))
    return rows


def now_panel(actor: Actor, found: Case, moved: Task | None) -> dict[str, Any]:
    """Whose turn it is, the actions this person may take now, and who can do the rest."""
    state = State(found.state)
    mine = found.from_id in actor.rus_units and actor.may(Permission.RUS_WRITE)
    base = f"/rus/{found.uuid}"
    task, by = _task(found, state, actor, mine)
    actions: list[dict[str, Any]] = []
    others: list[dict[str, str]] = []
    events = {step.event for step in WORKFLOW.allowed(state)}
    if mine and Event.ISSUE in events:
        actions.append(
            {
                "words": "Öppna och utfärda" if actor.may(Permission.RUS_SIGN) else "Skriv vidare",
                "href": f"{base}/skriv/",
            }
        )
    if Event.ISSUE in events and not (mine and actor.may(Permission.RUS_SIGN)):
        others.append({"what": "Skriva under och utfärda", "who": "Läkare eller verksamhetschef på " + found.from_name})
    if mine and state is State.ISSUED:
        actions.append({"words": "Skriv ut remissen", "href": f"{base}/remiss.pdf"})
    if Event.APPROVE in events:
        if actor.may(Permission.RUS_APPROVE):
            actions.append({"words": "Svara för hemlandstinget", "href": f"{base}/gor/svara/"})
        elif mine:
            actions.append({"words": "Registrera svar från papper", "href": f"{base}/gor/svara/"})
            others.append({"what": "Godkänna eller avslå", "who": "Hemlandstingets handläggare"})
    if mine:
        for event, label, path in _OWN:
            if event in events:
                actions.append(
                    {
                        "words": label,
                        "href": f"{base}/gor/{path}/",
                        "variant": "tertiary" if path in _QUIET else "secondary",
                    }
                )
        if state is State.CANCELLED and not found.replaced_by:
            actions.append({"words": "Skriv en ny som ersätter", "href": f"{base}/gor/ersatt/"})
    if moved:
        actions.append({"words": "Kvittera flaggan", "href": f"{base}/gor/kvittera/", "variant": "secondary"})
    return {"task": task, "by": by, "actions": actions, "others": others}


_OWN = (
    (Event.POST, "Registrera postning", "posta"),
    (Event.WITHDRAW, "Ta tillbaka begäran", "ta-tillbaka"),
    (Event.CANCEL, "Makulera", "makulera"),
    (Event.DELETE, "Ta bort utkastet", "ta-bort"),
)
_QUIET = ("makulera", "ta-bort")


def _task(found: Case, state: State, actor: Actor, mine: bool) -> tuple[str, str]:
    waited = f"Sedan {present.when(found.changed_at)}"
    if state is State.DRAFT:
        return ("Din tur: skriv klart remissen" if mine else "Utkastet skrivs av " + found.from_name, waited)
    if state is State.AWAITING:
        yours = actor.may(Permission.RUS_APPROVE)
        return ("Din tur: svara för hemlandstinget" if yours else "Väntar på hemlandstingets svar", waited)
    if state is State.READY:
        return (
            "Din tur: utfärda" if mine and actor.may(Permission.RUS_SIGN) else "Väntar på läkare eller verksamhetschef",
            waited,
        )
    if state is State.ISSUED:
        return (
            "Din tur: posta till mottagaren" if mine else "Enheten ska posta till mottagaren",
            _validity_words(found),
        )
    if state is State.POSTED:
        return ("Inget mer att göra", _validity_words(found))
    return ("Inget mer att göra", "")


def _validity_words(found: Case) -> str:
    if found.last_day is None:
        return ""
    left = commitment_validity.days_left(found.last_day, clock.today())
    last = words.long_day(found.last_day)
    return f"Giltig t.o.m. {last}, {left} dagar kvar" if left is not None else f"Gick ut {last}"


def _stored_why(found: Case) -> dict[str, Any] | None:
    """The Varför? of the validity: as it was decided at issue, else as it would be today."""
    stored = Decision.objects.filter(case_id=found.id, rule="commitments.issue").order_by("-id").first()
    if stored:
        return present.why(stored.body)
    return None


def timeline(found: Case, actor: Actor) -> list[dict[str, Any]]:
    """What has happened, newest first, by day. Ekonomiservice sees what was done but not old and new text."""
    rows = History.objects.filter(case_id=found.id).select_related("staff", "unit").order_by("-id")[:200]
    days: list[dict[str, Any]] = []
    for row in rows:
        at = clock.local(row.at)
        title = words.long_day(at.date()).capitalize()
        if not days or days[-1]["title"] != title:
            days.append({"title": title, "events": []})
        who = f"{row.staff.name}, {row.unit.name}" if row.staff and row.unit else "Vårdkedja"
        note = row.note if not actor.may(Permission.RUS_READ_REGION) else ""
        days[-1]["events"].append(
            {
                "at": at.strftime("%H:%M"),
                "icon": present.EVENT_ICONS.get(row.verb, "done"),
                "what": present.EVENT_WORDS.get(row.verb, row.verb),
                "who": who,
                "body": note or _flagged(row.changes),
            }
        )
    return days


def _flagged(changes: dict[str, Any]) -> str:
    return str(changes["flag"][1]) if "flag" in changes else ""


def documents(found: Case) -> list[dict[str, str]]:
    """The signed papers, newest first; a broken signature says so."""
    shown = []
    names = {
        "remiss": ("Remiss/betalningsförbindelse", "remiss.pdf"),
        "anhorigintyg": ("Anhörigintyg", "anhorigintyg.pdf"),
    }
    for document in Document.objects.filter(case_id=found.id).order_by("-version", "-kind"):
        title, file = names[document.kind]
        note = f"version {document.version}, undertecknad {present.when(document.signed_at)}"
        if not document.intact():
            note = "underskriften stämmer inte med innehållet, kontakta förvaltaren"
        shown.append({"title": title, "href": f"/rus/{found.uuid}/{file}", "note": note})
    return shown


def covers(request: HttpRequest, case_uuid: uuid.UUID) -> HttpResponse:
    """Gäller den? The validity answer for a day and a care form (RUS-28, RUS-29)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = look.at(actor, case_uuid)
    if found is None or found.first_day is None or found.last_day is None:
        raise Http404
    accesslog.record(actor, "rus.covers", [found.patient_id], case_id=found.id, request=request.id)  # type: ignore[attr-defined]
    try:
        day = datetime.date.fromisoformat(request.GET.get("dag", ""))
    except ValueError:
        day = clock.today()
    form = CareForm.SLUTEN if request.GET.get("vardform") == "sluten" else CareForm.OPPEN
    status = "ersatt" if found.replaced_by else "makulerad" if found.state == State.CANCELLED else "utfardad"
    commitment = Commitment(
        found.first_day, found.last_day, found.to_name, found.outpatient_only, status, found.identifier
    )
    decision = commitment_validity.covers(commitment, day, found.to_name, form, found.identifier)
    shown = {"case": found, "patient": present.patient(found), "decision": decision, "why": present.why(decision)}
    return render(request, "commitments/covers.html", shown | {"day": day, "care_form": str(form)})
