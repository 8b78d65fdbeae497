import time, pytest, dataclasses
from django.db import connection
from vardkedja.kernel import clock, query
from vardkedja.demo.cast import actor
from vardkedja.referrals import worklists, questions, finding, waiting
from vardkedja.referrals.tests import list_rows as rows
from vardkedja.kernel.query import Marker
import psycopg
from vardkedja.web.postgres import OWNER
from conftest import CLUSTER

FILL = """
insert into kernel_unit (uuid, slug, institution, clinic, kind, funding, region_id, agreement_exception, agreement_exception_reference, hsa_id, street, postcode, town, phone, opening_hours, channel, sort_key, search_key, version)
select gen_random_uuid(), 'extra-'||n, 'Enhet '||n, '', 'hospital', 'public', '14','','','','','','','','','inside','x','x',1 from generate_series({a},{b}) n;
insert into kernel_staff (uuid, username, name, hsa_id, password, active, story) select gen_random_uuid(), 'x'||n, 'Person '||n, '', '', true, '' from generate_series({a},{b}) n;
insert into kernel_case (uuid, kind, number, patient_id, region_id, unit_id, other_unit_id, state, headline, version, opened_at, opened_by_id, changed_at, changed_by_id)
select gen_random_uuid(), 'rem', 'X'||u.id||'-'||n, %(p)s, '14', u.id, %(to)s, case when n %% 3 = 0 then 'confirmed' else 'sent' end, 'x', 1, now(), %(s)s, now() - n * interval '1 minute', %(s)s from kernel_unit u cross join generate_series(1,{per}) n where u.slug like 'extra-%%' and substr(u.slug,7)::int between {a} and {b};
insert into referrals_referral (case_id, question, phone, consulted) select id,'','','' from kernel_case c where c.number like 'X%%' and not exists (select from referrals_referral r where r.case_id=c.id);
insert into referrals_reception (uuid, case_id, unit_id, place, state, channel, arrived_on, arrived_at, arrived_by_id, late_reason, confirm_by, assessment, priority, told_way, forward_reason, close_reason)
select gen_random_uuid(), id, unit_id, 1, 'not_assessed','electronic', current_date, now(), %(s)s,'', current_date,'','','','','' from kernel_case c where c.number like 'X%%' and not exists (select from referrals_reception r where r.case_id=c.id);
insert into referrals_consultation (case_id, referral_id, turn, request_kind, priority, sender_name, channel, watch_cause, close_reason, reception_id)
select c.id, c.id, 1, 'service', case when c.id %% 7 = 0 then 'urgent' else 'normal' end, '', '', '', '', r.uuid from kernel_case c join referrals_reception r on r.case_id=c.id where c.number like 'X%%' and not exists (select from referrals_consultation k where k.case_id=c.id);
insert into kernel_task (case_id, node, unit_id, staff_id, sort_on, due, since, flag, done_at, done_by_id)
select c.id, x.node, c.unit_id, (select id from kernel_staff s where s.username = 'x'||substr(u.slug,7)), current_date - 100 + (c.id %% 120)::int, current_date, now(), '', case when c.id %% 3 < 2 then now() end, case when c.id %% 3 < 2 then %(s)s::bigint end from kernel_case c join kernel_unit u on u.id=c.unit_id cross join (values ('watch'),('attest'),('answer')) x(node) where c.number like 'X%%' and not exists (select from kernel_task t where t.case_id=c.id);
"""


def test_growth(real_commits):
    who = actor(rows.EVALENA)
    person = rows.person()
    with psycopg.connect(CLUSTER.url(OWNER, real_commits), autocommit=True) as db:
        for a, b in ((1, 2), (3, 400)):
            values = {"p": person, "s": who.staff_id, "to": rows.unit(rows.MOLNDAL)}
            for part in FILL.format(a=a, b=b, per=600).split(";\n"):
                if part.strip():
                    db.execute(part, values)
            for table in (
                "kernel_task",
                "kernel_case",
                "referrals_reception",
                "referrals_consultation",
                "referrals_referral",
                "kernel_unit",
                "kernel_staff",
            ):
                db.execute(f"vacuum analyze {table}")
            print("filled", db.execute("select count(*) from kernel_case").fetchone())
            connection.close()
            unit = db.execute("select id from kernel_unit where slug='extra-1'").fetchone()[0]
            me = dataclasses.replace(
                who,
                unit_id=unit,
                rem_units=(unit,),
                staff_id=db.execute("select id from kernel_staff where username='x1'").fetchone()[0],
            )

            def timed(name, act):
                for _ in range(10):
                    act()
                best = []
                for _ in range(25):
                    t = time.perf_counter()
                    act()
                    best.append(time.perf_counter() - t)
                best.sort()
                print(f"  {name:34s} min {best[0] * 1000:6.2f} med {best[12] * 1000:6.2f} ms")

            F = worklists.Filters
            for desk, node, shape in (
                ("vart", "watch", ""),
                ("vart", "watch", "sena"),
                ("vart", "watch", "akuta"),
                ("vart", "watch", "franvarande"),
                ("vart", "answer", ""),
                ("vart", "answer", "ledtid"),
                ("mitt", "watch", ""),
            ):
                timed(f"{desk} {node} {shape}", lambda: worklists.listed(me, desk, node, F(shape)))
            deep = worklists.listed(me, "vart", "watch", F())
            for _ in range(2):
                after = deep.later
                deep = worklists.listed(me, "vart", "watch", F(), after)
            timed("deep", lambda: worklists.listed(me, "vart", "watch", F(), after))
            timed("silent", lambda: worklists.silent(me, ""))
            timed(
                "silent counts",
                lambda: worklists.silent_counts(
                    me, tuple(__import__("vardkedja.referrals.silence", fromlist=["KINDS"]).KINDS)
                ),
            )
            timed("node counts", lambda: worklists.node_counts(me, ("mitt", "vart"), []))
            timed(
                "filter counts",
                lambda: worklists.filter_counts(me, "vart", "watch", worklists.DESKS["vart"]["bevaka"].shows, F(), []),
            )
            timed("search sent", lambda: finding.found(me, finding.Wish()))
            timed("search received", lambda: finding.found(me, finding.Wish(way="in")))
            with connection.cursor() as c:
                c.execute(
                    "select generic_plans, custom_plans, left(statement, 60) from pg_prepared_statements order by custom_plans desc limit 8"
                )
                for r in c.fetchall():
                    print("   ", r)
                for comp, extra in (
                    (questions.page("watch", (), -1, False), {}),
                    (questions.page("answer", ("ledtid",), -1, False), {}),
                    (questions.page("watch", (), 0, False), {}),
                ):
                    v = worklists._values(me, F(), ())
                    c.execute(
                        "explain (analyze, buffers, summary) " + comp.sql,
                        [v[p.name] if isinstance(p, Marker) else p for p in comp.parameters],
                    )
                    lines = [r[0] for r in c.fetchall()]
                    print(
                        "\n".join(
                            l
                            for l in lines
                            if "Time" in l or "Buffers" in l and l.startswith("  Buf") or "Planning" in l or "Scan" in l
                        )[:2500]
                    )
