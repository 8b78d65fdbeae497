"""Entering, approving and withdrawing a region's own versions of rules that are data: one enters, another approves.

An approved version is never changed. It applies through its own last day, or until the next version's first day.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.db import connection
from django.db.models import QuerySet

from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor, demand
from vardkedja.kernel.agreements import RuleValue
from vardkedja.kernel.history import note
from vardkedja.kernel.rulekinds import BOXES, EVERY_REGION, KINDS, SETTINGS, Kind, read_lines, read_number
from vardkedja.kernel.verbs import Refused, verb
from vardkedja.rules import law
from vardkedja.rules.access import ROLES, Permission, role_may
from vardkedja.rules.decision import Reason
from vardkedja.rules.regions import REGIONS
from vardkedja.rules.words import book

BOOK = book("values")
MAILBOX = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
LONGEST = 500  # characters in a link
MONTHS, DAYS, YEARS = range(1, 61), range(1, 366), range(1, 11)


@dataclass(frozen=True)
class Entry:
    """A version as it is typed: `value` holds one text, or every chosen code. None where a day was not given.

    `unreadable` names the days that were given in a form that is no day.
    """

    name: str
    value: Sequence[str]
    valid_from: datetime.date | None
    valid_to: datetime.date | None
    source: str
    unreadable: frozenset[str] = frozenset()


def names_of(region: str) -> list[str]:
    """The values that the shipped packs hold for a region, in their order; then those that every region may set."""
    return list(dict.fromkeys([*(one.name for one in law.shipped() if one.party == region), *EVERY_REGION]))


def label_and_unit(name: str, region: str = "") -> tuple[str, str]:
    """The Swedish name of a value and its unit: as the shipped packs have it, the region's own first, else as set here."""
    found = [one for one in law.shipped() if one.name == name]
    for one in sorted(found, key=lambda one: one.party != region):
        return one.label, one.unit
    setting = SETTINGS.get(name)
    return (setting.label or name, setting.unit) if setting else (name, "")


def versions(region: str) -> QuerySet[RuleValue]:
    """A region's own versions, approved and waiting, latest first day first."""
    found = RuleValue.objects.filter(region_id=region).select_related("entered_by", "approved_by")
    return found.order_by("name", "-valid_from", "-pk")


@verb
def enter(entry: Entry, *, by: Actor) -> RuleValue:
    """Enter a version, which counts when somebody else approves it. Raises Refused with every reason."""
    demand(by, Permission.RULES_ENTER)
    _one_at_a_time(by.region)
    value, wrong = read(entry.name, entry.value, by.region)
    if entry.name not in names_of(by.region) or entry.name not in KINDS:
        raise Refused("Versionen förs inte in", [BOOK.reason("D-01.name")])
    row = RuleValue(name=entry.name, region_id=by.region, valid_to=entry.valid_to)
    reasons = [*wrong, *_faults(entry)]
    if entry.valid_from:
        row.valid_from = entry.valid_from
        reasons += _overlaps(row, versions(by.region))
    if reasons or value is None:
        raise Refused("Versionen förs inte in", reasons)
    row.value, row.unit_of_value, row.source = value, label_and_unit(entry.name, by.region)[1], entry.source.strip()
    row.entered_at, row.entered_by_id = clock.now(), by.staff_id
    row.save(force_insert=True)
    note(by, "regelvarde.infort", subject(row), {"value": [None, value], "valid_from": [None, str(row.valid_from)]})
    return row


@verb
def approve(row: RuleValue, *, by: Actor) -> RuleValue:
    """Approve another person's version; from then on it counts. Raises Refused."""
    demand(by, Permission.RULES_ENTER)
    _one_at_a_time(by.region)
    waiting = _still(row, by)
    reasons = [BOOK.reason("D-10.same_person")] if waiting.entered_by_id == by.staff_id else []
    reasons += _overlaps(waiting, versions(by.region).filter(approved_at__isnull=False))
    if reasons:
        raise Refused("Versionen godkänns inte", reasons)
    waiting.approved_at, waiting.approved_by_id = clock.now(), by.staff_id
    waiting.save(update_fields=["approved_at", "approved_by_id"])
    note(by, "regelvarde.godkant", subject(waiting), {"approved": [False, True], "value": [None, waiting.value]})
    return waiting


@verb
def withdraw(row: RuleValue, *, by: Actor) -> None:
    """Take back a version that waits for approval; what it said stays in the history. Raises Refused."""
    demand(by, Permission.RULES_ENTER)
    _one_at_a_time(by.region)
    waiting = _still(row, by)
    told = {"value": [waiting.value, None], "valid_from": [str(waiting.valid_from), None]}
    note(by, "regelvarde.tillbakataget", subject(waiting), told | {"source": [waiting.source, None]})
    waiting.delete()


