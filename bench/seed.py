"""Fill an empty database with N RUS cases: one draft and one issued case made by the verbs, copied by SQL.

usage: seed.py CASES FILE    with DATABASE_URL, DATABASE_OWNER_URL and VARDKEDJA_DATA in the environment.
Units grow with N (a hundred cases each: 60 issued, 30 drafts ready to issue, 10 posted), so that a unit's own list stays alike.
People are invented, with numbers of the test series. FILE gets what the requests are made from: sessions and drafts.
"""

# ruff: noqa: PLC0415  (Django is set up, or a database chosen, before the product is imported)

import datetime
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django  # noqa: E402

PER_UNIT, POSTED, ISSUED = (
    100,
    10,
    60,
)  # a unit's cases: the oldest are posted, then come the issued, and last the drafts
FINANCE = -1  # the session of somebody who sees the whole region
SERIALS = (238, 239, *range(980, 1000))
GIVEN = ("Alva", "Bertil", "Cilla", "David", "Ellen", "Folke", "Greta", "Hjalmar", "Iris", "Jonatan", "Karin", "Ludvig")
FAMILY = (
    "Askmark",
    "Björkvall",
    "Dammfors",
    "Ekhamra",
    "Fjällmo",
    "Granhult",
    "Hedesta",
    "Lövnäset",
    "Mossryd",
    "Tallåsen",
)


def numbers(count: int, taken: set[str]) -> Iterator[tuple[str, datetime.date]]:
    """Personal numbers of the test series with their birth dates, except those that somebody has."""
    day, made = datetime.date(1931, 1, 1), 0
    while made < count:
        for serial in SERIALS:
            nine = f"{day:%y%m%d}{serial:03d}"
            doubled = (int(sign) * (2 - place % 2) for place, sign in enumerate(nine))
            check = -sum(part // 10 + part % 10 for part in doubled) % 10
            number = f"{day:%Y%m%d}{serial:03d}{check}"
            if number in taken:
                continue
            yield number, day
            made += 1
            if made == count:
                return
        day += datetime.timedelta(days=1)


def session_token(unit: int) -> str:
    """The secret of the session that the bench signs in at a unit."""
    return hashlib.sha256(f"bench {unit}".encode()).hexdigest()


def templates() -> dict[str, int]:
    """A draft and an issued case, made by the verbs in the cast; gives their ids by state."""
    from vardkedja.commitments import actions
    from vardkedja.commitments.tests.samples import doctor, form, saved
    from vardkedja.demo.cast import load_cast
    from vardkedja.kernel.cases import Case

    load_cast()
    filled = form(phone="070-174 06 05", question="Proteslossning, vänster höft, stegrande smärta sedan i våras. " * 7)
    draft, issued = saved(filled), saved(filled)
    actions.issue(issued, by=doctor())
    return dict(Case.objects.filter(uuid__in=(draft, issued)).values_list("state", "pk"))


class Copier:
    """Copies template rows once per row of the plan, with some columns given as SQL over the plan `b`."""

    def __init__(self, cursor, source: str = "bench_plan", order: str = "b.i") -> None:  # noqa: ANN001
        self.cursor, self.source, self.order = cursor, f"{source} b", order

    def copy(self, table: str, template: str, where: str = "true", **columns: str) -> None:
        """`template` picks the row to copy (alias t), `where` the rows of the plan; an `id` not given is the next one."""
        self.cursor.execute(
            "select column_name, is_identity from information_schema.columns where table_name = %s order by 1", (table,)
        )
        found = [name for name, identity in self.cursor.fetchall() if identity == "NO" or name in columns]
        names = ", ".join(f'"{name}"' for name in found if name != "xid")
        values = ", ".join(columns.get(name, f't."{name}"') for name in found if name != "xid")
        override = "overriding system value" if "id" in columns else ""
        self.cursor.execute(
            f"insert into {table} ({names}) {override} select {values} from {table} t, {self.source}"
            f" where ({template}) and ({where}) order by {self.order}"
        )

    def go_on_after(self, table: str) -> None:
        self.cursor.execute(f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))")


