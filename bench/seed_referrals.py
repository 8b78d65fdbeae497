"""Fill an empty database with N referrals between units: one at each stage made by the verbs, copied by SQL.

usage: seed_referrals.py REFERRALS FILE    with BENCH_SUPER_URL beside what the product needs in the environment.
Units grow with N: each sends two hundred and receives as many, so that a unit's own lists are alike however many are stored.
Two doctors at each unit; the second is away today, and has handed out the watching. FILE gets how many units there are.
"""

# ruff: noqa: PLC0415  (Django is set up, or a database chosen, before the product is imported)

import json
import os
import sys
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django
from seed import FAMILY, GIVEN, Copier, numbers

PER_UNIT, FIRST = 200, 1_000_000  # ids of the copies begin at FIRST, far above those of the templates
# How many of a unit's two hundred stand at each stage. The ended ones are the oldest; the others lie mixed over 26 days.
STAGES = {
    "ended": 70,
    "answered": 20, "partial": 10, "confirmed": 10, "attested": 30, "asked": 5, "assigned": 10, "sent": 15,
    "draft": 8, "to_sign": 7, "to_send": 15,
}  # fmt: skip
OLD = STAGES["ended"]
_AGE = f"case when place < {OLD} then 40 + ({OLD} - place) * 4 else ({PER_UNIT - 1} - place) / 5 end"


def templates() -> dict[str, int]:
    """A referral at each stage, made by the verbs in the cast; gives their ids by stage."""
    from vardkedja.demo.cast import load_cast
    from vardkedja.kernel.cases import Case
    from vardkedja.referrals.actions import arriving, receiving
    from vardkedja.referrals.tests import samples as s

    load_cast()
    sender, receiver = s.me(s.OSKAR), s.me(s.SHIRIN)

    def attested(case: uuid.UUID, kind: str, end: bool | None = None) -> uuid.UUID:
        return arriving.attest(case, s.message(case, kind).uuid, by=sender, end_monitoring=end)

    made = {
        "draft": s.written(),
        "to_sign": s.to_sign(),
        "to_send": s.to_send(),
        "sent": s.sent(),
        "assigned": s.assigned(),
        "confirmed": s.confirmed(),
        "attested": attested(s.confirmed(), "confirmation"),
        "partial": s.answered(attested(s.confirmed(), "confirmation"), "partial"),
        "asked": receiving.ask(attested(s.confirmed(), "confirmation"), by=receiver, text="Är höften röntgad?"),
        "answered": s.answered(attested(s.confirmed(), "confirmation")),
        "ended": attested(s.answered(attested(s.confirmed(), "confirmation")), "final", True),
    }
    ids = dict(Case.objects.values_list("uuid", "pk"))
    return {stage: ids[case] for stage, case in made.items()}