def read(name: str, given: Sequence[str], region: str) -> tuple[Any, list[Reason]]:
    """The value that was typed for the region, in its kind; or None and what is wrong with it."""
    texts = [text.strip() for text in given if text.strip()]
    one, kind = texts[0] if len(texts) == 1 else "", KINDS.get(name)
    match kind:
        case Kind.LINK:
            return (one, []) if _is_link(one) else (None, [BOOK.reason("D-10.link")])
        case Kind.MAILBOX:
            right = len(one) <= 254 and MAILBOX.fullmatch(one) is not None
            return (one, []) if right else (None, [BOOK.reason("D-10.mailbox")])
        case Kind.MONTHS | Kind.DAYS | Kind.YEARS:
            code, among = NUMBERS[kind]
            number = read_number(one, among)
            return number, [] if number else [BOOK.reason(code)]
        case Kind.REGIONS:
            right = bool(texts) and set(texts) <= set(REGIONS)
            return (sorted(set(texts)), []) if right else (None, [BOOK.reason("D-04.regions")])
        case Kind.ROLES:
            right = bool(texts) and set(texts) <= set(signing_roles())
            return (sorted(set(texts)), []) if right else (None, [BOOK.reason("D-08.roles")])
        case Kind.HOME | Kind.BOXES | Kind.AFTERWARDS | Kind.YES_NO:
            return _chosen(kind, texts, region)
    return (None, []) if kind is None else read_lines(kind, one)


NUMBERS = {Kind.MONTHS: ("D-02.months", MONTHS), Kind.DAYS: ("D-10.days", DAYS), Kind.YEARS: ("D-65.years", YEARS)}


def _chosen(kind: Kind, texts: list[str], region: str) -> tuple[Any, list[Reason]]:
    """What is chosen among what the page shows. A region's home region is itself; no box at all is never afterwards."""
    if kind is Kind.HOME:
        return (region, []) if texts == [region] else (None, [BOOK.reason("D-10.home")])
    if kind is Kind.YES_NO:
        return (texts == ["ja"], []) if texts in (["ja"], ["nej"]) else (None, [BOOK.reason("D-15.answer")])
    if not set(texts) <= set(BOXES) or (kind is Kind.BOXES and not texts):
        return None, [BOOK.reason("D-10.boxes")]
    if kind is Kind.AFTERWARDS:
        return {box: box in texts for box in BOXES}, []
    return [box for box in BOXES if box in texts], []


def signing_roles() -> dict[str, str]:
    """The roles that can sign at all, by code, with their names."""
    return {code: role.name for code, role in ROLES.items() if role_may(code, Permission.RUS_SIGN)}


def subject(row: RuleValue) -> str:
    """What the version is called in the history."""
    return f"regel/{row.name}/{row.uuid}"


def period(row: RuleValue) -> str:
    """The version's own days in words."""
    return f"{row.valid_from} till {row.valid_to}" if row.valid_to else f"från {row.valid_from}"


def _is_link(text: str) -> bool:
    if len(text) > LONGEST or not text.isprintable() or any(sign in text for sign in " \"'<>\\"):
        return False
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme == "https" and "." in host and parts.username is None


def _faults(entry: Entry) -> list[Reason]:
    codes = []
    if entry.valid_from is None:
        codes.append("valid_from")
    if "valid_to" in entry.unreadable:
        codes.append("valid_to")
    if entry.valid_from and entry.valid_to and entry.valid_to < entry.valid_from:
        codes.append("dates")
    if not entry.source.strip():
        codes.append("source")
    if len(entry.source.strip()) > 300:
        codes.append("long")
    return [BOOK.reason(f"D-10.{code}") for code in codes]


def _overlaps(row: RuleValue, others: QuerySet[RuleValue]) -> list[Reason]:
    """Versions that would apply on one of the row's days. One without a last day is followed by a later one."""
    found = []
    for other in others.filter(name=row.name).exclude(uuid=row.uuid):
        first, then = sorted((row, other), key=lambda one: one.valid_from)
        if first.valid_from == then.valid_from or (first.valid_to and first.valid_to >= then.valid_from):
            found.append(BOOK.reason("D-10.overlap", who=other.entered_by.name, period=period(other)))
    return found


def _still(row: RuleValue, by: Actor) -> RuleValue:
    """The row as it stands, when it is of the actor's region and waits. Raises Refused."""
    found = versions(by.region).select_for_update(of=("self",)).filter(pk=row.pk).first()
    if found is None:
        raise Refused("Det gick inte", [BOOK.reason("D-10.gone")])
    if found.approved_at:
        raise Refused("Det gick inte", [BOOK.reason("D-10.settled")])
    return found


def _one_at_a_time(region: str) -> None:
    """Versions of one region are judged one after the other, so that two that overlap cannot both get through."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s::text, 1))", [region])
