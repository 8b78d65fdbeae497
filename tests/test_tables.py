"""Every field is classed, every `…_at` has its `…_by`, and log rows cannot be changed: X-07, X-08, X-09."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from django.db import DatabaseError, connection, models, transaction

from tests.tree import fields, tables
from vardkedja.kernel.accesslog import AccessLog
from vardkedja.kernel.cases import Case
from vardkedja.kernel.fields import Classed
from vardkedja.kernel.history import History
from vardkedja.kernel.outbox import Outbox
from vardkedja.kernel.people.models import Person

SMELLS = re.compile(
    r"(^|_)(name|given|family|number|phone|street|postcode|town|address|birth|sex|mail|care_of|deceased|emigrated|protected"
    r"|residence|relative|relation|question|diagnosis|reason|note|text|data|content|body|changes|conditions|evidence)(_|$)"
)
NEITHER = {
    "kernel.Case.number": "the case's own number, made by us; it is what notices may hold (X-18)",
    "kernel.Notice.text": "holds no patient data (X-18)",
    "kernel.Notice.address": "a page's address, with a random id",
    "kernel.Document.signed_title": "about who signed, who is staff",
    "kernel.ManualCheck.evidence": "where somebody looked",
    "commitments.Approval.approver_name": "about who approved, who is staff",
    "commitments.Approval.evidence": "how the answer came",
    "commitments.Approval.content_hash": "a hash",
    "commitments.Acute.contact_body": "the region that was contacted",
    "commitments.Acute.contact_function": "in which function somebody answered",
    "commitments.Acute.elsewhere": "the unit on the other side",
    "commitments.Acute.decided_name": "about who decided, who is staff",
    "commitments.Acute.decided_function": "about who decided, who is staff",
    "commitments.AskedBenefit.supplement": "whether it came after the signature",
    "commitments.Assessment.agreement_reference": "a region's agreement with a provider",
    "commitments.Completion.supplied_by": "which side it came from",
    "commitments.Ruling.next_steps": "the region's text for everybody",
    "commitments.Ruling.benefits": "sentences of the rules",
    "commitments.Ruling.function": "about who decided, who is staff",
    "commitments.Specialist.source_kind": "which side it came from",
    "referrals.Consultation.sender_name": "a unit that the register lacks",
    "referrals.Contact.number": "the unit's telephone number that was called",
    "referrals.Dictation.number": "where the recording lies",
    "referrals.Reception.late_reason": "why a paper was registered late",
    "referrals.Scan.late_reason": "why a paper was scanned late",
    "referrals.Scan.discard_reason": "why a paper was thrown away",
}
WITHOUT_BY = {
    "kernel.History.event_at": "when it happened; who did it stands in `staff`",
    "kernel.Residence.known_at": "who told stands in `source`",
}


@dataclass(frozen=True)
class Table:
    """A table as the checks see it."""

    name: str
    names: tuple[str, ...]
    personal: tuple[str, ...] = ()
    care: tuple[str, ...] = ()
    instants: tuple[str, ...] = ()
    free: tuple[str, ...] = ()  # text without end and JSON: anything may stand there


def described(model: type[models.Model]) -> Table:
    own = fields(model)
    return Table(
        f"{model._meta.app_label}.{model.__name__}",
        tuple(field.name for field in own),
        getattr(model, "personal", ()),
        getattr(model, "care", ()),
        tuple(field.name for field in own if isinstance(field, models.DateTimeField)),
        tuple(field.name for field in own if isinstance(field, models.TextField | models.JSONField)),
    )


def about_patients() -> list[type[models.Model]]:
    """The tables that tell of patients: classed so, or leading to a person or a case."""
    return [
        model
        for model in tables()
        if getattr(model, "personal", ())
        or getattr(model, "care", ())
        or any(field.related_model in (Case, Person) for field in fields(model))
    ]


def wrongly_classed(found: Iterable[Table], neither: Iterable[str]) -> list[str]:
    """Classed names that are no fields, and fields that smell of a patient but are not classed."""
    faults = []
    for table in found:
        classed = {*table.personal, *table.care}
        faults += [f"{table.name} has no field {name}" for name in sorted(classed - set(table.names))]
        for name in set(table.names) - classed:
            if (SMELLS.search(name) or name in table.free) and f"{table.name}.{name}" not in neither:
                faults.append(f"{table.name}.{name} is not classed")
    return sorted(faults)


def test_every_table_of_ours_is_classed() -> None:
    """X-07: what is shown, exported or logged follows the class, so every table has one."""
    found = tables()
    assert len(found) > 20
    assert [model.__name__ for model in found if not issubclass(model, Classed)] == []


def test_fields_about_patients_are_classed() -> None:
    """X-03, X-07: what tells who somebody is, or of health and care, is declared."""
    found = [described(model) for model in about_patients()]
    assert len(found) > 10
    assert wrongly_classed(found, NEITHER) == []
    there = {f"{table.name}.{name}" for table in found for name in table.names}
    assert sorted(set(NEITHER) - there) == []


def test_an_unclassed_field_is_found() -> None:
    good = Table("a.Patient", ("uuid", "given", "plan"), personal=("given",), care=("plan",), free=("plan",))
    assert wrongly_classed([good], ()) == []
    assert wrongly_classed([Table("a.Patient", ("uuid", "given"))], ()) == ["a.Patient.given is not classed"]
    assert wrongly_classed([Table("a.Patient", ("uuid", "given"))], ["a.Patient.given"]) == []
    assert wrongly_classed([Table("a.Patient", ("plan",), free=("plan",))], ()) == ["a.Patient.plan is not classed"]
    assert wrongly_classed([Table("a.Patient", ("uuid",), care=("gone",))], ()) == ["a.Patient has no field gone"]


def without_by(found: Iterable[Table], excused: Iterable[str]) -> list[str]:
    """`…_at` fields without the `…_by` that says who."""
    return [
        f"{table.name}.{name}"
        for table in found
        for name in table.instants
        if name.endswith("_at")
        and f"{name.removesuffix('_at')}_by" not in table.names
        and f"{table.name}.{name}" not in excused
    ]


def test_every_instant_has_its_person() -> None:
    """X-08, X-09: whoever reads when, reads who."""
    found = [described(model) for model in tables()]
    assert sum(name.endswith("_at") for table in found for name in table.instants) > 20
    assert without_by(found, WITHOUT_BY) == []
    assert sorted(set(WITHOUT_BY) - set(without_by(found, ()))) == []


def test_an_instant_without_a_person_is_found() -> None:
    assert without_by([Table("a.B", ("sent_at", "sent_by"), instants=("sent_at",))], ()) == []
    assert without_by([Table("a.B", ("sent_at",), instants=("sent_at",))], ()) == ["a.B.sent_at"]


def rights_of(table: str) -> set[str]:
    """What the application's role may do with a table."""
    kinds = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
    with connection.cursor() as cursor:
        cursor.execute(
            "select " + ", ".join(["has_table_privilege(current_user, %s, %s)"] * 5),
            [x for k in kinds for x in (table, k)],
        )
        return {kind for kind, may in zip(kinds, cursor.fetchone(), strict=True) if may}


