"""Papers that come in: upload, those that wait to be linked, looking at one; and the arrival of a paper referral."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from vardkedja.kernel import accesslog, clock
from vardkedja.kernel.access import Actor
from vardkedja.kernel.look import words
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.people import register as population
from vardkedja.kernel.people.models import PersonIdentifier
from vardkedja.kernel.typed import an_id
from vardkedja.kernel.typed import day as typed_day
from vardkedja.kernel.verbs import AlreadyDone, Refused
from vardkedja.referrals import present, receivers
from vardkedja.referrals.actions import papers, registering
from vardkedja.referrals.actions.common import fault
from vardkedja.referrals.content import PRIORITIES, REQUEST_KINDS
from vardkedja.referrals.papers_in import Scan
from vardkedja.referrals.reading import case_of, likely, read
from vardkedja.rules.access import Permission
from vardkedja.rules.decision import Reason

SCAN_FIELDS = ("file", "kind", "arrived_on", "late_reason")
REGISTER_FIELDS = (
    "number",
    "scan",
    "arrived_on",
    "referred_on",
    "sender_unit",
    "sender_name",
    "question",
    "late_reason",
)


def scan(request: HttpRequest) -> HttpResponse:
    """Skanna: a file from the scanner. When our printed code is on it, its referral is shown at once (REM-15)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        return _scan_page(request, [])
    reasons, made, again = _scanned(request, actor)
    if made is None:
        return _scan_page(request, reasons, again=again, status=422)
    found = Scan.objects.visible_to(actor).filter(uuid=made).defer("data", "previews").first()
    case_uuid = an_id(request.POST.get("arende", ""))
    if found and (target := case_of(found.code, actor)):
        case_uuid = target.case.uuid
    kind = request.POST.get("kind")
    if case_uuid and kind in ("answer", "confirmation"):
        what = "registrera-svar" if kind == "answer" else "registrera-bekraftelse"
        return HttpResponseRedirect(reverse("rem-act", args=[case_uuid, what]))
    if kind == "referral":
        return HttpResponseRedirect(f"{reverse('rem-register')}?{urlencode({'papper': made})}")
    return HttpResponseRedirect(reverse("rem-papers") + "?klart=skannat")


def _scanned(request: HttpRequest, actor: Actor) -> tuple[list[Reason], uuid.UUID | None, bool]:
    """The uploaded file read and kept: reasons, its id, and whether a paper like it was seen before."""
    file = request.FILES.get("file")
    if file is None:
        text = "Välj filen från skannern och försök igen."
        return [fault("X-15.no_file", "file", "Filen saknas", text)], None, False
    try:
        arrived = typed_day(request.POST.get("arrived_on", ""))
    except ValueError:
        return [fault("X-35.day", "arrived_on", "Ankomstdagen är inget datum", "Skriv som ÅÅÅÅ-MM-DD.")], None, False
    paper = read(file.read(), file.name or "", actor)
    if isinstance(paper, list):
        return paper, None, False
    try:
        made = papers.scan(
            paper,
            by=actor,
            kind=request.POST.get("kind", ""),
            arrived_on=arrived,
            late_reason=request.POST.get("late_reason", "")[:300],
            again=bool(request.POST.get("again")),
        )
    except Refused as refused:
        return list(refused.reasons), None, False
    except papers.SeenBefore:
        text = "Ett papper med samma kod är redan skannat här. Är det här ett annat papper, kryssa i och skicka igen."
        return [fault("X-15.seen", "again", "Liknar ett papper som redan är skannat", text)], None, True
    return [], made, False


def _scan_page(request: HttpRequest, reasons: list[Reason], *, again: bool = False, status: int = 200) -> HttpResponse:
    page = {
        "kinds": [{"value": code, "label": label} for code, label in papers.KINDS.items()],
        "posted": request.POST,
        "case_uuid": request.GET.get("arende", "") or request.POST.get("arende", ""),
        "again": again,
        "errors": present.errors(reasons),
        "summary": present.summary(reasons, (*SCAN_FIELDS, "again")),
        "today": clock.today(),
    }
    return render(request, "referrals/scan.html", page, status=status)


