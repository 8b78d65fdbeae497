"""Changing the register of units (X-04), and asking and answering for a receiver that is missing in it (RUS-10)."""

import uuid

from django.utils.text import slugify

from vardkedja.kernel import clock, notices, outbox, terms
from vardkedja.kernel.access import Actor, demand
from vardkedja.kernel.history import note
from vardkedja.kernel.organisations import Unit, UnitRequest
from vardkedja.kernel.unit_form import BOOK, UnitForm, as_form, changes, faults, take_over
from vardkedja.kernel.verbs import Conflict, Refused, verb
from vardkedja.rules.access import Permission
from vardkedja.rules.decision import Reason
from vardkedja.rules.law import NotInForce

MAILBOX = "rus.register_mailbox"


@verb
def add(wish: UnitForm, *, by: Actor, answers: UnitRequest | None = None) -> Unit:
    """Put a unit in the register, and answer the request it was asked for in. Raises Refused with every reason."""
    demand(by, Permission.REGISTER_ADMIN)
    unit = Unit(slug="")
    reasons = faults(unit, wish)
    if reasons:
        raise Refused("Enheten läggs inte till", reasons)
    take_over(unit, wish)
    unit.slug = _slug(unit)
    unit.save(force_insert=True)
    note(by, "enhet.tillagd", subject(unit), changes(UnitForm(), as_form(unit)))
    if answers:
        answer(answers, by=by, outcome="added", unit=unit)
    return unit


@verb
def change(unit: Unit, wish: UnitForm, *, by: Actor, version: int) -> Unit:
    """Change a unit that still is at the version read. Raises Refused with every reason, or Conflict."""
    demand(by, Permission.REGISTER_ADMIN)
    mine = Unit.objects.select_for_update().get(pk=unit.pk)
    if mine.version != version:
        raise Conflict
    reasons = faults(mine, wish)
    if reasons:
        raise Refused("Enheten ändras inte", reasons)
    before = as_form(mine)
    take_over(mine, wish)
    changed = changes(before, as_form(mine))
    if changed:
        mine.version += 1
        mine.save()
        note(by, "enhet.andrad", subject(mine), changed)
    return mine


@verb
def ask(*, by: Actor, institution: str, clinic: str, address: str, draft_uuid: uuid.UUID | None) -> UnitRequest:
    """Ask for a receiver that is missing. The same question from the same draft is one question. Raises Refused."""
    demand(by, Permission.RUS_WRITE)
    what = "Frågan om mottagare skickades inte"
    if not institution.strip():
        raise Refused(what, [BOOK.reason("RUS-10.institution")])
    try:
        mailbox = terms.current().value(MAILBOX, clock.today(), by.region).value
    except NotInForce as missing:
        raise Refused(what, [missing.reason]) from missing
    asked = {"institution": institution.strip()[:160], "clinic": clinic.strip()[:160], "draft_uuid": draft_uuid}
    before = UnitRequest.objects.filter(**asked, requested_by_id=by.staff_id, outcome="open").first()
    if before:
        return before
    request = UnitRequest.objects.create(
        **asked,
        address=address.strip()[:300],
        requested_at=clock.now(),
        requested_by_id=by.staff_id,
        requested_unit_id=by.unit_id,
    )
    note(by, "mottagare.efterfragad", f"mottagarfraga/{request.uuid}", {"institution": [None, request.institution]})
    outbox.put("mail.register", {"request": str(request.uuid), "to": mailbox}, staff_id=by.staff_id)
    return request


@verb
def answer(request: UnitRequest, *, by: Actor, outcome: str, unit: Unit | None = None, reason: str = "") -> None:
    """Answer a request with a unit ("added") or a reason why not ("declined"), and tell who asked. Raises Refused."""
    demand(by, Permission.REGISTER_ADMIN)
    open_one = UnitRequest.objects.select_for_update(of=("self",)).select_related("answered_by").get(pk=request.pk)
    reasons = _answer_faults(open_one, outcome, unit, reason.strip())
    if reasons:
        raise Refused("Svaret skickades inte", reasons)
    open_one.outcome, open_one.unit, open_one.answer = outcome, unit, reason.strip()[:200]
    open_one.answered_at, open_one.answered_by_id = clock.now(), by.staff_id
    open_one.save()
    note(by, "mottagare.besvarad", f"mottagarfraga/{open_one.uuid}", {"outcome": ["open", outcome]})
    said = f"Mottagaren du frågade efter finns nu: {unit.name}."[:300] if unit else ""
    notices.send(
        said or f"Mottagaren du frågade efter lades inte till: {open_one.answer}",
        staff_id=open_one.requested_by_id,
        address=f"/rus/skriv/{open_one.draft_uuid}/" if open_one.draft_uuid else "",
        by=by,
    )


def subject(unit: Unit) -> str:
    """What the unit is called in the history."""
    return f"enhet/{unit.uuid}"


def _answer_faults(request: UnitRequest, outcome: str, unit: Unit | None, reason: str) -> list[Reason]:
    if request.outcome != "open":
        who = request.answered_by.name if request.answered_by else ""
        return [BOOK.reason("RUS-10.answered", who=who)]
    if outcome == "added" and unit:
        open_today = Unit.objects.open_on(clock.today()).filter(pk=unit.pk).exists()
        return [] if open_today else [BOOK.reason("RUS-10.not_open", name=unit.name)]
    if outcome == "declined":
        return [] if reason else [BOOK.reason("RUS-10.reason")]
    return [BOOK.reason("RUS-10.outcome")]


def _slug(unit: Unit) -> str:
    """A short name from the unit's own; one that is taken gets the beginning of the uuid after it."""
    name = slugify(f"{unit.institution} {unit.clinic}")[:60] or "enhet"
    return f"{name}-{unit.uuid.hex[:8]}" if Unit.objects.filter(slug=name).exists() else name