def plan(cursor, count: int) -> int:  # noqa: ANN001
    """The plan: a row for each referral, in the order they were written, unit after unit in turn. Gives the number of units."""
    from vardkedja.kernel import swedish

    units = count // PER_UNIT
    cursor.execute("create temp table bench_people (p int primary key, pnr text, born date, given text, family text,"
                   " sort_key text, search_key text)")  # fmt: skip
    cursor.execute("select value from kernel_personidentifier union select number from kernel_registerentry")
    taken = {number for (number,) in cursor.fetchall()}
    with cursor.copy("copy bench_people from stdin") as copy:
        for p, (number, born) in enumerate(numbers((count + 1) // 2, taken)):
            given, family = GIVEN[p % len(GIVEN)], FAMILY[p // len(GIVEN) % len(FAMILY)]
            keys = swedish.sort_key(f"{family} {given}"), swedish.search_key(f"{given} {family}")
            copy.write_row((p, number, born, given, family, *keys))
    of_slot = [stage for stage, many in STAGES.items() if stage != "ended" for _ in range(many)]
    cursor.execute(
        f"""create temp table bench_plan as
        with p as (select i, i %% {units} as unit, i / {units} as place from generate_series(0, %s) i),
        s as (select *, (unit + 1 + place %% 4) %% {units} as other,
              case when place < {OLD} then place else (place - {OLD}) * 37 %% {PER_UNIT - OLD} end as slot from p)
        select i, place, {_AGE} as age, gen_random_uuid() as case_uuid, i / 2 as p,
          case when place < {OLD} then 'ended' else (%s::text[])[slot + 1] end as stage,
          {FIRST} + i::bigint as case_id, {FIRST} + i / 2::bigint as person_id,
          {FIRST} + unit::bigint as from_unit, {FIRST} + other::bigint as to_unit,
          {FIRST} + 2 * unit::bigint + (slot %% 5 = 4)::int as sender,
          {FIRST} + 2 * other::bigint + (slot %% 5 = 3)::int as receiver from s""",
        (units * PER_UNIT - 1, of_slot),
    )
    cursor.execute("analyze bench_plan")
    return units


def places(cursor, units: int) -> None:  # noqa: ANN001
    """Units with their routine; two doctors at each, with assignment, grant and session; an absence and a hand-out."""
    from vardkedja.referrals.tests import samples as s

    unit, name = f"{FIRST} + b.n", "lpad(b.n::text, 5, '0')"
    home, doctor = f"(select id from kernel_unit where slug = '{s.BJORKDALEN}')", _staff(s.OSKAR)
    per_unit, per_doctor = (Copier(cursor, f"(select generate_series(0, {many - 1}) as n)", "b.n")
                            for many in (units, units * 2))  # fmt: skip
    per_unit.copy("kernel_unit", f"t.id = {home}", id=unit, uuid="gen_random_uuid()", slug=f"'bench-' || {name}",
                  clinic=f"'Vårdcentral ' || {name}", sort_key=f"t.sort_key || {name}", hsa_id="''",
                  search_key=f"t.search_key || ' vardcentral ' || {name}")  # fmt: skip
    per_unit.copy("referrals_unitroutine", f"t.unit_id = {home}", unit_id=unit)
    staff, where = f"{FIRST} + b.n", f"{FIRST} + b.n / 2"
    per_doctor.copy("kernel_staff", f"t.id = {doctor}", id=staff, uuid="gen_random_uuid()", hsa_id="''",
                    username=f"'bench-' || {name}", name=f"'Läkare ' || {name}")  # fmt: skip
    here = {"uuid": "gen_random_uuid()", "staff_id": staff, "unit_id": where}
    held = f"t.staff_id = {doctor} and t.unit_id = {home}"
    per_doctor.copy("kernel_assignment", held, id=staff, **here)
    per_doctor.copy("kernel_grant", f"{held} and t.module = 'rem'", **here)
    cursor.execute(
        "insert into kernel_session (token_hash, assignment_id, created_at, created_by_id, seen_at, seen_by_id) select"
        " sha256(encode(sha256(convert_to('bench ' || id, 'UTF8')), 'hex')::bytea), id, now(), id, now(), id"
        f" from kernel_assignment where id >= {FIRST}"
    )
    away = (
        f"select gen_random_uuid(), {FIRST} + n * 2 + 1, {FIRST} + n, current_date - 5, current_date + 5,"
        f" now(), {FIRST} + n * 2 {{more}} from generate_series(0, {units - 1}) n"
    )
    cursor.execute("insert into kernel_absence (uuid, staff_id, unit_id, first_day, last_day, registered_at,"
                   " registered_by_id) " + away.format(more=""))  # fmt: skip
    cursor.execute(
        "insert into kernel_handout (uuid, owner_id, unit_id, first_day, last_day, registered_at, registered_by_id,"
        " deputy_id, decided_by_id, decided_on, agreement, nodes) "
        + away.format(more=f", {FIRST} + n * 2, {FIRST} + n * 2, current_date, 'Enligt samtal.', '{{watch}}'")
    )


def _staff(username: str) -> str:
    return f"(select id from kernel_staff where username = '{username}')"


def people(copier: Copier) -> None:
    """Patients as we know them, one for two referrals."""
    patient = "(select patient_id from kernel_case order by id limit 1)"
    own = {name: f"b.{name}" for name in ("given", "family", "sort_key", "search_key")}
    copier.copy("kernel_person", f"t.id = {patient}", id=f"{FIRST} + b.p", uuid="gen_random_uuid()", birth_date="b.born",
                **own)  # fmt: skip
    known, whose = f"t.person_id = {patient}", {"person_id": f"{FIRST} + b.p"}
    copier.copy("kernel_personidentifier", f"{known} and t.current", value="b.pnr", **whose)
    copier.copy("kernel_residence", known, **whose)


def columns_of(model, receivers: str, receiving: str) -> dict[str, str]:  # noqa: ANN001
    """How each column of a case's row is copied: whose it is by side, its days moved back by the plan's age."""
    found: dict[str, str] = {}
    for field in model._meta.concrete_fields:
        column, related = field.column, field.related_model.__name__ if field.related_model else ""
        t, message = f't."{column}"', "(select m.kind from referrals_message m where m.uuid = {})"
        kinds = {
            "Staff": f"case when {t} in ({receivers}) then b.receiver when {t} is not null then b.sender end",
            "Assignment": f"case when {t} is not null and t.staff_id in ({receivers}) then b.receiver"
            f" when {t} is not null then b.sender end",
            "Unit": f"case when {t} = {receiving} then b.to_unit when {t} is not null then b.from_unit end",
            "Case": "b.case_id", "Referral": "b.case_id", "Person": "b.person_id",
            "Reception": f"case when {t} is not null then md5(b.case_uuid || 'reception')::uuid end",
            "Message": f"case when {t} is not null then md5(b.case_uuid || {message.format(t)})::uuid end",
            "DateField": f"({t} - b.age)::date",
            "DateTimeField": f"{t} - make_interval(days => b.age, mins => b.i % 600)",
        }  # fmt: skip
        given = kinds.get(related) or kinds.get(type(field).__name__)
        if given:
            found[column] = given
    return found


def cases(copier: Copier, ids: dict[str, int]) -> None:
    """Cases with everything that hangs on them, except papers and decisions, which no list or verb reads."""
    from vardkedja.kernel.accesslog import AccessLog
    from vardkedja.kernel.cases import Case, Task
    from vardkedja.kernel.history import History
    from vardkedja.referrals.consultations import Consultation, Reception
    from vardkedja.referrals.core import Referral
    from vardkedja.referrals.messages import Message
    from vardkedja.referrals.tests import samples as s

    receivers = f"{_staff(s.SHIRIN)}, {_staff(s.LOVISA)}"
    receiving = f"(select id from kernel_unit where slug = '{s.MOLNDAL}')"
    number = "to_char(current_date, '\"K\"YYYY-') || lpad((b.i + 1000)::text, 7, '0')"
    item = "(select m.kind from referrals_message m where m.uuid = t.item)"
    own = {
        Case: {"id": "b.case_id", "uuid": "b.case_uuid", "number": number},
        Referral: {},
        Reception: {"uuid": "md5(b.case_uuid || 'reception')::uuid"},
        Consultation: {"priority": "case when b.i % 7 = 0 then 'urgent' else 'normal' end"},
        Message: {"uuid": "md5(b.case_uuid || t.kind)::uuid"},
        Task: {"item": f"md5(b.case_uuid || {item})::uuid"},
        History: {},
        AccessLog: {"patients": "array[b.person_id]", "case_id": "b.case_id", "request": "gen_random_uuid()"},
    }
    for stage, pk in ids.items():
        for model, given in own.items():
            template = f"t.{'id' if model is Case else 'case_id'} = {pk}"
            if model is AccessLog:
                template += " and t.action in ('rem.send', 'rem.write')"
            copied = columns_of(model, receivers, receiving) | given
            copier.copy(model._meta.db_table, template, f"b.stage = '{stage}'", **copied)


def main(wanted: int, answer: Path) -> None:
    """Fill the database and write how many units there are."""
    django.setup()
    import psycopg

    from vardkedja.web import database, settings

    database.prepare(settings.OWNER_URL, settings.APP_URL)
    ids = templates()
    with psycopg.connect(os.environ["BENCH_SUPER_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")  # a key in the plan is not looked up a million times
        units = plan(cursor, wanted)
        places(cursor, units)
        people(Copier(cursor, "bench_people", "b.p"))
        copier = Copier(cursor)
        cases(copier, ids)
        for table in ("kernel_unit", "kernel_staff", "kernel_assignment", "kernel_person", "kernel_case"):
            copier.go_on_after(table)
        strays(cursor)
    with psycopg.connect(os.environ["BENCH_SUPER_URL"], autocommit=True) as connection:
        connection.execute("vacuum analyze")
    answer.write_text(json.dumps({"units": units}))


def strays(cursor) -> None:  # noqa: ANN001
    """Raise RuntimeError when a foreign key points at nothing: they were not checked row by row."""
    cursor.execute(
        "select conrelid::regclass::text, a.attname, confrelid::regclass::text, f.attname from pg_constraint c"
        " join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]"
        " join pg_attribute f on f.attrelid = c.confrelid and f.attnum = c.confkey[1]"
        " where c.contype = 'f' and conrelid::regclass::text ~ '^(referrals|kernel)_'"
    )
    for table, column, other, key in cursor.fetchall():
        cursor.execute(
            f"select count(*) from {table} t where t.{column} is not null"
            f" and not exists (select from {other} o where o.{key} = t.{column})"
        )
        if cursor.fetchone()[0]:
            raise RuntimeError(f"{table}.{column} points at nothing in {other}")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