def plan(cursor, cases: int) -> None:  # noqa: ANN001
    """The plan: one row per case, with the unit's number, the state and the patient."""
    from vardkedja.kernel import swedish

    cursor.execute(
        "create temp table bench_plan (i int primary key, unit int, place int, person_id bigint, pnr text, born date,"
        " given text, family text, sort_key text, search_key text, person uuid, case_uuid uuid, state text,"
        " other bigint, headline text)"
    )
    cursor.execute("select number from kernel_registerentry")
    taken = {number for (number,) in cursor.fetchall()}
    with cursor.copy(
        "copy bench_plan (i, unit, place, pnr, born, given, family, sort_key, search_key) from stdin"
    ) as copy:
        for i, (number, born) in enumerate(numbers(cases, taken)):
            place, unit = divmod(i, cases // PER_UNIT)  # in the order they were written, unit after unit in turn
            given, family = GIVEN[i % len(GIVEN)], FAMILY[i // len(GIVEN) % len(FAMILY)]
            sort_key, search_key = swedish.sort_key(f"{family} {given}"), swedish.search_key(f"{given} {family}")
            copy.write_row((i, unit, place, number, born, given, family, sort_key, search_key))
    cursor.execute(
        "update bench_plan set person = gen_random_uuid(), case_uuid = gen_random_uuid(), person_id = i + 1 +"
        " (select coalesce(max(id), 0) from kernel_person),"
        f" state = case when place < {POSTED} then 'posted' when place < {POSTED + ISSUED} then 'issued' else 'draft' end"
    )
    cursor.execute(
        "update bench_plan b set other = u.id, headline = u.clinic || ', ' || u.institution from"
        " (select *, row_number() over (order by id) - 1 place, count(*) over () many from kernel_unit"
        "  where region_id <> '08' and kind <> 'administration' and clinic <> '') u where u.place = b.i * 31 % u.many"
    )
    cursor.execute("analyze bench_plan")


def places(copier: Copier) -> None:
    """Units, a doctor at each with assignment and grant, and a session that began today."""
    first, staff = "t.slug = 'vastervik-ortopedkliniken'", "username = 'johan.akerhielm'"
    once, name = "b.place = 0", "lpad(b.unit::text, 4, '0')"
    unit, doctor = "1000000 + b.unit", "1000000 + b.unit"
    copier.copy(
        *("kernel_unit", first, once),
        **{"id": unit, "uuid": "gen_random_uuid()", "slug": f"'bench-' || {name}", "clinic": f"'Klinik ' || {name}"},
        **{"sort_key": f"t.sort_key || {name}", "search_key": f"t.search_key || ' klinik ' || {name}", "hsa_id": "''"},
    )
    copier.copy(
        *("kernel_staff", f"t.{staff}", once),
        **{
            "id": doctor,
            "uuid": "gen_random_uuid()",
            "username": f"'bench-' || {name}",
            "name": f"'Läkare ' || {name}",
        },
        hsa_id="''",
    )
    held = f"t.staff_id = (select id from kernel_staff where {staff})"
    here = {"uuid": "gen_random_uuid()", "staff_id": doctor, "unit_id": unit}
    copier.copy("kernel_assignment", held, once, id="1000000 + b.unit", **here)
    copier.copy("kernel_grant", f"{held} and t.module = 'rus'", once, **here)
    copier.cursor.execute(f"select distinct unit from bench_plan where {once.replace('b.', '')} order by 1")
    copier.cursor.executemany(
        "insert into kernel_session (token_hash, assignment_id, created_at, created_by_id, seen_at, seen_by_id)"
        " values (%s, %s, now(), %s, now(), %s)",
        [
            (hashlib.sha256(session_token(unit).encode()).digest(), *[1_000_000 + unit] * 3)
            for (unit,) in copier.cursor.fetchall()
        ],
    )
    copier.cursor.execute(
        "insert into kernel_session (token_hash, assignment_id, created_at, created_by_id, seen_at, seen_by_id)"
        " select %s, a.id, now(), a.staff_id, now(), a.staff_id from kernel_assignment a"
        " where a.role = 'ekonomi' and a.staff_id in (select staff_id from kernel_grant) limit 1",
        (hashlib.sha256(session_token(FINANCE).encode()).digest(),),
    )


def people(copier: Copier) -> None:
    """Patients as the register and we know them: alike, so that an issue finds nothing new."""
    names = {"given": "b.given", "family": "b.family"}
    patient = "(select patient_id from kernel_case limit 1)"
    own = {"id": "b.person_id", "uuid": "b.person", "birth_date": "b.born"}
    own |= {"sort_key": "b.sort_key", "search_key": "b.search_key"}
    copier.copy("kernel_person", f"t.id = {patient}", **own, **names)
    known = f"t.person_id = {patient}"
    copier.copy("kernel_personidentifier", f"{known} and t.current", person_id="b.person_id", value="b.pnr")
    copier.copy("kernel_residence", known, person_id="b.person_id")
    number = f"(select value from kernel_personidentifier where person_id = {patient} and current)"
    copier.copy("kernel_registerentry", f"t.number = {number}", number="b.pnr", **names)


def cases(copier: Copier, ids: dict[str, int]) -> None:
    """Cases with everything that hangs on them. A unit's issue days lie one by one over the last seventy, its drafts over ten."""
    case = "1000000 + b.i"
    started = f"now() - make_interval(days => {POSTED + ISSUED} - b.place, mins => b.i % 600)"
    issued_on = f"(current_date - {POSTED + ISSUED} + b.place)"
    own = {"unit_id": "1000000 + b.unit"}
    for state, source in (("posted", "issued"), ("issued", "issued"), ("draft", "draft")):
        these, of = f"b.state = '{state}'", f"t.case_id = {ids[source]}"
        when = started if source == "issued" else "now() - make_interval(days => (99 - b.place) / 3, mins => b.i % 600)"
        copier.copy(
            *("kernel_case", f"t.id = {ids[source]}", these),
            **{
                "id": case,
                "uuid": "b.case_uuid",
                "number": "to_char(current_date, 'YYYY-') || lpad((b.i + 1000)::text, 6, '0')",
            },
            **{"patient_id": "b.person_id", "state": f"'{state}'", "opened_at": when, "changed_at": when, **own},
            **{"opened_by_id": "1000000 + b.unit", "changed_by_id": "1000000 + b.unit"},
            **({"other_unit_id": "b.other", "headline": "b.headline"} if source == "issued" else {}),
        )
        copier.copy("referrals_referral", of, these, case_id=case, doctor_id="1000000 + b.unit")
        dates = {"issued_on": issued_on, "issued_at": when, "issued_by_id": "1000000 + b.unit", "first_day": issued_on}
        dates["ground"] = "(array['hemregion', 'vardgaranti', 'akut', 'patientens_val'])[1 + b.i * 13 % 4]"
        dates["last_day"] = f"({issued_on} + interval '3 months' - interval '1 day')::date"
        posted = {"posted_on": issued_on, "posted_at": when, "posted_by_id": "1000000 + b.unit"}
        more = (dates if source == "issued" else {}) | (posted if state == "posted" else {})
        copier.copy("commitments_commitment", of, these, case_id=case, referral_id=case, **more)
        if state != "posted":
            day = issued_on if source == "issued" else f"({when})::date"
            copier.copy(
                "kernel_task", f"{of} and t.done_at is null", these, case_id=case, sort_on=day, since=when, **own
            )
        by = {"case_id": case, "staff_id": "1000000 + b.unit", "at": when}
        copier.copy("kernel_history", of, these, **by, assignment_id="1000000 + b.unit", **own)
        copier.copy("kernel_decision", of, these, **by)
        copier.copy(
            "kernel_document", of, these, uuid="gen_random_uuid()", case_id=case, signed_by_id="1000000 + b.unit"
        )
        log = {"request": "gen_random_uuid()", "patients": "array[b.person_id]", **by, **own}
        copier.copy("kernel_accesslog", of, these, **log)


def main(cases_wanted: int, answer: Path) -> None:
    """Fill the database and write the facts for the requests."""
    django.setup()
    import psycopg

    from vardkedja.web import database, settings

    database.prepare(settings.OWNER_URL, settings.APP_URL)
    ids = templates()
    with psycopg.connect(settings.OWNER_URL) as connection, connection.cursor() as cursor:
        plan(cursor, cases_wanted)
        copier = Copier(cursor)
        places(copier)
        people(copier)
        cases(copier, ids)
        for table in ("kernel_unit", "kernel_staff", "kernel_assignment", "kernel_person", "kernel_case"):
            copier.go_on_after(table)
        cursor.execute("select setval('commitments_number', %s)", (cases_wanted + 2000,))
        cursor.execute(
            "select b.unit, b.case_uuid::text, b.pnr, c.number, b.state, c.version, b.person::text, u.uuid::text, s.uuid::text"
            " from bench_plan b join kernel_case c on c.uuid = b.case_uuid join kernel_unit u on u.id = c.unit_id"
            " join kernel_staff s on s.id = c.opened_by_id order by b.i"
        )
        rows = cursor.fetchall()
    with psycopg.connect(settings.OWNER_URL, autocommit=True) as connection:
        connection.execute("vacuum analyze")
    names = ("unit", "case", "number", "remissid", "state", "version", "person", "unit_uuid", "doctor")
    answer.write_text(json.dumps([dict(zip(names, row, strict=True)) for row in rows]))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