INSERT_ONLY = [model for model in tables() if getattr(model, "insert_only", False)]


@pytest.mark.django_db
@pytest.mark.parametrize("model", INSERT_ONLY, ids=lambda model: model.__name__)
def test_log_rows_can_only_be_added(model: type[models.Model]) -> None:
    """X-07, X-08, X-09: the application's role can neither change nor delete a row, by any statement."""
    table = model._meta.db_table
    assert rights_of(table) == {"SELECT", "INSERT"}
    for statement in (f"update {table} set id = id", f"delete from {table}", f"truncate {table}"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.django_db
def test_an_ordinary_table_can_be_changed() -> None:
    """The same questions about a table that is not a log: the check above sees a difference."""
    assert rights_of(Outbox._meta.db_table) >= {"SELECT", "INSERT", "UPDATE", "DELETE"}
    with connection.cursor() as cursor:
        cursor.execute(f"update {Outbox._meta.db_table} set id = id")
        assert cursor.rowcount >= 0


def test_the_logs_are_insert_only() -> None:
    """X-07, X-08: the tables that must be are declared so."""
    names = {model.__name__ for model in INSERT_ONLY}
    assert {AccessLog.__name__, History.__name__, "LogSeal", "Decision", "Document"} <= names


@pytest.mark.django_db
def test_the_application_owns_nothing() -> None:
    """Its role can change no table, no right and no migration."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = current_user"
        )
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls from pg_roles where rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False)
    assert rights_of("django_migrations") == {"SELECT"}