def unlinked(request: HttpRequest) -> HttpResponse:
    """Papers of the unit that are not linked to anything, the oldest first (REM-15)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        return _settle(request, actor)
    return _unlinked_page(request, actor, [])


def _settle(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Throw a paper away, or link it to a case by its number."""
    scan_uuid = an_id(request.POST.get("papper", ""))
    if scan_uuid is None:
        raise Http404
    try:
        if request.POST.get("do") == "ta-bort":
            papers.discard(scan_uuid, by=actor, reason=request.POST.get("reason", "")[:300])
            return HttpResponseRedirect(reverse("rem-papers") + "?klart=borttaget")
        found = case_of(request.POST.get("number", "").strip()[:20], actor)
        if found is None:
            text = "Skriv numret som det står på remissen, till exempel K2025-000123."
            raise Refused(
                "Pappret kopplades inte", [fault("REM-15.no_case", "number", "Inget ärende har det numret", text)]
            )
        return HttpResponseRedirect(reverse("rem-case", args=[papers.link(scan_uuid, found.case.uuid, by=actor)]))
    except Refused as refused:
        return _unlinked_page(request, actor, list(refused.reasons), status=422)


def _unlinked_page(request: HttpRequest, actor: Actor, reasons: list[Reason], status: int = 200) -> HttpResponse:
    found = Scan.objects.visible_to(actor).waiting(actor).filter(unit_id=actor.unit_id)
    rows = list(found.defer("data", "previews").select_related("scanned_by").order_by("arrived_on", "uuid")[:100])
    today = clock.today()
    numbers = [number for row in rows for number in row.found.get("numbers", [])]
    known = PersonIdentifier.objects.filter(value__in=numbers).values_list("person_id", flat=True)
    accesslog.record(actor, "rem.papers", sorted(set(known)), request=request.id)  # type: ignore[attr-defined]
    page = {
        "rows": [_row(row, actor) for row in rows],
        "today": today,
        "errors": present.errors(reasons),
        "summary": present.summary(reasons, ()),
        "writes": actor.may(Permission.REM_WRITE),
        "done": {"skannat": "Pappret är skannat.", "borttaget": "Pappret är borttaget."}.get(
            request.GET.get("klart", ""), ""
        ),
    }
    return render(request, "referrals/papers.html", page, status=status)


def _row(row: Scan, actor: Actor) -> dict[str, Any]:
    target = case_of(row.code, actor)
    near = [] if target else likely(row.found.get("numbers", []), actor)
    return {
        "uuid": row.uuid,
        "kind": papers.KINDS.get(row.kind, row.kind),
        "what": row.kind,
        "name": row.name,
        "pages": row.pages,
        "arrived_on": row.arrived_on,
        "late": row.arrived_on < clock.local(row.scanned_at).date(),
        "scanned": f"{present.when(row.scanned_at)}, {row.scanned_by.name}",
        "case": target.case if target else None,
        "found": row.found,
        "likely": near if row.kind in ("answer", "confirmation") else [],
        "act": "registrera-svar" if row.kind == "answer" else "registrera-bekraftelse",
    }


def shown(request: HttpRequest, scan_uuid: uuid.UUID) -> HttpResponse:
    """The paper as it came, from the side: never shown inline, so that nothing in it runs here (logged)."""
    row = _may_see(request, scan_uuid)
    response = HttpResponse(bytes(row.data), content_type="application/octet-stream")
    ending = {"jpeg": "jpg"}.get(row.format, row.format)
    response["Content-Disposition"] = f'attachment; filename="papper-{row.arrived_on}.{ending}"'
    return response


def preview(request: HttpRequest, scan_uuid: uuid.UUID) -> HttpResponse:
    """The first page, drawn by us as a picture."""
    row = _may_see(request, scan_uuid)
    if not row.previews:
        raise Http404
    return HttpResponse(bytes(row.previews), content_type="image/png")


