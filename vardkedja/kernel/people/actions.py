"""What is done with patients: take over what the register says, link numbers, note moves, deaths and protection.

`recognise` runs inside another verb or by itself; nothing is overwritten that a later question could be about: earlier
numbers stay, residence has a row per move.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import connection, transaction

from vardkedja.kernel import clock, outbox, swedish
from vardkedja.kernel.access import Actor, demand
from vardkedja.kernel.history import note
from vardkedja.kernel.organisations import Municipality
from vardkedja.kernel.people.models import ManualCheck, Person, PersonIdentifier, RegisterEntry, Residence
from vardkedja.kernel.people.register import Answer, EmbeddedRegister
from vardkedja.kernel.register import load
from vardkedja.kernel.verbs import Refused, verb
from vardkedja.rules.access import Permission
from vardkedja.rules.decision import Reason
from vardkedja.rules.identity import Identity, Kind, parse_personal
from vardkedja.rules.words import book

BY_HAND = book("byhand")
FOLLOWED = ("given", "family", "care_of", "street", "postcode", "town", "protected", "deceased_on", "emigrated_on")


@dataclass(frozen=True)
class Change:
    """What a new answer changed about a person we know."""

    person: Person
    fields: dict[str, list]
    moved_to: str | None = None  # region code, "" for abroad; None: not moved


@transaction.atomic
def recognise(answer: Answer, *, earlier_number: str = "") -> tuple[Person, Change | None]:
    """The person behind a register answer, made or brought up to date; and what changed, for those who must know (RUS-48)."""
    numbers = sorted(number for number in (answer.number, earlier_number) if number)
    with (
        connection.cursor() as cursor
    ):  # whoever meets the same person at the same moment waits, so that one is made
        for number in numbers:
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s::text, 2))", [number])
    found = PersonIdentifier.objects.filter(value__in=numbers).select_related("person").order_by("-current").first()
    person = found.person if found else Person()
    before = {name: getattr(person, name) for name in FOLLOWED}
    _take_over(person, answer)
    after = {name: getattr(person, name) for name in FOLLOWED}
    if found is None or before != after:
        person.save()
    renumbered = _identify(person, answer)
    moved_to = _settle(person, answer)
    changed = {name: [_plain(before[name]), _plain(after[name])] for name in FOLLOWED if before[name] != after[name]}
    if found is None or (not changed and moved_to is None and not renumbered):
        return person, None
    change = Change(person, changed, moved_to)
    note(
        None,
        "folkbokforing.andrad",
        f"person/{person.uuid}",
        changed | ({"region": [None, moved_to]} if moved_to else {}),
    )
    named = sorted(
        [*changed, *(["number"] if renumbered else [])]
    )  # the numbers themselves stay with the person
    outbox.put("person.changed", {"person": person.pk, "moved_to": moved_to, "fields": named})
    return person, change


def _take_over(person: Person, answer: Answer) -> None:
    person.given, person.family = answer.given, answer.family
    person.care_of, person.street, person.postcode, person.town = answer.address
    person.protected, person.deceased_on, person.emigrated_on = (
        answer.protected,
        answer.deceased_on,
        answer.emigrated_on,
    )
    person.phone = person.phone or ("" if answer.protected else answer.phone)
    person.sort_key = swedish.sort_key(f"{answer.family} {answer.given}")
    person.search_key = swedish.search_key(person.name)
    identity = parse_personal(answer.number, clock.today())
    if not isinstance(identity, list):
        person.birth_date, person.sex = identity.birth_date, identity.sex or ""


def _identify(person: Person, answer: Answer) -> bool:
    """Keep the number as the current one, earlier ones beside it; gives whether a person we knew has got another."""
    current = person.identifiers.filter(current=True).first()
    if current and current.value == answer.number:
        return False
    person.identifiers.filter(current=True).update(current=False)
    PersonIdentifier.objects.update_or_create(
        kind=answer.kind, value=answer.number, defaults={"person": person, "current": True, "since": clock.now()}
    )
    return current is not None


def _settle(person: Person, answer: Answer) -> str | None:
    """Keep residence with history. Gives the new region ("" abroad) when the person lives elsewhere than we knew, else None."""
    known = Residence.objects.filter(person=person).order_by("-valid_from").first()
    since = (answer.emigrated_on if answer.region is None else answer.registered_from) or clock.today()
    if known and known.municipality_id == answer.municipality:
        return None
    rows = [*((code, start) for code, start in answer.earlier if known is None), (answer.municipality, since)]
    for code, start in rows:
        Residence.objects.update_or_create(
            person=person,
            valid_from=start,
            defaults={
                "municipality_id": code,
                "region_id": code[:2] if code else None,
                "source": answer.source[:80],
                "known_at": clock.now(),
            },
        )
    if known is None or known.region_id == answer.region:
        return None
    return answer.region or ""


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime.date) else value


_COLUMNS = (
    *(
        "number",
        "kind",
        "given",
        "family",
        "care_of",
        "street",
        "postcode",
        "town",
        "municipality_id",
        "registered_from",
    ),
    *("previous_municipality_id", "previous_from", "protected", "deceased_on", "emigrated_on", "replaced_by", "phone"),
)


@verb
def load_register(rows: Sequence[load.PersonRow]) -> tuple[int, list[Change]]:
    """Load the embedded register from rows of its file and compare it with everybody we know.

    Gives the number of rows and what changed; each change is flagged to those who have open papers (RUS-48).
    """
    entries = [_entry(row) for row in rows]
    update = [name for name in _COLUMNS if name != "number"]
    RegisterEntry.objects.bulk_create(entries, update_conflicts=True, unique_fields=["number"], update_fields=update)
    known = set(PersonIdentifier.objects.values_list("value", flat=True))
    changes = []
    for entry in entries:
        if entry.number in known or entry.replaced_by in known:
            changes += _compare(entry.number, entry.replaced_by)
    return len(entries), changes


def _compare(number: str, replaced_by: str) -> list[Change]:
    answer = EmbeddedRegister().find(replaced_by or number, clock.today())
    if answer is None:
        return []
    _, change = recognise(answer, earlier_number=number if replaced_by else "")
    return [change] if change else []


def _entry(row: load.PersonRow) -> RegisterEntry:
    values = {name: getattr(row, name.removesuffix("_id"), None) for name in _COLUMNS}
    texts = ("care_of", "street", "postcode", "town", "replaced_by", "phone")
    values |= {name: values[name] or "" for name in texts}
    values["number"], values["replaced_by"] = row.number.replace("-", ""), (row.replaced_by or "").replace("-", "")
    values["kind"] = str(row.kind)
    return RegisterEntry(**values)


@dataclass(frozen=True)
class ByHand:
    """A check of residence by hand, as it is typed. `municipality` is a code."""

    number: str
    given: str
    family: str
    municipality: str
    evidence: str
    street: str = ""
    postcode: str = ""
    town: str = ""
    protected: bool = False


@verb
def enter_manual_check(found: ByHand, *, by: Actor) -> ManualCheck:
    """Enter what a person found about residence while the register is down; a second person confirms it.

    Raises Refused with every reason. Only a personnummer can be checked: the form that needs it takes no other number.
    """
    demand(by, Permission.RUS_WRITE)
    identity = parse_personal(found.number, clock.today())
    reasons = [*_number_faults(identity), *_by_hand_faults(found)]
    if reasons or isinstance(identity, list):
        raise Refused("Kontrollen sparas inte", reasons)
    check = ManualCheck.objects.create(
        number=identity.canonical,
        given=found.given,
        family=found.family,
        evidence=found.evidence,
        street=found.street,
        postcode=found.postcode,
        town=found.town,
        protected=found.protected,
        municipality_id=found.municipality,
        day=clock.today(),
        unit_id=by.unit_id,
        entered_at=clock.now(),
        entered_by_id=by.staff_id,
    )
    note(by, "folkbokforing.for_hand", f"kontroll/{check.uuid}", {"municipality": [None, found.municipality]})
    return check


@verb
def confirm_manual_check(check: ManualCheck, *, by: Actor) -> None:
    """Confirm a colleague's check of today, at the same unit. Raises Refused, or DoesNotExist for another unit's."""
    demand(by, Permission.RUS_WRITE)
    waiting = ManualCheck.objects.select_for_update(of=("self",)).filter(unit_id=by.unit_id)
    mine = waiting.select_related("confirmed_by").get(pk=check.pk)
    reasons = []
    if mine.confirmed_by:
        reasons.append(BY_HAND.reason("X-40.confirmed", who=mine.confirmed_by.name))
    elif mine.entered_by_id == by.staff_id:
        reasons.append(BY_HAND.reason("X-40.same_person"))
    if mine.day != clock.today():
        reasons.append(BY_HAND.reason("X-40.day"))
    if reasons:
        raise Refused("Kontrollen bekräftas inte", reasons)
    mine.confirmed_at, mine.confirmed_by_id = clock.now(), by.staff_id
    mine.save(update_fields=["confirmed_at", "confirmed_by_id"])
    note(by, "folkbokforing.bekraftad", f"kontroll/{check.uuid}", {"confirmed": [False, True]})


def _number_faults(identity: Identity | list[Reason]) -> list[Reason]:
    if isinstance(identity, list):
        return identity
    if identity.kind is not Kind.PERSONNUMMER:
        return [book("commitments").reason("RUS-04.identifier", kind=str(identity.kind))]
    return []


def _by_hand_faults(found: ByHand) -> list[Reason]:
    codes = [name for name in ("given", "family") if not getattr(found, name)]
    if not Municipality.objects.filter(code=found.municipality).exists():
        codes.append("municipality")
    if found.protected and (found.street or found.postcode or found.town):
        codes.append("address")
    if not found.evidence:
        codes.append("evidence")
    limits = {column.name: column.max_length or 0 for column in ManualCheck._meta.concrete_fields}
    texts = ("given", "family", "evidence", "street", "postcode", "town")
    return [
        *(BY_HAND.reason(f"X-40.{code}") for code in codes),
        *(
            replace(BY_HAND.reason("X-40.long", limit=str(limits[name])), field=name)
            for name in texts
            if len(getattr(found, name)) > limits[name]
        ),
    ]
