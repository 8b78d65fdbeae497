"""Adding and changing a region's rule documents: what somebody typed, what is wrong with it, and the two verbs (X-33)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, fields
from urllib.parse import urlsplit

from django.db import connection

from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor, demand
from vardkedja.kernel.history import note
from vardkedja.kernel.ruledocuments import KINDS, PROVIDER_KINDS, RuleDocument, of_region
from vardkedja.kernel.verbs import Conflict, Refused, verb
from vardkedja.rules.access import Permission
from vardkedja.rules.decision import Reason
from vardkedja.rules.words import book

BOOK = book("rule_documents")
DAYS = ("created_on", "revised_on", "checked_on", "valid_from", "valid_to")
LONGEST = {"approved_by_body": 160, "version": 40}


@dataclass(frozen=True)
class DocumentForm:
    """A document as it is typed; None for a day that was not given. `unreadable` names the days that are no days."""

    title: str = ""
    kind: str = ""
    link: str = ""
    owner_function: str = ""
    approved_by_body: str = ""
    version: str = ""
    created_on: datetime.date | None = None
    revised_on: datetime.date | None = None
    checked_on: datetime.date | None = None
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    provider_kinds: Sequence[str] = ()
    unreadable: frozenset[str] = frozenset()


NAMES = tuple(field.name for field in fields(DocumentForm) if field.name != "unreadable")


@verb
def add(wish: DocumentForm, *, by: Actor) -> RuleDocument:
    """Store a new document of the actor's region. Raises Refused with every reason."""
    demand(by, Permission.RULES_ENTER)
    _one_at_a_time(by.region)
    row = RuleDocument(region_id=by.region)
    reasons = _faults(row, wish)
    if reasons:
        raise Refused("Dokumentet läggs inte till", reasons)
    _take_over(row, wish)
    row.entered_at, row.entered_by_id = clock.now(), by.staff_id
    row.save(force_insert=True)
    note(by, "regeldokument.tillagt", subject(row), _changes(DocumentForm(), as_form(row)))
    return row


@verb
def change(document: RuleDocument, wish: DocumentForm, *, by: Actor, read_at: str) -> RuleDocument:
    """Change a document of the actor's region that still is as it was read. Raises Refused, or Conflict."""
    demand(by, Permission.RULES_ENTER)
    _one_at_a_time(by.region)
    mine = of_region(by.region).get(pk=document.pk)
    if stamp(mine) != read_at:
        raise Conflict
    reasons = _faults(mine, wish)
    if reasons:
        raise Refused("Dokumentet ändras inte", reasons)
    before = as_form(mine)
    _take_over(mine, wish)
    changed = _changes(before, as_form(mine))
    if changed:
        mine.changed_at, mine.changed_by_id = clock.now(), by.staff_id
        mine.save()
        note(by, "regeldokument.andrat", subject(mine), changed)
    return mine


def as_form(row: RuleDocument) -> DocumentForm:
    """The document as a form that nobody has touched."""
    return DocumentForm(**{name: getattr(row, name) for name in NAMES})


def stamp(row: RuleDocument) -> str:
    """What a form that is opened now was read at."""
    return (row.changed_at or row.entered_at).isoformat()


def subject(row: RuleDocument) -> str:
    """What the document is called in the history."""
    return f"regeldokument/{row.uuid}"


def _take_over(row: RuleDocument, wish: DocumentForm) -> None:
    for name in NAMES:
        setattr(row, name, getattr(wish, name))
    row.provider_kinds = sorted(set(wish.provider_kinds))


def _changes(before: DocumentForm, after: DocumentForm) -> dict[str, list[object]]:
    pairs = {name: [_plain(getattr(one, name)) for one in (before, after)] for name in NAMES}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _plain(value: object) -> object:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return list(value) if isinstance(value, list | tuple) else value


def _faults(row: RuleDocument, wish: DocumentForm) -> list[Reason]:
    reasons = []
    if not 0 < len(wish.title) <= 200:
        reasons.append(BOOK.reason("X-33.title"))
    if wish.kind not in KINDS:
        reasons.append(BOOK.reason("X-33.kind"))
    if wish.link and not _is_link(wish.link):
        reasons.append(BOOK.reason("X-33.link"))
    if not 0 < len(wish.owner_function) <= 160:
        reasons.append(BOOK.reason("X-33.owner"))
    for name, most in LONGEST.items():
        if len(getattr(wish, name)) > most:
            reasons.append(_at(name, BOOK.reason("X-33.long", most=str(most))))
    if not set(wish.provider_kinds) <= set(PROVIDER_KINDS):
        reasons.append(BOOK.reason("X-33.provider_kinds"))
    others = of_region(row.region_id).filter(title=wish.title, version=wish.version).exclude(uuid=row.uuid)
    if others.exists():
        reasons.append(BOOK.reason("X-33.same"))
    return reasons + _day_faults(wish)


def _day_faults(wish: DocumentForm) -> list[Reason]:
    reasons = [_at(name, BOOK.reason("X-33.day")) for name in DAYS if name in wish.unreadable]
    today = clock.today()
    for name in ("created_on", "revised_on", "checked_on"):
        given = getattr(wish, name)
        if given and given > today:
            reasons.append(_at(name, BOOK.reason("X-33.later")))
    if wish.valid_from and wish.valid_to and wish.valid_to < wish.valid_from:
        reasons.append(BOOK.reason("X-33.dates"))
    if wish.created_on and wish.revised_on and wish.revised_on < wish.created_on:
        reasons.append(BOOK.reason("X-33.revised"))
    return reasons


def _at(name: str, reason: Reason) -> Reason:
    """The same reason, at another field."""
    return Reason(reason.code, reason.text, reason.source, reason.weight, name, reason.who, reason.head)


def _is_link(text: str) -> bool:
    if len(text) > 300 or not text.isprintable() or any(sign in text for sign in " \"'<>\\"):
        return False
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme == "https" and "." in host and parts.username is None


def _one_at_a_time(region: str) -> None:
    """Changes in one region wait for each other, so that two with the same title cannot both get through."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 2))", [region])