def _may_see(request: HttpRequest, scan_uuid: uuid.UUID) -> Scan:
    """The scan when it waits at the actor's unit or belongs to a case that the actor may know of (logged). Raises Http404."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = Scan.objects.visible_to(actor).filter(uuid=scan_uuid).select_related("case").first()
    if row is None:
        raise Http404
    if row.case:
        accesslog.record(actor, "rem.scan", [row.case.patient_id], case_id=row.case_id, request=request.id)  # type: ignore[attr-defined]
    return row


def register(request: HttpRequest) -> HttpResponse:
    """Ankomstregistrering av pappersremiss: what the machine read is proposed, a person decides (REM-23)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST" and request.POST.get("do", "registrera") == "registrera":
        try:
            made = _register(request, actor)
        except AlreadyDone as before:
            made = before.answer
        except Refused as refused:
            return _register_page(request, actor, list(refused.reasons), status=422)
        return HttpResponseRedirect(reverse("rem-act", args=[made, "bedomare"]))
    return _register_page(request, actor, [])


def _register(request: HttpRequest, actor: Actor) -> uuid.UUID:
    post, days = request.POST, {}
    for name, label in (("arrived_on", "Ankomstdagen"), ("referred_on", "Remissens datum")):
        try:
            days[name] = typed_day(post.get(name, ""))
        except ValueError:
            text = "Skriv som ÅÅÅÅ-MM-DD."
            raise Refused(
                "Ankomsten registrerades inte", [fault("X-35.day", name, f"{label} är inget datum", text)]
            ) from None
    return registering.register_paper(
        by=actor,
        number=post.get("number", "").strip()[:20],
        scan=an_id(post.get("scan", "")),
        arrived_on=days["arrived_on"],
        referred_on=days["referred_on"],
        sender_unit=an_id(post.get("sender_unit", "")),
        sender_name=post.get("sender_name", "").strip()[:200],
        question=post.get("question", "").strip()[:20_000],
        request_kind=post.get("request_kind", "") if post.get("request_kind") in REQUEST_KINDS else "service",
        priority=post.get("priority", "") if post.get("priority") in PRIORITIES else "normal",
        late_reason=post.get("late_reason", "")[:300],
        key=an_id(post.get("idempotency_key", "")),
    )


def _register_page(request: HttpRequest, actor: Actor, reasons: list[Reason], status: int = 200) -> HttpResponse:
    chosen = an_id(request.POST.get("scan", "") or request.GET.get("papper", ""))
    waiting = Scan.objects.visible_to(actor).waiting(actor).filter(unit_id=actor.unit_id)
    rows = list(waiting.filter(kind="referral").defer("data", "previews").order_by("arrived_on")[:100])
    row = next((one for one in rows if one.uuid == chosen), None)
    given = request.POST.dict() if request.method == "POST" else _proposed(row)
    do, _, unit_uuid = given.get("do", "").partition(":")
    if do == "valj":
        given["sender_unit"] = unit_uuid
    sender = an_id(given.get("sender_unit", ""))
    asked = population.asked(given.get("number", ""), clock.today())
    known = PersonIdentifier.objects.filter(value=asked.number or "-").values_list("person_id", flat=True)
    accesslog.record(actor, "rem.register", list(known[:1]), request=request.id)  # type: ignore[attr-defined]
    page = {
        "scans": [(str(one.uuid), f"{one.name}, kom {words.day(one.arrived_on, clock.today())}") for one in rows],
        "scan": row,
        "given": given,
        "person": asked.answer if asked.answer and asked.answer.given else None,
        "sender": Unit.objects.filter(uuid=sender).first() if sender else None,
        "hits": receivers.search(given.get("to_search", ""), clock.today()) if do == "sok" else None,
        "kinds": list(REQUEST_KINDS.items()),
        "priorities": list(PRIORITIES.items()),
        "errors": present.errors(reasons),
        "summary": present.summary(reasons, REGISTER_FIELDS),
        "key": uuid.uuid4(),
        "today": clock.today(),
    }
    return render(request, "referrals/register.html", page, status=status)


def _proposed(row: Scan | None) -> dict[str, str]:
    """What the reading found, as a proposal; the arrival is the paper's."""
    if row is None:
        return {"arrived_on": clock.today().isoformat()}
    found = row.found
    return {
        "scan": str(row.uuid),
        "arrived_on": row.arrived_on.isoformat(),
        "number": next(iter(found.get("numbers", [])), ""),
        "referred_on": next(iter(found.get("dates", [])), ""),
        "sender_name": found.get("sender", ""),
        "late_reason": row.late_reason,
    }
